import { GOROUTINE_LEAKED } from '@core/model/tables';
import { formatCount } from '@core/base/format';
import type { Evidence, Finding, Tier } from '@core/api/findings';
import type { GoroutineView, RuleContext } from './context';
import { Facts } from './facts/capture-facts';
import type { GroupFacts } from './facts/facts';
import { groupEvidence, statement, type GroupVerdict } from './group-finding';
import { withKeepers } from './keepers';
import { NO_PATTERN, type Pattern } from './pattern';
import { BY_OPERATION, MARKS } from './patterns/registry';
import { reportGroups } from './report';
import type { Rule } from './rule';
import { NO_EVIDENCE } from './evidence';
import { weigh, type Weighed } from './weigh';
import { isUnreachable, unreachableVerdict } from './unreachable';
import { STRONG } from './weights';
import { allOf, blockedIn, pronouns } from './words';

/** Name of what the runtime has proven and no pattern matches. */
export const RUNTIME_LEAK_MARK = 'runtime-leak-mark';

/**
 * Goroutines that nobody will wake, by the patterns of `patterns/`: the first pattern that matches a group names it, and the evidence
 * (`weights.ts`) decides whether it is reported and how sure. What the runtime itself has proven keeps the pattern's name.
 */
export const stuck: Rule = {
  id: 'stuck',
  reports: 'Goroutines that wait for what will not come, each under the name of its pattern.',
  traps:
    'Idle workers, parked connections, back-pressure and convoys: evidence against, which each finding and README.md list.',
  needs: ['goroutines'],
  *run(context) {
    const findings: Finding[] = [];
    for (const view of [context.leakProfile, context.goroutines]) {
      if (view === null) continue;
      const facts = new Facts(context, view, MARKS);
      // What judging any group would begin with.
      if (facts.groups.length >= MANY) yield* facts.prepare();
      // What is beyond the largest ten thousand groups is counted with what no finding names.
      findings.push(...(yield* reportGroups(context, view, (group) => judgeGroup(facts, group), facts.groups)));
    }
    return findings;
  },
};

/** From so many groups on, what they have in common takes longer than one may wait for a cancel. */
const MANY = 1000;

function judgeGroup(facts: Facts, group: number): GroupVerdict | null {
  const { view, context } = facts;
  const candidates = BY_OPERATION[view.groups.operation[group]];
  const leaked = (view.groups.anyFlags[group] & GOROUTINE_LEAKED) !== 0;
  const unreachable = !leaked && isUnreachable(view, group);
  if (candidates.length === 0 && !leaked && !unreachable) return null;
  const about = facts.of(group);
  const pattern = candidates.find((candidate) => matches(candidate, about)) ?? null;
  if (leaked) return provenVerdict(context, about, pattern);
  const judged = pattern === null ? null : byEvidence(facts, about, pattern);
  const verdict = unreachable ? unreachableVerdict(about, pattern, judged) : judged;
  return verdict === null || verdict.keptBy !== undefined ? verdict : withKeepers(about, verdict, true);
}

/** What the numbers of weights.ts say of a group that matches a pattern. */
function byEvidence({ view, context }: Facts, about: GroupFacts, pattern: Pattern): GroupVerdict | null {
  // The leak profile lists leaked goroutines only; one without the mark is none.
  if (view === context.leakProfile) return null;
  // What moves is not stuck, however many wait at the moment at which a trace ends.
  const { woken } = about;
  if (woken !== null && woken * 2 > about.count) return null;
  const found = pattern.evidence?.(about) ?? NO_EVIDENCE;
  const weighed = weigh(about, pattern, found);
  // The allow-list says what is healthy; only growth overrides it, and the patterns that judge such goroutines by their number.
  if (weighed.tier === null || (about.allowed !== null && !pattern.overridesAllowList && !weighed.grows))
    return isWorthListing(about, pattern) ? withKeepers(about, waiting(view, about, pattern, weighed), false) : null;
  const verdict: GroupVerdict = {
    rule: pattern.id,
    tier: weighed.tier,
    ...blockedIn(about.operation),
    cause: pattern.cause.replace('{them}', pronouns(about.count).them),
    ...(found.missing === undefined ? {} : { missing: found.missing }),
    evidence: evidenceOf(weighed),
    certainty: weighed.tier === 'proven' ? '' : certaintyOf(view, weighed.tier, weighed),
    advice: pattern.advice,
  };
  return withKeepers(about, verdict, weighed.grows);
}

/** What weighs something or decides without a weight, and a proof first. */
function evidenceOf({ items, proof, points: sum, tier }: Weighed): Evidence[] {
  const decides: Readonly<Record<string, boolean>> = {
    oneLock: true,
    // What makes it strong, and what keeps it from being so.
    stays: tier === 'strong',
    creatorThere: tier === 'suspect' && sum >= STRONG,
  };
  const told = items
    .filter(({ id, points }) => points !== 0 || decides[id])
    .map(({ evidence, points }) => ({ ...evidence, points }));
  return proof === '' ? told : [statement(`It cannot go on: ${proof}.`), ...told];
}

/** What another goroutine must end, and what of the program waits for time or the outside; not what changes while it is watched. */
function isWorthListing(about: GroupFacts, pattern: Pattern): boolean {
  // The list of long waiters has words for the others of its entries.
  if (about.allowed !== null) return pattern.overridesAllowList && !about.allowed.quiet;
  if (about.waits) return true;
  const { membership, counts } = about.trend;
  if (about.isBystander || !about.isOwn) return false;
  if (counts.length < 3) return true;
  return membership === null ? counts.every(({ count }) => count > 0) : membership.first > 0 && membership.ended === 0;
}

/** What waits and has the shape of a pattern, without enough that speaks for a leak: said once, quietly, with what there is. */
function waiting(view: GoroutineView, about: GroupFacts, pattern: Pattern, weighed: Weighed): GroupVerdict {
  const { allowed } = about;
  const known = allowed === null ? null : about.count === 1 ? allowed.one : allowed.what;
  return {
    rule: pattern.id,
    tier: 'info',
    ...blockedIn(about.operation),
    ...(known === null ? {} : { listed: known }),
    cause: known ?? '',
    evidence: evidenceOf(weighed),
    certainty: certaintyOf(view, 'info', weighed),
    advice: pattern.advice,
  };
}

function matches(pattern: Pattern, about: GroupFacts): boolean {
  return pattern.frames.every((frame) => about.has(frame)) && (pattern.matches?.(about) ?? true);
}

/** The mark `(leaked)` or a line of the leak profile: sound (runtime/mgc.go, findGoroutineLeaks). */
function provenVerdict(context: RuleContext, about: GroupFacts, pattern: Pattern | null): GroupVerdict {
  const { view, group, count, operation } = about;
  const leaked = view.groups.leaked[group];
  const one = leaked === 1;
  const all = leaked < count ? `${formatCount(leaked)} of ${formatCount(count)}` : one ? 'it' : allOf(count);
  const source = view === context.leakProfile ? "The runtime's leak profile lists" : 'The runtime has marked';
  const found: Evidence = groupEvidence(
    view,
    about.handle,
    `${source} ${all} as leaked: nothing alive can reach what ${one ? 'it waits' : 'they wait'} for.`,
    'leak mark',
  );
  const known = pattern?.evidence?.(about) ?? NO_EVIDENCE;
  // What speaks for all of a group says little about the part of it that is marked.
  const why = leaked < count ? [] : weigh(about, pattern ?? NO_PATTERN, known).items.filter(({ points }) => points > 0);
  return {
    rule: pattern?.id ?? RUNTIME_LEAK_MARK,
    tier: 'proven',
    ...blockedIn(operation),
    only: (row) => (view.table.flags[row] & GOROUTINE_LEAKED) !== 0,
    cause:
      pattern === null || pattern.cause === ''
        ? `nothing alive can wake ${one ? 'it' : 'them'}`
        : pattern.cause.replace('probably ', '').replace('{them}', one ? 'it' : 'them'),
    evidence: [found, ...why.map(({ evidence, points }) => ({ ...evidence, points }))],
    certainty: '',
    advice: pattern?.advice ?? { steps: [], fix: null },
  };
}

const PROOF = "the runtime's goroutineleak profile (Go 1.27, or 1.26 with its experiment)";

function certaintyOf(view: GoroutineView, tier: Tier, { membership }: Weighed): string {
  const proof = `${PROOF[0].toUpperCase()}${PROOF.slice(1)}`;
  if (tier === 'strong') return `${proof} would prove it.`;
  // Three captures with ids have shown already who stays and who joins.
  if (membership !== null && membership.captures >= 3) return `${proof} proves it.`;
  const hasIds = view.table.count > 0 && view.table.goid[0] >= 0;
  const captures = hasIds
    ? 'Two more captures a minute apart show whether the old ones stay and new ones join'
    : 'Three dumps with goroutine ids (goroutine?debug=2), a minute apart, show whether the old ones stay and new ones join';
  return `${captures}; ${PROOF} proves it.`;
}
