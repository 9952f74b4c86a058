import type { TimeRange } from '@core/api/trace';

const NBSP = '\u00a0';
const UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const;

/** A moment of a trace as `+1.840 s`: in the unit of the span it is shown in, as fine as `stepNs`. */
export function momentText(atNs: number, spanNs: number, stepNs: number): string {
  const [unit, size] = UNITS.find(([, ns]) => spanNs >= ns) ?? UNITS[3];
  const decimals = Math.max(0, Math.min(9, Math.ceil(Math.log10(size / Math.max(1, stepNs)) - 1e-9)));
  return `+${(atNs / size).toFixed(decimals)}${NBSP}${unit}`;
}

/** `+1.84 – +1.92 s`. */
export function rangeText({ fromNs, toNs }: TimeRange): string {
  const step = Math.max(1, (toNs - fromNs) / 30);
  const to = momentText(toNs, toNs, step);
  return `${momentText(fromNs, toNs, step).split(NBSP)[0] ?? ''} – ${to}`;
}

/** A step of 1, 2 or 5 times a power of ten that leaves at least `least` px between ticks. */
function tickStep(spanNs: number, width: number, least: number): number {
  const wanted = (spanNs * least) / Math.max(1, width);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)));
  return ([1, 2, 5].find((factor) => factor * power >= wanted) ?? 10) * power;
}

export interface Tick {
  readonly x: number;
  readonly label: string;
}

/** Round moments of a range, with the pixel each stands at. */
export function timeTicks({ fromNs, toNs }: TimeRange, width: number): readonly Tick[] {
  const span = toNs - fromNs;
  if (span <= 0 || width <= 0) return [];
  const step = tickStep(span, width, 96);
  const ticks: Tick[] = [];
  for (let n = Math.ceil(fromNs / step); n * step <= toNs; n++) {
    const at = n * step;
    ticks.push({ x: ((at - fromNs) / span) * width, label: momentText(at, toNs, step) });
  }
  return ticks;
}

/** The part of `whole` around `at` that is `factor` times as long as `shown`; null where that is all of it. */
export function zoomed(whole: TimeRange, shown: TimeRange, at: number, factor: number): TimeRange | null {
  const span = Math.max(100, (shown.toNs - shown.fromNs) * factor);
  if (span >= whole.toNs - whole.fromNs) return null;
  const share = (at - shown.fromNs) / Math.max(1, shown.toNs - shown.fromNs);
  const fromNs = Math.round(Math.min(Math.max(whole.fromNs, at - share * span), whole.toNs - span));
  return { fromNs, toNs: Math.round(fromNs + span) };
}

/** `shown` moved by a share of its length, kept inside `whole`. */
export function panned(whole: TimeRange, shown: TimeRange, share: number): TimeRange {
  const span = shown.toNs - shown.fromNs;
  const fromNs = Math.round(Math.min(Math.max(whole.fromNs, shown.fromNs + share * span), whole.toNs - span));
  return { fromNs, toNs: fromNs + span };
}
