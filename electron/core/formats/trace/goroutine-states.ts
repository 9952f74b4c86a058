import type { GoroutineColumns } from './generation';
import { IdTable } from './id-table';

/** Entries, a power of two. */
export const NEAR = 1 << 15;

/** What is known of every goroutine of the generation, by index. Its memory is used again for the next generation. */
export class GoroutineStates {
  readonly ids = new IdTable();
  /** GoStatus of the wire: 0 gone · 1 runnable · 2 running · 3 syscall · 4 waiting. */
  status = new Uint8Array(64);
  /** Last sequence number; it counts events of the generation from 0, so that one beyond 2^31 is in no file. */
  seq = new Int32Array(64);
  /** Row + 1 of its open stop-the-world and mark assist. */
  stw = new Uint32Array(64);
  assist = new Uint32Array(64);
  createdNs = new Float64Array(64);
  endedNs = new Float64Array(64);
  creator = new Uint32Array(64);
  creationStack = new Uint32Array(64);
  entryStack = new Uint32Array(64);
  ownStack = new Uint32Array(64);
  saidState = new Uint8Array(64);
  saidNs = new Float64Array(64);
  saidStack = new Uint32Array(64);

  /** Ids below 2^31 in front of the table, each with its index behind it: neighbours are near each other there. */
  readonly near = new Int32Array(2 * NEAR).fill(-1);

  find(id: number): number {
    return this.ids.find(id);
  }

  /** As `find`, for ids below 2^31; −1 for a WIDE one. */
  findSmall(id: number): number {
    const slot = (id & (NEAR - 1)) << 1;
    if (this.near[slot] === id) return this.near[slot + 1];
    const g = this.ids.find(id);
    if (g >= 0) {
      this.near[slot] = id;
      this.near[slot + 1] = g;
    }
    return g;
  }

  of(id: number): number {
    const known = this.ids.find(id);
    return known >= 0 ? known : this.add(id);
  }

  add(id: number): number {
    const g = this.ids.add(id);
    if (g === this.status.length) this.#grow();
    this.status[g] = 0;
    this.seq[g] = 0;
    this.stw[g] = 0;
    this.assist[g] = 0;
    this.createdNs[g] = NaN;
    this.endedNs[g] = NaN;
    this.creator[g] = 0;
    this.creationStack[g] = 0;
    this.entryStack[g] = 0;
    this.ownStack[g] = 0;
    this.saidState[g] = 0;
    this.saidNs[g] = 0;
    this.saidStack[g] = 0;
    return g;
  }

  clear(): void {
    this.ids.clear();
    this.near.fill(-1);
  }

  columns(): GoroutineColumns {
    const { count } = this.ids;
    return {
      id: this.ids.ids.slice(0, count),
      createdNs: this.createdNs.slice(0, count),
      endedNs: this.endedNs.slice(0, count),
      creator: this.creator.slice(0, count),
      creationStack: this.creationStack.slice(0, count),
      entryStack: this.entryStack.slice(0, count),
      ownStack: this.ownStack.slice(0, count),
      saidState: this.saidState.slice(0, count),
      saidNs: this.saidNs.slice(0, count),
      saidStack: this.saidStack.slice(0, count),
    };
  }

  #grow(): void {
    const size = this.status.length * 2;
    this.status = bytes(this.status, size);
    this.seq = integers(this.seq, size);
    this.stw = words(this.stw, size);
    this.assist = words(this.assist, size);
    this.createdNs = doubles(this.createdNs, size);
    this.endedNs = doubles(this.endedNs, size);
    this.creator = words(this.creator, size);
    this.creationStack = words(this.creationStack, size);
    this.entryStack = words(this.entryStack, size);
    this.ownStack = words(this.ownStack, size);
    this.saidState = bytes(this.saidState, size);
    this.saidNs = doubles(this.saidNs, size);
    this.saidStack = words(this.saidStack, size);
  }
}

function bytes(column: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(size);
  wider.set(column);
  return wider;
}

function words(column: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(size);
  wider.set(column);
  return wider;
}

function integers(column: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(size);
  wider.set(column);
  return wider;
}

function doubles(column: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(size);
  wider.set(column);
  return wider;
}
