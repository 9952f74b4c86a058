const NBSP = '\u00a0';

/** Tracks of the live view, top to bottom. */
export const LIVE_TRACKS = ['states', 'heap', 'pauses', 'channels', 'scheduler'] as const;
export type LiveTrackId = (typeof LIVE_TRACKS)[number];

export interface TrackBox {
  readonly top: number;
  readonly height: number;
}
export interface LiveLayout {
  readonly boxes: Readonly<Record<LiveTrackId, TrackBox>>;
  /** Rows of channels that have room. */
  readonly channelRows: number;
  /** Where the axis of time begins; everything is `AXIS` taller. */
  readonly axisTop: number;
}

/** px. */
export const AXIS = 24;
export const CHANNEL_TOP = 27;
export const CHANNEL_ROW = 17;
const LEAST: Readonly<Record<LiveTrackId, number>> = {
  states: 228,
  heap: 116,
  pauses: 92,
  channels: 101,
  scheduler: 94,
};
const LEAST_ROWS = 4;
const MOST_ROWS = 8;
/** How what is left over is shared out, once the channels have their rows. */
const SHARE: Readonly<Record<LiveTrackId, number>> = {
  states: 0.5,
  heap: 0.22,
  pauses: 0.13,
  channels: 0,
  scheduler: 0.15,
};

/** Least height of all tracks with the axis; below it they scroll. */
export const LEAST_HEIGHT = LIVE_TRACKS.reduce((sum, id) => sum + LEAST[id], AXIS);

/** Heights depend on the room alone and never on what there is to show: nothing moves when a state or a channel appears. */
export function layoutLive(height: number): LiveLayout {
  let spare = Math.max(0, Math.floor(height) - LEAST_HEIGHT);
  const moreRows = Math.min(MOST_ROWS - LEAST_ROWS, Math.floor(spare / (2 * CHANNEL_ROW)));
  spare -= moreRows * CHANNEL_ROW;
  let top = 0;
  const entries = LIVE_TRACKS.map((id) => {
    const own = LEAST[id] + (id === 'channels' ? moreRows * CHANNEL_ROW : Math.floor(spare * SHARE[id]));
    const box = { top, height: own };
    top += own;
    return [id, box] as const;
  });
  return {
    boxes: Object.fromEntries(entries) as Record<LiveTrackId, TrackBox>,
    channelRows: LEAST_ROWS + moreRows,
    axisTop: top,
  };
}

export interface ValueScale {
  /** What the height of the track stands for. */
  readonly top: number;
  /** Round values to draw a line at, ascending, without 0. */
  readonly ticks: readonly number[];
}

/**
 * A scale with about `lines` round lines that holds `max`. Its top is a multiple of half the distance of two lines, so that it stays where
 * it is while a series grows a little. `base` 1024 rounds in units of memory.
 */
export function valueScale(max: number, lines: 2 | 3 = 3, base: 1000 | 1024 = 1000): ValueScale {
  if (!(max > 0)) return { top: 1, ticks: [] };
  const unit = base ** Math.max(0, Math.floor(Math.log(max) / Math.log(base)));
  const wanted = max / unit / lines;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = unit * power * ([1, 2, 2.5, 5].find((factor) => factor * power >= wanted * 0.8) ?? 10);
  const top = (Math.ceil((max * 1.06) / (step / 2)) * step) / 2;
  const ticks: number[] = [];
  for (let n = 1; n * step <= top * 1.0001; n++) ticks.push(n * step);
  return { top, ticks };
}

/** `2 k`, `400`, `1.5 M`: what stands at a line of counts. */
export function countTick(value: number): string {
  if (value >= 1e6) return `${trimmed(value / 1e6)}${NBSP}M`;
  return value >= 1000 ? `${trimmed(value / 1000)}${NBSP}k` : trimmed(value);
}

/** A number without zeros that say nothing. */
export function trimmed(value: number): string {
  return String(Number(value.toPrecision(3)));
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ...[100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((s) => s * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((m) => m * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((h) => h * HOUR),
];

/** A moment of the clock, local: `15:20:36`; as fine as `stepMs` asks for. */
export function clockText(atMs: number, stepMs = SECOND): string {
  const date = new Date(atMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return stepMs >= SECOND
    ? clock
    : `${clock}.${String(date.getMilliseconds())
        .padStart(3, '0')
        .slice(0, stepMs >= 100 ? 1 : 3)}`;
}

export interface ClockTick {
  readonly x: number;
  readonly label: string;
}

/** Round moments of the local clock in a range, at least `least` px apart. */
export function clockTicks(fromMs: number, toMs: number, width: number, least = 110): readonly ClockTick[] {
  const span = toMs - fromMs;
  if (!(span > 0) || !(width > 0)) return [];
  const step =
    STEPS.find((ms) => (ms / span) * width >= least) ?? Math.ceil((span * least) / width / (24 * HOUR)) * 24 * HOUR;
  // Round by the clock on the wall: zones differ from UTC by other than whole steps.
  const zone = new Date(fromMs).getTimezoneOffset() * MINUTE;
  const ticks: ClockTick[] = [];
  for (let n = Math.ceil((fromMs - zone) / step); n * step + zone <= toMs; n++) {
    const at = n * step + zone;
    ticks.push({ x: ((at - fromMs) / span) * width, label: clockText(at, step) });
  }
  return ticks;
}

/** The last known value at or before a column, not further away than `reach` columns; NaN where there is none. */
export function knownAt(values: Float64Array, column: number, reach: number): number {
  for (let i = Math.min(column, values.length - 1); i >= 0 && i >= column - reach; i--) {
    const value = values[i]!;
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}

/** Largest known value of some series; 0 without any. */
export function largest(series: readonly Float64Array[]): number {
  let max = 0;
  for (const values of series) for (const value of values) if (value > max) max = value;
  return max;
}

/**
 * The order in which states are listed and stacked, by name, largest first. It follows `before`: a state passes the one above it only when
 * it is a quarter larger, so that two that are alike do not change places with every tick. New ones come where their size puts them.
 */
export function steadyOrder(
  before: readonly string[],
  now: readonly { readonly name: string; readonly at: number | null }[],
): readonly string[] {
  const size = new Map(now.map(({ name, at }) => [name, at ?? 0]));
  const order = before.filter((name) => size.has(name));
  const known = new Set(order);
  for (const { name, at } of now) {
    if (known.has(name)) continue;
    const place = order.findIndex((other) => (size.get(other) ?? 0) < (at ?? 0));
    order.splice(place < 0 ? order.length : place, 0, name);
  }
  for (let i = 1; i < order.length; i++) {
    const name = order[i]!;
    const own = size.get(name) ?? 0;
    let to = i;
    while (to > 0 && own > 1.25 * (size.get(order[to - 1]!) ?? 0)) to--;
    if (to < i) {
      order.splice(i, 1);
      order.splice(to, 0, name);
    }
  }
  // What is summed up stays last, whatever its size.
  return [...order.filter((name) => !isRest(name)), ...order.filter(isRest)];
}

const isRest = (name: string): boolean => /(^|:)other$/.test(name);
