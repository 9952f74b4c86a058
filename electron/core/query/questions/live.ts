import type { LiveAnswer, LiveParams } from '@core/api/live';
import type { OverTime } from '../document';
import { badParams } from '../failure';
import {
  channelTracks,
  clockOf,
  goroutinesAt,
  heapTracks,
  pausesOf,
  schedulerTracks,
  stateTracks,
} from '../live-tracks';
import { marksOf } from '../live-marks';
import { momentAt } from '../live-moment';
import { growingSites } from '../live-sites';
import { checkNumber } from '../params';
import type { Question } from './question';

const LONGEST_MS = 10 * 365 * 86_400_000;
const MOST_SITES = 40;

export const live: Question<'live'> = async (doc, params, run) => {
  const { over } = doc;
  if (over === undefined)
    throw badParams('doc', `${doc.info.title} was not watched over time`, 'Attach to a process, or open a recording.');
  const { series } = over;
  const { moments } = series;
  const clock = clockOf(series, checkRange(params));
  await run.breathe(moments.count + series.counters.count);
  const cursorMs =
    params.cursorMs === null ? clock.lastMs : checkNumber('cursorMs', params.cursorMs, -8.64e15, 8.64e15);
  const nearest = nearestKept(over, cursorMs);
  const sites = nearest === null ? [] : growingSites(doc, nearest.index, cursorMs);
  const marks = await marksOf(doc, run);
  await run.breathe(moments.count);
  return {
    ...{ status: over.status, reason: over.reason },
    ...{ fromMs: clock.fromMs, toMs: clock.toMs, stepMs: clock.stepMs, sinceMs: clock.sinceMs, lastMs: clock.lastMs },
    states: stateTracks(series, clock, cursorMs),
    goroutines: goroutinesAt(series, cursorMs),
    heap: heapTracks(series, clock, cursorMs),
    pauses: pausesOf(series, clock),
    channels: channelTracks(series, clock, cursorMs),
    scheduler: schedulerTracks(series, clock, cursorMs),
    sites: sites.slice(0, MOST_SITES),
    sitesFolded: Math.max(0, sites.length - MOST_SITES),
    marks: marks.filter(({ atMs }) => atMs >= clock.fromMs && atMs <= clock.toMs),
    capture: nearest?.index ?? 0,
    moment: momentAt(series, cursorMs),
    moments: series.kept.map(({ number, atMs, goroutines, frozen }) => ({
      ...{ capture: over.indexOf(number), atMs, goroutines, frozen },
    })),
    weight: weightOf(over),
    recording: over.recording,
    missing: series.missing,
  };
};

function checkRange(params: LiveParams) {
  const time = (field: 'fromMs' | 'toMs'): number | null => {
    const value = params[field];
    return value === null ? null : checkNumber(field, value, -8.64e15, 8.64e15);
  };
  return {
    ...{ fromMs: time('fromMs'), toMs: time('toMs') },
    spanMs: checkNumber('spanMs', params.spanMs, 1_000, LONGEST_MS),
    width: checkNumber('width', params.width, 16, 4096),
  };
}

function nearestKept({ series, indexOf }: OverTime, cursorMs: number): { readonly index: number } | null {
  let best: { readonly number: number; readonly away: number } | null = null;
  for (const { number, atMs } of series.kept) {
    const away = Math.abs(atMs - cursorMs);
    // Of two that are as far away the later one.
    if (best === null || away <= best.away) best = { number, away };
  }
  return best === null ? null : { index: indexOf(best.number) };
}

/** What the sampler keeps to (native/internal/watch). */
const CPU_BUDGET_PERCENT = 5;
const RSS_BUDGET = 80 * 2 ** 20;

function weightOf({ series }: OverTime): LiveAnswer['weight'] {
  const { weight, moments } = series;
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  const last = moments.count - 1;
  return {
    ...{ cpuPercent: known(weight?.cpuPercent), cpuBudget: CPU_BUDGET_PERCENT },
    ...{ rssBytes: known(weight?.rssBytes), rssBudget: RSS_BUDGET },
    slowdown:
      weight === null || Number.isNaN(weight.slowdownPercent)
        ? null
        : { percent: weight.slowdownPercent, error: known(weight.slowdownError) ?? 0 },
    snapshotMs: last < 0 ? null : moments.spanNs[last] / 1e6,
    lateP99Ms: known(weight?.lateP99Ns) === null ? null : (weight?.lateP99Ns ?? 0) / 1e6,
    goroutinesEveryMs: weight?.goroutinesEveryMs ?? (last < 0 ? 0 : moments.everyMs[last]),
    countersEveryMs: weight?.countersEveryMs ?? 0,
    limited: weight?.limited ?? false,
    ...{ dropped: moments.dropped, rejected: moments.rejected, snapshots: moments.taken },
  };
}
