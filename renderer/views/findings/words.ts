import type { DocumentInfo } from '@core/api/document';
import type { Finding, Tier } from '@core/api/findings';
import { formatCount } from '@core/base/format';

/** Every word of this view, in one place. */
export const WORDS = {
  tierWhy: {
    proven: 'cannot wake',
    strong: 'joined by more, or nobody left to wake them',
    suspect: 'shape of a leak, not yet shown',
    info: 'waits with no sign of a leak',
  } satisfies Record<Tier, string>,
  whyTitle: ({ tier, rule }: Finding) => {
    if (tier !== 'info') return `Why this is ${tier}`;
    return rule === 'long-waiter' ? 'Why this is normal' : 'What is known';
  },
  moreEvidence: (count: number) => `Show ${formatCount(count)} more`,
  againstTitle: 'What speaks against a leak',
  found: (count: number) => (count === 1 ? '1 finding' : `${formatCount(count)} findings`),
  noneTitle: 'No findings',
  noneText: (info: DocumentInfo) => {
    const goroutines = info.captures.reduce((sum, capture) => Math.max(sum, capture.counts.goroutines ?? 0), 0);
    return goroutines === 0
      ? 'No rule applies to what this document shows. Add a goroutine profile of the same process to look for stuck goroutines.'
      : `None of the ${formatCount(goroutines)} goroutines looks stuck. Add later captures of the same process to see what grows.`;
  },
  folded: (count: number) => `${formatCount(count)} smaller findings of the same kinds are counted and not listed.`,
  unmatched: (count: number) =>
    `${formatCount(count)} ${count === 1 ? 'goroutine matches' : 'goroutines match'} no rule.`,
  showUnmatched: 'Show them',
  showInfo: (count: number) => `Show ${formatCount(count)} more`,
  hideInfo: 'Show fewer',
  muted: (count: number, expiry: string) =>
    `${formatCount(count)} ${count === 1 ? 'finding' : 'findings'} muted${expiry === '' ? '' : `, ${expiry}`}.`,
  expire: (count: number, day: string) => `${formatCount(count)} ${count === 1 ? 'expires' : 'expire'} on ${day}`,
  review: 'Review',
  gone: (id: string) => `The finding ${id} is not in the list any more.`,
  goneMuted: (summary: string, reason: string) => `“${summary}” is muted: ${reason}`,
  ruleNotes: (count: number) => (count === 1 ? 'Show the rules' : `Show all ${formatCount(count)} notes on the rules`),
  mute: 'Mute…',
  muteTitle: 'Mute the finding',
  muteReason: 'Reason',
  muteReasonHint: 'Whoever finds it in a year will ask',
  muteFor: 'For',
  terms: { week: '1 week', month: '30 days', quarter: '90 days', never: 'for good' },
  noEnd: 'It does not come back by itself.',
  until: (day: string) => `It is back after ${day}.`,
  muteWhat: 'What',
  muteThis: 'This finding',
  muteKind: 'This rule in this function, wherever the line moves',
  muteWhere: 'In the file of',
  scopes: { project: 'the project: everybody who has its checkout', user: 'yours: all your projects' },
  muteNowhere: 'A page in a browser has no file to write this to: use the desktop window.',
  muteIt: 'Mute',
  cancel: 'Cancel',
  mutedNow: 'Muted',
  allMuted: 'Every finding is muted',
  steady: 'steady',
  since: (time: string) => `since ${time} or earlier`,
  inCaptures: (some: number, all: number) => `in ${formatCount(some)} of ${formatCount(all)} captures`,
  showGoroutines: (count: number) => (count === 1 ? 'Show 1 goroutine' : `Show ${formatCount(count)} goroutines`),
  openInFlame: 'Open in Flame',
  openInWaiters: 'Show in Waiters',
  openInTop: 'Open in Top',
  openInMetrics: 'Open in Metrics',
  copyMarkdown: 'Copy as Markdown',
  copied: 'Copied as Markdown',
  blocked: 'Blocked',
  stack: 'Stack',
  goroutines: (count: number, atLeast: boolean) =>
    `${atLeast ? '≥ ' : ''}${formatCount(count)} ${count === 1 ? 'goroutine' : 'goroutines'}`,
  withStack: (count: number, index: number, of: number) => `stack ${index + 1} of ${of}, ${formatCount(count)}`,
  moreStacks: (count: number) => `${formatCount(count)} more different ${count === 1 ? 'stack' : 'stacks'}.`,
  showGroup: 'Show the group',
  missing: 'Missing',
  missingWhat: 'no goroutine is inside it',
  missingWhy: 'It started them. Whoever should wake them has probably left with it.',
  fix: 'Fix',
  also: 'Also right:',
  certainty: 'What would make this certain',
  affected: 'Who is affected',
  byLabel: (key: string) => `by label ${key}`,
  groupBy: (key: string) => `Group by ${key}`,
  memory: 'Proof from memory',
  keptBy: 'What keeps it',
  wayTo: (goroutine: number) => `Way to what g ${goroutine} waits for`,
  wayOf: (goroutine: number, goroutines: number) =>
    goroutines === 1
      ? `What g ${goroutine} waits for.`
      : `What g ${goroutine} waits for; the same root for ${formatCount(goroutines)} of those looked at.`,
  keptNote: 'Reachable is not innocent: what something can reach may be forgotten all the same.',
  keepsAlive: 'Keeps alive',
  heapAndStacks: (heap: string, stacks: string) => `${heap} heap, ${stacks} stacks`,
  count: 'Count',
  growth: 'Growth',
  holds: 'Held at least',
  stacksHeld: 'Stacks held',
  each: (bytes: string) => `${bytes} each`,
  costPerMinute: 'Cost/min',
  limitIn: 'Limit reached in',
  limitIs: (what: string, bytes: string) => `${what} is ${bytes}`,
  reached: 'reached',
  far: '> 30 d',
  noLimit: 'no limit is known',
  oneCapture: 'one capture',
  noTimes: 'times unknown',
  ofCaptures: (count: number) => `over ${formatCount(count)} captures`,
  ofAll: (all: number) => `of ${formatCount(all)}`,
} as const;
