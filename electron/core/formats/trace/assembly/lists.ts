import { take, takeZeros, widened } from './memory';

/** Rows of a block: tables grow by blocks, so that nothing is copied. */
const BLOCK_SHIFT = 9;
export const BLOCK: u32 = 1 << BLOCK_SHIFT;

/**
 * Rows of several columns. A block holds BLOCK rows, one column behind the other; a column of `width` bytes whose predecessors have
 * `before` bytes together begins at `before * BLOCK`. The host reads them so (machine.ts).
 */
@unmanaged
export class List {
  count: u32;
  /** Bytes of a row. */
  width: u32;
  /** Addresses of the blocks. */
  blocks: usize;
  room: u32;

  /** Row of a new entry, which holds anything. */
  add(): u32 {
    const row = this.count++;
    if ((row & (BLOCK - 1)) === 0) this.addBlock(row >>> BLOCK_SHIFT);
    return row;
  }

  /** Address of a value: `before` as above. */
  @inline
  at(row: u32, before: u32, width: u32): usize {
    const block = load<u32>(this.blocks + ((row >>> BLOCK_SHIFT) << 2));
    return block + (before << BLOCK_SHIFT) + (row & (BLOCK - 1)) * width;
  }

  private addBlock(block: u32): void {
    if (block === this.room) {
      this.blocks = widened(this.blocks, this.room << 2, this.room << 3);
      this.room *= 2;
    }
    store<u32>(this.blocks + (block << 2), <u32>takeZeros(this.width << BLOCK_SHIFT));
  }
}

export function newList(width: u32): List {
  const list = changetype<List>(takeZeros(offsetof<List>()));
  list.width = width;
  list.room = 8;
  list.blocks = take(8 << 2);
  return list;
}
