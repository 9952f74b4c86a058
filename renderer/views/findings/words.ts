import type { DocumentInfo } from '@core/api/document';
import type { Finding, LeakComparison, Tier } from '@core/api/findings';
import { formatCount } from '@core/base/format';
import { baseName } from '@core/base/go-name';
import { timeText } from '../../ui/proof/look-words';
import { inLanguage, msg, t } from '../../i18n/t';

const TIERS_IN_TEXT: Readonly<Record<Tier, string>> = inLanguage({
  proven: msg('proven'),
  strong: msg('strong'),
  suspect: msg('suspect'),
  info: msg('info'),
});

/** Every word of this view, in one place. */
export const WORDS = inLanguage({
  tierWhy: inLanguage({
    proven: msg('cannot wake'),
    strong: msg('joined by more, or nobody left to wake them'),
    suspect: msg('shape of a leak, not yet shown'),
    info: msg('waits with no sign of a leak'),
  } satisfies Record<Tier, string>),
  whyTitle: ({ tier, rule }: Finding) => {
    if (tier !== 'info') return t('Why this is {tier}', { tier: TIERS_IN_TEXT[tier] });
    return rule === 'long-waiter' ? t('Why this is normal') : t('What is known');
  },
  moreEvidence: (count: number) => t('Show {count} more', { count: formatCount(count) }),
  againstTitle: msg('What speaks against a leak'),
  found: (count: number) => (count === 1 ? t('1 finding') : t('{count} findings', { count: formatCount(count) })),
  noneTitle: msg('No findings'),
  noneText: (info: DocumentInfo) => {
    const goroutines = info.captures.reduce((sum, capture) => Math.max(sum, capture.counts.goroutines ?? 0), 0);
    return goroutines === 0
      ? t(
          'No rule applies to what this document shows. Add a goroutine profile of the same process to look for stuck goroutines.',
        )
      : t(
          'None of the {goroutines} goroutines looks stuck. Add later captures of the same process to see what grows.',
          { goroutines: formatCount(goroutines) },
        );
  },
  folded: (count: number) =>
    t('{count} smaller findings of the same kinds are counted and not listed.', { count: formatCount(count) }),
  unmatched: (count: number) =>
    t('{count, plural, one {# goroutine matches} other {# goroutines match}} no rule.', { count }),
  showUnmatched: msg('Show them'),
  showInfo: (count: number) => t('Show {count} more', { count: formatCount(count) }),
  hideInfo: msg('Show fewer'),
  muted: (count: number, expiry: string) =>
    expiry === ''
      ? t('{count, plural, one {# finding} other {# findings}} muted.', { count })
      : t('{count, plural, one {# finding} other {# findings}} muted, {expiry}.', { count, expiry }),
  expire: (count: number, day: string) =>
    t('{count, plural, one {# expires} other {# expire}} on {day}', { count, day }),
  review: msg('Review'),
  gone: (id: string) => t('The finding {id} is not in the list any more.', { id }),
  goneMuted: (summary: string, reason: string) => t('“{summary}” is muted: {reason}', { summary, reason }),
  ruleNotes: (count: number) =>
    count === 1 ? t('Show the rules') : t('Show all {count} notes on the rules', { count: formatCount(count) }),
  mute: msg('Mute…'),
  muteTitle: msg('Mute the finding'),
  muteReason: msg('Reason'),
  muteReasonHint: msg('Whoever finds it in a year will ask'),
  muteFor: msg('For'),
  terms: inLanguage({ week: msg('1 week'), month: msg('30 days'), quarter: msg('90 days'), never: msg('for good') }),
  noEnd: msg('It does not come back by itself.'),
  until: (day: string) => t('It is back after {day}.', { day }),
  muteWhat: msg('What'),
  muteThis: msg('This finding'),
  muteKind: msg('This rule in this function, wherever the line moves'),
  muteWhere: msg('In the file of'),
  scopes: inLanguage({
    project: msg('the project: everybody who has its checkout'),
    user: msg('yours: all your projects'),
  }),
  muteNowhere: msg('A page in a browser has no file to write this to: use the desktop window.'),
  muteIt: msg('Mute'),
  cancel: msg('Cancel'),
  mutedNow: msg('Muted'),
  allMuted: msg('Every finding is muted'),
  steady: msg('steady'),
  since: (time: string) => t('since {time} or earlier', { time }),
  inCaptures: (some: number, all: number) =>
    t('in {some} of {all} captures', { some: formatCount(some), all: formatCount(all) }),
  showGoroutines: (count: number) =>
    count === 1 ? t('Show 1 goroutine') : t('Show {count} goroutines', { count: formatCount(count) }),
  openInFlame: msg('Open in Flame'),
  openInWaiters: msg('Show in Waiters'),
  openInTop: msg('Open in Top'),
  openInMetrics: msg('Open in Metrics'),
  copyMarkdown: msg('Copy as Markdown'),
  copied: msg('Copied as Markdown'),
  blocked: msg('Blocked'),
  stack: msg('Stack'),
  goroutines: (count: number, atLeast: boolean) =>
    `${atLeast ? '≥ ' : ''}${t('{count, plural, one {# goroutine} other {# goroutines}}', { count })}`,
  withStack: (count: number, index: number, of: number) =>
    t('stack {index} of {of}, {count}', { index: index + 1, of, count: formatCount(count) }),
  moreStacks: (count: number) =>
    t('{shown} more different {count, plural, one {stack} other {stacks}}.', {
      shown: formatCount(count),
      count: count,
    }),
  showGroup: msg('Show the group'),
  missing: msg('Missing'),
  missingWhat: msg('no goroutine is inside it'),
  missingWhy: msg('It started them. Whoever should wake them has probably left with it.'),
  fix: msg('Fix'),
  also: msg('Also right:'),
  certainty: msg('What would make this certain'),
  affected: msg('Who is affected'),
  byLabel: (key: string) => t('by label {key}', { key }),
  groupBy: (key: string) => t('Group by {key}', { key }),
  memory: msg('Proof from memory'),
  keptBy: msg('What keeps it'),
  wayTo: (goroutine: number) => t('Way to what g {goroutine} waits for', { goroutine }),
  wayOf: (goroutine: number, goroutines: number) =>
    goroutines === 1
      ? t('What g {goroutine} waits for.', { goroutine })
      : t('What g {goroutine} waits for; the same root for {goroutines} of those looked at.', {
          goroutine,
          goroutines: formatCount(goroutines),
        }),
  keptNote: msg('Reachable is not innocent: what something can reach may be forgotten all the same.'),
  beside: ({ both, onlyMemory, onlyRuntime }: LeakComparison) =>
    t(
      'Beside the runtime’s goroutineleak profile: {both} named by both, {memory} by memory alone, {runtime} by the runtime alone.',
      { both: formatCount(both), memory: formatCount(onlyMemory), runtime: formatCount(onlyRuntime) },
    ),
  askedAt: (ms: number) => t('Asked at {time}.', { time: timeText(ms) }),
  differences: msg('Sites where they differ'),
  difference: ({ site, operation, memory, runtime }: LeakComparison['differences'][number]) =>
    t('{where}: {memory} by memory, {runtime} by the runtime', {
      where: site === null ? operation : `${operation} ${baseName(site.file)}:${site.line}`,
      ...{ memory: formatCount(memory), runtime: formatCount(runtime) },
    }),
  moreDifferences: (count: number) =>
    t('{n, plural, one {# more site differs} other {# more sites differ}}', { n: count }),
  keepsAlive: msg('Keeps alive'),
  heapAndStacks: (heap: string, stacks: string) => t('{heap} heap, {stacks} stacks', { heap, stacks }),
  count: msg('Count'),
  growth: msg('Growth'),
  holds: msg('Held at least'),
  stacksHeld: msg('Stacks held'),
  each: (bytes: string) => t('{bytes} each', { bytes }),
  costPerMinute: msg('Cost/min'),
  limitIn: msg('Limit reached in'),
  limitIs: (what: string, bytes: string) => t('{what} is {bytes}', { what, bytes }),
  reached: msg('reached'),
  far: msg('> 30 d'),
  noLimit: msg('no limit is known'),
  oneCapture: msg('one capture'),
  noTimes: msg('times unknown'),
  ofCaptures: (count: number) => t('over {count} captures', { count: formatCount(count) }),
  ofAll: (all: number) => t('of {all}', { all: formatCount(all) }),
});
