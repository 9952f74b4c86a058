import { formatBytes, formatCount, formatShare } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { Evidence, Finding } from '@core/api/findings';
import { heapSeries, type HeapSeries, type HeapSite } from '@core/analysis/heap-series';
import { shapeReason, trendOf, type Trend } from '@core/analysis/trend';
import type { Advice } from './advice';
import type { RuleContext } from './context';
import { place, statement } from './group-finding';
import {
  flameEvidence,
  formatP,
  heapFinding,
  heapHandle,
  limitEvidence,
  siteRef,
  sketch,
  valuesOf,
} from './heap-finding';
import {
  goroutinesInside,
  goroutinesKnown,
  outnumber,
  timerPlaces,
  TIMER_KINDS,
  type GoroutinesKnown,
  type TimerKind,
} from './heap-places';
import { SAMPLED } from './lost-cancel';
import type { Rule } from './rule';
import { LOST_CANCEL_OBJECTS, MOST_FINDINGS } from './thresholds';

/** Pending AfterFuncs that one profile makes a suspicion of: expiry of sessions is made this way. */
const FUNCTIONS = 1000;
const RETAINED = 0.5;

/** Timers of one kind made at one place. */
interface Timers {
  readonly kind: TimerKind;
  readonly site: HeapSite;
  readonly counts: Float64Array;
  readonly made: Float64Array;
  readonly sampled: number;
  /** Go 1.23 or newer, by the function that makes timers there. */
  readonly modern: boolean;
}

/**
 * Timers that nobody stopped, in the heap (leak-detection.md §2.3, patterns 34 to 36). Up to Go 1.22, and up to 1.26 where the main
 * module says `go 1.22` or less (GODEBUG asynctimerchan=1), a ticker lives until Stop and a timer until it fires; since then the
 * collector takes those that nothing refers to. AfterFunc keeps its function in every version.
 */
export const timersHeld: Rule = {
  id: 'timers-held',
  reports: 'Tickers, timers and pending AfterFuncs that heap profiles show as held, more than can be in use.',
  traps:
    'Each goroutine may wait on a timer of its own: tickers count only where they are more than the goroutines there are. AfterFuncs that expire sessions are many and stand: a number that stands over three profiles is not reported.',
  needs: ['heap'],
  run(context) {
    const series = heapSeries(context.analyses, timerPlaces);
    if (series === null) return [];
    const found = timersOf(series)
      .filter(({ site }) => !context.claimed.has(heapHandle(site)))
      .flatMap((timers) => {
        const judged = judgeTimers(context, series, timers);
        return judged === null ? [] : [{ timers, judged }];
      })
      .sort((a, b) => lastOf(b.timers.site.bytes) - lastOf(a.timers.site.bytes));
    context.folded.suspect += Math.max(0, found.length - MOST_FINDINGS);
    return found.slice(0, MOST_FINDINGS).map(({ timers, judged }) => finding(context, series, timers, judged));
  },
};

function lastOf(values: Float64Array): number {
  return values[values.length - 1];
}

/** Objects of each place that are one a timer. */
function timersOf(series: HeapSeries): Timers[] {
  const byPlace = new Map<string, HeapSite[]>();
  for (const site of series.sites) {
    const key = `${site.category.split(' ')[0]} ${heapHandle(site)}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), site]);
  }
  return [...byPlace.values()].flatMap((sites) => {
    const kind = TIMER_KINDS.find((one) => sites[0].category.startsWith(`${one} `));
    const object = sites.find(({ category }) => category.endsWith(' object'));
    const counted = object ?? sites.find(({ category }) => category.endsWith(' leaf'));
    if (kind === undefined || counted === undefined) return [];
    // Before Go 1.23 the leaf makes the channel as well as the timer, but for AfterFunc.
    const share = object === undefined && kind !== 'AfterFunc' ? 0.5 : 1;
    const bytes = counted.bytes.map((_, i) => sites.reduce((sum, site) => sum + site.bytes[i], 0));
    return {
      kind,
      site: { ...counted, bytes },
      counts: counted.objects.map((count) => share * count),
      made: counted.allocObjects.map((count) => share * count),
      sampled: lastOf(counted.sampled),
      modern: object !== undefined,
    };
  });
}

interface Judged {
  readonly trend: Trend | null;
  readonly retention: number;
  readonly goroutines: GoroutinesKnown;
}

function judgeTimers(context: RuleContext, series: HeapSeries, timers: Timers): Judged | null {
  const { kind, counts, made, sampled, site } = timers;
  const last = counts.length - 1;
  const count = counts[last];
  if (count < LOST_CANCEL_OBJECTS || sampled < SAMPLED) return null;
  const trend = last < 2 ? null : trendOf(series.times, counts, { least: Math.max(LOST_CANCEL_OBJECTS, 0.05 * count) });
  const grows = trend?.shape === 'growing';
  const retention = made[last] > made[0] ? (count - counts[0]) / (made[last] - made[0]) : NaN;
  const goroutines = goroutinesKnown(context, series.profiles[last].analysis);
  const judged = { trend, retention, goroutines };
  if (trend?.shape === 'sawtooth' || trend?.shape === 'falling') return null;
  if (kind === 'AfterFunc') {
    // Connections have a timer and a goroutine each. Those of one kind of work that all wait for their moment stand; what nobody stops grows.
    const many = count >= FUNCTIONS && outnumber(count, timers, goroutines.count);
    if (trend === null) return many ? judged : null;
    const rises = grows || (trend.shape === 'unclear' && many && trend.basis.last > trend.basis.first);
    return rises && !(retention <= RETAINED) ? judged : null;
  }
  const waiting = goroutinesInside(context, siteRef(series, site)?.function ?? '') ?? goroutines.count;
  return outnumber(count, timers, waiting) ? judged : null;
}

const WHAT: Readonly<Record<TimerKind, string>> = {
  NewTicker: 'tickers',
  Tick: 'tickers of time.Tick',
  After: 'timers of time.After',
  NewTimer: 'timers',
  AfterFunc: 'pending calls of time.AfterFunc',
};

const ADVICE: Readonly<Record<TimerKind, Advice>> = {
  NewTicker: {
    steps: [
      'Stop the ticker where the loop ends: defer t.Stop().',
      'Or build with Go 1.23 or newer and `go 1.23` in go.mod: the collector then takes tickers that nothing refers to.',
    ],
    fix: sketch('Stop it when the loop ends.', ' t := time.NewTicker(every)', '+defer t.Stop()'),
  },
  Tick: {
    steps: ['time.Tick cannot be stopped: use time.NewTicker and defer t.Stop().'],
    fix: sketch(
      'Use a ticker that can be stopped.',
      '-for range time.Tick(every) {',
      '+t := time.NewTicker(every)',
      '+defer t.Stop()',
      '+for range t.C {',
    ),
  },
  After: {
    steps: [
      'In a loop, make one timer and Reset it: each call of time.After holds a timer until it fires.',
      'Or build with Go 1.23 or newer and `go 1.23` in go.mod.',
    ],
    fix: sketch(
      'One timer for all turns of the loop.',
      '+timeout := time.NewTimer(limit)',
      '+defer timeout.Stop()',
      ' for {',
      '+\ttimeout.Reset(limit)',
      ' \tselect {',
      ' \tcase v := <-in:',
      '-\tcase <-time.After(limit):',
      '+\tcase <-timeout.C:',
    ),
  },
  NewTimer: {
    steps: ['Stop the timer on every path that does not wait for it: defer t.Stop().'],
    fix: sketch('Stop it when it is not needed.', ' t := time.NewTimer(limit)', '+defer t.Stop()'),
  },
  AfterFunc: {
    steps: [
      'Keep the timer that AfterFunc returns, and Stop it when what it is for has ended; until it fires it holds its function and all that refers to.',
    ],
    fix: sketch(
      'Stop it with what it is for.',
      '-time.AfterFunc(ttl, s.expire)',
      '+s.expiry = time.AfterFunc(ttl, s.expire)',
      ' func (s *Session) Close() {',
      '+\ts.expiry.Stop()',
      ' }',
    ),
  },
};

function finding(context: RuleContext, series: HeapSeries, timers: Timers, judged: Judged): Finding {
  const { kind, site, counts } = timers;
  const { trend } = judged;
  const ref = siteRef(series, site);
  const count = Math.round(lastOf(counts));
  const bytes = lastOf(site.bytes);
  const perMinute = series.timed && trend !== null ? trend.slope : null;
  return heapFinding(context, series, site, {
    rule: timersHeld.id,
    tier: 'suspect',
    title: `${formatCount(count)} ${WHAT[kind]} made at ${ref === null ? '?' : place(ref)} are held, ${formatBytes(bytes)}${trend?.shape === 'growing' ? ', and more in every profile' : ''}; ${kind === 'After' ? 'each is held until it fires' : 'probably nobody stops them'}.`,
    summary: `${formatCount(count)} ${WHAT[kind]} held`,
    count,
    countPerMinute: perMinute,
    bytes,
    evidence: evidenceOf(context, series, timers, judged, perMinute === null ? null : (perMinute * bytes) / count),
    certainty:
      trend === null
        ? 'Three heap profiles a minute apart: timers that nobody stops become more, those in use stand.'
        : 'The line itself: whether every path from it reaches Stop.',
    advice: ADVICE[kind],
  });
}

function evidenceOf(
  context: RuleContext,
  series: HeapSeries,
  { kind, site, counts, modern }: Timers,
  { trend, retention, goroutines }: Judged,
  bytesPerMinute: number | null,
): Evidence[] {
  const name = shortName(siteRef(series, site)?.function ?? '');
  const out = [
    flameEvidence(
      series,
      site,
      `The heap profile holds ${formatCount(lastOf(counts))} ${WHAT[kind]} made in ${name}; with what belongs to them ${formatBytes(lastOf(site.bytes))}.`,
    ),
  ];
  if (kind === 'AfterFunc')
    out.push(
      statement(
        'Until it fires or is stopped, each holds its function and what that refers to; in every version of Go.',
      ),
    );
  else {
    out.push(
      statement(
        modern
          ? 'Go 1.23 or newer: the collector takes timers that nothing refers to, unless the main module says go 1.22 or less (asynctimerchan=1; removed in Go 1.27).'
          : `Before Go 1.23 ${kind === 'NewTicker' || kind === 'Tick' ? 'a ticker lives until Stop is called, whether anything refers to it or not' : 'a timer lives until it fires, whether anything refers to it or not'}.`,
      ),
    );
    out.push(
      statement(
        goroutines.peak
          ? `The profile shows the memory of about ${formatCount(goroutines.count)} goroutines, the most that ever were at once: too few to wait on them.`
          : `There are ${formatCount(goroutines.count)} goroutines: too few to wait on them.`,
      ),
    );
  }
  if (trend === null) return out;
  out.push(
    statement(`Over ${formatCount(counts.length)} profiles: ${valuesOf(counts, formatCount)}; ${shapeReason(trend)}.`),
  );
  if (trend.claim === 'trend') out.push(statement(`Mann–Kendall test for growth: ${formatP(trend.pUp)}.`));
  if (Number.isFinite(retention))
    out.push(
      statement(`Of those made there in between, ${formatShare(Math.min(1, Math.max(0, retention)), 1)} were kept.`),
    );
  return [...out, ...limitEvidence(context, trend.shape === 'growing' ? bytesPerMinute : null)];
}
