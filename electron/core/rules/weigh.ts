import { formatCount } from '@core/base/format';
import { parseGoName, shortName } from '@core/base/go-name';
import type { Tier } from '@core/api/findings';
import type { Operation } from '@core/api/operation';
import type { Item, PatternEvidence } from './evidence';
import type { GroupFacts } from './facts/facts';
import { lockEvidence } from './facts/lock-evidence';
import { areNewcomers, awaitedBy, isCallback, stuckTasks, workersOf } from './facts/tasks';
import type { Relation } from './facts/relations';
import { startedByAnswered } from './facts/requests';
import { requestEvidence } from './request-evidence';
import type { Membership } from './series';
import { groupEvidence, statement } from './group-finding';
import type { Weighing } from './pattern';
import { ASKS, isPartner, SENDS_OR_LOCKS } from './partners';
import { pronouns } from './words';
import { IDLE_CROWD, CROWD, CROWD_SHARE, LONG_MINUTES, LONG_MEMBERS, MAJORITY } from './thresholds';
import { POINTS, PRIOR, STRONG, SUSPECT, type Weight } from './weights';

export interface Weighed {
  readonly points: number;
  readonly items: readonly Item[];
  /** Null: not worth a finding. */
  readonly tier: Extract<Tier, 'proven' | 'strong' | 'suspect'> | null;
  /** More in each of three or more captures. */
  readonly grows: boolean;
  readonly membership: Membership | null;
  /** What proves that they cannot go on; `` = nothing. */
  readonly proof: string;
}

/** Adds up what is known about a group that waits; see `weights.ts` for the numbers and README.md for the words. */
export function weigh(facts: GroupFacts, { prior, creatorsTell, isIdle }: Weighing, pattern: PatternEvidence): Weighed {
  const locks = lockEvidence(facts);
  const items: Item[] = [...pattern.items, ...locks.items, ...requestEvidence(facts)];
  const add = (weight: Weight, text: string, points: number = POINTS[weight], link = ''): void => {
    const evidence = link === '' ? statement(text) : groupEvidence(facts.view, facts.handle, text, link);
    items.push({ id: weight, points, evidence });
  };
  const grows = series(facts, add);
  if (creatorsTell ?? (facts.startedByProgram || facts.creator === null || facts.isTest)) {
    creators(facts, isIdle && IDLE.includes(facts.operation), add);
    const orphaned = items
      .filter(({ id }) => id === 'creatorsEnded' || id === 'requestsAnswered' || id === 'manyCreators')
      .reduce((sum, { points }) => sum + points, 0);
    relatives(facts, add, grows || items.some(({ id }) => id === 'grows'), orphaned);
    answers(facts, add);
  } else if (isCallback(facts)) {
    const { They } = pronouns(facts.count);
    add(
      'callback',
      `${They} ${facts.count === 1 ? 'was' : 'were'} started by a timer or the end of a context: calls that should end soon.`,
    );
    relatives(facts, add, grows, 0);
  } else if (facts.isOwn && facts.operation === 'waitgroup wait') {
    // A handler that a library called: who started its goroutine says nothing, but who works for it does.
    relatives(facts, add, grows, 0);
  }
  size(facts, add);
  const points = (prior ?? PRIOR[facts.operation]) + items.reduce((sum, { points }) => sum + points, 0);
  const strong = points >= STRONG && mayBeStrong(facts, items, pattern.decisive || locks.decisive, grows);
  const tier = locks.proof !== '' ? 'proven' : strong ? 'strong' : points >= SUSPECT ? 'suspect' : null;
  return {
    points,
    items,
    tier,
    grows: grows || items.some(({ id }) => id === 'grows'),
    membership: facts.trend.membership,
    proof: locks.proof,
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
    if (fewestNew > 0 && growsMuch(first, count)) {
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

function growsMuch(first: number, last: number): boolean {
  return first > 0 && last - first >= Math.max(2, first * 0.1);
}

/** More in every capture, and by a tenth over all: a count that wobbles upwards is not growth. */
function isGrowing({ trend }: GroupFacts): boolean {
  if (!trend.rising) return false;
  return growsMuch(trend.counts[0].count, trend.counts[trend.counts.length - 1].count);
}

/** Goes up and down, as queues do. */
function wobbles({ trend }: GroupFacts): boolean {
  return trend.counts.some((at, i) => i > 0 && at.count < trend.counts[i - 1].count);
}

/** `idle`: idle workers wait like them as well. */
function creators(facts: GroupFacts, idle: boolean, add: Add): void {
  const { births, creator, count, starterKind } = facts;
  const { they, them } = pronouns(count);
  const known = births?.known ?? 0;
  const ended = births !== null && known > 0 && births.orphans === known;
  // A loop over a select lives as long as what it belongs to, and a request is where that is first asked for.
  const isLasting = births === null || births.orphans === known || (idle && facts.operation === 'select');
  const answered = isLasting ? 0 : startedByAnswered(facts);
  const gone = births === null ? 0 : births.orphans + answered;
  const starter = shortName(facts.starter);
  if (facts.startedByProgram && !ended) {
    // Where nothing is left that could begin anything, nothing that main started for good is of use either.
    if (starterKind === 'process') {
      if (!facts.isDeserted) add('byMain', `${starter} started ${them}: what it starts lives as long as the process.`);
    } else if (starterKind === 'constructor')
      add(
        'madeByConstructor',
        `${starter}, which started ${them}, is called like a constructor.`,
        facts.isDeserted ? POINTS.madeInDeserted : POINTS.madeByConstructor,
      );
  }
  if (facts.isLoop)
    add(
      'loop',
      `${shortName(facts.bodyName)}, which ${they} ${count === 1 ? 'runs' : 'run'}, is called like a loop that waits for work.`,
    );
  // Who accepts a connection starts its reader and leaves, in healthy servers as well.
  if (births !== null && known > 0 && facts.operation !== 'io wait') {
    if (ended) {
      add(
        'creatorsEnded',
        known === 1 ? 'The goroutine that started it has ended.' : 'The goroutines that started them have ended.',
      );
    } else if (gone === known) {
      add(
        'requestsAnswered',
        known === 1
          ? 'The request that started it has been answered: its connection waits for another one, or handles it.'
          : 'The requests that started them have been answered: their connections wait for others, or handle them.',
      );
    } else if (births.orphans * 2 > known) {
      add(
        'creatorsMostlyEnded',
        `${formatCount(births.orphans)} of the ${formatCount(known)} were started by goroutines that have ended.`,
      );
    }
    if (births.creators >= 3 && births.creators * 2 > known && gone * 2 > known)
      add('manyCreators', `${formatCount(births.creators)} different goroutines started them: tasks, no pool.`);
  }
  const waiter = awaitedBy(facts);
  if (waiter === null && idle && births !== null && count > 1 && births.together && births.creators <= 1)
    add(
      ended || facts.isDeserted ? 'poolLeft' : 'pool',
      'They were born together, one after the other, by one goroutine: a pool looks like this.',
    );
  if (creator !== null && starterKind !== 'process' && facts.startedByProgram) {
    const inside = facts.inside(facts.starter);
    if (inside * 4 <= count) {
      add(
        'starterLeft',
        inside === 0
          ? `No goroutine is inside ${starter}, which started ${them}.`
          : `Only ${formatCount(inside)} goroutines are inside ${starter}, which started ${formatCount(count)}.`,
      );
    } else if (waiter === null && (births === null || known === 0 || births.orphans * 2 < known)) {
      add('creatorThere', `${starter}, which started ${them}, is still at it.`);
    }
  }
  if (facts.waits && facts.siteName === facts.bodyName && parseGoName(facts.bodyName).closure !== '')
    add(
      'ownBody',
      `${count === 1 ? 'It stands' : 'They stand'} in a function literal that a \`go\` statement runs: a task.`,
    );
  if (waiter !== null)
    add(
      'awaited',
      `${shortName(waiter.siteName)} started ${them} and waits in a WaitGroup until ${they} ${count === 1 ? 'ends' : 'end'}: tasks.`,
    );
  else if (count <= FEW && idle && mayBeWatcher(facts, ended))
    add(
      'few',
      count === 1 ? 'It is the only one there: signal handlers and watchers look like this.' : 'There are two only.',
    );
}

/** Every program has some goroutines of which there is one: signal handlers, watchers, tickers. */
const FEW = 2;

/**
 * Signal handlers and watchers wait for something from outside, so there are none where nothing does; of those that may wait for a timer whoever
 * started them is there; and they are no tasks.
 */
function mayBeWatcher({ quiet, isDeserted, isMain, waitsForAnswer }: GroupFacts, orphaned: boolean): boolean {
  if (isDeserted) return false;
  if (quiet === 'selecting') return !orphaned;
  return quiet !== 'listening' || (!isMain && !waitsForAnswer);
}

/** A starter that started more than this for each goroutine that is inside it spawns and does not wait for them. */
const CHILDREN = 2;

/** `orphaned`: points for that those who started them have ended. */
function relatives(facts: GroupFacts, add: Add, growing: boolean, orphaned: number): void {
  const { they, them } = pronouns(facts.count);
  const share = facts.count === 1 ? 'shares' : 'share';
  // Where old ones stay and new ones join, those of the same body that are at work yet will not wake them but join them.
  const live = facts.relations.filter(
    ({ other }) => other.isLive && other.allowed === null && !(growing && areNewcomers(facts, other)),
  );
  const weight = (relation: Relation): number =>
    live.reduce((sum, found) => sum + (found.relation === relation ? found.other.count : 0), 0);
  const names = (relation: Relation): string =>
    [...new Set(live.filter((found) => found.relation === relation).map(({ other }) => shortName(other.siteName)))]
      .slice(0, 2)
      .join(' and ');
  const companions = live.reduce(
    (sum, { other, relation }) => sum + (relation !== 'starter' && other.operation === 'io wait' ? other.count : 0),
    0,
  );
  if (companions > 0 && companions * 2 >= facts.count) {
    add(
      'companion',
      `${formatCount(companions)} goroutines of the same code wait for I/O: the connections ${they} ${facts.count === 1 ? 'belongs' : 'belong'} to are open${orphaned > 0 ? ', and who accepted them may well have left' : ''}.`,
      // Who accepts a connection starts its reader and its writer and leaves: that they are left says nothing.
      POINTS.companion - orphaned,
    );
  } else if (weight('code') > 0) {
    add(
      growing ? 'liveCodeGrowing' : 'liveCode',
      `Code ${they} ${share} is at work (${names('code')}) and may wake ${them}.`,
    );
  } else if (weight('starter') * CHILDREN >= facts.count) {
    add('liveStarter', `What started ${them}, or ${they} started, is at work (${names('starter')}).`);
  } else if (weight('sibling') > 0) {
    add('liveSibling', `Others started by the same code are at work (${names('sibling')}).`);
  } else if (facts.waits && !hasWorkers(facts)) {
    add('nobodyLeft', `No goroutine that shares code with ${them} is at work.`);
  }
  const sharers = facts.sharersAtWork;
  if (sharers > 0)
    add(
      'sharedLive',
      `${formatCount(sharers)} goroutines at work have an object of ${facts.count === 1 ? 'its stack' : 'their stacks'} among their arguments.`,
    );
  const stuck = facts.relations.find(({ other }) => isPartner(facts, other));
  if (facts.waits && stuck !== undefined) {
    const { count, operation, siteName } = stuck.other;
    add(
      'stuckPartner',
      `Code ${they} ${share} is stuck as well: ${formatCount(count)} in ${operation} (${shortName(siteName)}).`,
    );
  }
}

/** They wait in a WaitGroup and have started goroutines that are there, none of which shows that it is stuck. */
function hasWorkers(facts: GroupFacts): boolean {
  if (facts.operation !== 'waitgroup wait' || facts.children < facts.count) return false;
  return stuckTasks(facts).length === 0 && !facts.related.some((other) => isPartner(facts, other));
}

/** Operations that a process in silence speaks against: the others are seldom idle in any. */
const SILENT: readonly Operation[] = ['chan receive', 'cond wait', 'select', 'waitgroup wait'];

function answers(facts: GroupFacts, add: Add): void {
  const silence = facts.operation === 'waitgroup wait' ? 'silenceOfWorkers' : 'silence';
  if (facts.isDeserted && SILENT.includes(facts.operation) && workersOf(facts) !== 'present')
    add(silence, 'Nothing in the process waits for input, a signal or time: nobody is left who could begin anything.');
  if (!ASKS.includes(facts.operation) || !facts.waitsForAnswer || !facts.isAlone) return;
  const [it, waits] = facts.count === 1 ? ['Its', 'waits'] : ['Their', 'wait'];
  const { they } = pronouns(facts.count);
  add(
    'unanswered',
    `${it} body called ${shortName(facts.siteName)} and ${waits} there as tasks do for an answer; no other goroutine has to do with what ${they} ${waits} in.`,
  );
}

/** What healthy goroutines wait in for a moment only. */
const SELDOM_IDLE: readonly Operation[] = [...SENDS_OR_LOCKS, 'waitgroup wait', 'semacquire'];

/** Where idle workers wait: a crowd there says little. */
const IDLE: readonly Operation[] = ['chan receive', 'select', 'cond wait'];

function size(facts: GroupFacts, add: Add): void {
  const { count, view, group } = facts;
  const { total } = view.table;
  if (!facts.waits) return;
  const idle = IDLE.includes(facts.operation);
  if (count >= (idle ? IDLE_CROWD : CROWD) && count >= CROWD_SHARE * total)
    add('crowd', `They are a crowd: ${formatCount(count)} of ${formatCount(total)} goroutines.`);
  else if (!idle && count >= MAJORITY && count * 2 >= total)
    add('majority', `They are ${formatCount(count)} of ${formatCount(total)} goroutines.`);
  const minutes = view.groups.maxMinutes[group];
  if (count >= LONG_MEMBERS && minutes >= LONG_MINUTES) add('long', `Some have waited for ${minutes} minutes.`);
}

const AGAINST: readonly string[] = [
  'holderLive',
  'churn',
  'pool',
  'poolLeft',
  'liveCode',
  'liveCodeGrowing',
  'liveStarter',
  'companion',
  'byMain',
  'madeByConstructor',
  'creatorThere',
];

/**
 * `strong` needs three captures with goroutine ids in which old members stay while new ones join, or in which the same stay stuck and a
 * pattern names evidence that nobody is left; and nothing that speaks against.
 */
function mayBeStrong(facts: GroupFacts, items: readonly Item[], decisive: boolean, grows: boolean): boolean {
  if (items.some(({ id }) => AGAINST.includes(id))) return false;
  const { membership } = facts.trend;
  if (membership === null || membership.captures < 3) return false;
  // A pool or a set of actors that grows when it is first used looks the same, and so do connections that come in.
  return (
    (grows && SELDOM_IDLE.includes(facts.operation)) ||
    (decisive && membership.first > 0 && membership.stayed === membership.first && membership.ended === 0)
  );
}
