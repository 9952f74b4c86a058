import { wait } from '@core/model/operation';
import type { Wait } from '@core/model/operation';
import { GOROUTINE_NIL_CHANNEL, GOROUTINE_NO_CASES } from '@core/model/tables';

/**
 * What a goroutine of a debug=1 text waits in, from addresses alone.
 *
 * That text prints the addresses of the runtime's own frames but hides their names, so nothing in it says "chan send". But a
 * parked goroutine's first addresses are always `gopark ← chansend ← chansend1` (or chanrecv1, chanrecv2) or `gopark ← selectgo` (or
 * block, for `select {}`), and two things about them are fixed by the compiler: functions begin at multiples of 32 bytes
 * (amd64) or 16 (arm64), so the low bits of a return address are its offset in a small function; and chansend follows chansend1
 * directly, so the distance of the first two tells the line in it, which tells a nil channel from another.
 *
 * The numbers were measured with `go tool objdump` on programs built by Go 1.18, 1.20 and 1.22 to 1.27 for both architectures.
 * All three conditions must hold; anything else (other architectures, other compilers) is answered with null, not with a guess.
 */
interface Layout {
  readonly align: number;
  /** Low bits of the return address in gopark. */
  readonly park: readonly number[];
  readonly send: readonly number[];
  readonly receive: readonly number[];
  /** In block, of `select {}`; empty where selectgo has them too. */
  readonly block: readonly number[];
}

const AMD64: Layout = {
  align: 32,
  park: [0x0e, 0x16, 0x0a],
  send: [0x17, 0x1d],
  receive: [0x12, 0x18],
  block: [0x06, 0x0c],
};
const ARM64: Layout = { align: 16, park: [0x08, 0x0c, 0x00], send: [0x08], receive: [0x04], block: [] };

/** Distances between the return addresses in chansend and chansend1 (chanrecv and chanrecv1 or 2), in bytes, with room. */
const SEND_NIL: Range = [0xd0, 0x180];
const SEND: Range = [0x340, 0x480];
const RECEIVE_NIL: Range = [0x140, 0x240];
const RECEIVE: Range = [0x390, 0x600];
type Range = readonly [number, number];

const within = (value: number, [from, to]: Range): boolean => value >= from && value < to;

/** The first addresses of one row whose visible frames do not tell what it waits in. */
export interface HiddenFrames {
  /** Addresses that are hidden; 2 or 3 are of interest. */
  readonly count: number;
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

export class HiddenWaits {
  readonly #layout: Layout;
  readonly #parks: Set<number>;

  /**
   * `aligned`: every address of the text is a multiple of 4, as on arm64. `parks`: return addresses in gopark that are known for sure,
   * because the visible frames of their rows say that they wait.
   */
  constructor(aligned: boolean, parks: Iterable<number>) {
    this.#layout = aligned ? ARM64 : AMD64;
    this.#parks = new Set(parks);
  }

  /** A channel operation, or null. Its first address is in gopark: `confirm` it. */
  channel(hidden: HiddenFrames): Wait | null {
    if (hidden.count !== 3 || !this.#isPark(hidden.first)) return null;
    const low = hidden.third % this.#layout.align;
    const distance = hidden.second - hidden.third;
    if (this.#layout.send.includes(low)) {
      if (within(distance, SEND)) return wait('chan send');
      if (within(distance, SEND_NIL)) return wait('chan send', GOROUTINE_NIL_CHANNEL);
    }
    if (this.#layout.receive.includes(low)) {
      if (within(distance, RECEIVE)) return wait('chan receive');
      if (within(distance, RECEIVE_NIL)) return wait('chan receive', GOROUTINE_NIL_CHANNEL);
    }
    return null;
  }

  confirm(park: number): void {
    this.#parks.add(park);
  }

  /**
   * A select, or null. Asked after all channel operations were seen: two hidden frames are also those of a goroutine that was
   * interrupted, so the first must be a park.
   */
  select(hidden: HiddenFrames): Wait | null {
    if (hidden.count !== 2) return null;
    const sure =
      this.#parks.size > 0 ? this.#parks.has(hidden.first) : this.#layout === AMD64 && this.#isPark(hidden.first);
    if (!sure) return null;
    return wait('select', this.#layout.block.includes(hidden.second % this.#layout.align) ? GOROUTINE_NO_CASES : 0);
  }

  #isPark(address: number): boolean {
    return this.#parks.has(address) || this.#layout.park.includes(address % this.#layout.align);
  }
}
