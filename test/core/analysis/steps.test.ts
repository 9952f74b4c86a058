import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { groupsInSteps } from '@core/analysis/group';
import { locksInSteps } from '@core/analysis/locks';
import { sitesInSteps } from '@core/analysis/site';
import { Cancelled, throwIfCancelled } from '@core/base/cancel';
import { finishSteps, type Steps } from '@core/base/steps';
import { judgeInSteps } from '@core/rules/run';
import { manyGoroutines } from '../../support/stacks';

const LOCKS = { leaf: 'sync.(*Mutex).Lock:90', operation: 'mutex lock' } as const;

function stepsOf(steps: Steps<unknown>): number {
  let count = 0;
  finishSteps(steps, () => count++);
  return count;
}

/** Steps of both sizes: what is done between two looks at the cancel flag must not grow with the capture. */
function grows(work: (rows: number) => Steps<unknown>): { readonly more: number } {
  return { more: stepsOf(work(200_000)) - stepsOf(work(50_000)) };
}

// On a machine of 2026 a million rows of stacks, or a hundred thousand goroutines, are some ten milliseconds.
describe('between two pauses', () => {
  it('sites look at a million rows of the stack table at most', () => {
    const of = (rows: number) => {
      const [analysis] = analyse([manyGoroutines(rows, rows)]);
      return sitesInSteps(analysis.capture, analysis.origins);
    };
    // Two rows a goroutine.
    expect(stepsOf(of(600_000)) - stepsOf(of(10))).toBeGreaterThanOrEqual(1);
  });

  it('groups look at 131,072 goroutines at most', () => {
    const { more } = grows((rows) => {
      const [{ capture, sites }] = analyse([manyGoroutines(rows, rows)]);
      return groupsInSteps(capture, sites, 'site', null);
    });
    // Keys, then columns.
    expect(more).toBeGreaterThanOrEqual(2 * Math.floor(150_000 / 131_072));
  });

  it('locks look at 32,768 goroutines at most', () => {
    const { more } = grows((rows) => locksInSteps(manyGoroutines(rows, rows, LOCKS)));
    // Gathered, joined and told apart by their lines.
    expect(more).toBeGreaterThanOrEqual(3 * Math.floor(150_000 / 32_768));
  });

  it('judging has its own, and all of the above', () => {
    const { more } = grows((rows) => judgeInSteps(analyse([manyGoroutines(rows, rows, LOCKS)])));
    expect(more).toBeGreaterThanOrEqual(4 + 3 * Math.floor(150_000 / 32_768));
  });
});

it('a cancel ends locks at the next pause, and nothing half-made stays', () => {
  const [analysis] = analyse([manyGoroutines(200_000, 200_000, LOCKS)]);
  const abort = new AbortController();
  let looks = 0;
  const look = (): void => {
    if (++looks === 5) abort.abort();
    throwIfCancelled(abort.signal);
  };
  expect(() => finishSteps(analysis.prepareLocks(), look)).toThrow(Cancelled);
  expect(looks).toBe(5);
  // Whoever asks afterwards gets all of it.
  const [{ locks }] = analyse([analysis.capture]);
  expect(analysis.locks.locks).toEqual(locks.locks);
  expect(analysis.locks.locks[0].waiting).toBe(200_000);
});
