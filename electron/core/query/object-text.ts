import { formatCount, formatNanoseconds } from '@core/base/format';
import { OBJECT_CLOSED, OBJECT_LOCKED, OBJECT_STARVING, OBJECT_TIMER, OBJECT_WRITER } from '@core/api/wait-objects';
import type { WaitObjectKind } from '@core/api/waiters';

/** What was read of an object; numbers as in `WaitObjects` (core/model). */
export interface ObjectFacts {
  readonly kind: WaitObjectKind;
  /** 0 = not known. */
  readonly address: number;
  readonly flags: number;
  readonly value: number;
  readonly capacity: number;
}

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

/** `0xc0004e8120`; `` where it is not known. */
export function addressText(address: number): string {
  return address === 0 ? '' : `0x${address.toString(16)}`;
}

function nameOf({ kind, flags }: ObjectFacts): string {
  return (flags & OBJECT_TIMER) !== 0 ? 'timer chan' : NAMES[kind];
}

/** What an object is called: `Mutex 0xc0004e8120`, `fd 7`. */
export function objectTitle(facts: ObjectFacts): string {
  if (facts.kind === 'fd' && facts.value >= 0) return `fd ${facts.value}`;
  return `${nameOf(facts)} ${addressText(facts.address)}`.trimEnd();
}

/** Of several objects of a kind: `41,205 × chan`. */
export function severalTitle(facts: ObjectFacts, count: number): string {
  return `${formatCount(count)} × ${nameOf(facts)}`;
}

/** What state an object is in: `len 64, cap 64`, `locked, 1,912 wait`; `` where it was not read. `nowMs`: since the epoch. */
export function objectState({ kind, flags, value, capacity }: ObjectFacts, nowMs: number | null): string {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  switch (kind) {
    case 'channel': {
      const closed = has(OBJECT_CLOSED) ? ', closed' : '';
      if (has(OBJECT_TIMER)) return firesText(value, nowMs) + closed;
      return value < 0 ? '' : `len ${formatCount(value)}, cap ${formatCount(Math.max(0, capacity))}${closed}`;
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
      return firesText(value, nowMs);
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
  // Of a core file nobody knows what the time was to the program.
  if (nowMs === null || atMs === Infinity) return '';
  return atMs <= nowMs ? 'fires now' : `fires in ${formatNanoseconds((atMs - nowMs) * 1e6)}`;
}
