import { operationOfState } from '@core/model/operation';
import type { LiveAnswer, Track } from '@core/api/live';
import { OPERATIONS } from '@core/api/operation';
import { lastAtOrBefore } from '@core/formats/live/history';
import type { CounterTable, LiveTables } from '@core/model/live';

/** Columns of the tracks: column i is `fromMs + i·stepMs`. */
export interface Clock {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly columns: number;
  readonly sinceMs: number;
  readonly lastMs: number;
  /** Row of the moment that says how things were at a column; −1 = nobody looked then. */
  readonly momentOf: Int32Array;
}

const MOST_STATES = 10;
const MOST_CHANNELS = 8;
const MINUTE_MS = 60_000;
/** Growth is that of the last minute before the cursor. */
const GROWTH_MS = MINUTE_MS;

export function clockOf(
  { moments, counters }: LiveTables,
  range: {
    readonly fromMs: number | null;
    readonly toMs: number | null;
    readonly spanMs: number;
    readonly width: number;
  },
): Clock {
  const [first, last] = [moments.count === 0 ? NaN : moments.atMs[0], moments.atMs[moments.count - 1]];
  const sinceMs = least(first, counters.count === 0 ? NaN : counters.atMs[0]);
  const lastMs = most(last, counters.count === 0 ? NaN : counters.atMs[counters.count - 1]);
  const toMs = range.toMs ?? (range.fromMs === null ? lastMs : range.fromMs + range.spanMs);
  const fromMs = Math.min(range.fromMs ?? toMs - range.spanMs, toMs);
  const columns = Math.floor(range.width);
  const stepMs = Math.max(1e-3, (toMs - fromMs) / columns);
  const momentOf = new Int32Array(columns).fill(-1);
  let row = -1;
  for (let i = 0; i < columns; i++) {
    const end = fromMs + (i + 1) * stepMs;
    while (row + 1 < moments.count && moments.atMs[row + 1] <= end) row++;
    if (row >= 0 && end - moments.atMs[row] <= lasts(moments.everyMs[row]) + stepMs) momentOf[i] = row;
  }
  return { fromMs, toMs, stepMs, columns, sinceMs, lastMs, momentOf };
}

/** How long a moment says something about what comes after it, ms: longer than a late one takes. */
function lasts(everyMs: number): number {
  return Math.max(2_500, 3 * everyMs);
}

function least(a: number, b: number): number {
  return Number.isNaN(a) ? b || 0 : Number.isNaN(b) ? a : Math.min(a, b);
}
function most(a: number, b: number): number {
  return Number.isNaN(a) ? b || 0 : Number.isNaN(b) ? a : Math.max(a, b);
}

/** Goroutines by state, those with most in the range first; what is beyond ten is one track `other`. */
export function stateTracks({ states, moments }: LiveTables, clock: Clock, cursorMs: number): LiveAnswer['states'] {
  const known = isKnown(moments, cursorMs);
  const tracks = [...states].map(([state, history]) => {
    const values = new Float64Array(clock.columns);
    let sum = 0;
    for (let i = 0; i < clock.columns; i++) {
      const row = clock.momentOf[i];
      values[i] = row < 0 ? NaN : history.at(moments.atMs[row]);
      if (row >= 0) sum += values[i];
    }
    return { state, values, sum, at: known ? history.at(cursorMs) : null };
  });
  tracks.sort((a, b) => b.sum - a.sum || (a.state < b.state ? -1 : 1));
  const shown = tracks.filter(({ sum, at }) => sum > 0 || (at ?? 0) > 0);
  const rest = shown.splice(MOST_STATES - 1, shown.length <= MOST_STATES ? 0 : Infinity);
  const answer: (Track & { operation: (typeof OPERATIONS)[number] })[] = shown.map(({ state, values, at }) => ({
    ...{ name: `goroutines:${state}`, title: state === '' ? 'unknown' : state, unit: '' as const, at, values },
    operation: OPERATIONS[operationOfState(state)?.operation ?? 0],
  }));
  if (rest.length > 0) {
    const values = new Float64Array(clock.columns);
    for (const one of rest) for (let i = 0; i < values.length; i++) values[i] += one.values[i];
    const at = known ? rest.reduce((sum, one) => sum + (one.at ?? 0), 0) : null;
    answer.push({
      name: 'goroutines:other',
      title: `${rest.length} other states`,
      unit: '',
      at,
      values,
      operation: 'other',
    });
  }
  return answer;
}

function isKnown(moments: LiveTables['moments'], ms: number): boolean {
  const row = lastAtOrBefore(moments.atMs, moments.count, ms);
  return row >= 0 && ms - moments.atMs[row] <= lasts(moments.everyMs[row]);
}

export function goroutinesAt({ moments }: LiveTables, cursorMs: number): LiveAnswer['goroutines'] {
  const row = Math.max(0, lastAtOrBefore(moments.atMs, moments.count, cursorMs));
  if (moments.count === 0) return { at: 0, perMinute: null };
  const before = Math.max(0, lastAtOrBefore(moments.atMs, moments.count, moments.atMs[row] - GROWTH_MS));
  return {
    at: moments.goroutines[row],
    perMinute: perMinute(
      ...([moments.goroutines[row] - moments.goroutines[before], moments.atMs[row] - moments.atMs[before]] as const),
    ),
  };
}

/** Null where the time is too short to say. */
export function perMinute(change: number, ms: number): number | null {
  return ms < 1_000 ? null : (change / ms) * MINUTE_MS;
}

interface Wanted {
  readonly name: string;
  readonly title: string;
  readonly unit: Track['unit'];
  readonly column: string;
  /** `change`: what it grew by, a millisecond, or by each of `per` that passed. */
  readonly of: 'value' | 'change';
  readonly per?: string;
  readonly factor?: number;
}

const HEAP: readonly Wanted[] = [
  { name: 'heap:in-use', title: 'in use', unit: 'bytes', column: 'heapInUseBytes', of: 'value' },
  { name: 'heap:live', title: 'live', unit: 'bytes', column: 'heapLiveBytes', of: 'value' },
  { name: 'heap:goal', title: 'goal', unit: 'bytes', column: 'heapGoalBytes', of: 'value' },
  { name: 'heap:stacks', title: 'stacks', unit: 'bytes', column: 'stackInUseBytes', of: 'value' },
  { name: 'heap:released', title: 'released', unit: 'bytes', column: 'heapReleasedBytes', of: 'value' },
  { name: 'heap:rss', title: 'RSS', unit: 'bytes', column: 'rssBytes', of: 'value' },
  { name: 'heap:limit', title: 'limit', unit: 'bytes', column: 'memoryLimitBytes', of: 'value' },
  // Of the time on a processor that the process had.
  {
    ...{ name: 'heap:assist', title: 'mark assist', unit: 'percent', column: 'gcAssistNs', of: 'change' },
    ...{ per: 'cpuNs', factor: 100 },
  },
];
const SCHEDULER: readonly Wanted[] = [
  { name: 'scheduler:run-queue', title: 'run queue', unit: '', column: 'runQueue', of: 'value' },
  { name: 'scheduler:idle-p', title: 'idle Ps', unit: '', column: 'idleProcs', of: 'value' },
  // ns of processor a ms of time → cores.
  { name: 'scheduler:cpu', title: 'CPU', unit: 'cores', column: 'cpuNs', of: 'change', factor: 1e-6 },
];

export function heapTracks({ counters }: LiveTables, clock: Clock, cursorMs: number): readonly Track[] {
  return HEAP.flatMap((wanted) => counterTrack(counters, wanted, clock, cursorMs));
}
export function schedulerTracks({ counters }: LiveTables, clock: Clock, cursorMs: number): readonly Track[] {
  return SCHEDULER.flatMap((wanted) => counterTrack(counters, wanted, clock, cursorMs));
}

/** None where nothing of it was ever read. */
function counterTrack(counters: CounterTable, wanted: Wanted, clock: Clock, cursorMs: number): readonly Track[] {
  const column = wanted.column === 'runQueue' ? runQueue(counters) : counters.column(wanted.column);
  if (column === null || !hasValue(column, counters.count)) return [];
  const { name, title, unit, of, factor = 1 } = wanted;
  const { atMs, count } = counters;
  const passed = wanted.per === undefined ? atMs : counters.column(wanted.per);
  // Both may be clocks, of which one goes on while a thread waits for a processor.
  const scaled = (value: number): number => (unit === 'percent' ? Math.min(100, value * factor) : value * factor);
  if (passed === null) return [];
  const values = new Float64Array(clock.columns).fill(NaN);
  let row = Math.max(0, lastAtOrBefore(atMs, count, clock.fromMs));
  for (let i = 0; i < clock.columns; i++) {
    const end = clock.fromMs + (i + 1) * clock.stepMs;
    const first = row;
    let highest = NaN;
    for (; row < count && atMs[row] <= end; row++)
      if (!Number.isNaN(column[row]) && !(column[row] <= highest)) highest = column[row];
    const last = row - 1;
    // A column without a row of its own shows what was so shortly before.
    const old = last < 0 || end - atMs[last] > COUNTERS_LAST_MS + clock.stepMs;
    if (of === 'value') values[i] = old ? NaN : scaled(finite(row > first ? highest : column[last]));
    else if (!old) values[i] = scaled(change(column, passed, Math.max(0, Math.min(first, last) - 1), last));
  }
  const here = lastAtOrBefore(atMs, count, cursorMs);
  const at =
    here < 0 ? NaN : of === 'value' ? finite(column[here]) : change(column, passed, Math.max(0, here - 10), here);
  return [{ name, title, unit, at: Number.isNaN(at) ? null : scaled(at), values }];
}

const COUNTERS_LAST_MS = 2_500;

/** NaN where nothing passed. */
function change(column: Float64Array, passed: Float64Array, from: number, to: number): number {
  const by = to > from ? passed[to] - passed[from] : NaN;
  return by > 0 ? (column[to] - column[from]) / by : NaN;
}
/** A limit that is not set is no line of a chart. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
function hasValue(column: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (Number.isFinite(column[i])) return true;
  return false;
}

const queues = new WeakMap<CounterTable, { readonly count: number; readonly values: Float64Array }>();

/** Those of the processors and the global one, added up. */
function runQueue(counters: CounterTable): Float64Array | null {
  const [global, local] = [counters.column('runQueueGlobal'), counters.column('runQueueLocal')];
  if (global === null || local === null) return global ?? local;
  const held = queues.get(counters);
  if (held?.count === counters.count) return held.values;
  const values = new Float64Array(counters.count);
  for (let i = 0; i < values.length; i++) values[i] = global[i] + local[i];
  queues.set(counters, { count: counters.count, values });
  return values;
}

/** Pauses of the range; of many the longest. */
export function pausesOf({ pauses, counters }: LiveTables, clock: Clock): LiveAnswer['pauses'] {
  const first = lastAtOrBefore(pauses.atMs, pauses.count, clock.fromMs) + 1;
  const end = lastAtOrBefore(pauses.atMs, pauses.count, clock.toMs) + 1;
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  const byLength = [...rows].sort((a, b) => pauses.ns[b] - pauses.ns[a]);
  const shown = byLength.slice(0, clock.columns).sort((a, b) => a - b);
  return {
    atMs: Float64Array.from(shown, (row) => pauses.atMs[row]),
    ns: Float64Array.from(shown, (row) => pauses.ns[row]),
    folded: rows.length - shown.length,
    p99Ns: rows.length === 0 ? null : pauses.ns[byLength[Math.floor((rows.length - 1) * 0.01)]],
    cyclesPerMinute: growthOf(counters, 'gcCycles', clock),
    assistPercent: assistPercent(counters, clock),
  };
}

function growthOf(counters: CounterTable, name: string, clock: Clock): number | null {
  const column = counters.column(name);
  const rows = rowsOf(counters, clock);
  if (column === null || rows === null || Number.isNaN(column[rows.to] - column[rows.from])) return null;
  return perMinute(column[rows.to] - column[rows.from], counters.atMs[rows.to] - counters.atMs[rows.from]);
}

/** The first and the last row of the range; null without two. */
function rowsOf({ atMs, count }: CounterTable, { fromMs, toMs }: Clock): { from: number; to: number } | null {
  if (count === 0) return null;
  const from = Math.max(0, lastAtOrBefore(atMs, count, fromMs));
  const to = lastAtOrBefore(atMs, count, toMs);
  return to > from ? { from, to } : null;
}

/** How much of the time on a processor that the process had in the range its goroutines marked for what they allocated. */
function assistPercent(counters: CounterTable, clock: Clock): number | null {
  const [assist, cpu] = [counters.column('gcAssistNs'), counters.column('cpuNs')];
  const rows = rowsOf(counters, clock);
  if (assist === null || cpu === null || rows === null) return null;
  let { from, to } = rows;
  const known = (row: number): boolean => !Number.isNaN(assist[row]) && !Number.isNaN(cpu[row]);
  while (from < to && !known(from)) from++;
  while (from < to && !known(to)) to--;
  const share = change(assist, cpu, from, to);
  return Number.isNaN(share) ? null : Math.min(100, 100 * share);
}

/** Those that most wait for in the range, then the fullest. */
export function channelTracks(
  { channels, moments }: LiveTables,
  clock: Clock,
  cursorMs: number,
): LiveAnswer['channels'] {
  const tracks = channels.map(({ address, type, capacity, length, waiting }) => {
    const values = new Float64Array(clock.columns);
    let [waited, full] = [0, 0];
    for (let i = 0; i < clock.columns; i++) {
      const row = clock.momentOf[i];
      const ms = row < 0 ? NaN : moments.atMs[row];
      // Nobody waits: how full it is was not seen.
      const seen = row >= 0 && waiting.at(ms) > 0;
      values[i] = seen ? length.at(ms) / capacity : NaN;
      if (!seen) continue;
      waited = Math.max(waited, waiting.at(ms));
      full = Math.max(full, values[i]);
    }
    const [now, here] = [waiting.at(cursorMs), length.at(cursorMs)];
    const track: LiveAnswer['channels'][number] = {
      ...{ name: `channel:${address}`, title: type === '' ? address : `chan ${type} ${address}`, unit: '' },
      ...{ at: now > 0 ? here / capacity : null, values, length: here, capacity, waiting: now },
    };
    return { track, waited, full };
  });
  return tracks
    .filter(({ waited }) => waited > 0)
    .sort((a, b) => b.waited - a.waited || b.full - a.full)
    .slice(0, MOST_CHANNELS)
    .map(({ track }) => track);
}
