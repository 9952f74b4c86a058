const BITS = 11;
const BUCKETS = 1 << BITS;

/** Rows of a table from which on it fits into no cache of a processor. */
export const FAR_APART = 1 << 18;

/**
 * Rows in the order of their keys (whole numbers below 2^32), equal ones as they come: a radix sort, linear in rows. Whoever looks something up for each of half a
 * million rows in a table of millions does so in this order, as memory that is read from its beginning to its end is there in time. Kept with
 * the column, which nobody may write to afterwards.
 */
export function rowsInOrder(keys: Uint32Array): Uint32Array {
  let order = orders.get(keys);
  if (order === undefined) orders.set(keys, (order = sortedRows(keys)));
  return order;
}

/** By column: several analyses go through the goroutines of a capture in the order of their stacks. */
const orders = new WeakMap<Uint32Array, Uint32Array>();

function sortedRows(keys: Uint32Array): Uint32Array {
  const rows = keys.length;
  let order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  let most = 0;
  for (let row = 0; row < rows; row++) if (keys[row] > most) most = keys[row];
  let sorted = new Uint32Array(rows);
  const next = new Uint32Array(BUCKETS);
  for (let shift = 0; shift < 32 && most >>> shift !== 0; shift += BITS) {
    next.fill(0);
    for (let row = 0; row < rows; row++) next[(keys[row] >>> shift) & (BUCKETS - 1)]++;
    let before = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = next[bucket];
      next[bucket] = before;
      before += count;
    }
    for (let i = 0; i < rows; i++) {
      const row = order[i];
      sorted[next[(keys[row] >>> shift) & (BUCKETS - 1)]++] = row;
    }
    [order, sorted] = [sorted, order];
  }
  return order;
}
