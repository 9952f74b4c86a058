import type { LiveAnswer } from '@core/api/live';
import { Cancelled } from '@core/base/cancel';
import { engineError } from '@core/api/errors';
import type { LiveTables } from '@core/model/live';
import type { OpenDocument } from './document';
import { badParams, notFound, QuestionFailed } from './failure';
import { checkNumber } from './params';

/** Of the moment nearest to a time, in ms since the epoch, what is known. */
export function momentAt(series: LiveTables, atMs: number): LiveAnswer['moment'] {
  const row = nearestRow(series, atMs);
  if (row < 0) return null;
  const number = series.moments.number[row];
  const whole = series.kept.some((one) => one.number === number);
  return {
    atMs: series.moments.atMs[row],
    state: whole ? 'whole' : series.isWritten(number) ? 'written' : 'numbers',
  };
}

/** Row of `moments`; −1 = there is none. Of two that are as far away the later one. */
function nearestRow({ moments: { count, atMs: times } }: LiveTables, atMs: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < atMs) low = middle + 1;
    else high = middle;
  }
  return low === count || (low > 0 && atMs - times[low - 1] < times[low] - atMs) ? low - 1 : low;
}

/** Reads the moment nearest to a time again, where that is needed: the index of its capture. Throws `QuestionFailed` and `Cancelled`. */
export async function recallAt(
  { info, over }: Pick<OpenDocument, 'info' | 'over'>,
  atMs: number,
  signal: AbortSignal | null,
): Promise<number> {
  if (over === undefined) throw badParams('doc', `${info.title} was not watched over time`);
  const { series } = over;
  const row = nearestRow(series, checkNumber('atMs', atMs, -8.64e15, 8.64e15));
  const number = row < 0 ? -1 : series.moments.number[row];
  const kept = series.kept.some((one) => one.number === number);
  if (!kept && !series.isWritten(number))
    throw notFound('Of this moment only the numbers are known', 'Record a watch: then every moment of it can be read.');
  if (!kept && !(await recalled(series, number, signal)))
    throw notFound('The moment is not in the recording any more', 'The file was changed, or is damaged.');
  return over.indexOf(number);
}

async function recalled(series: LiveTables, number: number, signal: AbortSignal | null): Promise<boolean> {
  try {
    return await series.recall(number, signal);
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'Put the recording back where it was.';
    throw new QuestionFailed(
      engineError('unreadable', 'The recording of this moment cannot be read', { reason, hint }),
    );
  }
}
