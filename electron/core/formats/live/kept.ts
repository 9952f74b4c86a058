import type { KeptMoment } from '@core/model/live';
import type { Capture } from '@core/model/tables';

export interface KeepPlan {
  /** Memory for captures of moments, bytes: that many large ones, but never fewer than `LEAST`; 0 = none is kept but the frozen. */
  readonly captureBytes: number;
}

const LEAST = 6;
const MOST = 32;
/** Moments that somebody has just looked at, beside those that are spread over the time. */
const RECENT = 4;
/** Moments that were read again. */
const RECALLED = 4;

/**
 * Which moments are kept whole: the first, those that were frozen, and others evenly spread over the time, the spaces between them
 * doubling whenever there are too many; and a few that were looked at while they were the newest, so that who asks about one does not
 * find it gone.
 */
export class KeptMoments {
  readonly #plan: KeepPlan;
  #moments: WholeMoment[] = [];
  /** In the order in which they were asked for. */
  #recalled: readonly WholeMoment[] = [];
  #list: readonly WholeMoment[] | null = null;
  /** Every how many moments one is kept. */
  #space = 1;

  constructor(plan: KeepPlan) {
    this.#plan = plan;
  }

  /** Ascending. */
  get list(): readonly WholeMoment[] {
    return (this.#list ??= [...this.#moments, ...this.#recalled].sort((a, b) => a.number - b.number));
  }

  /** Keeps a moment that had gone, until several others were asked for. */
  recall(moment: WholeMoment): void {
    if (this.list.some(({ number }) => number === moment.number)) return;
    this.#recalled = [...this.#recalled, { ...moment, recalled: true }].slice(-RECALLED);
    this.#list = null;
  }

  /** A moment is not the newest any more. `seen`: its capture was made already. */
  pass(head: KeptMoment, seen: boolean, build: () => Capture): void {
    this.#list = null;
    if (seen || head.frozen || this.#isSpread(head)) this.#add({ ...head, capture: build() });
    this.#moments = this.#moments.filter(
      (one) => this.#isSpread(one) || one.frozen || head.number - one.number < RECENT,
    );
  }

  /** Forgets moments up to a time, frozen ones not. */
  forget(untilMs: number): void {
    this.#list = null;
    this.#moments = this.#moments.filter((one) => one.frozen || one.atMs > untilMs);
  }

  #add(moment: WholeMoment): void {
    this.#moments.push(moment);
    const each = ownBytes(moment.capture);
    const most = Math.max(LEAST, Math.min(MOST, Math.floor(this.#plan.captureBytes / Math.max(1, each))));
    while (this.#moments.filter((one) => this.#isSpread(one)).length > most) this.#space *= 2;
  }

  #isSpread({ number }: Pick<KeptMoment, 'number'>): boolean {
    return this.#plan.captureBytes > 0 && number % this.#space === 0;
  }
}

/** A moment of which everything is known. */
export interface WholeMoment extends KeptMoment {
  readonly capture: Capture;
}

/** Where moments are written that are not kept. */
export interface Written {
  has(number: number): boolean;
  /** Null when it cannot be read any more. Rejects with the host's error, and `Cancelled`. */
  read(number: number, signal: AbortSignal | null): Promise<WholeMoment | null>;
}

/** Without the tables that captures of one watch share. */
function ownBytes({ goroutines, samples, waits }: Capture): number {
  let bytes = samples.count * 16;
  for (const table of [goroutines, waits?.objects, waits?.waits, waits?.holds])
    for (const column of Object.values(table ?? {})) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
  return bytes;
}
