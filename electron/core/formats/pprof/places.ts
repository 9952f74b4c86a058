import type { StackRuns } from '@core/model/tables';

/** Further frames that `Places.unfold` can tell; where they are that many or more, `more` has the number. */
export const SEVERAL = 7;

/**
 * Runs of locations made ready for a prefix tree: two locations that begin with the same frame are one, and the frames of each are
 * consecutive rows of the frame table. Nearly all profiles are like that; in others locations are made one, or become frames.
 */
export class Places {
  readonly runs: StackRuns;
  /**
   * By location: 8 times the outermost frame, plus how many further frames follow it, `SEVERAL` for that many and more. One word, as every
   * step of every stack looks here and the first caches are small.
   */
  readonly unfold: Int32Array;
  /** Further frames by location. */
  readonly more: Uint32Array;

  constructor(given: StackRuns) {
    const runs = isChained(given) ? sameOnce(given) : framesOnly(given);
    const { frameStart, frame } = runs;
    const count = frameStart.length - 1;
    this.runs = runs;
    this.unfold = new Int32Array(count);
    this.more = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      // A location that a cut-off profile has lost is in no run.
      const more = Math.max(0, frameStart[i + 1] - frameStart[i] - 1);
      this.more[i] = more;
      this.unfold[i] = frame[frameStart[i]] * 8 + Math.min(more, SEVERAL);
    }
  }

  framesOf(location: number): number {
    return this.more[location] + 1;
  }
}

/** Outermost frames lead to one and the same consecutive frames each. */
function isChained({ frameStart, frame }: StackRuns): boolean {
  const lengths = new Uint32Array(frame.length + 1);
  for (let i = 0; i < frameStart.length - 1; i++) {
    const first = frameStart[i];
    const length = frameStart[i + 1] - first;
    if (length === 0) continue;
    const outer = frame[first];
    for (let k = 1; k < length; k++) if (frame[first + k] !== outer + k) return false;
    if (lengths[outer] !== 0 && lengths[outer] !== length) return false;
    lengths[outer] = length;
  }
  return true;
}

/** Locations that differ in their ids only are made the first of them. */
function sameOnce(runs: StackRuns): StackRuns {
  const { frameStart, frame, location } = runs;
  /** First location by outermost frame, + 1. */
  const first = new Uint32Array(frame.length);
  let repeated = false;
  for (let i = 0; i < frameStart.length - 1; i++) {
    if (frameStart[i] === frameStart[i + 1]) continue;
    const outer = frame[frameStart[i]];
    if (first[outer] === 0) first[outer] = i + 1;
    else repeated = true;
  }
  return repeated ? { ...runs, location: location.map((at) => first[frame[frameStart[at]]] - 1) } : runs;
}

/** Frame by frame: a location for each. */
function framesOnly({ start, location, frameStart, frame }: StackRuns): StackRuns {
  let length = 0;
  for (const at of location) length += frameStart[at + 1] - frameStart[at];
  const frames = new Uint32Array(length);
  const starts = new Uint32Array(start.length);
  let used = 0;
  for (let row = 0; row < start.length - 1; row++) {
    for (let p = start[row]; p < start[row + 1]; p++) {
      for (let k = frameStart[location[p] + 1] - 1; k >= frameStart[location[p]]; k--) frames[used++] = frame[k];
    }
    starts[row + 1] = used;
  }
  const count = frame.reduce((most, id) => Math.max(most, id + 1), 0);
  const alone = Uint32Array.from({ length: count + 1 }, (_, id) => id);
  return { start: starts, location: frames, frameStart: alone, frame: alone.subarray(0, count) };
}
