import { GrowableColumn } from '@core/base/columns';
import type { WaitObjectKind } from '@core/api/waiters';
import { waiterKind, type WaiterEdges } from './waiter-types';

/** Collects nodes and edges in any order. */
export class WaiterBuilder {
  readonly #kind = new GrowableColumn(Uint8Array, 64);
  readonly #fact = new GrowableColumn(Uint8Array, 64);
  readonly #looked = new GrowableColumn(Uint8Array, 64);
  readonly #object = new GrowableColumn(Int32Array, 64);
  readonly #address = new GrowableColumn(Float64Array, 64);
  readonly #types = new Map<number, string>();
  readonly #waitNode = new GrowableColumn(Uint32Array, 64);
  readonly #waitRow = new GrowableColumn(Uint32Array, 64);
  readonly #heldNode = new GrowableColumn(Uint32Array, 64);
  readonly #heldRow = new GrowableColumn(Uint32Array, 64);
  readonly #heldWhy = new GrowableColumn(Uint32Array, 64);
  readonly #whys = new Map<string, number>();
  /** By goroutine row: 1 = it waits for a node. */
  readonly waits: Uint8Array;

  constructor(rows: number) {
    this.waits = new Uint8Array(rows);
  }

  /** `object`: row of WaitObjects, −1 = none; `address` 0 = not known. By position: half a million are added. */
  add(kind: WaitObjectKind, fact: boolean, looked: boolean, object = -1, address = 0, type = ''): number {
    this.#fact.push(fact ? 1 : 0);
    this.#looked.push(looked ? 1 : 0);
    this.#object.push(object);
    this.#address.push(address);
    const node = this.#kind.push(waiterKind(kind));
    if (type !== '') this.#types.set(node, type);
    return node;
  }

  wait(node: number, row: number): void {
    this.#waitNode.push(node);
    this.#waitRow.push(row);
    this.waits[row] = 1;
  }

  /** The number of a reason, for `release`. */
  why(text: string): number {
    let known = this.#whys.get(text);
    if (known === undefined) this.#whys.set(text, (known = this.#whys.size));
    return known;
  }

  release(node: number, row: number, why: number): void {
    this.#heldNode.push(node);
    this.#heldRow.push(row);
    this.#heldWhy.push(why);
  }

  finish(): WaiterEdges {
    const count = this.#kind.length;
    // Rows in order, and each once a node: a select may have two cases on one channel.
    const byRow = runs(this.waits.length, this.#waitRow.finish(), this.#waitNode.finish());
    const rowStart = new Uint32Array(this.waits.length + 1);
    const node = new Uint32Array(byRow.value.length);
    const owner = new Uint32Array(byRow.value.length);
    let used = 0;
    for (let row = 0; row < this.waits.length; row++) {
      for (let i = byRow.start[row]; i < byRow.start[row + 1]; i++) {
        if (node.subarray(rowStart[row], used).includes(byRow.value[i])) continue;
        owner[used] = row;
        node[used++] = byRow.value[i];
      }
      rowStart[row + 1] = used;
    }
    const waiters = runs(count, node.subarray(0, used), owner.subarray(0, used));
    const heldNode = this.#heldNode.finish();
    const order = runs(
      count,
      heldNode,
      Uint32Array.from({ length: heldNode.length }, (_, i) => i),
    );
    const [heldRow, heldWhy] = [this.#heldRow.finish(), this.#heldWhy.finish()];
    return {
      count,
      kind: this.#kind.finish(),
      fact: this.#fact.finish(),
      looked: this.#looked.finish(),
      object: this.#object.finish(),
      address: this.#address.finish(),
      types: this.#types,
      start: waiters.start,
      waiter: waiters.value,
      releaserStart: order.start,
      releaser: order.value.map((i) => heldRow[i]),
      why: order.value.map((i) => heldWhy[i]),
      whys: [...this.#whys.keys()],
      rowStart,
      node: node.slice(0, used),
    };
  }
}

/** Values by key, those of one key in their order. */
function runs(count: number, key: Uint32Array, value: Uint32Array): { start: Uint32Array; value: Uint32Array } {
  const start = new Uint32Array(count + 1);
  for (const k of key) start[k + 1]++;
  for (let i = 0; i < count; i++) start[i + 1] += start[i];
  const fill = start.slice(0, count);
  const sorted = new Uint32Array(value.length);
  for (let i = 0; i < key.length; i++) sorted[fill[key[i]]++] = value[i];
  return { start, value: sorted };
}
