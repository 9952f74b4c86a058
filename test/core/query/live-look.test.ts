import { describe, expect, it } from 'vitest';
import { engineError } from '@core/api/errors';
import type { Finding } from '@core/api/findings';
import { err, ok, type Result } from '@core/base/result';
import type { EngineError } from '@core/api/errors';
import type { LookProgress } from '@core/base/wire/unreachable';
import type { LookRequest } from '@core/query/live-input';
import { LiveLooks, whomToExplain } from '@core/query/live-look';

const finding = (id: string, more: Partial<Finding> = {}): Finding => ({
  ...{ id, rule: 'abandoned-sender', tier: 'suspect', severity: 'warning', title: '', summary: '', advice: [] },
  ...{ operation: 'chan send', site: null, entry: null, creator: null, count: 3, atLeast: false, series: [] },
  ...{ growthPerMinute: null, bytes: null, goroutines: [7, 8, 9], evidence: [], certainty: '', stack: [], fix: null },
  ...{ affected: null, ...more },
});

/** A process whose looks end when the test says so, on a clock that it sets. */
function looked(byItself = true) {
  let now = 0;
  const asked: {
    readonly request: LookRequest;
    readonly signal: AbortSignal;
    readonly far: (progress: LookProgress) => void;
  }[] = [];
  let settle: (outcome: Result<null, EngineError>) => void = () => undefined;
  let changes = 0;
  const looks = new LiveLooks(byItself, {
    now: () => now,
    look: (request, signal, far) => {
      asked.push({ request, signal, far });
      return new Promise((resolve) => {
        settle = resolve;
        signal.addEventListener('abort', () => resolve(err(engineError('cancelled', 'Cancelled'))), { once: true });
      });
    },
    changed: () => changes++,
  });
  return {
    ...{ looks, asked },
    at: (ms: number) => (now = ms),
    changes: () => changes,
    async done(outcome: Result<null, EngineError> = ok(null)) {
      settle(outcome);
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

describe('a look that nobody asked for', () => {
  it('is made when there is a suspect, and asks about its goroutines', async () => {
    const { looks, asked, at, done, changes } = looked();
    looks.consider([]);
    looks.consider([finding('a', { tier: 'info' }), finding('b', { tier: 'proven' })]);
    looks.consider([finding('c', { operation: 'io wait' }), finding('d', { goroutines: [] })]);
    expect(asked).toEqual([]);
    looks.consider([finding('e')]);
    expect(asked.map(({ request }) => request)).toEqual([{ maxStopMs: null, explain: [7, 8, 9] }]);
    expect(looks.running).toEqual({ what: 'look', forMs: 0, expectedMs: null, far: null });
    looks.consider([finding('f')]);
    expect(asked).toHaveLength(1);
    at(300);
    const far: LookProgress = { phase: 'mark', pass: 2, passes: 3, done: 1, total: 4 };
    asked[0]?.far(far);
    expect(looks.running).toMatchObject({ forMs: 300, far });
    await done();
    expect(looks.running).toBeNull();
    expect(changes()).toBe(3);
  });

  it('comes again early for a suspect that had none, late for one that had, and never takes much of the time', async () => {
    const { looks, asked, at, done } = looked();
    looks.consider([finding('a')]);
    at(100);
    await done();
    at(20_000);
    looks.consider([finding('a')]);
    expect(asked).toHaveLength(1);
    looks.consider([finding('a'), finding('b')]);
    expect(asked).toHaveLength(2);
    at(24_000);
    await done();
    // It took 4 s: 80 s without one.
    at(90_000);
    looks.consider([finding('c')]);
    expect(asked).toHaveLength(2);
    at(24_000 + 80_000);
    looks.consider([finding('c')]);
    expect(asked).toHaveLength(3);
    expect(looks.running).toMatchObject({ expectedMs: 4_000 });
  });

  it('is none where that was not agreed to', () => {
    const { looks, asked } = looked(false);
    looks.consider([finding('a')]);
    expect(asked).toEqual([]);
  });

  it('that is refused says why, and is tried again later', async () => {
    const { looks, asked, at, done } = looked();
    looks.consider([finding('a')]);
    await done(err(engineError('unreadable', 'its Go is not known', { hint: 'Use a newer version' })));
    expect(looks.refused).toBe('its Go is not known. Use a newer version.');
    at(59_000);
    looks.consider([finding('a')]);
    expect(asked).toHaveLength(1);
    at(61_000);
    looks.consider([finding('a')]);
    await done();
    expect([asked.length, looks.refused]).toEqual([2, '']);
  });
});

describe('what the user asks for', () => {
  it('joins a look that runs; a proof waits for it', async () => {
    const { looks, asked, done } = looked();
    looks.consider([finding('a')]);
    const joined = looks.ask(null, null);
    const proof = looks.ask(50, null);
    expect(asked).toHaveLength(1);
    await done();
    expect(await joined).toEqual(ok(null));
    await Promise.resolve();
    expect(asked[1]?.request.maxStopMs).toBe(50);
    expect(looks.running?.what).toBe('proof');
    await done();
    expect(await proof).toEqual(ok(null));
  });

  it('can be ended; then none is begun by itself until another is asked for', async () => {
    const { looks, asked, at, done } = looked();
    looks.consider([finding('a')]);
    await looks.end();
    expect([looks.running, looks.refused, asked[0]?.signal.aborted]).toEqual([null, '', true]);
    at(600_000);
    looks.consider([finding('b')]);
    expect(asked).toHaveLength(1);
    const again = looks.ask(null, null);
    await Promise.resolve();
    await done();
    expect(await again).toEqual(ok(null));
    at(1_200_000);
    looks.consider([finding('c')]);
    expect(asked).toHaveLength(3);
  });

  it('ends with its call', async () => {
    const { looks } = looked(false);
    const controller = new AbortController();
    const proof = looks.ask(250, controller.signal);
    controller.abort();
    expect(await proof).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await looks.ask(null, controller.signal)).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  });
});

describe('whomToExplain', () => {
  it('spreads over the members, suspects first, and keeps to what one look takes', () => {
    const ids = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
    const all = [
      finding('a', { tier: 'strong', goroutines: ids(1000, 100) }),
      finding('b', { goroutines: ids(1, 100) }),
      finding('c', { tier: 'proven', goroutines: [5000] }),
      finding('d', { operation: 'sleep', goroutines: [6000] }),
    ];
    expect(whomToExplain(all)).toEqual([1, 34, 67, 100, 1000, 1033, 1066, 1099]);
    const many = Array.from({ length: 100 }, (_, i) => finding(`f${i}`, { goroutines: ids(i * 100, 100) }));
    expect(whomToExplain(many)).toHaveLength(240);
  });
});
