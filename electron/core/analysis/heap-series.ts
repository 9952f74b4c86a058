import { GrowableColumn } from '@core/base/columns';
import { baseName } from '@core/base/go-name';
import type { Capture } from '@core/model/tables';
import type { Analyses } from './analyses';
import { orderByTime } from './trend';

/** Allocations of one place over the heap profiles of one process. Columns have an entry a profile, in the order of the series. */
export interface HeapSite {
  /** Function, file and line, and the category: equal in every capture of a program. */
  readonly key: string;
  readonly category: string;
  /** FrameId in the last profile, and the sample of its heaviest stack that counts for this place. */
  readonly frame: number;
  readonly sample: number;
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

/** Which frame of its stack a sample of objects of so many bytes counts for, and as what; null = for none. */
export interface PlaceOf {
  (sample: number, size: number): { readonly frame: number; readonly category: string } | null;
}

/** Only a hundred places can hold a hundredth of the heap each; contexts and timers are small and more. */
const MOST_SITES = 1000;
/** All that was ever allocated only grows; what is below this share of the profile before is of another process. */
const SAME_PROCESS = 0.9;

/** How many heap profiles of the document are of its last process. */
export function heapProfiles(analyses: readonly Analyses[]): number {
  return profilesOf(analyses).profiles.length;
}

/** Null where no sample counts: then nobody looks at them. */
type Places = (analysis: Analyses) => PlaceOf | null;
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
      const largest = [...found.places].sort((a, b) => b.bytes - a.bytes).slice(0, MOST_SITES);
      for (const place of largest) if (place.bytes > 0) sites.set(place.key, emptySite(place, n));
    }
    for (const place of found.places) {
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

function emptySite({ key, category, frame, sample }: Place, n: number): HeapSite {
  const column = (): Float64Array => new Float64Array(n);
  return {
    key,
    category,
    frame,
    sample,
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
  readonly sample: number;
  readonly bytes: number;
  readonly objects: number;
  readonly sampled: number;
  readonly variance: number;
  readonly allocBytes: number;
  readonly allocObjects: number;
}

/** Sums of a place, side by side: a line of the processor's cache, as samples come in any order of a hundred thousand places. */
const SUMS = 8;
const [BYTES, OBJECTS, SAMPLED, VARIANCE, ALLOC_BYTES, ALLOC_OBJECTS, HEAVIEST, SAMPLE] = Array(SUMS).keys();

/** Places by name, and what they are summed up to. */
class PlaceSums {
  readonly #capture: Capture;
  readonly #numbers = new Map<string, number>();
  readonly #named: Pick<Place, 'key' | 'category' | 'frame'>[] = [];
  /** By category: numbers of places by frame, from 1. */
  readonly #byFrame = new Map<string, Uint32Array>();
  readonly sums = new GrowableColumn(Float64Array, 1024 * SUMS);

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** Where in `sums` those of a place begin; a new one is first met in `sample`. */
  at(frame: number, category: string, sample: number): number {
    let ofCategory = this.#byFrame.get(category);
    if (ofCategory === undefined)
      this.#byFrame.set(category, (ofCategory = new Uint32Array(this.#capture.frames.count)));
    if (ofCategory[frame] === 0) ofCategory[frame] = this.#number(frame, category, sample) + 1;
    return (ofCategory[frame] - 1) * SUMS;
  }

  #number(frame: number, category: string, sample: number): number {
    const { frames, functions, strings } = this.#capture;
    const func = frames.func[frame];
    const file = baseName(strings.get(functions.file[func]));
    const key = `${category}\0${strings.get(functions.name[func])}\0${file}:${frames.line[frame]}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      this.#numbers.set(key, (number = this.#named.push({ key, category, frame }) - 1));
      for (let sum = 0; sum < SUMS; sum++) this.sums.push(sum === SAMPLE ? sample : 0);
    }
    return number;
  }

  places(): Place[] {
    const sums = this.sums.data;
    return this.#named.map((named, number): Place => {
      const at = number * SUMS;
      return {
        ...named,
        sample: sums[at + SAMPLE],
        bytes: sums[at + BYTES],
        objects: sums[at + OBJECTS],
        sampled: sums[at + SAMPLED],
        variance: sums[at + VARIANCE],
        allocBytes: sums[at + ALLOC_BYTES],
        allocObjects: sums[at + ALLOC_OBJECTS],
      };
    });
  }
}

function placesIn(
  analysis: Analyses,
  placeOf: PlaceOf | null,
): { readonly places: readonly Place[]; readonly total: number } {
  const { samples } = analysis.capture;
  const bytes = column(analysis, 'inuse_space');
  const objects = column(analysis, 'inuse_objects');
  const allocBytes = column(analysis, 'alloc_space');
  const allocObjects = column(analysis, 'alloc_objects');
  if (placeOf === null) return { places: [], total: bytes === null ? 0 : sum(bytes) };
  const rate = samples.period;
  const found = new PlaceSums(analysis.capture);
  let total = 0;
  for (let s = 0; s < samples.count; s++) {
    const held = bytes?.[s] ?? 0;
    total += held;
    const count = objects?.[s] ?? 0;
    const size = count > 0 ? held / count : (allocBytes?.[s] ?? 0) / (allocObjects?.[s] ?? 1);
    const place = placeOf(s, size);
    if (place === null) continue;
    const at = found.at(place.frame, place.category, s);
    const sums = found.sums.data;
    sums[at + ALLOC_BYTES] += allocBytes?.[s] ?? NaN;
    sums[at + ALLOC_OBJECTS] += allocObjects?.[s] ?? NaN;
    sums[at + BYTES] += held;
    sums[at + OBJECTS] += count;
    const { sampled, variance } = samplingOf(count, held, rate);
    sums[at + SAMPLED] += sampled;
    sums[at + VARIANCE] += variance;
    if (held <= sums[at + HEAVIEST]) continue;
    sums[at + HEAVIEST] = held;
    sums[at + SAMPLE] = s;
  }
  return { places: found.places(), total };
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
