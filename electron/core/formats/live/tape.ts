import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import type { Tape } from '@core/base/wire/tape';
import { blockOf } from './blocks';
import type { WholeMoment, Written } from './kept';
import { RecordingReader } from './reader';
import { LiveSeries } from './series';

/** What moments that are read again are called. */
interface TapeOf {
  readonly format: 'live' | 'recording';
  readonly name: string;
}

/** Unpacked, between two pauses in which a cancel may arrive. */
const PAUSE_BYTES = 4 << 20;

/** What is written of a series, in recordings that may become more. */
export function writtenIn(tapes: () => readonly Tape[], of: TapeOf): Written {
  // Of two the newer one.
  const tapeWith = (number: number): Tape | undefined =>
    [...tapes()].reverse().find(({ index, last }) => {
      const { first } = index;
      return first !== null && first <= number && number <= (last ?? Infinity);
    });
  return {
    has: (number) => tapeWith(number) !== undefined,
    read: async (number, signal) => {
      const tape = tapeWith(number);
      return tape === undefined ? null : recallMoment(tape, number, of, signal);
    },
  };
}

/**
 * Reads a moment again: from the last place before it where all was said anew. Null when what is written there is not what was (the file was
 * changed), or is damaged. Rejects with what reading rejects with, and `Cancelled`.
 */
async function recallMoment(
  tape: Tape,
  number: number,
  of: TapeOf,
  signal: AbortSignal | null,
): Promise<WholeMoment | null> {
  await tape.flush?.();
  const entry = tape.index.entryFor(number);
  if (entry === null) return null;
  const series = new LiveSeries({ ...of, captureBytes: 0, first: entry.moment });
  const reader = new RecordingReader(series);
  const reached = (): boolean => series.nextMoment > number;
  let since = 0;
  for (let row = entry.block; row < tape.index.blocks && !reached(); row++) {
    const { at, length, joined } = tape.index.block(row);
    // What is known behind damage is so from another entry on.
    if (!joined && row > entry.block) return null;
    const block = blockOf(await tape.read(at, length), at);
    if (block === null) return null;
    reader.read(block, reached);
    since += block.plain.length;
    if (since < PAUSE_BYTES) continue;
    since = 0;
    await yieldToHost();
    throwIfCancelled(signal);
  }
  const moment = series.kept.at(-1);
  return moment?.number === number ? { ...moment, capture: moment.capture } : null;
}
