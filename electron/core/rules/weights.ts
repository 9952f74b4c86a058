import type { Operation } from '@core/api/operation';

/**
 * How evidence adds up, in one place: points for and against "nobody will wake them". The sum makes a group `suspect` at
 * `SUSPECT` and, where the captures allow it at all, `strong` at `STRONG`. Tuned on test/workloads (`npm run eval`).
 */
export const SUSPECT = 4;
export const STRONG = 6;

/** Where a group starts: how seldom a healthy goroutine waits like that for long. */
export const PRIOR: Readonly<Record<Operation, number>> = {
  'mutex lock': 3,
  'rwmutex lock': 3,
  'rwmutex rlock': 3,
  'chan send': 2,
  'waitgroup wait': 1,
  semacquire: 1,
  'chan receive': 0,
  select: 0,
  'cond wait': 0,
  sleep: -4,
  'io wait': -4,
  syscall: -4,
  other: -4,
};

export const POINTS = {
  // For.
  /** The goroutines that started them no longer exist (half of them: one point less). */
  creatorsEnded: 2,
  /** Nobody, or nearly nobody, is left in the function that started them. */
  starterLeft: 1,
  /** Three or more goroutines started them: tasks, not a pool. */
  manyCreators: 1,
  /** In three or more captures old members stay while new ones join. */
  staysAndJoins: 4,
  /** More in each of three or more captures, of which the members are not known. */
  grows: 3,
  /** The same goroutines (or as many) stand there in three or more captures. */
  stays: 1,
  /** No goroutine that shares code with them is at work. */
  nobodyLeft: 1,
  /** Code they share with is stuck as well, in something else. */
  stuckPartner: 2,
  /** A crowd of a thousand and a fifth of all. */
  crowd: 3,
  /** Half of all goroutines, and at least a hundred. */
  majority: 2,
  /** Fifty or more whose longest printed wait is ten minutes or more. */
  long: 2,
  // Against.
  /** Members end and others take their place. */
  churn: -5,
  /** Born together by one goroutine: a pool. */
  pool: -3,
  /** Started by main, a package initialiser or a constructor: they live as long as what they belong to. */
  longLived: -2,
  /** They run a function that is called like a loop. */
  loop: -1,
  /** A goroutine that shares code with them is at work and may wake them. */
  liveRelative: -3,
  /** As many connections are open beside them, held by code they share. */
  companion: -3,
  /** They serve requests that clients still wait for. */
  inFlight: -2,
  /** Their creator still stands in the function that started them. */
  creatorThere: -2,
} as const satisfies Readonly<Record<string, number>>;

export type Weight = keyof typeof POINTS;
