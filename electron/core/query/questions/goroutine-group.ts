import type { CompiledFilter } from '@core/analysis/filter';
import { groupByOfHandle, type GroupTable } from '@core/analysis/group';
import { labelKeys, labelSums, labelText } from '@core/analysis/labels';
import { stackFrame, stackFrames, stackKey } from '@core/analysis/site';
import type { Analyses } from '@core/analysis/analyses';
import { OPERATIONS } from '@core/api/operation';
import {
  NO_FILTER,
  type GoroutineGroupDetail,
  type GoroutineMember,
  type GroupBy,
  type GroupParams,
} from '@core/api/queries';
import type { GoroutineTable } from '@core/model/tables';
import { rowsWithinAnswer } from '../answer-size';
import { groupsOf, type OpenDocument } from '../document';
import { notFound } from '../failure';
import { checkFilter, checkGoroutines, checkPage, checkText } from '../params';
import { groupRows } from './goroutine-groups';
import { groupWaits } from './group-waits';
import type { Question } from './question';

const MOST_STACKS = 3;
const MOST_IDS = 100;
const MOST_LABEL_VALUES = 50;

export const goroutineGroup: Question<'goroutineGroup'> = async (doc, params, run) => {
  const { analyses, goroutines } = checkGoroutines(doc, params.capture);
  await run.breathe(goroutines.count);
  const { table, group } = findGroup(doc, params.capture, analyses, checkText('group', params.group), filterOf(params));
  const members = table.members.subarray(table.start[group], table.start[group + 1]);
  const ids = Float64Array.from(members, (row) => goroutines.goid[row]).sort();
  const known = ids.subarray(ids.findIndex((id) => id >= 0));
  const hasIds = ids.length > 0 && ids[ids.length - 1] >= 0;
  const creators = new Set<number>();
  for (const row of members) if (goroutines.creatorGoid[row] >= 0) creators.add(goroutines.creatorGoid[row]);
  const creator = table.creator[group];
  return {
    row: groupRows(doc, params.capture, table, filterOf(params))(group),
    stacks: mostFrequentStacks(analyses, goroutines, members),
    creator: creator < 0 ? null : stackFrame(analyses.capture, analyses.origins, creator),
    creators: creators.size === 0 ? null : creators.size,
    idRange: hasIds ? { first: known[0], last: known[known.length - 1] } : null,
    goroutines: hasIds ? Array.from(known.subarray(0, MOST_IDS)) : [],
    labels: labelCounts(analyses, goroutines, members),
    lockedToThread: table.locked[group],
    waitsOn: groupWaits(doc, params.capture, members),
    ...ancestorsOf(analyses, goroutines, members),
  };
};

/** Of the first member that has any; members of one stack were made the same way, but for where that began. */
function ancestorsOf(
  { capture, origins }: Analyses,
  { ancestry }: GoroutineTable,
  members: Uint32Array | Int32Array,
): Pick<GoroutineGroupDetail, 'ancestors'> {
  if (ancestry === undefined) return {};
  const { start, goid, stack, creator } = ancestry;
  const row = members.find((member) => start[member] < start[member + 1]);
  if (row === undefined) return {};
  const ancestors = [];
  for (let i = start[row]; i < start[row + 1]; i++) {
    const made = creator[i] === 0 ? null : stackFrame(capture, origins, creator[i] - 1);
    ancestors.push({ goid: goid[i], frames: stackFrames(capture, origins, stack[i]), creator: made });
  }
  return { ancestors };
}

export const goroutineMembers: Question<'goroutineMembers'> = async (doc, params, run) => {
  const { analyses, goroutines } = checkGoroutines(doc, params.capture);
  const { offset, limit } = checkPage(params);
  await run.breathe(goroutines.count);
  const { table, group } = findGroup(doc, params.capture, analyses, checkText('group', params.group), filterOf(params));
  const members = table.members.slice(table.start[group], table.start[group + 1]);
  const { goid, weight } = goroutines;
  members.sort((a, b) => goid[a] - goid[b] || weight[b] - weight[a] || a - b);
  const page = members.subarray(offset, offset + limit);
  const rows = rowsWithinAnswer(page.length, (i) => member(analyses, goroutines, page[i]));
  return { rows, total: members.length, folded: members.length - rows.length };
};

function filterOf({ filter }: GroupParams): CompiledFilter {
  return checkFilter(filter ?? NO_FILTER);
}

function findGroup(
  doc: OpenDocument,
  index: number,
  analyses: Analyses,
  handle: string,
  filter: CompiledFilter,
): { table: GroupTable; group: number } {
  const by = groupByOfHandle(handle);
  const groupings: readonly GroupBy[] =
    by === null ? [] : by === 'label' ? labelKeys(analyses.capture).map((key): GroupBy => `label:${key}`) : [by];
  for (const grouping of groupings) {
    const table = groupsOf(doc, index, grouping, filter);
    const group = table.find(handle);
    if (group >= 0) return { table, group };
  }
  throw notFound(
    `There is no group ${handle} in ${analyses.capture.name}`,
    'It may be in another capture of this document.',
  );
}

/** Stacks that differ in plumbing only (address, runtime frames) are one. */
function mostFrequentStacks(
  { capture, origins, sites }: Analyses,
  goroutines: GoroutineTable,
  members: Uint32Array,
): GoroutineGroupDetail['stacks'] {
  const stacks = new Map<string, { stack: number; count: number }>();
  const keys = new Map<number, string>();
  const key = stackKey(capture, sites);
  const lanes = new Int32Array(2);
  for (const row of members) {
    const stack = goroutines.stack[row];
    let name = keys.get(stack);
    if (name === undefined) {
      key(stack, lanes);
      keys.set(stack, (name = lanes.join(' ')));
    }
    const entry = stacks.get(name);
    if (entry === undefined) stacks.set(name, { stack, count: goroutines.weight[row] });
    else entry.count += goroutines.weight[row];
  }
  return [...stacks.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_STACKS)
    .map(({ stack, count }) => ({ count, frames: stackFrames(capture, origins, stack) }));
}

function labelCounts(
  { capture }: Analyses,
  goroutines: GoroutineTable,
  members: Uint32Array,
): GoroutineGroupDetail['labels'] {
  const { labels, weight } = goroutines;
  return [...labelSums(capture, { rows: members, labels, weight })]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => ({
      key,
      values: [...values]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, MOST_LABEL_VALUES),
    }));
}

function member({ capture }: Analyses, goroutines: GoroutineTable, row: number): GoroutineMember {
  const { labelSets, strings } = capture;
  const labels: Record<string, string> = {};
  const set = goroutines.labels[row];
  for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++)
    labels[strings.get(labelSets.key[e])] = labelText(capture, e);
  const orNull = (value: number) => (value < 0 ? null : value);
  return {
    goid: orNull(goroutines.goid[row]),
    count: goroutines.weight[row],
    state: strings.get(goroutines.state[row]) || OPERATIONS[goroutines.operation[row]],
    waitMinutes: orNull(goroutines.waitMinutes[row]),
    creatorGoid: orNull(goroutines.creatorGoid[row]),
    labels,
  };
}
