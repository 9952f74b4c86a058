import { baseName } from '@core/base/go-name';
import type { Analyses } from './analyses';
import { orderByTime } from './trend';

/** Allocations of one place over the heap profiles of one process. Columns have an entry a profile, in the order of the series. */
export interface HeapSite {
  /** Function, file and line, and the category: equal in every capture of a program. */
  readonly key: string;
  readonly category: string;
  /** FrameId in the last profile, and its heaviest stack that counts for this place. */
  readonly frame: number;
  readonly stack: number;
  readonly bytes: Float64Array;
  readonly objects: Float64Array;
  /** Standard deviation of `bytes` by sampling; 0 where every allocation was recorded. */
  readonly deviation: Float64Array;
  /** Objects that were sampled, of which `objects` is the estimate. */
  readonly sampled: Float64Array;
  /** Since the start of the process; NaN where a profile has no such column. */
  readonly allocBytes: Float64Array;
  readonly allocObjects: Float64Array;
}

/** Heap profiles of one process, ordered. */
export interface HeapSeries {
  /** Index in the document and analysis of each profile. */
  readonly profiles: readonly { readonly index: number; readonly analysis: Analyses }[];
  /** Minutes since the first where `timed`, else 0, 1, 2 … */
  readonly times: Float64Array;
  readonly timed: boolean;
  /** All bytes in use, places that are not listed included. */
  readonly total: Float64Array;
  /** All bytes allocated since the start of the process; NaN where a profile has no such column. */
  readonly allocated: Float64Array;
  /** Places that hold something in the last profile, at most `MOST_SITES`, the largest first. */
  readonly sites: readonly HeapSite[];
}

/** Which frame of a stack an allocation of objects of so many bytes counts for, and as what; null = for none. */
export interface PlaceOf {
  (stack: number, size: number): { readonly frame: number; readonly category: string } | null;
}

/** Only a hundred places can hold a hundredth of the heap each; contexts and timers are small and more. */
const MOST_SITES = 1000;
/** All that was ever allocated only grows; what is below this share of the profile before is of another process. */
const SAME_PROCESS = 0.9;

/** How many heap profiles of the document are of its last process. */
export function heapProfiles(analyses: readonly Analyses[]): number {
  return profilesOf(analyses).profiles.length;
}

type Places = (analysis: Analyses) => PlaceOf;
const known = new WeakMap<readonly Analyses[], Map<Places, HeapSeries | null>>();

/** Null without a heap profile. `places` says of a capture what its stacks count for. Worked out once per document and `places`. */
export function heapSeries(analyses: readonly Analyses[], places: Places): HeapSeries | null {
  let made = known.get(analyses);
  if (made === undefined) known.set(analyses, (made = new Map<Places, HeapSeries | null>()));
  let series = made.get(places);
  if (series === undefined) made.set(places, (series = makeSeries(analyses, places)));
  return series;
}

function makeSeries(analyses: readonly Analyses[], places: Places): HeapSeries | null {
  const { profiles, times, timed } = profilesOf(analyses);
  if (profiles.length === 0) return null;
  const n = profiles.length;
  const total = new Float64Array(n);
  const allocated = Float64Array.from(profiles, ({ analysis }) => sum(column(analysis, 'alloc_space')));
  const sites = new Map<string, HeapSite>();
  // From the last: only what it has is followed.
  for (let at = n - 1; at >= 0; at--) {
    const found = placesIn(profiles[at].analysis, places(profiles[at].analysis));
    total[at] = found.total;
    if (at === n - 1) {
      const largest = [...found.places.values()].sort((a, b) => b.bytes - a.bytes).slice(0, MOST_SITES);
      for (const place of largest) if (place.bytes > 0) sites.set(place.key, emptySite(place, n));
    }
    for (const place of found.places.values()) {
      const site = sites.get(place.key);
      if (site === undefined) continue;
      site.bytes[at] = place.bytes;
      site.objects[at] = place.objects;
      site.sampled[at] = place.sampled;
      site.deviation[at] = Math.sqrt(place.variance);
      site.allocBytes[at] = place.allocBytes;
      site.allocObjects[at] = place.allocObjects;
    }
  }
  return { profiles, times, timed, total, allocated, sites: [...sites.values()] };
}

function emptySite({ key, category, frame, stack }: Place, n: number): HeapSite {
  const column = (): Float64Array => new Float64Array(n);
  return {
    key,
    category,
    frame,
    stack,
    bytes: column(),
    objects: column(),
    deviation: column(),
    sampled: column(),
    allocBytes: column(),
    allocObjects: column(),
  };
}

type Profiles = Pick<HeapSeries, 'profiles' | 'times' | 'timed'>;

/** The heap profiles of the last process in order; `allocs` profiles, which have the same columns, where there are no others. */
function profilesOf(analyses: readonly Analyses[]): Profiles {
  const all = analyses.map((analysis, index) => ({ analysis, index }));
  const lastOther = all.map(({ analysis }) => analysis.capture.otherProcess).lastIndexOf(true);
  const mine = all.slice(Math.max(0, lastOther)).filter(({ analysis }) => column(analysis, 'inuse_space') !== null);
  const heaps = mine.filter(({ analysis }) => analysis.capture.kind === 'heap');
  const given = heaps.length > 0 ? heaps : mine;
  const { order, times, timed } = orderByTime(given.map(({ analysis }) => analysis.capture));
  let from = 0;
  let before = 0;
  order.forEach((index, at) => {
    const allocated = sum(column(given[index].analysis, 'alloc_space'));
    if (allocated < SAME_PROCESS * before) from = at;
    before = allocated;
  });
  return {
    profiles: order.slice(from).map((index) => given[index]),
    times: times.slice(from).map((time) => time - times[from]),
    timed: timed && order.length - from > 1,
  };
}

function column({ capture: { samples } }: Analyses, type: string): Float64Array | null {
  return samples.values[samples.types.findIndex((one) => one.type === type)] ?? null;
}

/** NaN of no column. */
function sum(values: Float64Array | null): number {
  return values === null ? NaN : values.reduce((all, value) => all + value, 0);
}

interface Place {
  readonly key: string;
  readonly category: string;
  readonly frame: number;
  stack: number;
  heaviest: number;
  bytes: number;
  objects: number;
  sampled: number;
  variance: number;
  allocBytes: number;
  allocObjects: number;
}

function placesIn(
  analysis: Analyses,
  placeOf: PlaceOf,
): { readonly places: ReadonlyMap<string, Place>; readonly total: number } {
  const { capture } = analysis;
  const { samples, frames, functions, strings } = capture;
  const bytes = column(analysis, 'inuse_space');
  const objects = column(analysis, 'inuse_objects');
  const allocBytes = column(analysis, 'alloc_space');
  const allocObjects = column(analysis, 'alloc_objects');
  const rate = samples.period;
  const places = new Map<string, Place>();
  // Numbers of places by frame, from 1.
  const byFrame = new Map<string, Uint32Array>();
  const listed: Place[] = [];
  let total = 0;
  for (let s = 0; s < samples.count; s++) {
    const held = bytes?.[s] ?? 0;
    total += held;
    const stack = samples.stack[s];
    const count = objects?.[s] ?? 0;
    const size = count > 0 ? held / count : (allocBytes?.[s] ?? 0) / (allocObjects?.[s] ?? 1);
    const found = placeOf(stack, size);
    if (found === null) continue;
    const { frame, category } = found;
    let ofCategory = byFrame.get(category);
    if (ofCategory === undefined) byFrame.set(category, (ofCategory = new Uint32Array(frames.count)));
    let place = listed[ofCategory[frame] - 1];
    if (ofCategory[frame] === 0) {
      const func = frames.func[frame];
      const file = baseName(strings.get(functions.file[func]));
      const key = `${category}\0${strings.get(functions.name[func])}\0${file}:${frames.line[frame]}`;
      place = places.get(key) ?? newPlace(key, category, frame, stack);
      places.set(key, place);
      ofCategory[frame] = listed.push(place);
    }
    const { sampled, variance } = samplingOf(count, held, rate);
    place.bytes += held;
    place.objects += count;
    place.sampled += sampled;
    place.variance += variance;
    place.allocBytes += allocBytes?.[s] ?? NaN;
    place.allocObjects += allocObjects?.[s] ?? NaN;
    if (held > place.heaviest) {
      place.heaviest = held;
      place.stack = stack;
    }
  }
  return { places, total };
}

function newPlace(key: string, category: string, frame: number, stack: number): Place {
  const none = { bytes: 0, objects: 0, sampled: 0, variance: 0, allocBytes: 0, allocObjects: 0 };
  return { key, category, frame, stack, heaviest: 0, ...none };
}

/**
 * How sure an estimate is. The profiler records an object of size b with the chance p = 1 − e^(−b/rate) and profiles hold counts already
 * divided by p (runtime/pprof, scaleHeapSample), so k = count·p objects were seen and the count has the variance k·(1 − p)/p².
 */
export function samplingOf(count: number, bytes: number, rate: number): { sampled: number; variance: number } {
  if (count <= 0 || bytes <= 0 || rate <= 1) return { sampled: Math.max(0, count), variance: 0 };
  const size = bytes / count;
  const chance = -Math.expm1(-size / rate);
  const sampled = count * chance;
  return { sampled, variance: (size * size * sampled * (1 - chance)) / (chance * chance) };
}
