import { describe, expect, it } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import { openFiles } from '../../support/engine';
import { capturePath } from '../../support/fixtures';

const heap = (name: string): string => capturePath(['heapseries', 'go1.27', `heap.${name}.pb.gz`].join('/'));
const heaps = openFiles(heap('leak1'), heap('leak8'));

describe('two captures beside each other', () => {
  it('adds up every sample type of both, with the error of sampling', async () => {
    const { ask } = await heaps;
    const { totals } = await ask('compare', { base: 0, capture: 1 });
    expect(totals.map(({ type }) => type)).toEqual(['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space']);
    for (const [at, total] of totals.entries()) {
      const params = { base: 0, capture: 1, sampleType: at, filter: NO_FILTER, normalize: false } as const;
      const diff = await ask('diff', { ...params, sort: 'flat', offset: 0, limit: 1 });
      expect([total.base, total.new]).toEqual([diff.base.total, diff.new.total]);
      expect(total.error).toBeGreaterThan(0);
    }
  });

  it('tells findings apart by their id: swapped, what is new is gone', async () => {
    const dumps = await openFiles(
      capturePath('series/go1.22/goroutine.1.pb.gz'),
      capturePath('series/go1.22/goroutine.3.pb.gz'),
    );
    const ids = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id).sort();
    const there = (await dumps.ask('compare', { base: 0, capture: 1 })).findings;
    const back = (await dumps.ask('compare', { base: 1, capture: 0 })).findings;
    expect(there.new.length + there.gone.length + there.same.length).toBeGreaterThan(0);
    expect(ids(there.new)).toEqual(ids(back.gone));
    expect(ids(there.gone)).toEqual(ids(back.new));
    expect(ids(there.same)).toEqual(ids(back.same));
    for (const finding of there.same)
      expect(back.same).toContainEqual({
        ...finding,
        base: finding.new,
        new: finding.base,
        summary: expect.any(String) as string,
        title: expect.any(String) as string,
      });
  });

  it('has the last value of every metric that both have as one number', async () => {
    const shop = (n: number): string => capturePath(['metrics-shop', `prometheus.${n}.txt`].join('/'));
    const { ask } = await openFiles(shop(1), shop(4));
    const { metrics } = await ask('compare', { base: 0, capture: 1 });
    expect(metrics.find(({ metric }) => metric === 'go:goroutines')).toMatchObject({ base: 24, new: 84, unit: '' });
  });

  it('refuses to compare a capture with itself', async () => {
    expect((await (await heaps).refusal('compare', { base: 1, capture: 1 })).code).toBe('bad-params');
  });

  it('orders a difference by each column, both ways', async () => {
    const { ask } = await heaps;
    const rows = async (column: 'base' | 'new' | 'share' | 'function', ascending: boolean) =>
      (
        await ask('diff', {
          ...{ base: 0, capture: 1, sampleType: 3, filter: NO_FILTER, normalize: false, sort: 'cum' },
          ...{ column, ascending, offset: 0, limit: 10_000 },
        })
      ).rows;
    const falling = (values: readonly number[]): boolean => values.every((v, i) => i === 0 || v <= values[i - 1]);
    expect(falling((await rows('base', false)).map(({ cum }) => cum.base))).toBe(true);
    expect(falling((await rows('new', true)).map(({ cum }) => cum.new).reverse())).toBe(true);
    const shares = (await rows('share', false)).map(({ cum }) =>
      cum.base === 0 ? (cum.new === 0 ? 0 : Infinity) : cum.delta / cum.base,
    );
    expect(falling(shares)).toBe(true);
    const names = (await rows('function', true)).map((row) => row.function);
    expect(names).toEqual([...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  });
});
