import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { costOf, costSentences, processMemory, type ProcessMemory } from '@core/rules/cost';
import { openBytes, openFile } from '../../support/check-import';
import { capturePath } from '../../support/fixtures';

const MIB = 2 ** 20;
const NOTHING: ProcessMemory = { stackEach: null, limits: [] };

async function memoryOf(...texts: readonly string[]): Promise<ProcessMemory> {
  const captures = [];
  for (const text of texts) {
    const opened = await openBytes(new TextEncoder().encode(text));
    if (!opened.ok) throw new Error(opened.error.message);
    captures.push(opened.value);
  }
  return processMemory(analyse(captures));
}

const scrape = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`)
    .join('');

describe('costOf', () => {
  it('is at least 2 KiB of stack a goroutine', () => {
    const cost = costOf(NOTHING, 1000, null);
    expect(cost).toEqual({ bytes: 2_048_000, measured: false, stackEach: 2048, bytesPerMinute: null, limit: null });
    expect(costSentences(cost, 1000)).toEqual([
      'Their stacks hold at least 1.95\u00a0MiB: no stack is below 2\u00a0KiB.',
    ]);
    expect(costSentences(costOf(NOTHING, 1, null), 1)).toEqual([
      'Its stack holds at least 2.00\u00a0KiB: no stack is below 2\u00a0KiB.',
    ]);
  });

  it('grows as the goroutines and what they retain', () => {
    const cost = costOf({ stackEach: 8192, limits: [] }, 1000, 60, 1000 * 1808);
    expect(cost.bytes).toBe(10_000_000);
    expect(cost.bytesPerMinute).toBe(600_000);
    expect(cost.limit).toBeNull();
  });

  it('says when memory ends, at the limit with the least room', () => {
    const limits = [{ what: 'GOMEMLIMIT' as const, bytes: 512 * MIB, held: 392 * MIB }];
    const cost = costOf({ stackEach: 4096, limits }, 1024, 256);
    expect(cost.bytesPerMinute).toBe(MIB);
    expect(cost.limit).toEqual({ bytes: 512 * MIB, minutesAway: 120, what: 'GOMEMLIMIT' });
    expect(costSentences(cost, 1024)[1]).toBe(
      'At 1.00\u00a0MiB a minute GOMEMLIMIT of 512\u00a0MiB is reached in 2\u00a0h\u00a000\u00a0min.',
    );
  });

  it('does not divide what shrinks, stands, or is none', () => {
    const limits = [{ what: 'GOMEMLIMIT' as const, bytes: 100, held: 50 }];
    for (const perMinute of [null, 0, -3]) expect(costOf({ stackEach: 4096, limits }, 10, perMinute).limit).toBeNull();
    expect(costOf({ stackEach: 4096, limits }, 0, 5)).toMatchObject({ bytes: 0, bytesPerMinute: null, limit: null });
    const over = [{ what: 'GOMEMLIMIT' as const, bytes: 100, held: 150 }];
    const cost = costOf({ stackEach: 4096, limits: over }, 10, 1);
    expect(cost.limit?.minutesAway).toBe(0);
    expect(costSentences(cost, 10)[1]).toBe('The process is at GOMEMLIMIT of 100\u00a0B already.');
  });

  it('does not foretell what is further away than a month', () => {
    const limits = [{ what: 'GOMEMLIMIT' as const, bytes: 2 ** 40, held: 0 }];
    expect(costSentences(costOf({ stackEach: 2048, limits }, 10, 0.01), 10)[1]).toMatch(/is more than 30 days away\.$/);
  });
});

describe('processMemory', () => {
  it('of 100 000 parked goroutines and their MemStats: about 2.1 kB of stack each', async () => {
    const captures = await Promise.all(
      ['goroutine.pb.gz', 'heap.debug1.txt'].map((file) => openFile(capturePath(`parked100k/go1.26/${file}`))),
    );
    const { stackEach, limits } = processMemory(analyse(captures));
    expect(stackEach).toBeGreaterThanOrEqual(2048);
    expect(stackEach).toBeLessThan(2300);
    expect(limits).toEqual([]);
  });

  it('GOMEMLIMIT against what is mapped, a container against what is resident', async () => {
    const { limits, stackEach } = await memoryOf(
      scrape({
        go_goroutines: 1000,
        go_memstats_stack_inuse_bytes: 8_192_000,
        go_memstats_sys_bytes: 300 * MIB,
        go_memstats_heap_released_bytes: 100 * MIB,
        go_gc_gomemlimit_bytes: 256 * MIB,
        process_resident_memory_bytes: 250 * MIB,
        container_spec_memory_limit_bytes: 300 * MIB,
      }),
    );
    expect(stackEach).toBe(8192);
    expect(limits).toEqual([
      { what: 'the container’s limit', bytes: 300 * MIB, held: 250 * MIB },
      { what: 'GOMEMLIMIT', bytes: 256 * MIB, held: 200 * MIB },
    ]);
  });

  it('no limit is none', async () => {
    const { limits } = await memoryOf(
      scrape({
        go_memstats_sys_bytes: 300 * MIB,
        go_memstats_heap_released_bytes: 0,
        go_gc_gomemlimit_bytes: 9.223372036854776e18,
        container_spec_memory_limit_bytes: 0,
      }),
    );
    expect(limits).toEqual([]);
  });
});
