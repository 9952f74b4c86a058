import type { DocumentInfo } from '@core/api/document';
import type { Tier } from '@core/api/findings';
import { formatCount } from '@core/base/format';

/** Every word of this view, in one place. */
export const WORDS = {
  tierWhy: {
    proven: 'cannot wake',
    strong: 'joined by more, or nobody left to wake them',
    suspect: 'shape of a leak, not yet shown',
    info: 'long waits that are normal',
  } satisfies Record<Tier, string>,
  whyTitle: {
    proven: 'Why this is proven',
    strong: 'Why this is strong',
    suspect: 'Why this is suspect',
    info: 'Why this is normal',
  } satisfies Record<Tier, string>,
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
  steady: 'steady',
  since: (time: string) => `since ${time} or earlier`,
  inCaptures: (some: number, all: number) => `in ${formatCount(some)} of ${formatCount(all)} captures`,
  showGoroutines: (count: number) => (count === 1 ? 'Show 1 goroutine' : `Show ${formatCount(count)} goroutines`),
  openInFlame: 'Open in Flame',
  openInTop: 'Open in Top',
  openInMetrics: 'Open in Metrics',
  copyMarkdown: 'Copy as Markdown',
  copied: 'Copied as Markdown',
  blocked: 'Blocked',
  stack: 'Stack',
  fix: 'Fix',
  also: 'Also right:',
  certainty: 'What would make this certain',
  affected: 'Who is affected',
  byLabel: (key: string) => `by label ${key}`,
  groupBy: (key: string) => `Group by ${key}`,
  count: 'Count',
  growth: 'Growth',
  holds: 'Held at least',
  stacksHeld: 'Stacks held',
  each: (bytes: string) => `${bytes} each`,
  costPerMinute: 'Cost/min',
  ofCaptures: (count: number) => `over ${formatCount(count)} captures`,
  share: 'Share',
  ofAll: (all: number) => `of ${formatCount(all)} goroutines`,
} as const;
