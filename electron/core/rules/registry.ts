import { deadlock } from './deadlock';
import { longWaiters } from './long-waiters';
import { gcDeathSpiral } from './gc-death-spiral';
import { heapGrowth } from './heap-growth';
import { lostCancel } from './lost-cancel';
import { emptySelect, nilChannel } from './never-wake';
import { pinnedMemory } from './pinned-memory';
import { rssGap } from './rss-gap';
import type { Rule } from './rule';
import { stuck } from './stuck';
import { stackMemory } from './stack-memory';
import { timersHeld } from './timers-held';

/** All rules, the surest first: a group that one reports is not reported again further down. */
export const RULES: readonly Rule[] = [
  nilChannel,
  emptySelect,
  deadlock,
  stuck,
  lostCancel,
  timersHeld,
  stackMemory,
  pinnedMemory,
  heapGrowth,
  gcDeathSpiral,
  rssGap,
  longWaiters,
];
