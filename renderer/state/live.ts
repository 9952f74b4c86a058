import { create } from 'zustand';

/** What the Live view shows of one document. Nothing of it is worth undoing. */
export interface LiveShown {
  /** What the tracks span while they follow the clock, ms. */
  readonly spanMs: number;
  /** The moment the cursor stands at, ms since the epoch; null = the newest. */
  readonly cursorMs: number | null;
  /** A part that was chosen: the tracks stand still on it. Null = they follow. */
  readonly range: { readonly fromMs: number; readonly toMs: number } | null;
  /** The view stands still at this moment while the watch goes on; null = it follows. */
  readonly pausedMs: number | null;
}

export const SPANS_MS = [30_000, 120_000, 600_000, 3_600_000, 21_600_000] as const;
const FIRST: LiveShown = { spanMs: 120_000, cursorMs: null, range: null, pausedMs: null };

/** Up to when the tracks of a document were drawn last; nobody is told of changes. */
const newest = new Map<string, number>();

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
    newest.delete(doc);
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

/** What `live` is asked: a chosen part, the time up to where the view was paused, or what is newest. */
export function rangeParams(shown: LiveShown): {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly spanMs: number;
  readonly cursorMs: number | null;
} {
  const { spanMs, range, pausedMs } = shown;
  const cursorMs = shown.cursorMs ?? pausedMs ?? range?.toMs ?? null;
  if (range !== null) return { ...range, spanMs, cursorMs };
  if (pausedMs !== null) return { fromMs: pausedMs - spanMs, toMs: pausedMs, spanMs, cursorMs };
  return { fromMs: null, toMs: null, spanMs, cursorMs };
}

/** A longer or shorter time in the tracks, which follow again. */
export function stepSpan(doc: string, by: number): void {
  const { spanMs } = liveOf(doc).get();
  const at = SPANS_MS.findIndex((ms) => ms >= spanMs);
  const next = SPANS_MS[Math.min(SPANS_MS.length - 1, Math.max(0, at + Math.sign(by)))] ?? spanMs;
  liveOf(doc).change({ spanMs: next, range: null });
}

/** Remembers up to when the tracks were drawn, for pausing just there. */
export function noteNewest(doc: string, toMs: number): void {
  newest.set(doc, toMs);
}

/** The view stands still where it is, or follows again. */
export function togglePause(doc: string, nowMs: number): void {
  const live = liveOf(doc);
  if (standsStill(live.get())) live.change({ pausedMs: null, range: null });
  else live.change({ pausedMs: newest.get(doc) ?? nowMs });
}
