import { formatCount } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { Evidence, Tier } from '@core/api/findings';
import type { GroupFacts } from './facts/facts';
import type { Membership } from './series';
import { groupEvidence, statement } from './group-finding';
import { pronouns } from './words';
import { CROWD, CROWD_SHARE, LONG_MINUTES, LONG_MEMBERS, MAJORITY } from './thresholds';
import { POINTS, PRIOR, STRONG, SUSPECT, type Weight } from './weights';

/** One observation and what it adds. */
export interface Item {
  readonly id: string;
  readonly points: number;
  readonly evidence: Evidence;
}

export interface Weighed {
  readonly points: number;
  readonly items: readonly Item[];
  /** Null: not worth a finding. */
  readonly tier: Extract<Tier, 'strong' | 'suspect'> | null;
  /** More in each of three or more captures. */
  readonly grows: boolean;
  readonly membership: Membership | null;
}

/** What a pattern adds to what holds for all groups. */
export interface PatternEvidence {
  readonly items: readonly Item[];
  /** It shows by itself that nobody is left to wake them: with the same members in three captures that makes `strong`. */
  readonly decisive: boolean;
}

export const NO_EVIDENCE: PatternEvidence = { items: [], decisive: false };

export function item(id: string, points: number, text: string): Item {
  return { id, points, evidence: statement(text) };
}

/** Adds up what is known about a group that waits; see `weights.ts` for the numbers and README.md for the words. */
export function weigh(facts: GroupFacts, pattern: PatternEvidence, prior: number | null): Weighed {
  const items: Item[] = [...pattern.items];
  const add = (weight: Weight, text: string, points: number = POINTS[weight], link = ''): void => {
    const evidence = link === '' ? statement(text) : groupEvidence(facts.view, facts.handle, text, link);
    items.push({ id: weight, points, evidence });
  };
  const grows = series(facts, add);
  creators(facts, add);
  relatives(facts, add);
  size(facts, add);
  const points = (prior ?? PRIOR[facts.operation]) + items.reduce((sum, { points }) => sum + points, 0);
  const strong = points >= STRONG && mayBeStrong(facts, items, pattern, grows);
  const tier = strong ? 'strong' : points >= SUSPECT ? 'suspect' : null;
  return {
    points,
    items,
    tier,
    grows: grows || items.some(({ id }) => id === 'grows'),
    membership: facts.trend.membership,
  };
}

type Add = (weight: Weight, text: string, points?: number, link?: string) => void;

/** Members over the captures. True when old ones stay while new ones join. */
function series(facts: GroupFacts, add: Add): boolean {
  const { trend, count } = facts;
  const captures = trend.counts.length;
  const { membership } = trend;
  if (membership !== null && membership.seen > 0 && membership.ended > 0.34 * membership.seen) {
    add(
      'churn',
      `${formatCount(membership.ended)} of ${formatCount(membership.seen)} that stood there before are gone from the last capture: somebody wakes them.`,
    );
    return false;
  }
  if (captures < 3) return false;
  if (membership === null) {
    if (isGrowing(facts)) add('grows', `There are more of them in each of the ${captures} captures.`);
    else if (trend.counts.every((at) => at.count > 0) && !wobbles(facts))
      add('stays', `As many stand there in all ${captures} captures.`);
    return false;
  }
  const { first, stayed, fewestNew } = membership;
  if (first > 0 && stayed >= 0.9 * first) {
    if (fewestNew > 0 && count >= first + 2) {
      add(
        'staysAndJoins',
        `${formatCount(stayed)} of the first ${formatCount(first)} are in all ${captures} captures, by goroutine id, and at least ${formatCount(fewestNew)} joined in each interval.`,
        POINTS.staysAndJoins,
        'members',
      );
      return true;
    }
    add(
      'stays',
      first === 1
        ? `The same goroutine stands there in all ${captures} captures.`
        : `${stayed === first ? 'All' : formatCount(stayed)} of the first ${formatCount(first)} stand there in all ${captures} captures, by goroutine id.`,
      POINTS.stays,
      'members',
    );
  }
  return false;
}

/** More in every capture, and by a tenth over all: a count that wobbles upwards is not growth. */
function isGrowing({ trend }: GroupFacts): boolean {
  if (!trend.rising) return false;
  const first = trend.counts[0].count;
  const last = trend.counts[trend.counts.length - 1].count;
  return first > 0 && last - first >= Math.max(2, first * 0.1);
}

/** Goes up and down, as queues do. */
function wobbles({ trend }: GroupFacts): boolean {
  return trend.counts.some((at, i) => i > 0 && at.count < trend.counts[i - 1].count);
}

function creators(facts: GroupFacts, add: Add): void {
  const { births, creator, count, starterKind } = facts;
  const { they, them } = pronouns(count);
  if (starterKind === 'process' || starterKind === 'constructor') {
    add('longLived', `${shortName(creator?.ref.function ?? '')}, which started ${them}, starts what lives on.`);
  }
  if (facts.isLoop)
    add(
      'loop',
      `${shortName(facts.entryName)}, which ${they} ${count === 1 ? 'runs' : 'run'}, is called like a loop that waits for work.`,
    );
  if (births !== null && births.known > 0) {
    if (births.orphans === births.known)
      add(
        'creatorsEnded',
        births.known === 1
          ? 'The goroutine that started it has ended.'
          : 'The goroutines that started them have ended.',
      );
    else if (births.orphans * 2 > births.known)
      add(
        'creatorsEnded',
        `${formatCount(births.orphans)} of the ${formatCount(births.known)} were started by goroutines that have ended.`,
        POINTS.creatorsEnded - 1,
      );
    if (births.creators >= 3 && births.creators * 2 > births.known)
      add('manyCreators', `${formatCount(births.creators)} different goroutines started them: tasks, no pool.`);
  }
  if (births !== null && count > 1 && births.together && births.creators <= 1 && starterKind !== 'task')
    add('pool', 'They were born together, one after the other, by one goroutine: a pool looks like this.');
  if (creator !== null && starterKind === 'task') {
    const inside = facts.inside(creator.ref.function);
    const name = shortName(creator.ref.function);
    if (inside * 4 <= count) {
      add(
        'starterLeft',
        inside === 0
          ? `No goroutine is inside ${name}, which started ${them}.`
          : `Only ${formatCount(inside)} goroutines are inside ${name}, which started ${formatCount(count)}.`,
      );
    } else if (births === null || births.known === 0 || births.orphans * 2 < births.known) {
      add('creatorThere', `${name}, which started ${them}, is still at it.`);
    }
  }
}

function relatives(facts: GroupFacts, add: Add): void {
  const { related } = facts;
  const { they, them } = pronouns(facts.count);
  const share = facts.count === 1 ? 'shares' : 'share';
  const live = related.filter((other) => other.isLive && other.allowed === null);
  const io = live.filter((other) => other.operation === 'io wait');
  const companions = io.reduce((sum, other) => sum + other.count, 0);
  if (io.length > 0 && companions * 2 >= facts.count) {
    add(
      'companion',
      `${formatCount(companions)} goroutines of the same code wait for I/O: the connections ${they} ${facts.count === 1 ? 'belongs' : 'belong'} to are open.`,
    );
  } else if (live.length > 0) {
    const names = [...new Set(live.map((other) => shortName(other.siteName)))].slice(0, 2).join(' and ');
    add('liveRelative', `Code ${they} ${share} is at work (${names}) and may wake ${them}.`);
  } else {
    const stuck = related.filter(
      (other) => other.waits && other.operation !== facts.operation && other.allowed === null,
    );
    if (stuck.length > 0) {
      const first = stuck[0];
      add(
        'stuckPartner',
        `Code ${they} ${share} is stuck as well: ${formatCount(first.count)} in ${first.operation} (${shortName(first.siteName)}).`,
      );
    }
    add('nobodyLeft', `No goroutine that shares code with ${them} is at work.`);
  }
}

function size(facts: GroupFacts, add: Add): void {
  const { count, view, group } = facts;
  const { total } = view.table;
  if (count >= CROWD && count >= CROWD_SHARE * total)
    add('crowd', `They are a crowd: ${formatCount(count)} of ${formatCount(total)} goroutines.`);
  else if (count >= MAJORITY && count * 2 >= total)
    add('majority', `They are ${formatCount(count)} of ${formatCount(total)} goroutines.`);
  const minutes = view.groups.maxMinutes[group];
  if (count >= LONG_MEMBERS && minutes >= LONG_MINUTES) add('long', `Some have waited for ${minutes} minutes.`);
}

const AGAINST: readonly Weight[] = [
  'churn',
  'pool',
  'liveRelative',
  'companion',
  'inFlight',
  'longLived',
  'creatorThere',
];

/**
 * `strong` needs three captures with goroutine ids in which old members stay while new ones join, or in which the same stay stuck and a
 * pattern names evidence that nobody is left; and nothing that speaks against.
 */
function mayBeStrong(facts: GroupFacts, items: readonly Item[], pattern: PatternEvidence, grows: boolean): boolean {
  if (items.some(({ id }) => (AGAINST as readonly string[]).includes(id))) return false;
  const { membership } = facts.trend;
  if (membership === null || membership.captures < 3) return false;
  return (
    grows ||
    (pattern.decisive && membership.first > 0 && membership.stayed === membership.first && membership.ended === 0)
  );
}
