import { afterEach, describe, expect, it } from 'vitest';
import {
  liveOf,
  noteDrawn,
  rangeParams,
  spanMs,
  standsStill,
  stepSpan,
  togglePause,
  useLiveStore,
} from '../../../renderer/state/live';

const doc = 'd-1';
const live = liveOf(doc);
afterEach(() => useLiveStore.getState().forget(doc));

describe('how much time is shown', () => {
  const of = (lastMs: number) => ({ sinceMs: 0, lastMs });
  it('follows the age of a watch in steps, up to two minutes', () => {
    expect([0, 29_000, 31_000, 61_000, 9e6].map((ms) => spanMs('auto', of(ms)))).toEqual([
      30_000, 30_000, 60_000, 120_000, 120_000,
    ]);
    expect(spanMs('all', of(9e6))).toBe(9e6);
    expect(spanMs('all', of(0))).toBe(1000);
    expect(spanMs(600_000, of(5))).toBe(600_000);
  });
  it('is stepped from what is shown', () => {
    noteDrawn(doc, { sinceMs: 0, lastMs: 45_000, toMs: 45_000 });
    stepSpan(doc, 1);
    expect(live.get().span).toBe(120_000);
    stepSpan(doc, -1);
    stepSpan(doc, -1);
    stepSpan(doc, -1);
    expect(live.get().span).toBe(30_000);
  });
});

describe('standing still', () => {
  it('pauses at what was drawn last, not at the time of the key', () => {
    noteDrawn(doc, { sinceMs: 0, lastMs: 41_000, toMs: 40_000 });
    togglePause(doc, 99_000);
    expect(live.get().pausedMs).toBe(40_000);
    expect(rangeParams(live.get(), 30_000)).toEqual({ fromMs: 10_000, toMs: 40_000, spanMs: 30_000, cursorMs: 40_000 });
    togglePause(doc, 99_000);
    expect(standsStill(live.get())).toBe(false);
    expect(rangeParams(live.get(), 30_000)).toEqual({ fromMs: null, toMs: null, spanMs: 30_000, cursorMs: null });
  });
  it('a chosen part stands still, and going on leaves it', () => {
    live.change({ range: { fromMs: 1000, toMs: 5000 } });
    expect(standsStill(live.get())).toBe(true);
    expect(rangeParams(live.get(), 30_000)).toMatchObject({ fromMs: 1000, toMs: 5000, cursorMs: 5000 });
    togglePause(doc, 9000);
    expect(live.get().range).toBeNull();
  });
  it('the cursor is where it was put, whatever is shown', () => {
    live.change({ cursorMs: 2000, pausedMs: 9000 });
    expect(rangeParams(live.get(), 1000).cursorMs).toBe(2000);
  });
});
