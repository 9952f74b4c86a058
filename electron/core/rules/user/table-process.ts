import type { Analyses } from '@core/analysis/analyses';
import { memStatsOf } from '@core/analysis/metrics';
import type { Capture } from '@core/model/tables';
import { momentsOf, NO_FACTS, perMinute, type Table, type TableRow } from './table';
import type { Row, Value } from './value';

/** Fields of runtime.MemStats by the names that rules use. */
const MEM_STATS: Readonly<Record<string, string>> = {
  heapInuse: 'HeapInuse',
  heapAlloc: 'HeapAlloc',
  heapSys: 'HeapSys',
  stackInuse: 'StackInuse',
  sys: 'Sys',
  nextGC: 'NextGC',
  numGC: 'NumGC',
  mallocs: 'Mallocs',
  frees: 'Frees',
};

/**
 * What captures taken together say of the process. Captures of different kinds (goroutines, heap) follow each other, so each number is
 * the latest that any capture up to there tells.
 */
interface Totals {
  readonly goroutines: number;
  readonly memStats: Readonly<Record<string, number>>;
  readonly goVersion: string;
}

/** One row: the process. */
export function processTable(documents: readonly Analyses[]): Table {
  let captures: Capture[] = [];
  for (const { capture } of documents) {
    if (capture.otherProcess === true) captures = [];
    captures.push(capture);
  }
  const moments = captures.map(({ timeMs }) => timeMs ?? NaN);
  const counts = captures.filter(isGoroutines);
  const counted = momentsOf(counts);
  const totals: Totals[] = [];
  for (const capture of captures) totals.push(add(totals[totals.length - 1] ?? NOTHING, capture));
  const last = captures.length - 1;

  const rowOf = (at: number): Row => {
    const upTo = counts.filter((capture) => captures.indexOf(capture) <= at).length - 1;
    const spanMs = counted === null || upTo < 1 ? 0 : counted[upTo] - counted[0];
    const growth =
      spanMs === 0 ? NaN : perMinute(counts[0].goroutines?.total ?? NaN, counts[upTo].goroutines?.total ?? NaN, spanMs);
    return totalsRow(totals[at], growth);
  };
  function* rows(): Iterable<TableRow> {
    if (last < 0) return;
    yield {
      key: 'process',
      timeMs: moments[last],
      weight: 0,
      row: rowOf(last),
      *before() {
        for (let at = last - 1; at >= 0; at--) yield { timeMs: moments[at], row: rowOf(at) };
      },
      describe: () => {
        const goroutines = totals[last].goroutines;
        return { ...NO_FACTS, count: Number.isNaN(goroutines) ? 0 : goroutines };
      },
    };
  }
  return rows;
}

const NOTHING: Totals = { goroutines: NaN, memStats: {}, goVersion: '' };

function isGoroutines({ goroutines, kind }: Capture): boolean {
  return goroutines !== null && kind !== 'goroutineleak';
}

function add(before: Totals, capture: Capture): Totals {
  return {
    goroutines: isGoroutines(capture) ? (capture.goroutines?.total ?? NaN) : before.goroutines,
    memStats: { ...before.memStats, ...memStatsOf(capture) },
    goVersion: capture.goVersion ?? before.goVersion,
  };
}

function totalsRow({ goroutines, memStats, goVersion }: Totals, growth: number): Row {
  return (field): Value => {
    if (Object.hasOwn(MEM_STATS, field)) return memStats[MEM_STATS[field]] ?? NaN;
    switch (field) {
      case 'goroutines':
        return goroutines;
      case 'goroutineGrowth':
        return growth;
      case 'goVersion':
        return goVersion;
      default:
        return null;
    }
  };
}
