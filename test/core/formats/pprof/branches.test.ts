import type { EngineError } from '@core/api/errors';
import type { Result } from '@core/base/result';
import { buffersOf, inlinePool, taskRunner, type Pool, type Tasks } from '@core/formats/pool';
import { pprofFormat } from '@core/formats/pprof/parse';
import { assertIntegrity } from '@core/model/integrity';
import type { Capture } from '@core/model/tables';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeProfile } from '../../../support/pprof-writer';
import type { ProfileSpec, SampleSpec } from '../../../support/pprof-writer';

/** A pool that says it has threads, copies as they do, and remembers whether its task was done. */
function copyingPool(): Pool & { readonly answers: unknown[] } {
  const runner = taskRunner();
  const answers: unknown[] = [];
  return {
    width: 2,
    answers,
    run(name, input) {
      const transfer = buffersOf(input);
      const output = runner.run(name, structuredClone(input, { transfer })) as Tasks[typeof name]['output'];
      answers.push(output);
      return Promise.resolve(structuredClone(output, { transfer: buffersOf(output) }));
    },
  };
}

function parse(bytes: Uint8Array, pool: Pool): Promise<Result<readonly Capture[], EngineError>> {
  const input = { name: 'x.pb', bytes, size: bytes.length, compression: 'none', modifiedMs: null } as const;
  return pprofFormat.parse({ ...input, cut: false, signal: null, pool, progress: () => undefined });
}

/** Frames of every sample, leaf first. */
async function stacksOf(bytes: Uint8Array, pool: Pool): Promise<string[]> {
  const result = await parse(bytes, pool);
  if (!result.ok) throw new Error(result.error.reason);
  const [capture] = result.value;
  assertIntegrity(capture);
  const { prefix, frame, count } = capture.stacks;
  const children = new Set<number>();
  for (let i = 1; i < count; i++) children.add(prefix[i] * capture.frames.count + frame[i]);
  expect(children.size).toBe(count - 1);
  return Array.from(capture.samples.stack, (stack, i) => {
    const frames: number[] = [capture.samples.values[0][i]];
    for (let at = stack; at !== 0; at = prefix[at]) frames.push(frame[at]);
    return frames.join(' ');
  });
}

describe('branches that grow on another thread', { timeout: 30_000 }, () => {
  const LOCATIONS = 20_000;
  let spec: ProfileSpec;
  let samples: SampleSpec[];
  let bytes: Uint8Array;
  beforeAll(() => {
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    samples = Array.from({ length: 16_000 }, (_, i) => {
      // A tail of the sample before it, so that all lengths of what is shared occur; some are equal.
      const tail = Array.from({ length: 1 + random(5) }, (_r, d) => 1 + ((i * 31 + d * 7) % 50));
      const locations = Array.from({ length: random(40) + 20 }, () => 1 + random(LOCATIONS));
      return { locations: [...locations, ...tail], values: [i] };
    });
    for (let i = 100; i < samples.length; i += 100) samples[i] = { ...samples[i - 1], values: [i] };
    spec = {
      sampleTypes: [['n', 'count']],
      functions: Array.from({ length: 300 }, (_, i) => ({ id: i + 1, name: `f${i}` })),
      locations: Array.from({ length: LOCATIONS }, (_, i) => ({
        id: i + 1,
        address: 1000 + i,
        // Up to nine inlined calls: more than one word of the table can tell.
        lines: Array.from({ length: i % 17 === 0 ? 2 + (i % 9) : 1 }, (_l, k) => ({
          function: 1 + ((i + k) % 300),
          line: i,
        })),
      })),
      samples,
    };
    bytes = writeProfile(spec);
  }, 30_000);

  it('make the same stacks as one thread', async () => {
    const pool = copyingPool();
    const [alone, shared] = [await stacksOf(bytes, inlinePool()), await stacksOf(bytes, pool)];
    expect(pool.answers).toHaveLength(1);
    expect(pool.answers[0]).not.toBeNull();
    expect(shared.length).toBe(alone.length);
    expect(shared.findIndex((text, i) => text !== alone[i])).toBe(-1);
  });

  it('are done here where the thread ends', async () => {
    const pool: Pool = { width: 2, run: () => Promise.reject(new Error('a worker thread ended with code 1')) };
    const [alone, shared] = [await stacksOf(bytes, inlinePool()), await stacksOf(bytes, pool)];
    expect(shared.findIndex((text, i) => text !== alone[i])).toBe(-1);
  });

  it('are damage with the same words where a location is not there', async () => {
    for (const at of [3, 15_999]) {
      const [leaf, ...rest] = samples[at]!.locations.slice(1);
      const broken = samples.with(at, { locations: [leaf!, LOCATIONS + 5, ...rest], values: [1] });
      const damaged = writeProfile({ ...spec, samples: broken });
      const [alone, shared] = [await parse(damaged, inlinePool()), await parse(damaged, copyingPool())];
      if (alone.ok || shared.ok) throw new Error('was read');
      expect(shared.error).toEqual(alone.error);
      expect(alone.error.reason).toContain(`location ${(LOCATIONS + 5).toLocaleString('en')}`);
    }
  });
});
