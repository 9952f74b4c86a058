import { formatBytes, formatCount, formatShare } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { CodeRef, Evidence, Finding, FixSketch, Tier } from '@core/api/findings';
import { textKey } from '@core/analysis/hash';
import type { HeapSeries, HeapSite } from '@core/analysis/heap-series';
import { codeRef, stackFrames } from '@core/analysis/site';
import { median, trendOf, type Trend } from '@core/analysis/trend';
import type { Advice } from './advice';
import { limitAt, limitSentence, processMemory } from './cost';
import type { RuleContext } from './context';
import { severityOf, statement } from './group-finding';

/** A sketch of lines that begin with ' ', '-' or '+'. */
export function sketch(title: string, ...lines: readonly string[]): FixSketch {
  return {
    title,
    lines: lines.map((line) => {
      const kind = line[0] === '+' || line[0] === '-' ? line[0] : ' ';
      return { kind, text: line.slice(1) };
    }),
  };
}

/** A heap profile is of the last finished collection; below this no growth is worth a word. */
const LEAST_GROWTH = 2 ** 20;
const LEAST_SHARE = 0.01;
/** The first profiles may be of a process that is still loading: those by which less than this of all allocation was done. */
const WARM_UP = 0.1;
/** So many profiles must remain. */
const ENOUGH = 5;

/** How what a place holds has changed. */
export interface Growth {
  readonly trend: Trend;
  /** Medians of the first and last third (with fewer than five profiles, the first and last value), bytes. */
  readonly from: number;
  readonly to: number;
  /** Standard deviation of last − first by sampling. */
  readonly deviation: number;
  /** Δ in use ÷ Δ allocated: 1 = nothing of what was made there since was freed. NaN where the profiles do not say. */
  readonly retention: number;
  /** Theil–Sen; null where the times are not known. */
  readonly bytesPerMinute: number | null;
  /** Minutes between the first profile that counted and the last; NaN where not known. */
  readonly minutes: number;
  /** More than three times its sampling error, a mebibyte and a hundredth of the heap. */
  readonly real: boolean;
}

/** First profile that counts: those of the warm-up do not, where enough others are there. */
function afterWarmUp({ allocated }: HeapSeries): number {
  const last = allocated[allocated.length - 1];
  let from = 0;
  while (from < allocated.length - ENOUGH && allocated[from] < WARM_UP * last) from++;
  return from;
}

export function growthOf(series: HeapSeries, site: HeapSite): Growth {
  const start = afterWarmUp(series);
  const times = series.times.subarray(start);
  const bytes = site.bytes.subarray(start);
  const n = bytes.length;
  const total = series.total[series.total.length - 1];
  const least = Math.max(LEAST_GROWTH, LEAST_SHARE * total);
  const noise = median(site.deviation.subarray(start));
  const trend = trendOf(times, bytes, { noise, least });
  const few = n < ENOUGH;
  const from = few ? bytes[0] : trend.basis.first;
  const to = few ? bytes[n - 1] : trend.basis.last;
  const allocated = site.allocBytes[site.allocBytes.length - 1] - site.allocBytes[start];
  // What is in both profiles was sampled once: only what has come and what has gone is uncertain.
  const both = allocated >= 0 ? Math.min(bytes[0], Math.max(0, bytes[n - 1] - allocated)) : 0;
  const part = (at: number): number => (bytes[at] > 0 ? site.deviation[start + at] ** 2 * (1 - both / bytes[at]) : 0);
  const deviation = Math.sqrt(part(0) + part(n - 1));
  return {
    trend,
    from,
    to,
    deviation,
    retention: allocated > 0 ? (bytes[n - 1] - bytes[0]) / allocated : NaN,
    bytesPerMinute: series.timed ? trend.slope : null,
    minutes: series.timed ? times[n - 1] - times[0] : NaN,
    real: to - from > Math.max(3 * deviation, least),
  };
}

/** Where a site is, without its category: what a surer rule has reported is not reported again. */
export function heapHandle({ key, category }: HeapSite): string {
  return `heap:${key.slice(category.length + 1)}`;
}

export function siteRef(series: HeapSeries, { frame }: HeapSite): CodeRef | null {
  return codeRef(series.profiles[series.profiles.length - 1].analysis.capture, frame);
}

/** What a rule decides about a place in the heap. */
export interface HeapVerdict {
  readonly rule: string;
  readonly tier: Tier;
  readonly title: string;
  readonly summary: string;
  readonly count: number;
  readonly countPerMinute: number | null;
  readonly bytes: number;
  readonly evidence: readonly Evidence[];
  readonly certainty: string;
  readonly advice: Advice;
}

export function heapFinding(context: RuleContext, series: HeapSeries, site: HeapSite, verdict: HeapVerdict): Finding {
  const { analysis } = series.profiles[series.profiles.length - 1];
  const { capture, origins, sites } = analysis;
  const handle = heapHandle(site);
  const stack = capture.samples.stack[site.sample];
  context.claimed.add(handle);
  return {
    id: `${verdict.rule}-${textKey(handle)}`,
    rule: verdict.rule,
    tier: verdict.tier,
    severity: severityOf(verdict.tier),
    title: verdict.title,
    summary: verdict.summary,
    advice: verdict.advice.steps,
    operation: 'other',
    site: codeRef(capture, site.frame),
    entry: codeRef(capture, sites.entry[stack]),
    creator: null,
    count: Math.round(verdict.count),
    atLeast: false,
    series: [],
    growthPerMinute: verdict.countPerMinute,
    bytes: Math.round(verdict.bytes),
    goroutines: [],
    evidence: verdict.evidence,
    certainty: verdict.certainty,
    stack: stackFrames(capture, origins, stack),
    fix: verdict.advice.fix,
    affected: null,
  };
}

/** A sentence that leads to the flame graph of the last profile. */
export function flameEvidence(series: HeapSeries, site: HeapSite, text: string): Evidence {
  const { index } = series.profiles[series.profiles.length - 1];
  const name = siteRef(series, site)?.function ?? '';
  return { text, link: 'flame', target: { view: 'flame', capture: index, handle: `f:${name}` } };
}

/** `1.00 MiB, 2.10 MiB, … 9.80 MiB`: at most eight of a series, the first and last among them. */
export function valuesOf(values: ArrayLike<number>, format: (value: number) => string): string {
  const all = Array.from(values, format);
  return all.length <= 8 ? all.join(', ') : [...all.slice(0, 4), '…', ...all.slice(-3)].join(', ');
}

/** How long the series is and what it can say, and the sampling error of what it says. */
export function seriesEvidence(series: HeapSeries, site: HeapSite, growth: Growth): Evidence[] {
  const { trend, from, to, deviation, retention } = growth;
  const n = series.profiles.length;
  const what = shortName(siteRef(series, site)?.function ?? '');
  const out = [
    flameEvidence(
      series,
      site,
      `Allocated in ${what} and in use, over ${formatCount(n)} profiles: ${valuesOf(site.bytes, formatBytes)}.`,
    ),
  ];
  if (trend.points < n)
    out.push(
      statement(`Of them ${formatCount(trend.points)} count: the others are of the warm-up, or of the same moment.`),
    );
  const error =
    deviation === 0 ? 'every allocation was recorded' : `sampling makes it uncertain by ${formatBytes(deviation)}`;
  out.push(statement(`It grew by ${formatBytes(to - from)}; ${error}.`));
  if (trend.claim === 'trend')
    out.push(
      statement(`Mann–Kendall test for growth: ${formatP(trend.pUp)} over ${formatCount(trend.points)} profiles.`),
    );
  else
    out.push(
      statement(
        `${formatCount(trend.points)} profiles that all rise: by chance that happens once in ${trend.points === 3 ? 6 : 24} times.`,
      ),
    );
  if (Number.isFinite(retention))
    out.push(
      statement(
        `Of what was allocated there in between, ${formatShare(Math.min(1, Math.max(0, retention)), 1)} ${retention > 0.5 ? 'is still held' : 'was kept; the rest was freed'}.`,
      ),
    );
  return out;
}

export function formatP(p: number): string {
  return p < 0.0001 ? 'p < 0.0001' : `p = ${p.toPrecision(2)}`;
}

/** When this growth alone reaches the limit of the process; none where no limit is known. */
export function limitEvidence(context: RuleContext, bytesPerMinute: number | null): Evidence[] {
  const limit = limitAt(processMemory(context.analyses).limits, bytesPerMinute);
  const text = limitSentence(limit, bytesPerMinute);
  return text === '' ? [] : [statement(text)];
}
