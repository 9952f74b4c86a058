/** Printed minutes are off by up to a GC cycle; ten of them are long all the same. */
export const LONG_MINUTES = 10;
/** A crowd: this many at one site, and this share of all goroutines. */
export const CROWD = 1000;
/** The same where idle workers wait. */
export const IDLE_CROWD = 10_000;
export const CROWD_SHARE = 0.2;
/** Half of all goroutines, and at least this many. */
export const MAJORITY = 100;
/** Members of a group whose long waits count. */
export const LONG_MEMBERS = 50;
/** Leaked contexts and timers in one heap profile. */
export const LOST_CANCEL_OBJECTS = 100;
/** Stacks above this share of the memory in use dominate it. */
export const STACK_SHARE = 0.3;
/** Below this no one needs to know. */
export const STACK_BYTES = 16 * 2 ** 20;

/** Findings that one rule reports; the largest groups first. The rest is counted. */
export const MOST_FINDINGS = 200;

/** Groups that are judged in depth, the largest first: what two more share is looked at between all of them. The rest is counted. */
export const MOST_JUDGED = 10_000;
