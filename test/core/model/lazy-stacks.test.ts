import { expect, test, vi } from 'vitest';
import { lazyStacks, type GrownStacks } from '@core/model/lazy-stacks';
import { StackBuilder } from '@core/model/stack-builder';
import type { StackRuns } from '@core/model/tables';

const RUNS: StackRuns = {
  start: Uint32Array.of(0, 2, 3),
  location: Uint16Array.of(1, 0, 0),
  frameStart: Uint32Array.of(0, 1, 2),
  frame: Uint32Array.of(0, 1),
};
function grow(): GrownStacks {
  const builder = new StackBuilder();
  const stack = Uint32Array.of(builder.child(builder.child(0, 0), 1), builder.child(0, 0));
  return { table: builder.finish(), stack };
}

test.each<[string, (lazy: ReturnType<typeof lazyStacks>) => unknown]>([
  ['count', ({ table }) => table.count],
  ['prefix', ({ table }) => table.prefix],
  ['frame', ({ table }) => table.frame],
  ['depth', ({ table }) => table.depth],
  ['stack of the samples', (lazy) => lazy.stack()],
])('are grown once, when first read: %s', (_, read) => {
  const growing = vi.fn(grow);
  const lazy = lazyStacks(RUNS, growing);
  expect(lazy.table.runs).toBe(RUNS);
  expect(growing).not.toHaveBeenCalled();
  read(lazy);
  expect(growing).toHaveBeenCalledExactlyOnceWith(RUNS);
  expect(lazy.table.runs).toBeNull();
  read(lazy);
  expect(growing).toHaveBeenCalledOnce();
  expect([...lazy.table.prefix]).toEqual([0, 0, 1]);
  expect([...lazy.table.frame]).toEqual([0, 0, 1]);
  expect([...lazy.table.depth]).toEqual([0, 1, 2]);
  expect([...lazy.stack()]).toEqual([2, 1]);
});

test('a copy has all columns and no runs', () => {
  const copy = { ...lazyStacks(RUNS, grow).table };
  expect(copy.runs).toBeNull();
  expect(copy.count).toBe(3);
  expect(copy.prefix).toHaveLength(3);
});
