import { formatCount, formatNanoseconds, formatShare, formatSigned } from '@core/base/format';
import { baseName, shortName } from '@core/base/go-name';
import type { CodeRef, Evidence, Finding, GrowthTest, KeptBy, Tier } from '@core/api/findings';
import type { Operation } from '@core/api/operation';
import type { Trend as Statistics } from '@core/analysis/trend';
import { textKey } from '@core/analysis/hash';
import { labelSums, sumOf } from '@core/analysis/labels';
import { codeRef, stackFrames } from '@core/analysis/site';
import { costOf, costSentences } from './cost';
import { creatorOf, isOnSomeStack, operationOf, type Creator, type GoroutineView, type RuleContext } from './context';
import { wokenThere } from './motion';
import { askedThroughHelper, askedThroughWaitGroup } from './facts/starter';
import { trendOf, type Trend } from './series';
import type { Advice } from './advice';

/** What a rule decides about a group; everything else of a finding follows from the tables. */
export interface GroupVerdict {
  readonly rule: string;
  readonly tier: Tier;
  /** Verb phrase after the count: `blocked in chan send`, `receive from a nil channel`. */
  readonly verb: string;
  /** The same for one goroutine, where it differs: `receives from a nil channel`. */
  readonly verbOne?: string;
  /** Noun phrase for lists instead of the verb: `idle keep-alive connections`. */
  readonly listed?: string;
  /** Only these members are meant, by row of the goroutine table; absent = all. */
  readonly only?: (row: number) => boolean;
  /** Measured cost, where known and told by `evidence`: heap that nothing else keeps, and their stacks. Bytes. */
  readonly retained?: { readonly heapBytes: number; readonly stackBytes: number };
  /** What still reaches what they wait for, where a look at memory told it. */
  readonly keptBy?: readonly KeptBy[];
  /** Who is missing, where the rule knows better than that whoever started them has returned. */
  readonly missing?: CodeRef;
  /** Clause after a semicolon: `the receiver returned early`; `` = none. */
  readonly cause: string;
  readonly evidence: readonly Evidence[];
  readonly certainty: string;
  readonly advice: Advice;
}

export function groupFinding(context: RuleContext, view: GoroutineView, group: number, verdict: GroupVerdict): Finding {
  const { groups, table, analysis } = view;
  const { capture } = analysis;
  const handle = groups.handle(group);
  const only = verdict.only ?? EVERY;
  const count = verdict.only === undefined ? groups.weight[group] : weightOf(view, group, only);
  const site =
    codeRef(capture, groups.site[group]) ?? codeRef(capture, analysis.sites.site[table.stack[groups.sample[group]]]);
  const creator = creatorOf(view, group);
  const entry = codeRef(capture, groups.entry[group]);
  const trend = trendOf(context, handle);
  const { retained } = verdict;
  const memory =
    retained === undefined
      ? context.memory
      : { ...context.memory, stackEach: retained.stackBytes / Math.max(1, count) };
  const cost = costOf(memory, count, trend.perMinute, retained?.heapBytes);
  const missing = verdict.missing ?? missingPeer(context, view, group, creator);
  context.claims.add(view, group);
  return {
    id: `${verdict.rule}-${textKey(handle)}`,
    rule: verdict.rule,
    tier: verdict.tier,
    severity: severityOf(verdict.tier),
    title: titleOf(count, view.atLeast, verdict, { site, creator, entry }, trend),
    summary: `${view.atLeast ? '≥ ' : ''}${formatCount(count)} ${verdict.listed ?? (count === 1 ? (verdict.verbOne ?? verdict.verb) : verdict.verb)}`,
    advice: verdict.advice.steps,
    operation: operationOf(view, group),
    site,
    entry,
    creator: creator?.ref ?? null,
    count,
    atLeast: view.atLeast,
    series: trend.counts,
    growthPerMinute: trend.perMinute,
    ...(trend.statistics === null ? {} : { growth: growthOf(trend.statistics) }),
    ...(cost.bytesPerMinute === null ? {} : { bytesPerMinute: cost.bytesPerMinute }),
    ...(cost.limit === null ? {} : { limit: cost.limit }),
    ...(missing === null || verdict.tier === 'info' ? {} : { missing }),
    bytes: cost.bytes,
    goroutines: idsOf(view, group, only),
    evidence: [
      ...verdict.evidence,
      ...commonEvidence(view, group, count, creator, trend),
      // The first is the cost.
      ...costSentences(cost, count)
        .slice(retained === undefined ? 0 : 1)
        .map(statement),
    ],
    ...(retained === undefined ? {} : { retained }),
    ...(verdict.keptBy === undefined ? {} : { keptBy: verdict.keptBy }),
    certainty: verdict.certainty,
    stack: stackFrames(capture, analysis.origins, table.stack[groups.sample[group]]),
    fix: verdict.advice.fix,
    affected: affectedBy(view, group, only),
  };
}

export function severityOf(tier: Tier): Finding['severity'] {
  switch (tier) {
    case 'proven':
    case 'strong':
      return 'error';
    case 'suspect':
      return 'warning';
    case 'info':
      return 'note';
  }
}

/** `ingest.go:88`; without a line the file alone, without a file the function. */
export function place(ref: CodeRef): string {
  if (ref.file === '') return shortName(ref.function);
  return ref.line > 0 ? `${baseName(ref.file)}:${ref.line}` : baseName(ref.file);
}

export function groupEvidence(view: GoroutineView, handle: string, text: string, link = '1 group'): Evidence {
  return { text, link, target: { view: 'goroutines', capture: view.index, handle } };
}

/** A sentence with nowhere to go. */
export function statement(text: string): Evidence {
  return { text, link: '', target: null };
}

function titleOf(
  count: number,
  atLeast: boolean,
  verdict: GroupVerdict,
  who: { readonly site: CodeRef | null; readonly creator: Creator | null; readonly entry: CodeRef | null },
  trend: Trend,
): string {
  const { site, creator, entry } = who;
  const noun = count === 1 ? 'goroutine' : 'goroutines';
  const verb = count === 1 ? (verdict.verbOne ?? verdict.verb) : verdict.verb;
  let text = `${atLeast ? '≥ ' : ''}${formatCount(count)} ${noun} ${verb}`;
  if (site !== null) text += ` at ${place(site)}`;
  if (creator !== null) text += `, created by ${shortName(creator.ref.function)}`;
  else if (entry !== null && entry.function !== 'main.main' && entry.function !== site?.function)
    text += `, started as ${shortName(entry.function)}`;
  if (trend.perMinute !== null)
    text += Math.abs(trend.perMinute) < 0.5 ? ', steady' : `, ${formatSigned(trend.perMinute)}/min`;
  return `${text}${verdict.cause === '' ? '' : `; ${verdict.cause}`}.`;
}

/** Why nobody is named who ran the `go` statement. */
function noCreator({ analysis }: GoroutineView): string {
  return analysis.capture.kind === 'trace'
    ? 'What began before the trace has no recorded creator'
    : 'A profile does not record who created a goroutine';
}

function commonEvidence(
  view: GoroutineView,
  group: number,
  count: number,
  creator: Creator | null,
  trend: Trend,
): Evidence[] {
  const { groups } = view;
  const out: Evidence[] = [];
  const one = count === 1;
  const weight = groups.weight[group];
  if (weight > 1) {
    const stacks = groups.stacks[group];
    const kinds =
      stacks === 1 ? 'share one stack' : `have ${formatCount(stacks)} different stacks that wait at the same place`;
    const who = `${weight === 2 ? 'Both' : `All ${formatCount(weight)}`}${count === weight ? '' : ' goroutines there'}`;
    const whole = view.analysis.capture.kind === 'goroutineleak' ? 'leaked goroutines' : 'goroutines';
    const share = formatShare(weight, view.table.total);
    out.push(groupEvidence(view, groups.handle(group), `${who} ${kinds}; they are ${share} of all ${whole}.`));
  }
  if (groups.maxMinutes[group] >= 0) {
    const from = groups.minMinutes[group];
    const to = groups.maxMinutes[group];
    out.push(
      statement(
        `The dump prints ${from === to ? `${to}` : `${from} to ${to}`} ${to === 1 ? 'minute' : 'minutes'} of waiting, give or take one GC cycle.`,
      ),
    );
  }
  if (creator !== null && !creator.printed) {
    out.push(
      statement(
        `${noCreator(view)}; ${one ? 'it runs' : 'they run'} a closure of ${shortName(creator.ref.function)}, which most likely started ${one ? 'it' : 'them'}.`,
      ),
    );
  }
  const woken = wokenThere(view, group);
  if (woken !== null) {
    const lasted = formatNanoseconds(view.analysis.capture.durationNs ?? 0);
    const who =
      woken === 0
        ? one
          ? 'It was not'
          : 'None of them was'
        : `${formatCount(woken)} of them ${woken === 1 ? 'was' : 'were'}`;
    out.push(statement(`${who} woken there during the ${lasted} of the trace.`));
  }
  if (creator === null && view.table.goid[0] === -1) {
    out.push(statement('A profile does not record who created a goroutine; a dump (goroutine?debug=2) does.'));
  }
  if (trend.counts.length > 1) {
    out.push(
      statement(`Over ${trend.counts.length} captures: ${trend.counts.map((at) => formatCount(at.count)).join(', ')}.`),
    );
  }
  return out;
}

function growthOf({ pUp, pDown, shape, claim }: Statistics): GrowthTest {
  return { p: claim === 'nothing' ? null : Math.min(pUp, pDown), shape };
}

/** Who waits in them waits for a message: whoever started them would have sent or taken it, as often as not. */
const MESSAGES: readonly Operation[] = ['chan send', 'chan receive', 'select', 'cond wait'];

/**
 * The function that started them, or asked a helper to, where it is on no stack of a capture of all goroutines. For locks and WaitGroups
 * it says nothing: others hold the lock, or call Done.
 */
function missingPeer(
  { goroutines }: RuleContext,
  view: GoroutineView,
  group: number,
  creator: Creator | null,
): CodeRef | null {
  if (creator === null || goroutines === null || !MESSAGES.includes(operationOf(view, group))) return null;
  const { ref } = creator;
  const entry = codeRef(view.analysis.capture, view.groups.entry[group]);
  const stack = stackFrames(view.analysis.capture, view.analysis.origins, view.table.stack[view.groups.sample[group]]);
  const names = stack.map((frame) => frame.function);
  const asked =
    entry === null
      ? null
      : (askedThroughWaitGroup(ref.function, entry.function) ?? askedThroughHelper(names, entry.function));
  const starter = asked?.starter ?? ref.function;
  if (/^main\.(main|init)$/.test(starter) || isOnSomeStack(goroutines, starter)) return null;
  // What it asked for is a function literal of its own, in the same file.
  const file = stack.find((frame) => frame.function === asked?.body)?.file ?? '';
  return asked === null ? ref : { function: starter, file, line: 0 };
}

type Only = NonNullable<GroupVerdict['only']>;
const EVERY: Only = () => true;

function weightOf(view: GoroutineView, group: number, only: Only): number {
  let weight = 0;
  for (let m = view.groups.start[group]; m < view.groups.start[group + 1]; m++) {
    const row = view.groups.members[m];
    if (only(row)) weight += view.table.weight[row];
  }
  return weight;
}

function idsOf(view: GoroutineView, group: number, only: Only): number[] {
  const ids: number[] = [];
  for (let m = view.groups.start[group]; m < view.groups.start[group + 1]; m++) {
    const row = view.groups.members[m];
    const goid = view.table.goid[row];
    if (goid >= 0 && only(row)) ids.push(goid);
  }
  return ids.sort((a, b) => a - b).slice(0, 100);
}

/** A label with a value of its own for each goroutine (a request id) says nothing about who is affected. */
function tellsWho(values: number, goroutines: number): boolean {
  return values <= 1 || values <= goroutines / 2;
}

/** The label that splits the group best: the one with the most goroutines labelled, ties by fewer values. */
function affectedBy(view: GoroutineView, group: number, only: Only): Finding['affected'] {
  const { start, members } = view.groups;
  const all = members.subarray(start[group], start[group + 1]);
  const rows = only === EVERY ? all : all.filter(only);
  let best: { readonly key: string; readonly sums: ReadonlyMap<string, number> } | null = null;
  let bestCovered = 0;
  const { labels, weight } = view.table;
  for (const [key, sums] of labelSums(view.analysis.capture, { rows, labels, weight }, tellsWho)) {
    const covered = sumOf(sums);
    if (!tellsWho(sums.size, covered)) continue;
    if (covered < bestCovered || (covered === bestCovered && best !== null && sums.size >= best.sums.size)) continue;
    bestCovered = covered;
    best = { key, sums };
  }
  if (best === null) return null;
  const values = [...best.sums].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  const rest = values.slice(20);
  return {
    key: best.key,
    values: values.slice(0, 20),
    rest: { values: rest.length, count: rest.reduce((sum, { count }) => sum + count, 0) },
  };
}
