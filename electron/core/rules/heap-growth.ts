import { processFinding } from './process-finding';
import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { Finding, Tier } from '@core/api/findings';
import { lastValue } from '@core/analysis/metrics-points';
import { processStat } from '@core/analysis/process-stat';
import { heapProfiles, heapSeries, type HeapSeries, type HeapSite } from '@core/analysis/heap-series';
import { shapeReason, trendOf } from '@core/analysis/trend';
import type { Advice } from './advice';
import type { RuleContext } from './context';
import { place, statement } from './group-finding';
import {
  flameEvidence,
  formatP,
  growthOf,
  heapFinding,
  heapHandle,
  limitEvidence,
  seriesEvidence,
  siteRef,
  sketch,
  valuesOf,
  type Growth,
} from './heap-finding';
import { allocationPlaces } from './heap-places';
import type { Rule } from './rule';
import { MOST_FINDINGS } from './thresholds';

/** Of fewer than five profiles, only growth that is large is worth a suspicion: this and a twentieth of the heap. */
const LARGE = 2 * 2 ** 20;
const LARGE_SHARE = 0.05;
/** Last against first, medians of the thirds. */
const AT_LEAST_TIMES = 1.2;
/** Chance by which order alone would look like this: for a strong finding, and for a suspicion. */
const STRONG_P = 0.01;
const SUSPECT_P = 0.05;
/** Where nothing of what was made is freed, growth by stairs is enough. */
const STAIRS_P = 0.1;
const RETAINED_ALL = 0.9;
/** Of what was allocated, the share still held. */
const RETAINED = 0.5;
/** For a suspicion: a map that grows makes its tables anew, and frees as much. */
const RETAINED_SOME = 0.3;
/** A process may still be filling its caches within its first minute of being watched. */
const WATCHED_MINUTES = 1;
/** Without times, so many profiles. */
const WATCHED_PROFILES = 10;
/** A mean object of this size may be held for a small part of it. */
const LARGE_OBJECT = 16 * 1024;

/**
 * The heap grows at one place (leak-detection.md §2.5): profiles of one process in a series, per allocation site. The number of
 * profiles bounds what is said: two give a note, three or four at most a suspicion.
 */
export const heapGrowth: Rule = {
  id: 'heap-growth',
  reports: 'Memory that is allocated at one place and grows from profile to profile.',
  traps:
    'A cache that warms up and then stands (a plateau), memory that comes and goes (a saw), and growth within the error of sampling are not reported; a cache that is still filling while it is watched looks like a leak until it is full.',
  needs: [],
  run(context) {
    const profiles = heapProfiles(context.analyses);
    const series = profiles < 2 ? null : heapSeries(context.analyses, allocationPlaces);
    if (series !== null && profiles > 2) return bySite(context, series);
    return [...(series === null ? [] : difference(context, series)), ...wholeHeap(context)];
  },
};

const GROWTH_ADVICE: Advice = {
  steps: [
    'Find who keeps what is allocated here (a map, a slice or a list that only grows): give it a bound and throw the oldest out, or remove entries when their owner ends.',
    'Compare the first and the last profile under Compare: the frames above this one say for whom it is allocated.',
  ],
  fix: sketch(
    'Give the cache a bound.',
    ' func (c *Cache) Put(key string, value []byte) {',
    ' \tc.entries[key] = value',
    '+\tfor len(c.entries) > c.limit {',
    '+\t\tdelete(c.entries, c.oldest())',
    '+\t}',
    ' }',
  ),
};

/** Where what grows is large, and may be held for a part of it. */
const PART_ADVICE: Advice = {
  steps: [
    'If only a part of each is needed (a header of a message, a field of a document), keep a copy of the part: bytes.Clone, slices.Clone, strings.Clone.',
    ...GROWTH_ADVICE.steps,
  ],
  fix: sketch(
    'Keep a copy of the part.',
    '-s.headers = append(s.headers, message[:16])',
    '+s.headers = append(s.headers, bytes.Clone(message[:16]))',
  ),
};

const CERTAIN =
  'Profiles over a longer time, under steady load: a cache comes to a stand at its bound, a leak does not. How many entries the structure has (len) at two moments settles it.';

/** What the growth of a place is worth; null = nothing. */
function growthTier(series: HeapSeries, growth: Growth): Tier | null {
  const { trend, from, to, retention, real, minutes } = growth;
  if (!real || to < AT_LEAST_TIMES * from) return null;
  if (trend.shape !== 'growing' && trend.shape !== 'unclear') return null;
  const kept = !(retention <= RETAINED_SOME);
  if (trend.claim !== 'trend' || trend.pUp >= STRONG_P) {
    const total = series.total[series.total.length - 1];
    const large = to - from > Math.max(LARGE, LARGE_SHARE * total);
    const likely = trend.claim === 'monotone' || trend.pUp < (retention > RETAINED_ALL ? STAIRS_P : SUSPECT_P);
    return likely && large && kept && trend.shape === 'growing' ? 'suspect' : null;
  }
  const watched = Number.isNaN(minutes) ? trend.points >= WATCHED_PROFILES : minutes >= WATCHED_MINUTES;
  if (trend.shape === 'growing' && retention > RETAINED) return watched ? 'strong' : 'suspect';
  return trend.shape === 'growing' || kept ? 'suspect' : null;
}

function bySite(context: RuleContext, series: HeapSeries): Finding[] {
  const found: { readonly site: HeapSite; readonly growth: Growth; readonly tier: Tier }[] = [];
  for (const site of merged(series)) {
    if (context.claimed.has(heapHandle(site))) continue;
    const growth = growthOf(series, site);
    const tier = growthTier(series, growth);
    if (tier !== null) found.push({ site, growth, tier });
  }
  found.sort((a, b) => b.growth.to - b.growth.from - (a.growth.to - a.growth.from));
  for (const { tier } of found.slice(MOST_FINDINGS)) context.folded[tier]++;
  return found
    .slice(0, MOST_FINDINGS)
    .map(({ site, growth, tier }) => siteFinding(context, series, site, growth, tier));
}

/** Places whatever their category: what a pool makes at a line and what is made there without it are one. */
function merged({ sites }: HeapSeries): HeapSite[] {
  const byPlace = new Map<string, HeapSite>();
  for (const site of sites) {
    const handle = heapHandle(site);
    const known = byPlace.get(handle);
    if (known === undefined) byPlace.set(handle, site);
    else byPlace.set(handle, sumOf(known, site));
  }
  return [...byPlace.values()];
}

function sumOf(a: HeapSite, b: HeapSite): HeapSite {
  const add = (one: Float64Array, other: Float64Array): Float64Array => one.map((value, i) => value + other[i]);
  const last = a.bytes.length - 1;
  const larger = a.bytes[last] >= b.bytes[last] ? a : b;
  return {
    ...larger,
    bytes: add(a.bytes, b.bytes),
    objects: add(a.objects, b.objects),
    deviation: a.deviation.map((value, i) => Math.hypot(value, b.deviation[i])),
    sampled: add(a.sampled, b.sampled),
    allocBytes: add(a.allocBytes, b.allocBytes),
    allocObjects: add(a.allocObjects, b.allocObjects),
  };
}

function siteFinding(context: RuleContext, series: HeapSeries, site: HeapSite, growth: Growth, tier: Tier): Finding {
  const last = site.bytes.length - 1;
  const ref = siteRef(series, site);
  const bytes = site.bytes[last];
  const objects = site.objects[last];
  const rate = growth.bytesPerMinute;
  const perMinute = rate === null ? '' : `, +${formatBytes(rate)}/min`;
  const evidence = [
    ...seriesEvidence(series, site, growth),
    statement(`As to its shape, ${shapeReason(growth.trend)}.`),
  ];
  const large = objects > 0 && bytes / objects >= LARGE_OBJECT;
  if (large)
    evidence.push(
      statement(
        `Its objects are ${formatBytes(bytes / objects)} each on average. A sub-slice or substring keeps the whole of one alive; the profile cannot say how much of each is used.`,
      ),
    );
  evidence.push(...limitEvidence(context, rate));
  return heapFinding(context, series, site, {
    rule: heapGrowth.id,
    tier,
    title: `Memory allocated at ${ref === null ? '?' : place(ref)} grows: ${formatBytes(growth.from)} → ${formatBytes(growth.to)} over ${formatCount(series.profiles.length)} profiles${perMinute}; ${growth.trend.shape === 'growing' ? 'nothing stops it so far' : 'it has slowed down'}.`,
    summary: `${formatBytes(bytes)} and growing, allocated in ${ref === null ? '?' : shortName(ref.function)}`,
    count: objects,
    countPerMinute: series.timed ? trendOf(series.times, site.objects).slope : null,
    bytes,
    evidence,
    certainty: CERTAIN,
    advice: large ? PART_ADVICE : GROWTH_ADVICE,
  });
}

/** Two profiles differ, and that is all that can be said. */
function difference(context: RuleContext, series: HeapSeries): Finding[] {
  const grown = merged(series)
    .map((site) => ({ site, growth: growthOf(series, site) }))
    .filter(({ site, growth }) => growth.real && !context.claimed.has(heapHandle(site)))
    .sort((a, b) => b.growth.to - b.growth.from - (a.growth.to - a.growth.from));
  const [most] = grown;
  if (most === undefined) return [];
  const { site, growth } = most;
  const ref = siteRef(series, site);
  const where = ref === null ? '?' : place(ref);
  return [
    heapFinding(context, series, site, {
      rule: heapGrowth.id,
      tier: 'info',
      title: `Between two heap profiles memory allocated at ${where} grew most: ${formatBytes(growth.from)} → ${formatBytes(growth.to)}.`,
      summary: `Grew by ${formatBytes(growth.to - growth.from)} between two profiles`,
      count: site.objects[1],
      countPerMinute: null,
      bytes: site.bytes[1],
      evidence: grown
        .slice(0, 5)
        .map(({ site: one, growth: { from, to } }) =>
          flameEvidence(
            series,
            one,
            `${shortName(siteRef(series, one)?.function ?? '')}: ${formatBytes(from)} → ${formatBytes(to)}.`,
          ),
        ),
      certainty: 'Two values have no trend: three profiles make a suspicion possible, five or more a test.',
      advice: GROWTH_ADVICE,
    }),
  ];
}

/** Metrics of the whole heap: at least so many scrapes over so many minutes, and growth by so much. */
const SCRAPES = 8;
const SCRAPED_MINUTES = 2;
const WHOLE_GROWTH = 16 * 2 ** 20;
const WHOLE_SHARE = 0.2;

/** Without profiles: the live heap as MemStats or metrics have it. It says that, not where. */
function wholeHeap(context: RuleContext): Finding[] {
  const stat = processStat(context.analyses);
  const live = stat.line('heap-live');
  const exact = live.t.length >= SCRAPES;
  const line = exact ? live : stat.line('heap-alloc');
  if (line.t.length < SCRAPES) return [];
  const trend = trendOf(line.t, line.v, { least: LARGE });
  const { first, last } = trend.basis;
  const minutes = line.timed ? (line.t[line.t.length - 1] - line.t[0]) / 60_000 : NaN;
  if (trend.shape !== 'growing' || trend.pUp >= STRONG_P || minutes < SCRAPED_MINUTES) return [];
  if (last - first < Math.max(WHOLE_GROWTH, WHOLE_SHARE * first)) return [];
  const perMinute = line.timed ? trend.slope * 60_000 : null;
  const bytes = lastValue(line);
  const over = line.timed ? ` over ${formatNanoseconds(minutes * 60e9)}` : ` over ${formatCount(trend.points)} scrapes`;
  return [
    processFinding({
      what: 'process',
      rule: heapGrowth.id,
      tier: 'suspect',
      title: `The heap of the process grows: ${formatBytes(first)} → ${formatBytes(last)}${over}; nothing stops it so far.`,
      summary: `${formatBytes(bytes)} of heap and growing`,
      advice: {
        steps: [
          'Take heap profiles (/debug/pprof/heap?gc=1) some minutes apart and open them together: they say where it is allocated.',
          ...GROWTH_ADVICE.steps,
        ],
        fix: null,
      },
      bytes: Math.round(bytes),
      evidence: [
        statement(
          `${exact ? 'Live heap after each collection' : 'Objects on the heap, garbage included'}: ${valuesOf(line.v, formatBytes)}.`,
        ),
        statement(
          `Mann–Kendall test for growth: ${formatP(trend.pUp)} over ${formatCount(trend.points)} scrapes; ${shapeReason(trend)}.`,
        ),
        ...limitEvidence(context, perMinute),
      ],
      certainty:
        'Five or more heap profiles of the same time: they say where it grows, and whether what is made there is kept.',
    }),
  ];
}
