import { formatCount } from '@core/base/format';
import { packagePath } from '@core/base/go-name';
import type { Analyses } from '@core/analysis/analyses';
import { MIXED, type GroupTable } from '@core/analysis/group';
import { labelSums } from '@core/analysis/labels';
import { codeRef, stackFrames } from '@core/analysis/site';
import type { StackFrame } from '@core/api/findings';
import { OPERATIONS } from '@core/api/operation';
import type { GoroutineTable } from '@core/model/tables';
import { momentsOf, perMinute, type RowFacts, type Table, type TableRow } from './table';
import { int, PlaceValue, type Row, type Value } from './value';

interface View {
  readonly index: number;
  readonly analyses: Analyses;
  readonly table: GoroutineTable;
  readonly groups: GroupTable;
}

const MOST_IDS = 100;
const MOST_LABEL_VALUES = 100;

/** The goroutines of the last process of a document, by the site at which they are; null where it shows none. */
export function goroutineTable(documents: readonly Analyses[]): Table | null {
  const views: View[] = [];
  documents.forEach((analyses, index) => {
    const { goroutines, otherProcess, kind } = analyses.capture;
    if (goroutines === null || kind === 'goroutineleak') return;
    if (otherProcess === true) views.length = 0;
    views.push({ index, analyses, table: goroutines, groups: analyses.groups('site') });
  });
  const now = views[views.length - 1];
  if (now === undefined) return null;
  const moments = momentsOf(views.map(({ analyses }) => analyses.capture));
  const last = views.length - 1;
  const spanMs = moments === null || last < 1 ? 0 : moments[last] - moments[0];

  const rowOf = (at: number, group: number): Row => groupRow(views, moments, at, group);
  function* rows(): Iterable<TableRow> {
    for (let group = 0; group < now.groups.count; group++) {
      const handle = now.groups.handle(group);
      yield {
        key: handle,
        timeMs: moments?.[last] ?? NaN,
        weight: now.groups.weight[group],
        row: rowOf(last, group),
        *before() {
          for (let at = last - 1; at >= 0; at--) {
            const there = views[at].groups.find(handle);
            yield { timeMs: moments?.[at] ?? NaN, row: there < 0 ? null : rowOf(at, there) };
          }
        },
        describe: () => facts(views, spanMs, group),
      };
    }
  }
  return rows;
}

function countAt({ groups }: View, handle: string): number {
  const group = groups.find(handle);
  return group < 0 ? 0 : groups.weight[group];
}

function groupRow(views: readonly View[], moments: readonly number[] | null, at: number, group: number): Row {
  const view = views[at];
  const { groups, table, analyses } = view;
  const { capture } = analyses;
  let stack: readonly StackFrame[] | null = null;
  const frames = (): readonly StackFrame[] => (stack ??= stackOf(view, group));
  return (field): Value => {
    switch (field) {
      case 'count':
        return int(groups.weight[group]);
      case 'share':
        return table.total > 0 ? groups.weight[group] / table.total : NaN;
      case 'operation':
        return OPERATIONS[groups.operation[group]] ?? 'other';
      case 'state':
        return groups.state[group] === MIXED ? 'mixed' : capture.strings.get(groups.state[group]);
      case 'leaked':
        return int(groups.leaked[group]);
      case 'minutes':
        return groups.maxMinutes[group] < 0 ? NaN : groups.maxMinutes[group];
      case 'growthPerMinute': {
        const spanMs = moments === null ? 0 : moments[at] - moments[0];
        return perMinute(countAt(views[0], groups.handle(group)), groups.weight[group], spanMs);
      }
      case 'site':
        return new PlaceValue(siteOf(view, group));
      case 'entry':
        return new PlaceValue(codeRef(capture, groups.entry[group]));
      case 'creator':
        return new PlaceValue(codeRef(capture, groups.creator[group]));
      case 'functions':
        return frames().map((frame) => frame.function);
      case 'packages':
        return packagesOf(frames());
      case 'labels':
        return labelsOf(view, group);
      case 'ids':
        return idsOf(view, group).map(int);
      default:
        return null;
    }
  };
}

function siteOf({ analyses, groups, table }: View, group: number) {
  const { capture, sites } = analyses;
  return codeRef(capture, groups.site[group]) ?? codeRef(capture, sites.site[table.stack[groups.sample[group]]]);
}

function stackOf({ analyses, groups, table }: View, group: number): readonly StackFrame[] {
  return stackFrames(analyses.capture, analyses.origins, table.stack[groups.sample[group]]);
}

/** Import paths, each once, in the order of the frames. */
export function packagesOf(frames: readonly { readonly function: string }[]): string[] {
  return [...new Set(frames.map((frame) => packagePath(frame.function)).filter((path) => path !== ''))];
}

function labelsOf({ analyses, groups, table }: View, group: number): ReadonlyMap<string, readonly string[]> {
  const { labels, weight } = table;
  const rows = groups.members.subarray(groups.start[group], groups.start[group + 1]);
  const values = new Map<string, readonly string[]>();
  for (const [key, sums] of labelSums(analyses.capture, { rows, labels, weight }))
    values.set(key, [...sums.keys()].slice(0, MOST_LABEL_VALUES));
  return values;
}

function idsOf({ groups, table }: View, group: number): number[] {
  const ids: number[] = [];
  for (let m = groups.start[group]; m < groups.start[group + 1]; m++) {
    const id = table.goid[groups.members[m]];
    if (id >= 0) ids.push(id);
  }
  return ids.sort((a, b) => a - b).slice(0, MOST_IDS);
}

function facts(views: readonly View[], spanMs: number, group: number): RowFacts {
  const now = views[views.length - 1];
  const { groups, analyses, index } = now;
  const handle = groups.handle(group);
  const count = groups.weight[group];
  const growth = perMinute(countAt(views[0], handle), count, spanMs);
  const text = `${formatCount(count)} ${count === 1 ? 'goroutine is' : 'goroutines are'} there.`;
  return {
    operation: OPERATIONS[groups.operation[group]] ?? 'other',
    site: siteOf(now, group),
    entry: codeRef(analyses.capture, groups.entry[group]),
    creator: codeRef(analyses.capture, groups.creator[group]),
    count,
    atLeast: analyses.capture.notes.some(({ kind }) => kind === 'truncated'),
    series: views.map((view) => ({ input: view.index, count: countAt(view, handle) })),
    growthPerMinute: Number.isNaN(growth) ? null : growth,
    bytes: null,
    goroutines: idsOf(now, group),
    evidence: [{ text, link: '1 group', target: { view: 'goroutines', capture: index, handle } }],
    stack: stackOf(now, group),
  };
}
