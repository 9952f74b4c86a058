import { recycle, takeZeros } from './memory';

/** Whatever has an id: structures that begin with it. */
@unmanaged
export class Known {
  id: u64;
}

/**
 * Structures by id. Open addressing after a multiplication, which spreads ids that follow each other evenly: runs of them would pile up
 * where they meet.
 */
@unmanaged
export class IdTable {
  slots: usize;
  /** The high bits of the hash are the good ones. */
  shift: u64;
  mask: u32;
  count: u32;

  clear(): void {
    this.shift = 64 - 6;
    this.mask = (1 << 6) - 1;
    this.count = 0;
    this.slots = takeZeros(4 << 6);
  }

  /** Address of what has an id; 0 = nothing has. */
  find(id: u64): usize {
    let slot = this.place(id);
    while (true) {
      const at = <usize>load<u32>(this.slots + ((<usize>slot) << 2));
      if (at === 0 || changetype<Known>(at).id === id) return at;
      slot = (slot + 1) & this.mask;
    }
  }

  /** Adds something whose id `find` does not know. */
  add(at: usize): void {
    if (++this.count * 2 > this.mask) this.widen();
    this.put(at);
  }

  private place(id: u64): u32 {
    return <u32>((id * 0x9e3779b97f4a7c15) >>> this.shift);
  }

  private put(at: usize): void {
    let slot = this.place(changetype<Known>(at).id);
    while (load<u32>(this.slots + ((<usize>slot) << 2)) !== 0) slot = (slot + 1) & this.mask;
    store<u32>(this.slots + ((<usize>slot) << 2), <u32>at);
  }

  private widen(): void {
    const slots = this.slots;
    const bytes = (<usize>this.mask + 1) << 2;
    this.mask = this.mask * 2 + 1;
    this.shift--;
    this.slots = takeZeros(bytes * 2);
    for (let at = slots; at < slots + bytes; at += 4) {
      const known = load<u32>(at);
      if (known !== 0) this.put(known);
    }
    recycle(slots, bytes);
  }
}
