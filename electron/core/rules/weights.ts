import type { Operation } from '@core/api/operation';

/**
 * How evidence adds up, in one place: points for and against "nobody will wake them". The sum makes a group `suspect` at
 * `SUSPECT` and, where the captures allow it at all, `strong` at `STRONG`. Tuned on test/workloads (`npm run eval`).
 */
export const SUSPECT = 4;
export const STRONG = 6;

/** Where a group starts: how seldom a healthy goroutine waits like that for long. */
export const PRIOR: Readonly<Record<Operation, number>> = {
  'mutex lock': 4,
  'rwmutex lock': 3,
  'rwmutex rlock': 3,
  'chan send': 3,
  'waitgroup wait': 0,
  semacquire: 1,
  'chan receive': 1,
  select: -1,
  'cond wait': 1,
  sleep: -4,
  'io wait': -4,
  syscall: -4,
  other: -4,
};

export const POINTS = {
  // For.
  /** The goroutines that started them no longer exist. */
  creatorsEnded: 4,
  /** They serve other requests now, over the same connections: the ones that started them are answered. */
  requestsAnswered: 3,
  /** More than half of those goroutines no longer exist. */
  creatorsMostlyEnded: 1,
  /** Nobody, or nearly nobody, is left in the function that started them. */
  starterLeft: 1,
  /** Three or more goroutines started them, most of which have ended: tasks, not a pool. */
  manyCreators: 5,
  /** In three or more captures old members stay while new ones join. */
  staysAndJoins: 5,
  /** More in each of three or more captures, of which the members are not known. */
  grows: 3,
  /** The same goroutines (or as many) stand there in three or more captures. */
  stays: 0,
  /** No goroutine that shares code with them is at work. */
  nobodyLeft: 2,
  /** Code they share with is stuck as well, in something that is seldom idle. */
  stuckPartner: 3,
  /** They stand in the body of a function literal. */
  ownBody: 1,
  /** They wait for an answer, in what their body called, and nothing in the program has to do with them. */
  unanswered: 2,
  /** Who started them waits in a WaitGroup until they end. */
  awaited: 2,
  /** They handle requests whose clients have left. */
  clientsLeft: 3,
  /** Handlers in a wait for one thing: as many or more in each of three captures, the same in all of them. */
  asMany: 3,
  noWayOut: 3,
  /** A timer or the end of a context called them. */
  callback: 2,
  /** Nothing in the process waits for anything from outside. */
  silence: 1,
  /** The same where they wait for workers, who would have to begin something first. */
  silenceOfWorkers: 2,
  /** A crowd: a thousand (where idle workers wait: ten thousand) and a fifth of all. */
  crowd: 4,
  /** Half of all goroutines, and at least a hundred. */
  majority: 2,
  /** Fifty or more whose longest printed wait is ten minutes or more. */
  long: 2,
  // Against.
  /** Goroutines at work hold an object that is among their arguments. */
  sharedLive: -1,
  /** Members end and others take their place. */
  churn: -5,
  /** Born together by one goroutine, which is still there: a pool. */
  pool: -2,
  /** Born together by one goroutine, which has ended, or in a process in which nothing can begin. */
  poolLeft: -1,
  /** Started by main.main or a package initialiser: they live as long as the process. */
  byMain: -1,
  /** Started by a function called like a constructor. */
  madeByConstructor: -2,
  /** The same in a process in which nothing can begin. */
  madeInDeserted: -1,
  /** They run a function that is called like a loop. */
  loop: -1,
  /** One or two only, where idle workers wait. */
  few: -2,
  /** A goroutine that shares code with them is at work and may wake them. */
  liveCode: -5,
  /** The same where their number grows all the while: whoever is at work does not wake them. */
  liveCodeGrowing: -2,
  /** What started them is at work and has started few others. */
  liveStarter: -1,
  /** Others that the same code started are at work. */
  liveSibling: -1,
  /** As many connections are open beside them, held by code they share. */
  companion: -3,
  /** Their creator still stands in the function that started them. */
  creatorThere: 0,
} as const satisfies Readonly<Record<string, number>>;

export type Weight = keyof typeof POINTS;
