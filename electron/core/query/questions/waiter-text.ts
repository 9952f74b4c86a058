import { shortName } from '@core/base/go-name';
import { formatCount, formatNanoseconds } from '@core/base/format';
import { NO_CASES } from '@core/analysis/waiter-guesses';
import { WAITER_KINDS, type WaiterGraph } from '@core/analysis/waiter-types';
import type { WaitObjectKind } from '@core/api/waiters';
import type { Capture } from '@core/model/tables';
import {
  OBJECT_CLOSED,
  OBJECT_LOCKED,
  OBJECT_STARVING,
  OBJECT_TIMER,
  OBJECT_WRITER,
  type WaitObjects,
} from '@core/model/wait-tables';

const NAMES: Readonly<Record<WaitObjectKind, string>> = {
  channel: 'chan',
  'nil channel': 'nil channel',
  semaphore: 'semaphore',
  mutex: 'Mutex',
  rwmutex: 'RWMutex',
  waitgroup: 'WaitGroup',
  cond: 'Cond',
  timer: 'timer',
  fd: 'file',
  unknown: 'unknown',
};

export function addressText(address: number): string {
  return address === 0 ? '' : `0x${address.toString(16)}`;
}

/** Type as far as known: of a channel its elements, of a lock what it is part of. */
export function typeText({ object, types }: WaiterGraph, { waits, strings }: Capture, node: number): string {
  const row = object[node];
  if (row >= 0 && waits !== undefined) return strings.get(waits.objects.type[row]);
  const type = types.get(node) ?? '';
  return type === NO_CASES ? '' : type;
}

/** What an object is called: `Mutex 0xc0004e8120`, `fd 7`. `where`: for what is known by its site alone. */
export function titleText(graph: WaiterGraph, capture: Capture, node: number, where: string): string {
  const kind = WAITER_KINDS[graph.kind[node]];
  const objects = capture.waits?.objects;
  const row = graph.object[node];
  if (kind === 'fd' && objects !== undefined && row >= 0 && objects.value[row] >= 0) return `fd ${objects.value[row]}`;
  if (kind === 'unknown') return graph.types.get(node) === NO_CASES ? NO_CASES : where;
  const address = addressText(graph.address[node]);
  const name = row >= 0 && isTimer(objects, row) ? 'timer chan' : NAMES[kind];
  if (address !== '') return `${name} ${address}`;
  // Of several that cannot be told apart.
  const type = typeText(graph, capture, node);
  return type === '' ? name : `${name} of ${shortName(type)}`;
}

/** Of several objects of a kind: `41,205 × chan`. */
export function severalText(graph: WaiterGraph, capture: Capture, node: number, count: number): string {
  const row = graph.object[node];
  const timer = row >= 0 && isTimer(capture.waits?.objects, row);
  return `${formatCount(count)} × ${timer ? 'timer chan' : NAMES[WAITER_KINDS[graph.kind[node]]]}`;
}

function isTimer(objects: WaitObjects | undefined, row: number): boolean {
  return objects !== undefined && (objects.flags[row] & OBJECT_TIMER) !== 0;
}

/** What state an object is in: `len 64, cap 64`, `locked, 1,912 wait`; `` where it was not read. */
export function stateText(graph: WaiterGraph, capture: Capture, node: number): string {
  const objects = capture.waits?.objects;
  const row = graph.object[node];
  if (objects === undefined || row < 0) return '';
  const value = objects.value[row];
  const has = (flag: number): boolean => (objects.flags[row] & flag) !== 0;
  switch (WAITER_KINDS[graph.kind[node]]) {
    case 'channel': {
      const closed = has(OBJECT_CLOSED) ? ', closed' : '';
      if (has(OBJECT_TIMER)) return firesText(value, capture.timeMs) + closed;
      return value < 0
        ? ''
        : `len ${formatCount(value)}, cap ${formatCount(Math.max(0, objects.capacity[row]))}${closed}`;
    }
    case 'mutex':
      if (value < 0) return '';
      return `${has(OBJECT_LOCKED) ? 'locked' : 'unlocked'}, ${waitText(value)}${has(OBJECT_STARVING) ? ', starving' : ''}`;
    case 'rwmutex': {
      if (value < 0) return '';
      const readers = value === 1 ? '1 reader' : `${formatCount(value)} readers`;
      if (!has(OBJECT_WRITER)) return value === 0 ? 'unlocked' : `held by ${readers}`;
      return value === 0 ? 'held by a writer' : `held by ${readers}, a writer waits`;
    }
    case 'waitgroup':
      return value < 0 ? '' : `counter ${formatCount(value)}`;
    case 'cond':
      return value < 0 ? '' : waitText(value);
    case 'semaphore':
      return value < 0 ? '' : `value ${formatCount(value)}`;
    case 'timer':
      return firesText(value, capture.timeMs);
    case 'nil channel':
      return 'never wakes';
    case 'fd':
    case 'unknown':
      return '';
  }
}

function waitText(count: number): string {
  return count === 1 ? '1 waits' : `${formatCount(count)} wait`;
}

function firesText(atMs: number, nowMs: number | null): string {
  if (atMs < 0) return 'stopped';
  if (nowMs === null) return '';
  return atMs <= nowMs ? 'fires now' : `fires in ${formatNanoseconds((atMs - nowMs) * 1e6)}`;
}

const LIVE = 'A snapshot of the process while it runs (`parkscope snapshot PID`) reads who waits for what.';

/** What would make the guesses about an object certain. */
export function certainText(graph: WaiterGraph, { waits }: Capture, node: number): string {
  const kind = WAITER_KINDS[graph.kind[node]];
  if (kind === 'timer' || kind === 'fd' || kind === 'nil channel' || graph.types.get(node) === NO_CASES) return '';
  if (waits === undefined || graph.fact[node] === 0) return LIVE;
  if (!waits.holdsRead) return 'Reading the stacks for its address tells who may release it.';
  if (kind === 'mutex' || kind === 'rwmutex')
    return 'Go keeps no owner of a lock; who is past its Lock in several captures in a row holds it.';
  return 'Two reads of all live memory with the process stopped prove that nobody can reach it.';
}
