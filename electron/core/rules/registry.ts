import { deadlock } from './deadlock';
import { longWaiters } from './long-waiters';
import { lostCancel } from './lost-cancel';
import { emptySelect, nilChannel } from './never-wake';
import type { Rule } from './rule';
import { stuck } from './stuck';
import { stackMemory } from './stack-memory';

/** All rules, the surest first: a group that one reports is not reported again further down. */
export const RULES: readonly Rule[] = [nilChannel, emptySelect, deadlock, stuck, lostCancel, stackMemory, longWaiters];
