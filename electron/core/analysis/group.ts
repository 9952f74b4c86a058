import { OPERATIONS } from '@core/api/operation';
import type { GroupBy } from '@core/api/queries';
import { finishSteps, type Steps } from '@core/base/steps';
import { GOROUTINE_LEAKED, GOROUTINE_LOCKED_TO_THREAD, type Capture, type GoroutineTable } from '@core/model/tables';
import { keyFunction, rowPlaces, type KeyFunction, type RowPlaces } from './group-keys';
import { KeyTable, mix } from './hash';
import { siteKey, type Sites } from './site';

/**
 * Goroutines grouped by a key, in columns; one row a group. Frame columns hold a frame of the capture or −1 for "none";
 * −2 means that the members differ.
 */
export interface GroupTable {
  readonly by: GroupBy;
  readonly count: number;
  /** Goroutines in all groups (weights). */
  readonly total: number;
  /** Group of each row of the goroutine table; −1 = the filter left it out. */
  readonly groupOf: Int32Array;
  /**
   * Stable handle: `g-`, a letter for `by` (see `handleKind`), 16 hex digits of the key. The same group has the same one in every
   * capture and under every filter.
   */
  handle(group: number): string;
  /** Row of a handle; −1 = no such group here. */
  find(handle: string): number;
  /** Members of group `i`: goroutine rows `members[start[i] … start[i + 1])`, in table order. */
  readonly start: Uint32Array;
  readonly members: Uint32Array;
  /** Goroutines in the group. */
  readonly weight: Float64Array;
  /** Of them those with the runtime's leak mark, and those wired to a thread. */
  readonly leaked: Float64Array;
  readonly locked: Float64Array;
  /** All GOROUTINE_* bits that any member has, and those that all members have. */
  readonly anyFlags: Uint8Array;
  readonly allFlags: Uint8Array;
  /** Row of OPERATIONS of most members. */
  readonly operation: Uint8Array;
  /** StringId of the printed state; 0 = none printed; −2 = mixed. */
  readonly state: Int32Array;
  /** Printed minutes; −1 = no member prints any. A member that prints none waits less than one minute but is not counted in. */
  readonly minMinutes: Int32Array;
  readonly maxMinutes: Int32Array;
  readonly site: Int32Array;
  readonly entry: Int32Array;
  readonly creator: Int32Array;
  /** Goroutine row whose stack stands for the group: the most frequent stack. */
  readonly sample: Uint32Array;
  /** Different stacks as the format has them. */
  readonly stacks: Uint32Array;
}

export const MIXED = -2;

const HANDLE_KINDS: readonly (readonly [kind: string, by: GroupBy])[] = [
  ['k', 'stack'],
  ['s', 'site'],
  ['c', 'creator'],
  ['w', 'state'],
];

/** The letter after `g-`; `l` for all labels. */
function handleKind(by: GroupBy): string {
  return HANDLE_KINDS.find(([, known]) => known === by)?.[0] ?? 'l';
}

/** What the groups of a handle are grouped by; `label` = by one of the label keys, null = no handle of a group. */
export function groupByOfHandle(handle: string): GroupBy | 'label' | null {
  const kind = /^g-([a-z])[0-9a-f]{16}$/.exec(handle)?.[1];
  if (kind === undefined) return null;
  return kind === 'l' ? 'label' : (HANDLE_KINDS.find(([known]) => known === kind)?.[1] ?? null);
}

/**
 * Groups the goroutines of a capture.
 * - `stack`: operation, frames without plumbing, creator · `site`: operation, site (function, file, line), entry function — the key
 *   of leak-detection.md §1.1, without what only one format shows, so that debug=0 and debug=2 of one program agree
 * - `creator`: the `go` statement · `state`: the printed state, else the operation · `label:K`: the value of K
 *
 * `keep` (one byte a goroutine row; null = all) is the filter. Linear in goroutines; half a million take well under a second.
 */
export function groupGoroutines(capture: Capture, sites: Sites, by: GroupBy, keep: Uint8Array | null): GroupTable {
  return finishSteps(groupsInSteps(capture, sites, by, keep));
}

/** Rows between two pauses: some ten milliseconds. */
const ROWS_AT_ONCE = 1 << 17;

/** The same for those who let messages in between the steps. */
export function* groupsInSteps(
  capture: Capture,
  sites: Sites,
  by: GroupBy,
  keep: Uint8Array | null,
): Steps<GroupTable> {
  const { goroutines } = capture;
  if (goroutines === null) throw new Error('groupGoroutines: the capture has no goroutines');
  const keys = new KeyTable(goroutines.count);
  const groupOf = new Int32Array(goroutines.count);
  const places = rowPlaces(capture, goroutines, sites);
  yield;
  const key = keyFunction(capture, goroutines, sites, places, by);
  for (let from = 0; from < goroutines.count; from += ROWS_AT_ONCE) {
    yield;
    keyRows(key, keep, keys, groupOf, from, Math.min(goroutines.count, from + ROWS_AT_ONCE));
  }
  yield;
  return yield* collect(capture, goroutines, places, by, groupOf, keys);
}

function keyRows(
  key: KeyFunction,
  keep: Uint8Array | null,
  keys: KeyTable,
  groupOf: Int32Array,
  from: number,
  to: number,
): void {
  const lanes = new Int32Array(2);
  for (let i = from; i < to; i++) {
    if (keep !== null && keep[i] === 0) {
      groupOf[i] = -1;
      continue;
    }
    key(i, lanes);
    groupOf[i] = keys.intern(lanes[0], lanes[1]);
  }
}

/** The groups `site` of goroutines that are told by stack and operation alone, without a table of them. */
export function siteKeys(capture: Capture, sites: Sites) {
  const keys = new KeyTable();
  const key = siteKey(capture, sites);
  const lanes = new Int32Array(2);
  return {
    /** Numbers from 0, in order of first sight. */
    group: (stack: number, operation: number): number => {
      key(stack, lanes);
      return keys.intern(mix(lanes[0], operation + 1), mix(lanes[1], operation + 1));
    },
    /** As `GroupTable.handle`. */
    handle: (group: number): string => `g-${handleKind('site')}${keys.hex(group)}`,
  };
}

function* collect(
  capture: Capture,
  goroutines: GoroutineTable,
  places: RowPlaces,
  by: GroupBy,
  groupOf: Int32Array,
  keys: KeyTable,
): Steps<GroupTable> {
  const count = keys.count;
  const columns = () => new Int32Array(count);
  const weight = new Float64Array(count);
  const leaked = new Float64Array(count);
  const locked = new Float64Array(count);
  const anyFlags = new Uint8Array(count);
  const allFlags = new Uint8Array(count);
  const [minMinutes, maxMinutes, state, site, entry, creator] = [
    columns(),
    columns(),
    columns(),
    columns(),
    columns(),
    columns(),
  ];
  const start = new Uint32Array(count + 1);
  // Two of the keys hold the operation; with the others it is a vote.
  const votes = by === 'stack' || by === 'site' ? null : new Float64Array(count * OPERATIONS.length);
  const operation = new Uint8Array(count);
  let total = 0;
  // Frames differ by address too; people mean function and line.
  const { func, line } = capture.frames;
  const sameFunction = (a: number, b: number) => func[a] === func[b];
  const samePlace = (a: number, b: number) => func[a] === func[b] && line[a] === line[b];

  const add = (i: number): void => {
    const group = groupOf[i];
    const w = goroutines.weight[i];
    const flags = goroutines.flags[i];
    const minutes = goroutines.waitMinutes[i];
    weight[group] += w;
    total += w;
    anyFlags[group] |= flags;
    if ((flags & GOROUTINE_LEAKED) !== 0) leaked[group] += w;
    if ((flags & GOROUTINE_LOCKED_TO_THREAD) !== 0) locked[group] += w;
    if (votes === null) operation[group] = goroutines.operation[i];
    else votes[group * OPERATIONS.length + goroutines.operation[i]] += w;
    if (start[group + 1]++ === 0) {
      allFlags[group] = flags;
      minMinutes[group] = maxMinutes[group] = minutes;
      state[group] = goroutines.state[i];
      site[group] = places.site[i];
      entry[group] = places.entry[i];
      creator[group] = goroutines.creator[i] - 1;
      return;
    }
    allFlags[group] &= flags;
    if (minutes >= 0) {
      if (minMinutes[group] < 0 || minutes < minMinutes[group]) minMinutes[group] = minutes;
      if (minutes > maxMinutes[group]) maxMinutes[group] = minutes;
    }
    agree(state, group, goroutines.state[i], differ);
    agree(site, group, places.site[i], samePlace);
    agree(entry, group, places.entry[i], sameFunction);
    agree(creator, group, goroutines.creator[i] - 1, samePlace);
  };
  for (let from = 0; from < goroutines.count; from += ROWS_AT_ONCE) {
    const to = Math.min(goroutines.count, from + ROWS_AT_ONCE);
    for (let i = from; i < to; i++) if (groupOf[i] >= 0) add(i);
    yield;
  }
  for (let g = 0; g < count; g++) start[g + 1] += start[g];
  const members = new Uint32Array(start[count]);
  const fill = start.slice(0, count);
  for (let i = 0; i < goroutines.count; i++) if (groupOf[i] >= 0) members[fill[groupOf[i]]++] = i;
  yield;
  if (votes !== null) elect(votes, operation);
  const { sample, stacks } = representatives(goroutines, start, members);
  const prefix = `g-${handleKind(by)}`;
  const handle = (group: number) => prefix + keys.hex(group);
  return {
    ...{
      by,
      count,
      total,
      groupOf,
      handle,
      start,
      members,
      weight,
      leaked,
      locked,
      anyFlags,
      allFlags,
      operation,
      state,
    },
    ...{ minMinutes, maxMinutes, site, entry, creator, sample, stacks },
    find: (wanted) =>
      wanted.startsWith(prefix) && wanted.length === prefix.length + 16 ? keys.find(wanted.slice(prefix.length)) : -1,
  };
}

/** Row of OPERATIONS with most votes, per group. */
function elect(votes: Float64Array, operation: Uint8Array): void {
  for (let g = 0; g < operation.length; g++) {
    const at = g * OPERATIONS.length;
    let best = 0;
    for (let o = 1; o < OPERATIONS.length; o++) if (votes[at + o] > votes[at + best]) best = o;
    operation[g] = best;
  }
}

function agree(column: Int32Array, group: number, value: number, same: (a: number, b: number) => boolean): void {
  const held = column[group];
  if (held !== value && held !== MIXED && !(held >= 0 && value >= 0 && same(held, value))) column[group] = MIXED;
}

const differ = () => false;

/** The most frequent stack of each group and how many there are. */
function representatives(
  goroutines: GoroutineTable,
  start: Uint32Array,
  members: Uint32Array,
): { readonly sample: Uint32Array; readonly stacks: Uint32Array } {
  const count = start.length - 1;
  const sample = new Uint32Array(count);
  const stacks = new Uint32Array(count);
  const weights = new Map<number, number>();
  for (let g = 0; g < count; g++) {
    sample[g] = members[start[g]];
    if (start[g + 1] - start[g] === 1) {
      stacks[g] = 1;
      continue;
    }
    let sameStack = goroutines.stack[members[start[g]]];
    for (let m = start[g] + 1; m < start[g + 1]; m++) {
      if (goroutines.stack[members[m]] === sameStack) continue;
      sameStack = -1;
      break;
    }
    if (sameStack >= 0) {
      stacks[g] = 1;
      continue;
    }
    // Clearing makes a new table, which half a million groups of one goroutine have no use for.
    weights.clear();
    let best = -1;
    for (let m = start[g]; m < start[g + 1]; m++) {
      const row = members[m];
      const stack = goroutines.stack[row];
      const sum = (weights.get(stack) ?? 0) + goroutines.weight[row];
      weights.set(stack, sum);
      if (sum > best) {
        best = sum;
        sample[g] = row;
      }
    }
    stacks[g] = weights.size;
  }
  return { sample, stacks };
}
