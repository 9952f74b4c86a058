import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Batch } from '@core/base/wire/batches';
import { startSampler, type Sampler } from '../../../electron/sidecar/supervisor';
import { watchProcess } from '../../../electron/sidecar/watch';
import { ROOT } from '../../support/fixtures';
import { buildGo, buildSampler, samplerMissing } from '../../support/sampler';

const missing = process.platform === 'linux' ? samplerMissing() : 'the sampler reads processes on Linux only';
if (missing !== null) console.warn(`watching real programs is not tested: ${missing}`);

/** What the batches of a watch add up to; knows the tables by their description only. */
class State {
  readonly facts = new Map<string, string>();
  readonly missing: string[] = [];
  readonly goroutines = new Map<number, Readonly<Record<string, unknown>>>();
  readonly moments: Record<string, number>[] = [];
  readonly tables = new Map<string, number>();
  texts: string[] = [];
  /** Changes and ends of each moment. */
  readonly changes: { told: number; gone: number }[] = [{ told: 0, gone: 0 }];

  add(batch: Batch): void {
    this.tables.set(batch.table, (this.tables.get(batch.table) ?? 0) + batch.rows);
    for (let i = 0; i < batch.rows; i++) {
      const row = Object.fromEntries([...batch.columns].map(([name, { values }]) => [name, values[i]]));
      this.#row(batch.table, row);
    }
  }

  #row(table: string, row: Record<string, unknown>): void {
    const now = this.changes.at(-1);
    if (now === undefined) throw new Error('no moment');
    if (table === 'facts') {
      if (row['key'] === 'missing') this.missing.push(String(row['value']));
      else this.facts.set(String(row['key']), String(row['value']));
    }
    if (table === 'texts') this.texts.push(String(row['text']));
    else if (table === 'goroutines') {
      this.goroutines.set(Number(row['id']), row);
      now.told++;
    } else if (table === 'gone') {
      expect(this.goroutines.delete(Number(row['id']))).toBe(true);
      now.gone++;
    } else if (table === 'moments') {
      this.moments.push(row as Record<string, number>);
      expect(this.goroutines.size).toBe(row['goroutines']);
      this.changes.push({ told: 0, gone: 0 });
    }
  }
}

describe.skipIf(missing !== null)('watching a program', () => {
  let built: ReturnType<typeof buildSampler>;
  let binary: string;
  let sampler: Sampler;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    built = buildSampler();
    binary = path.join(built.folder, 'testprog');
    buildGo(path.join(ROOT, 'native'), binary, ['-buildvcs=false', './internal/testprog']);
    const started = await startSampler(built.binary);
    if (!started.ok) throw new Error(started.error.message);
    sampler = started.value;
  }, 240_000);
  afterEach(async () => {
    for (const child of children.splice(0))
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  });
  afterAll(async () => {
    await sampler.close();
    built.remove();
  });

  async function program(...args: string[]): Promise<ChildProcess & { readonly pid: number }> {
    const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('ready');
    if (child.pid === undefined) throw new Error('no pid');
    return Object.assign(child, { pid: child.pid });
  }

  it('sends all once, then what changes, and counters beside it', async () => {
    const child = await program('-n', '500');
    const state = new State();
    const stop = new AbortController();
    const asked = { pid: child.pid, goroutinesEveryMs: 50, countersEveryMs: 20, budgetPercent: 100 };
    const { done } = watchProcess(
      sampler,
      asked,
      (batch) => {
        state.add(batch);
        const seconds = state.tables.get('weight') ?? 0;
        if (state.moments.length >= 6 && seconds >= 1 && state.tables.has('counters')) stop.abort();
      },
      stop.signal,
    );
    expect(await done).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(state.facts.get('pid')).toBe(String(child.pid));
    expect(state.facts.get('goVersion')).toMatch(/^go1\./);
    expect(state.missing.filter((what) => /goroutines|runtime/i.test(what))).toEqual([]);
    expect(state.moments.map(({ moment }) => moment)).toEqual(state.moments.map((_, i) => i));
    expect(state.changes[0]?.told).toBeGreaterThan(500);
    expect(state.changes[2]?.told).toBeLessThan(20);
    const states = [...state.goroutines.values()].map((row) => state.texts[Number(row['state'])]);
    expect(states.filter((name) => name === 'chan receive').length).toBeGreaterThan(500);
  });

  it('tells when the process ends', async () => {
    const child = await program();
    const state = new State();
    const watching = watchProcess(sampler, { pid: child.pid, goroutinesEveryMs: 20, budgetPercent: 1000 }, (batch) => {
      state.add(batch);
      if (state.moments.length === 3) child.kill('SIGKILL');
    });
    const answer = await watching.done;
    expect(answer).toMatchObject({ ok: true, value: { pid: child.pid, ended: true, reason: 'the process has ended' } });
    expect(state.moments.length).toBeGreaterThanOrEqual(3);
  });

  it('changes its pace', async () => {
    const child = await program();
    const state = new State();
    const stop = new AbortController();
    const everyMs = new Set<number>();
    const watching = watchProcess(
      sampler,
      { pid: child.pid, goroutinesEveryMs: 60_000, budgetPercent: 1000 },
      (batch) => {
        state.add(batch);
        everyMs.add(state.moments.at(-1)?.['everyMs'] ?? 0);
        if (state.moments.length === 4) stop.abort();
      },
      stop.signal,
    );
    expect(await watching.pace(20, 50)).toEqual({ ok: true, value: null });
    expect(await watching.done).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(everyMs).toContain(20);
  });

  it('survives the sampler: the program goes on, another sampler watches it', async () => {
    const child = await program();
    const own = await startSampler(built.binary);
    if (!own.ok) throw new Error(own.error.message);
    const state = new State();
    const watching = watchProcess(
      own.value,
      { pid: child.pid, goroutinesEveryMs: 20, budgetPercent: 1000 },
      (batch) => {
        state.add(batch);
        if (state.moments.length === 2) process.kill(own.value.pid, 'SIGKILL');
      },
    );
    expect(await watching.done).toMatchObject({ ok: false, error: { code: 'lost' } });
    expect(await watching.pace(100, 100)).toEqual({ ok: true, value: null });
    await own.value.close();
    expect(child.exitCode).toBeNull();
    const again = new State();
    const stop = new AbortController();
    const { done } = watchProcess(
      sampler,
      { pid: child.pid },
      (batch) => {
        again.add(batch);
        if (again.moments.length === 1) stop.abort();
      },
      stop.signal,
    );
    await done;
    expect(again.facts.get('startMs')).toBe(state.facts.get('startMs'));
    expect(again.goroutines.size).toBeGreaterThan(20);
  });

  it.each([
    [{ pid: 0 }, 'bad-request'],
    [{ pid: 1_999_999_999 }, 'gone'],
    [{ pid: process.pid, goroutinesEveryMs: 1 }, 'bad-request'],
    [{ pid: process.pid, budgetPercent: 0 }, 'bad-request'],
  ])('%j is refused', async (asked, code) => {
    const { done } = watchProcess(sampler, asked, () => {});
    expect(await done).toMatchObject({ ok: false, error: { code } });
  });

  it('watches the counters of a program whose goroutines cannot be read', async () => {
    const state = new State();
    const stop = new AbortController();
    const { done } = watchProcess(
      sampler,
      { pid: process.pid, countersEveryMs: 20 },
      (batch) => {
        state.add(batch);
        if (state.tables.has('counters')) stop.abort();
      },
      stop.signal,
    );
    await done;
    expect(state.missing[0]).toMatch(/^Goroutines: .*no Go program/);
    expect(state.moments).toEqual([]);
  });
});
