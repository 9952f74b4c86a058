import { create } from 'zustand';

/**
 * How much time the tracks show while they follow the clock, ms. `auto`: as much as there is, up to two minutes; `all`: everything.
 */
export type Span = number | 'auto' | 'all';

/** What the Live view shows of one document. Nothing of it is worth undoing. */
export interface LiveShown {
  readonly span: Span;
  /** The moment the cursor stands at, ms since the epoch; null = the newest. */
  readonly cursorMs: number | null;
  /** A part that was chosen: the tracks stand still on it. Null = they follow. */
  readonly range: { readonly fromMs: number; readonly toMs: number } | null;
  /** The view stands still at this moment while the watch goes on; null = it follows. */
  readonly pausedMs: number | null;
}

export const SPANS_MS = [30_000, 60_000, 120_000, 600_000, 3_600_000, 21_600_000] as const;
const AUTO_MOST_MS = 120_000;
const LEAST_MS = 1000;
const FIRST: LiveShown = { span: 'auto', cursorMs: null, range: null, pausedMs: null };

/** What is known of a document's time: of the drawing there was last. */
export interface Known {
  readonly sinceMs: number;
  readonly lastMs: number;
  /** Up to when the tracks were drawn. */
  readonly toMs: number;
}
/** Nobody is told of changes. */
const known = new Map<string, Known>();

interface LiveStore {
  readonly byDocument: Readonly<Record<string, LiveShown>>;
  readonly change: (doc: string, change: Partial<LiveShown>) => void;
  readonly forget: (doc: string) => void;
}

export const useLiveStore = create<LiveStore>()((set) => ({
  byDocument: {},
  change: (doc, change) =>
    set((s) => ({ byDocument: { ...s.byDocument, [doc]: { ...(s.byDocument[doc] ?? FIRST), ...change } } })),
  forget: (doc) => {
    known.delete(doc);
    set((s) => ({ byDocument: Object.fromEntries(Object.entries(s.byDocument).filter(([id]) => id !== doc)) }));
  },
}));

export function useLiveShown(doc: string): LiveShown {
  return useLiveStore((s) => s.byDocument[doc] ?? FIRST);
}

/** For event handlers. */
export function liveOf(doc: string): {
  readonly get: () => LiveShown;
  readonly change: (change: Partial<LiveShown>) => void;
} {
  const store = useLiveStore.getState;
  return { get: () => store().byDocument[doc] ?? FIRST, change: (change) => store().change(doc, change) };
}

/** Whether the shown moment is another than the newest. */
export function standsStill({ range, pausedMs }: LiveShown): boolean {
  return range !== null || pausedMs !== null;
}

/** Milliseconds that a span stands for, where so much time is known. */
export function spanMs(span: Span, of: Pick<Known, 'sinceMs' | 'lastMs'> | undefined): number {
  if (typeof span === 'number') return span;
  const there = of === undefined ? 0 : of.lastMs - of.sinceMs;
  if (span === 'all') return Math.max(LEAST_MS, there);
  // In steps, so that the clock does not change its scale with every tick.
  return Math.min(AUTO_MOST_MS, SPANS_MS.find((ms) => ms >= there) ?? AUTO_MOST_MS);
}

/** What `live` is asked: a chosen part, the time up to where the view was paused, or what is newest. */
export function rangeParams(
  shown: LiveShown,
  ofSpanMs: number,
): {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly spanMs: number;
  readonly cursorMs: number | null;
} {
  const { range, pausedMs } = shown;
  const cursorMs = shown.cursorMs ?? pausedMs ?? range?.toMs ?? null;
  if (range !== null) return { ...range, spanMs: ofSpanMs, cursorMs };
  if (pausedMs !== null) return { fromMs: pausedMs - ofSpanMs, toMs: pausedMs, spanMs: ofSpanMs, cursorMs };
  return { fromMs: null, toMs: null, spanMs: ofSpanMs, cursorMs };
}

/** A longer or shorter time in the tracks, which follow again. */
export function stepSpan(doc: string, by: number): void {
  const now = spanMs(liveOf(doc).get().span, known.get(doc));
  const next = by > 0 ? SPANS_MS.find((ms) => ms > now) : [...SPANS_MS].reverse().find((ms) => ms < now);
  if (next !== undefined) liveOf(doc).change({ span: next, range: null });
}

/** Remembers what was drawn, for pausing just there. */
export function noteDrawn(doc: string, drawn: Known): void {
  known.set(doc, drawn);
}

/** The view stands still where it is, or follows again. */
export function togglePause(doc: string, nowMs: number): void {
  const live = liveOf(doc);
  if (standsStill(live.get())) live.change({ pausedMs: null, range: null });
  else live.change({ pausedMs: known.get(doc)?.toMs ?? nowMs });
}
