import type { Operation } from '@core/api/operation';

/**
 * When one capture alone makes a group suspicious (leak-detection.md §1.1, tier C, split by how often the operation is healthy).
 * One place, so that a user who disputes a finding finds the number.
 */
export interface Threshold {
  /** A crowd: at least this many at one site … */
  readonly crowd: number;
  /** … and this share of all goroutines. */
  readonly crowdShare: number;
  /** A majority: at least this many and half of all goroutines; Infinity = never. */
  readonly majority: number;
  /** Long waiters: at least this many whose longest printed wait reaches `LONG_MINUTES`; Infinity = never. */
  readonly long: number;
  /** At least this many, and a fiftieth of all, when nobody is left in the function that started them; Infinity = never. */
  readonly orphans: number;
}

/** Printed minutes are off by up to a GC cycle; ten of them are long all the same. */
export const LONG_MINUTES = 10;
export const ORPHAN_SHARE = 0.02;
/** A queue this long before one lock is worth a look in a process of any size. */
export const LOCK_QUEUE = 100;
/** Waits for a WaitGroup of which no worker is left: a fan-out has its workers beside it, so a few are enough. */
export const WORKERLESS_WAITS = 10;
/** Leaked contexts and timers in one heap profile. */
export const LOST_CANCEL_OBJECTS = 100;
/** Stacks above this share of the memory in use dominate it. */
export const STACK_SHARE = 0.3;
/** Below this no one needs to know. */
export const STACK_BYTES = 16 * 2 ** 20;

/**
 * Senders and lockers are woken by somebody who is on the way; receivers and selects are what idle workers look like, and those are
 * started by constructors that have long returned.
 */
const RARE: Threshold = { crowd: 1000, crowdShare: 0.2, majority: 100, long: 50, orphans: 50 };
const LOCK: Threshold = { crowd: 20, crowdShare: 0.1, majority: 20, long: 20, orphans: Infinity };
const IDLE: Threshold = { crowd: 1000, crowdShare: 0.2, majority: Infinity, long: 500, orphans: Infinity };
const NEVER: Threshold = { crowd: Infinity, crowdShare: 1, majority: Infinity, long: Infinity, orphans: Infinity };

export const THRESHOLDS: Readonly<Record<Operation, Threshold>> = {
  'chan send': RARE,
  'chan receive': IDLE,
  select: IDLE,
  'mutex lock': LOCK,
  'rwmutex rlock': LOCK,
  'rwmutex lock': LOCK,
  'waitgroup wait': RARE,
  'cond wait': IDLE,
  semacquire: RARE,
  sleep: NEVER,
  'io wait': NEVER,
  syscall: NEVER,
  other: NEVER,
};

/** Findings that one rule reports; the largest groups first. The rest is counted. */
export const MOST_FINDINGS = 200;
