import type { Capture } from '@core/model/tables';
import type { MetricTables } from '@core/model/metrics';

/** When each scrape of a document was taken. */
export interface ScrapeClock {
  /** `time`: ms since the epoch. `order`: 1, 2, 3 …, as the times are not known, or cannot be true. */
  readonly kind: 'time' | 'order';
  /** Why not `time`; ``. */
  readonly reason: string;
  /** Number of the first scrape of each capture; scrapes are numbered through. */
  readonly base: readonly number[];
  /** Moment of every scrape on this clock. */
  readonly at: Float64Array;
}

/** Scrapes in the order of their files are at least this far apart; closer together are files that were copied. */
const APART_MS = 50;
/** In any other order. */
const APART_UNORDERED_MS = 1000;

/**
 * One clock for the scrapes of all captures: what the captures say themselves, else the times of their files, else their order. The
 * times of files count only where they agree with the order of the files or lie apart: a folder that was copied has times that
 * mean nothing.
 */
export function scrapeClock(captures: readonly (Capture & { readonly metrics: MetricTables })[]): ScrapeClock {
  const base: number[] = [];
  let count = 0;
  for (const { metrics } of captures) {
    base.push(count);
    count += metrics.scrapeTimeMs.length;
  }
  const at = new Float64Array(count).fill(NaN);
  const files = new Map<string, number[]>();
  let unknown = 0;
  captures.forEach(({ metrics, timeMs, timeSource, format }, i) => {
    metrics.scrapeTimeMs.forEach((time, scrape) => {
      let moment = time;
      // The file's time is that of its only scrape.
      if (Number.isNaN(moment) && timeMs !== null && metrics.scrapeTimeMs.length === 1) {
        moment = timeMs;
        if (timeSource === 'file') files.set(format, [...(files.get(format) ?? []), timeMs]);
      }
      at[base[i] + scrape] = moment;
      if (Number.isNaN(moment)) unknown++;
    });
  });
  // Captures of one format follow each other; those of different formats may be of the same moment.
  const believable = [...files.values()].every(areScrapes);
  const reason =
    unknown > 0 && count > 1
      ? 'The scrapes say no time'
      : believable
        ? ''
        : 'The times of the files are those of a copy';
  if (reason === '' && unknown === 0) return { kind: 'time', reason, base, at };
  return { kind: 'order', reason, base, at: at.map((_, i) => i + 1) };
}

/** Whether times of files can be those of scrapes, one after the other. */
function areScrapes(times: readonly number[]): boolean {
  const sorted = [...times].sort((a, b) => a - b);
  const apart = (ms: number): boolean => sorted.every((time, i) => i === 0 || time - sorted[i - 1] >= ms);
  const inOrder = times.every((time, i) => time === sorted[i]);
  return apart(inOrder ? APART_MS : APART_UNORDERED_MS);
}
