import { formatBytes, formatCount, formatShare } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { Evidence, Finding, Tier } from '@core/api/findings';
import { heapSeries, type HeapSeries, type HeapSite } from '@core/analysis/heap-series';
import { shapeReason, trendOf, type Trend } from '@core/analysis/trend';
import { LOST_CANCEL_ADVICE } from './advice';
import type { RuleContext } from './context';
import { place, statement } from './group-finding';
import { flameEvidence, formatP, heapFinding, heapHandle, limitEvidence, siteRef, valuesOf } from './heap-finding';
import { contextPlaces, goroutinesInside, goroutinesKnown, outnumber } from './heap-places';
import type { Rule } from './rule';
import { LOST_CANCEL_OBJECTS, MOST_FINDINGS } from './thresholds';

/** Objects that must have been sampled: one stands for thousands and may be any request in flight. */
export const SAMPLED = 2;
/** Share of the contexts whose makers are still at work: above it they are in use; below, nobody is there to cancel them. */
const IN_USE = 0.5;
const ABANDONED = 0.1;
/** Without a goroutine capture: contexts against the goroutines that there can be at most. */
const FAR_MORE = 3;
const RETAINED = 0.5;
const STRONG_P = 0.01;
const WATCHED_MINUTES = 1;

/** Contexts made at one place. */
interface Held {
  /** The place with all that belongs to its contexts. */
  readonly site: HeapSite;
  /** By their timers where they have a deadline. */
  readonly deadline: boolean;
  readonly counts: Float64Array;
  readonly made: Float64Array;
  readonly sampled: number;
}

/**
 * Contexts whose cancel was never called stay in their parent and, with a deadline, in the timer heap. No goroutine shows that;
 * a heap profile does (leak-detection.md §2.3, patterns 37 and 38): objects made under context.WithDeadlineCause, context.withCancel
 * and (*cancelCtx).propagateCancel.
 */
export const lostCancel: Rule = {
  id: 'lost-cancel',
  reports: 'Contexts and their timers that heap profiles show as still held: cancel was probably never called.',
  traps:
    'Requests in flight and sessions hold their contexts and cancel them in time: where goroutines are inside the function that made them, or, without a goroutine capture, where there are not clearly more contexts than goroutines, nothing is reported. One profile alone stays suspect.',
  needs: ['heap'],
  run(context) {
    const series = heapSeries(context.analyses, contextPlaces);
    if (series === null) return [];
    const found: { readonly held: Held; readonly judged: Judged }[] = [];
    for (const held of contextsOf(series)) {
      const judged = judgeHeld(context, series, held);
      if (judged !== null) found.push({ held, judged });
    }
    found.sort((a, b) => lastOf(b.held.site.bytes) - lastOf(a.held.site.bytes));
    for (const { judged } of found.slice(MOST_FINDINGS)) context.folded[judged.tier]++;
    return found.slice(0, MOST_FINDINGS).map(({ held, judged }) => finding(context, series, held, judged));
  },
};

function lastOf(values: Float64Array): number {
  return values[values.length - 1];
}

/** Timers, contexts and the rest of each place together. */
function contextsOf(series: HeapSeries): Held[] {
  const byPlace = new Map<string, HeapSite[]>();
  for (const site of series.sites) {
    const handle = heapHandle(site);
    byPlace.set(handle, [...(byPlace.get(handle) ?? []), site]);
  }
  return [...byPlace.values()].flatMap((sites) => {
    const timers = sites.find(({ category }) => category === 'timer');
    const counted = timers ?? sites.find(({ category }) => category === 'context');
    if (counted === undefined) return [];
    const bytes = counted.bytes.map((_, i) => sites.reduce((sum, site) => sum + site.bytes[i], 0));
    return {
      site: { ...counted, bytes },
      deadline: timers !== undefined,
      counts: counted.objects,
      made: counted.allocObjects,
      sampled: lastOf(counted.sampled),
    };
  });
}

interface Judged {
  readonly tier: Tier;
  /** Null below three profiles. */
  readonly trend: Trend | null;
  /** Of those made between the first profile and the last, the share held. NaN where not known. */
  readonly retention: number;
  readonly inside: number | null;
}

function judgeHeld(context: RuleContext, series: HeapSeries, held: Held): Judged | null {
  const { counts, made, sampled } = held;
  const last = counts.length - 1;
  const count = counts[last];
  if (count < LOST_CANCEL_OBJECTS || sampled < SAMPLED) return null;
  const name = siteRef(series, held.site)?.function ?? '';
  const inside = goroutinesInside(context, name);
  // Sessions have a context each; more contexts than goroutines have none at work.
  const goroutines = goroutinesKnown(context, series.profiles[last].analysis).count;
  if (inside === null ? !outnumber(count, held, goroutines) : inside >= IN_USE * count) return null;
  const retention = made[last] > made[0] ? (count - counts[0]) / (made[last] - made[0]) : NaN;
  if (last < 2) return { tier: 'suspect', trend: null, retention, inside };
  const trend = trendOf(series.times, counts, { least: Math.max(LOST_CANCEL_OBJECTS, 0.05 * count) });
  const grows = trend.shape === 'growing';
  if (trend.shape === 'sawtooth' || trend.shape === 'falling') return null;
  const watched = series.timed && series.times[last] >= WATCHED_MINUTES;
  const abandoned = inside === null ? outnumber(count, held, goroutines, FAR_MORE) : inside < ABANDONED * count;
  const sure = grows && trend.claim === 'trend' && trend.pUp < STRONG_P && retention > RETAINED && watched && abandoned;
  return { tier: sure ? 'strong' : 'suspect', trend, retention, inside };
}

function finding(context: RuleContext, series: HeapSeries, held: Held, judged: Judged): Finding {
  const { site, counts, deadline } = held;
  const { tier, trend } = judged;
  const ref = siteRef(series, site);
  const count = Math.round(lastOf(counts));
  const bytes = lastOf(site.bytes);
  const what = deadline ? 'contexts with a timer' : 'cancellable contexts';
  const perMinute = series.timed && trend !== null ? trend.slope : null;
  return heapFinding(context, series, site, {
    rule: lostCancel.id,
    tier,
    title: `${formatCount(count)} ${what} made at ${ref === null ? '?' : place(ref)} are still held, ${formatBytes(bytes)}${trend?.shape === 'growing' ? ', and more in every profile' : ''}; their cancel was probably never called.`,
    summary: `${formatCount(count)} ${what} still held`,
    count,
    countPerMinute: perMinute,
    bytes,
    evidence: evidenceOf(context, series, held, judged, perMinute === null ? null : (perMinute * bytes) / count),
    certainty:
      trend === null
        ? 'Two heap profiles a minute apart: a number that grows without end, or stands at requests per second times the timeout, is a lost cancel.'
        : judged.inside === null
          ? 'A goroutine profile of the same moment: contexts of requests that no goroutine works on any more are lost.'
          : 'More profiles over some minutes; go vet (lostcancel) at this line.',
    advice: LOST_CANCEL_ADVICE,
  });
}

function evidenceOf(
  context: RuleContext,
  series: HeapSeries,
  { site, counts, made, deadline }: Held,
  { trend, retention, inside }: Judged,
  bytesPerMinute: number | null,
): Evidence[] {
  const name = shortName(siteRef(series, site)?.function ?? '');
  const count = lastOf(counts);
  const out = [
    flameEvidence(
      series,
      site,
      `The heap profile holds ${formatCount(count)} ${deadline ? 'timers of contexts' : 'contexts'} made in ${name}; with what belongs to them ${formatBytes(lastOf(site.bytes))}.`,
    ),
    statement(
      deadline
        ? 'Each waits for its deadline: a cancelled context gives its timer back at once.'
        : 'They hang on a parent that lives on: a cancelled context leaves its parent at once.',
    ),
  ];
  if (inside !== null)
    out.push(
      statement(
        inside === 0
          ? `No goroutine is inside ${name}.`
          : `${formatCount(inside)} ${inside === 1 ? 'goroutine is' : 'goroutines are'} inside ${name}.`,
      ),
    );
  if (trend === null) {
    const since = lastOf(made);
    if (counts.length === 1 && since > 0)
      out.push(
        statement(
          `Of ${formatCount(since)} made there since the process began, ${formatShare(Math.min(1, count / since), 1)} are held.`,
        ),
      );
    return out;
  }
  out.push(
    statement(`Over ${formatCount(counts.length)} profiles: ${valuesOf(counts, formatCount)}; ${shapeReason(trend)}.`),
  );
  if (trend.claim === 'trend') out.push(statement(`Mann–Kendall test for growth: ${formatP(trend.pUp)}.`));
  if (deadline && (trend.shape === 'plateau' || trend.shape === 'steady'))
    out.push(
      statement(
        'A number that stands while requests come is their rate times the timeout: each context is held until its deadline.',
      ),
    );
  if (Number.isFinite(retention))
    out.push(
      statement(
        `Of the contexts made there in between, ${formatShare(Math.min(1, Math.max(0, retention)), 1)} were kept.`,
      ),
    );
  return [...out, ...limitEvidence(context, trend.shape === 'growing' ? bytesPerMinute : null)];
}
