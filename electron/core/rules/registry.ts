import { blockedAtSite } from './blocked-at-site';
import { deadlock } from './deadlock';
import { leakMark } from './leak-mark';
import { longWaiters } from './long-waiters';
import { lostCancel } from './lost-cancel';
import { emptySelect, nilChannel } from './never-wake';
import type { Rule } from './rule';
import { stackMemory } from './stack-memory';

/** All rules, the surest first: a group that one reports is not reported again further down. */
export const RULES: readonly Rule[] = [
  nilChannel,
  emptySelect,
  leakMark,
  deadlock,
  blockedAtSite,
  lostCancel,
  stackMemory,
  longWaiters,
];
