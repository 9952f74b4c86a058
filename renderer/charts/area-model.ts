/** One area of a stack of them. */
export interface Area {
  readonly name: string;
  /** Custom property of its colour, `--own1`. */
  readonly token: string;
  /** One value a moment; NaN is not known. */
  readonly values: Float64Array;
}

/** A line over the areas, on moments of its own. */
export interface Overlay {
  readonly name: string;
  readonly token: string;
  readonly dash: 'solid' | 'dashed';
  readonly t: readonly number[];
  readonly v: readonly number[];
}

/** Areas that add up, from the ground: first area lowest. */
export interface AreaModel {
  readonly unit: string;
  readonly clock: 'time' | 'order';
  /** Ascending: ms since the epoch, or 0, 1, 2 …. */
  readonly times: readonly number[];
  readonly areas: readonly Area[];
  readonly overlays: readonly Overlay[];
  /** A ceiling, `GOMEMLIMIT`; null without one. */
  readonly limit: number | null;
  /** Moments of GC cycles. */
  readonly gc: readonly number[];
}

/** px around the plot; the overlay of the view counts with them. */
export const AREA_GRID = { left: 76, right: 16, top: 22, bottom: 40 };

/** Places after which nothing was captured for more than 2.5 times the usual distance: what lies between is blank. */
export function gapsAfter(times: readonly number[], clock: AreaModel['clock']): readonly number[] {
  if (clock === 'order' || times.length < 4) return [];
  const steps = times.slice(1).map((t, i) => t - (times[i] ?? t));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return steps.flatMap((step, i) => (usual > 0 && step > 2.5 * usual ? [i] : []));
}

/** Upper edge of each area at each moment, lowest area first. */
export function stackAreas(areas: readonly Area[], moments: number): readonly Float64Array[] {
  const sum = new Float64Array(moments);
  return areas.map(({ values }) => {
    for (let i = 0; i < moments; i++) sum[i] = (sum[i] ?? 0) + (values[i] ?? 0);
    return sum.slice();
  });
}

/** Sum of all areas at a moment. */
export function totalAt(areas: readonly Area[], at: number): number {
  return areas.reduce((sum, { values }) => sum + (values[at] ?? 0), 0);
}

/** The area that holds `value` at a moment: what lies under the pointer. */
export function areaAt(areas: readonly Area[], at: number, value: number): Area | null {
  let edge = 0;
  if (value < 0) return null;
  for (const area of areas) {
    edge += area.values[at] ?? 0;
    if (value <= edge) return area;
  }
  return null;
}

/** The moment nearest to a time; −1 without any. */
export function nearest(times: readonly number[], t: number): number {
  let best = -1;
  times.forEach((time, i) => {
    if (best < 0 || Math.abs(time - t) < Math.abs((times[best] ?? 0) - t)) best = i;
  });
  return best;
}

/** Moments at which a count of cycles rose, one for each cycle as far as scrapes tell: spread over the time between them. */
export function cyclesFrom(t: readonly number[], count: readonly number[], most: number): readonly number[] {
  const found: number[] = [];
  for (let i = 1; i < t.length; i++) {
    const [from, to] = [t[i - 1] ?? 0, t[i] ?? 0];
    const cycles = Math.min(most, (count[i] ?? 0) - (count[i - 1] ?? 0));
    for (let n = 1; n <= cycles; n++) found.push(from + ((to - from) * n) / cycles);
  }
  return found;
}
