import { formatBytes, formatCount, formatShare } from '@core/base/format';
import { shortName } from '@core/base/go-name';
import type { Finding } from '@core/api/findings';
import { heapSeries, type HeapSeries, type HeapSite } from '@core/analysis/heap-series';
import { shapeReason } from '@core/analysis/trend';
import type { Advice } from './advice';
import type { RuleContext } from './context';
import { place, statement } from './group-finding';
import {
  flameEvidence,
  growthOf,
  heapFinding,
  heapHandle,
  limitEvidence,
  seriesEvidence,
  siteRef,
  sketch,
  type Growth,
} from './heap-finding';
import { allocationPlaces } from './heap-places';
import type { Rule } from './rule';
import { MOST_FINDINGS } from './thresholds';

/** Last against first: objects that are as many as before, and how much larger they have become. */
const AS_MANY = 1.2;
const LARGER = 1.5;
/** Of a structure that grows in place, its size: a page table of small maps is not worth a word. */
const LARGE = 2 * 2 ** 20;
const LARGE_SHARE = 0.05;
/** Objects of a pool that are worth a word in one profile. */
const POOL_OBJECT = 2 ** 20;
const POOL_BYTES = 16 * 2 ** 20;
const POOL_SHARE = 0.25;

/**
 * Memory that is held because of a small part of it, as far as a heap profile tells (leak-detection.md §2.4, pattern 61): structures that
 * grow in place, a constant number of objects that become larger; and pools whose objects are huge.
 */
export const pinnedMemory: Rule = {
  id: 'pinned-memory',
  reports: 'A few objects that grow in place from profile to profile, and huge objects kept by a sync.Pool.',
  traps:
    'A table that is sized once and a buffer as large as its largest message are normal: only growth over three or more profiles is suspected. A profile says how much an allocation holds, not how much of it is used, nor how many entries a map still has.',
  needs: ['heap'],
  run(context) {
    const series = heapSeries(context.analyses, allocationPlaces);
    if (series === null) return [];
    const found: Finding[] = [];
    for (const site of series.sites) {
      if (found.length === MOST_FINDINGS) break;
      if (context.claimed.has(heapHandle(site))) continue;
      const growth = series.profiles.length < 3 ? null : growthOf(series, site);
      if (growth !== null && growsInPlace(series, site, growth)) found.push(inPlace(context, series, site, growth));
      else if (isGiantOfPool(series, site)) found.push(giant(context, series, site));
    }
    return found;
  },
};

const IN_PLACE_ADVICE: Advice = {
  steps: [
    'Look for a slice, map or buffer that is only ever appended to: give it a bound, or start it anew now and then (a map keeps its tables after delete; only a new map gives them back).',
    'Where a small part of something large is kept, keep a copy of the part (bytes.Clone, slices.Clone, strings.Clone).',
  ],
  fix: sketch(
    'Begin a new one when most of it is gone.',
    ' delete(s.open, id)',
    '+if len(s.open) < s.peak/4 {',
    '+\ts.open = maps.Clone(s.open) // the old tables go with the old map',
    '+\ts.peak = len(s.open)',
    '+}',
  ),
};

const POOL_ADVICE: Advice = {
  steps: [
    'Do not put a buffer back that has become large: the pool keeps it at its largest size, for the smallest of uses.',
    'Keep a pool for each class of sizes where sizes differ much.',
  ],
  fix: sketch(
    'Leave large buffers to the collector.',
    ' func release(b *bytes.Buffer) {',
    '+\tif b.Cap() > 64<<10 {',
    '+\t\treturn',
    '+\t}',
    ' \tb.Reset()',
    ' \tpool.Put(b)',
    ' }',
  ),
};

function growsInPlace(
  series: HeapSeries,
  { objects, sampled, bytes }: HeapSite,
  { trend, from, to, real }: Growth,
): boolean {
  const last = objects.length - 1;
  if (!real || trend.shape !== 'growing' || from <= 0 || objects[0] <= 0) return false;
  if (to - from < Math.max(LARGE, LARGE_SHARE * series.total[series.total.length - 1])) return false;
  // One sampled object more or less must not decide: objects this large are all sampled.
  if (sampled[last] < 0.5 * objects[last]) return false;
  return objects[last] <= AS_MANY * objects[0] && bytes[last] / objects[last] >= LARGER * (bytes[0] / objects[0]);
}

function inPlace(context: RuleContext, series: HeapSeries, site: HeapSite, growth: Growth): Finding {
  const last = site.bytes.length - 1;
  const ref = siteRef(series, site);
  const where = ref === null ? '?' : place(ref);
  const count = Math.round(site.objects[last]);
  const objects = count === 1 ? 'One object' : `${formatCount(count)} objects`;
  return heapFinding(context, series, site, {
    rule: pinnedMemory.id,
    tier: 'suspect',
    title: `${objects} allocated at ${where} ${count === 1 ? 'grows' : 'grow'} in place: ${formatBytes(growth.from)} → ${formatBytes(growth.to)} over ${formatCount(series.profiles.length)} profiles.`,
    summary: `${formatBytes(site.bytes[last])} in ${count === 1 ? 'one object' : `${formatCount(count)} objects`} that ${count === 1 ? 'grows' : 'grow'}`,
    count,
    countPerMinute: null,
    bytes: site.bytes[last],
    evidence: [
      ...seriesEvidence(series, site, growth),
      statement(
        `The number of objects stays (${formatCount(site.objects[0])}, now ${formatCount(count)}) while each becomes larger (${formatBytes(site.bytes[0] / site.objects[0])}, now ${formatBytes(site.bytes[last] / site.objects[last])}): a slice, map or buffer that is only added to; as to its shape, ${shapeReason(growth.trend)}.`,
      ),
      ...limitEvidence(context, growth.bytesPerMinute),
    ],
    certainty:
      'The length of the structure (len) beside its size: many entries are a cache without a bound, few are memory that was never given back.',
    advice: IN_PLACE_ADVICE,
  });
}

function isGiantOfPool(series: HeapSeries, { category, bytes, objects }: HeapSite): boolean {
  const last = bytes.length - 1;
  return (
    category === 'pool' &&
    bytes[last] >= Math.max(POOL_BYTES, POOL_SHARE * series.total[series.total.length - 1]) &&
    bytes[last] >= POOL_OBJECT * objects[last]
  );
}

function giant(context: RuleContext, series: HeapSeries, site: HeapSite): Finding {
  const last = site.bytes.length - 1;
  const ref = siteRef(series, site);
  const bytes = site.bytes[last];
  const objects = Math.max(1, Math.round(site.objects[last]));
  return heapFinding(context, series, site, {
    rule: pinnedMemory.id,
    tier: 'info',
    title: `A sync.Pool holds or has lent ${formatCount(objects)} objects of ${formatBytes(bytes / objects)} each, made at ${ref === null ? '?' : place(ref)}: ${formatBytes(bytes)}.`,
    summary: `${formatBytes(bytes)} in objects of a pool`,
    count: objects,
    countPerMinute: null,
    bytes,
    evidence: [
      flameEvidence(
        series,
        site,
        `Made below (*Pool).Get in ${shortName(ref?.function ?? '')}: ${formatBytes(bytes)}, ${formatShare(bytes, series.total[last])} of the heap.`,
      ),
      statement('A pool keeps an object at the largest size it ever had, until two collections pass without its use.'),
    ],
    certainty: 'The sizes that are needed, against the sizes that are held: a histogram of len at Put.',
    advice: POOL_ADVICE,
  });
}
