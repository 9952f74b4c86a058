import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '@core/base/wire/batches';
import { startSampler, type Sampler } from '../../../electron/sidecar/supervisor';
import { buildSampler, samplerMissing } from '../../support/sampler';

const missing = process.platform === 'linux' ? samplerMissing() : 'only Linux processes are counted';
if (missing !== null) console.warn(`counters of real processes are not tested: ${missing}`);

describe.skipIf(missing !== null)('counters of a process', () => {
  let built: ReturnType<typeof buildSampler>;
  let sampler: Sampler;
  let target: ChildProcess & { readonly pid: number };
  beforeAll(async () => {
    built = buildSampler();
    const started = await startSampler(built.binary);
    if (!started.ok) throw new Error(started.error.message);
    sampler = started.value;
    const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child, 'spawn');
    if (child.pid === undefined) throw new Error('no pid');
    target = Object.assign(child, { pid: child.pid });
  }, 180_000);
  afterAll(async () => {
    target?.stdin?.end();
    await sampler?.close();
    built?.remove();
  });

  /** Values of a column over all batches. */
  function column(batches: readonly Batch[], name: string): number[] {
    return batches.flatMap(({ columns }) => {
      const found = columns.get(name);
      if (found?.type !== 'f64') throw new Error(`no column ${name}`);
      return [...found.values];
    });
  }

  it('come as batches at 10 Hz and more, every tick is there or counted', async () => {
    const batches: Batch[] = [];
    const params = { pid: target.pid, everyMs: 20, durationMs: 2_400 };
    const answer = await sampler.call('counters', params, undefined, (batch) => void batches.push(batch));
    if (!answer.ok) throw new Error(answer.error.message);
    const { scheduled, taken, dropped, ended } = answer.value;
    const ticks = column(batches, 'tick');
    expect([scheduled, taken + dropped, ended]).toEqual([120, 120, false]);
    expect(ticks.length).toBe(taken);
    // More batches than the credit that a call begins with: it was granted again.
    expect(batches.length).toBeGreaterThan(8);
    expect(column(batches, 'threads').every((threads) => threads === 1)).toBe(true);
    expect(column(batches, 'rssBytes').every((bytes) => bytes > 100_000)).toBe(true);
    const gaps = column(batches, 'dropped');
    for (const [i, tick] of ticks.entries()) if (i > 0) expect(tick).toBe((ticks[i - 1] ?? NaN) + 1 + (gaps[i] ?? NaN));
  });
  it('end when they are cancelled, and the sampler goes on', async () => {
    const stop = new AbortController();
    const params = { pid: target.pid, everyMs: 10, durationMs: 0 };
    const call = sampler.call('counters', params, stop.signal, () => stop.abort());
    expect(await call).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(await sampler.call('list', {})).toMatchObject({ ok: true });
  });
  it('of a process that is not there are an error', async () => {
    const answer = await sampler.call(
      'counters',
      { pid: 2_000_000_000, everyMs: 100, durationMs: 0 },
      undefined,
      () => {},
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'gone' } });
  });
});
