import { compileFilter, keepGoroutines, type CompiledFilter } from '@core/analysis/filter';
import { MIXED, type GroupTable } from '@core/analysis/group';
import { labelValues } from '@core/analysis/group-keys';
import { ORIGINS, RUNTIME } from '@core/analysis/origin';
import { codeRef } from '@core/analysis/site';
import type { Analyses } from '@core/analysis/analyses';
import { OPERATIONS } from '@core/api/operation';
import { GROUP_SORTS, type GoroutineGroupRow, type GroupSort, type StateCount } from '@core/api/queries';
import { baseName } from '@core/base/go-name';
import type { GoroutineTable } from '@core/model/tables';
import { rowsWithinAnswer } from '../answer-size';
import { groupsOf, isCut, type OpenDocument } from '../document';
import { QuestionFailed } from '../failure';
import { checkBoolean, checkFilter, checkGoroutines, checkGroupBy, checkOneOf, checkPage } from '../params';
import type { Question } from './question';

export const goroutineGroups: Question<'goroutineGroups'> = async (doc, params, run) => {
  const started = run.now();
  const { analyses, goroutines } = checkGoroutines(doc, params.capture);
  const by = checkGroupBy(analyses, params.groupBy);
  const filter = checkFilter(params.filter);
  const sort = checkOneOf('sort', params.sort, GROUP_SORTS);
  const descending = checkBoolean('descending', params.descending);
  const { offset, limit } = checkPage(params);
  await run.breathe(goroutines.count);
  const table = groupsOf(doc, params.capture, by, filter);
  await run.breathe(goroutines.count);
  const order = sortGroups(analyses, table, sort, descending);
  await run.breathe(table.count);
  const row = groupRows(doc, params.capture, table, filter);
  const page = order.subarray(offset, offset + limit);
  const rows = rowsWithinAnswer(page.length, (i) => row(page[i]));
  const inRows = rows.reduce((sum, { count }) => sum + count, 0);
  return {
    rows,
    total: table.count,
    folded: { groups: table.count - rows.length, goroutines: table.total - inRows },
    goroutines: { all: goroutines.total, shown: table.total },
    states: stateCounts(analyses, goroutines, filter),
    atLeast: isCut(analyses.capture),
    tookMs: run.now() - started,
  };
};

function sortGroups({ capture }: Analyses, table: GroupTable, sort: GroupSort, descending: boolean): Uint32Array {
  const order = Uint32Array.from({ length: table.count }, (_, i) => i);
  const sign = descending ? -1 : 1;
  const byCount = (a: number, b: number) => table.weight[b] - table.weight[a] || a - b;
  const byNumber = (key: (group: number) => number) => order.sort((a, b) => sign * (key(a) - key(b)) || byCount(a, b));
  const byText = (key: (group: number) => string) => {
    const keys = Array.from({ length: table.count }, (_, group) => key(group));
    // Groups without a value come last in both directions.
    return order.sort((a, b) => {
      if ((keys[a] === '') !== (keys[b] === '')) return keys[a] === '' ? 1 : -1;
      return sign * (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : 0) || byCount(a, b);
    });
  };
  switch (sort) {
    case 'count':
      return byNumber((group) => table.weight[group]);
    case 'waits':
      return byNumber((group) => table.maxMinutes[group]);
    case 'state':
      return byText((group) =>
        stateText(capture.strings.get(table.state[group]), table.state[group], table.operation[group]),
      );
    case 'site':
      return byText((group) => codeRef(capture, table.site[group])?.function ?? '');
    case 'creator':
      return byText((group) => codeRef(capture, table.creator[group])?.function ?? '');
    case 'line':
      return byText((group) => {
        const site = codeRef(capture, table.site[group]);
        return site === null ? '' : `${baseName(site.file)}:${String(site.line).padStart(8, '0')}`;
      });
  }
}

function stateText(printed: string, id: number, operation: number): string {
  if (id === MIXED) return 'mixed';
  return id === 0 || printed === '' ? OPERATIONS[operation] : printed;
}

/** Converts a group to its row; the columns of the other captures are looked up by handle. */
export function groupRows(
  doc: OpenDocument,
  index: number,
  table: GroupTable,
  filter: CompiledFilter,
): (group: number) => GoroutineGroupRow {
  const { capture, origins } = doc.analyses[index];
  const series = doc.analyses.flatMap((other, i) => {
    if (i === index) return [table];
    if (other.capture.goroutines === null || other.capture.kind !== capture.kind) return [];
    return [groupsOf(doc, i, table.by, filter)];
  });
  const label = table.by.startsWith('label:') ? labelValues(capture, table.by.slice('label:'.length)) : null;
  return (group) => {
    const handle = table.handle(group);
    const site = table.site[group];
    const first = table.members[table.start[group]];
    return {
      group: handle,
      count: table.weight[group],
      state: stateText(capture.strings.get(table.state[group]), table.state[group], table.operation[group]),
      operation: OPERATIONS[table.operation[group]],
      leaked: table.leaked[group] > 0,
      waitMinutes: table.maxMinutes[group] < 0 ? null : { min: table.minMinutes[group], max: table.maxMinutes[group] },
      site: codeRef(capture, site),
      siteOrigin: ORIGINS[site < 0 ? RUNTIME : origins.origin[capture.frames.func[site]]],
      entry: codeRef(capture, table.entry[group]),
      creator: codeRef(capture, table.creator[group]),
      label: label === null ? '' : label(capture.goroutines?.labels[first] ?? 0),
      series: series.map((other) => {
        const row = other === table ? group : other.find(handle);
        return row < 0 ? 0 : other.weight[row];
      }),
      stacks: table.stacks[group],
    };
  };
}

/** Goroutines by operation under the filter without its own operations, so that a count says what a click on it would show. */
function stateCounts({ capture }: Analyses, goroutines: GoroutineTable, { filter }: CompiledFilter): StateCount[] {
  const others = compileFilter({ ...filter, operations: [] });
  if (!others.ok) throw new QuestionFailed(others.error);
  const keep = keepGoroutines(capture, others.value);
  const counts = new Float64Array(OPERATIONS.length);
  const states = new Int32Array(OPERATIONS.length).fill(-1);
  for (let i = 0; i < goroutines.count; i++) {
    if (keep !== null && keep[i] === 0) continue;
    const operation = goroutines.operation[i];
    counts[operation] += goroutines.weight[i];
    const state = goroutines.state[i];
    states[operation] = states[operation] === -1 || states[operation] === state ? state : 0;
  }
  const rows = OPERATIONS.map((operation, i) => ({
    operation,
    state: states[i] > 0 ? capture.strings.get(states[i]) : operation,
    count: counts[i],
  }));
  return rows.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}
