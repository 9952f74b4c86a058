import { indexMetrics, type MetricIndex } from './metrics';
import { lastValue, NO_POINTS, partsLine, restartsOf, seriesLine, type Line } from './metrics-points';
import type { Analyses } from './analyses';

/** Numbers that a document has of its process, over time: metrics of all captures on one clock, by the ids of the vocabulary. */
export interface ProcessStat {
  /** Points of `heap-alloc`, `rss` …, since the process began anew the last time; empty where no capture has it. */
  line(id: string): Line;
  /** The last point; NaN where there is none. */
  last(id: string): number;
  /** The same by the names as written, of which the first that is there counts; label sets are added up at the last moment. */
  named(...names: readonly string[]): Line;
}

const known = new WeakMap<readonly Analyses[], ProcessStat>();

export function processStat(analyses: readonly Analyses[]): ProcessStat {
  let stat = known.get(analyses);
  if (stat === undefined) {
    stat = makeStat(analyses);
    known.set(analyses, stat);
  }
  return stat;
}

function makeStat(analyses: readonly Analyses[]): ProcessStat {
  const captures = analyses.map(({ capture }) => capture).filter(({ metrics }) => metrics !== null);
  if (captures.length === 0) return { line: () => NO_POINTS, last: () => NaN, named: () => NO_POINTS };
  // A line begins where the captures of the last process do.
  const index = indexMetrics(captures.slice(Math.max(0, captures.map((one) => one.otherProcess).lastIndexOf(true))));
  const lines = new Map<string, Line>();
  const started = lastStart(index);
  const memo = (key: string, make: () => Line): Line => {
    let line = lines.get(key);
    if (line === undefined) lines.set(key, (line = since(make(), started)));
    return line;
  };
  const line = (id: string): Line =>
    memo(`go:${id}`, () => {
      const parts = index.metrics.find((metric) => metric.id === `go:${id}`)?.parts ?? null;
      return parts === null ? NO_POINTS : partsLine(index, parts);
    });
  return {
    line,
    last: (id) => lastValue(line(id)),
    named: (...names) =>
      memo(names.join('\0'), () => {
        for (const name of names) {
          const metric = index.metrics.find((one) => one.name === name && one.members.length > 0);
          if (metric !== undefined) return seriesLine(index, metric.members[0]);
        }
        return NO_POINTS;
      }),
  };
}

/** When the process began anew: the last fall of what only grows. */
function lastStart(index: MetricIndex): number {
  let last = -Infinity;
  for (const id of ['go:alloc', 'go:gc-cycles', 'go:mallocs']) {
    const parts = index.metrics.find((metric) => metric.id === id)?.parts ?? null;
    if (parts === null) continue;
    for (const moment of restartsOf(partsLine(index, parts))) last = Math.max(last, moment);
  }
  return last;
}

function since({ t, v, scrape, timed }: Line, start: number): Line {
  let from = 0;
  while (from < t.length && t[from] < start) from++;
  return from === 0
    ? { t, v, scrape, timed }
    : { t: t.slice(from), v: v.slice(from), scrape: scrape.slice(from), timed };
}
