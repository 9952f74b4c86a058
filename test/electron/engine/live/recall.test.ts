import fs from 'node:fs';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import { buildLive, liveEngine, runProgram } from '../../../support/live';
import { openFiles } from '../../../support/engine';
import { samplerMissing } from '../../../support/sampler';

const missing = samplerMissing();
const TARGET = 'dst-1';
/** Moments that go by before some of them are kept no more. */
const MANY = 80;

describe.skipIf(missing !== null)(
  `moments that only a recording has${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let built: ReturnType<typeof buildLive>;
    const running: ChildProcess[] = [];
    const closing: (() => Promise<void>)[] = [];
    beforeAll(() => {
      built = buildLive();
    }, 120_000);
    afterEach(async () => {
      for (const close of closing.splice(0)) await close();
      for (const child of running.splice(0)) child.kill('SIGKILL');
    });
    afterAll(() => built.remove());

    const engineOn = (file: string) => {
      const live = liveEngine(built.binary, { [TARGET]: file });
      closing.push(() => live.close());
      return live;
    };
    type Live = ReturnType<typeof engineOn>;
    const at = (live: Live, cursorMs: number | null) =>
      live.ask('live', { fromMs: null, toMs: null, spanMs: 60_000, width: 64, cursorMs });
    const snapshots = async (live: Live): Promise<number> => (await at(live, null)).weight.snapshots;
    const watch = async (live: Live, pid: number, continues = '') => {
      const plan = { pid, goroutinesEveryMs: 20, continues };
      const opened = await live.engine.open({ doc: live.doc, inputs: [live.input(plan)] });
      if (!opened.ok) throw new Error(`${opened.error.message} ${opened.error.reason}`);
      return opened.value;
    };
    /** A moment of which only the recording knows more than numbers. */
    const someWritten = (live: Live) =>
      live.until('a moment that is not kept', async () => {
        const { moments } = await at(live, null);
        for (const [i, { atMs }] of moments.slice(1).entries()) {
          const before = moments[i]?.atMs ?? atMs;
          const between = await at(live, (atMs + before) / 2);
          if (between.moment?.state === 'written') return between;
        }
        return null;
      });
    const goroutinesOf = async (live: Live, capture: number): Promise<number> => {
      const { captures } = await live.ask('document', {});
      return captures.find(({ index }) => index === capture)?.counts.goroutines ?? -1;
    };

    it('are read again while it is written; what was before it is told to be gone', async () => {
      const program = await runProgram(built.program);
      running.push(program);
      const file = path.join(built.folder, 'recall.parkrec');
      const live = engineOn(file);
      await watch(live, program.pid);
      const early = await live.until('some moments', async () => (await snapshots(live)) > 20 && at(live, null));
      const begun = await live.engine.record(live.doc, TARGET);
      expect(begun.ok).toBe(true);
      const from = early.lastMs;
      await live.until('many moments', async () => (await snapshots(live)) > 20 + MANY);

      const gone = await someWritten(live);
      const momentMs = gone.moment?.atMs ?? 0;
      expect(momentMs).toBeGreaterThan(from - 100);
      const recalled = await live.engine.recall(live.doc, momentMs);
      if (!recalled.ok) throw new Error(`${recalled.error.message} ${recalled.error.reason}`);
      const whole = await at(live, momentMs);
      expect(whole.moment).toEqual({ atMs: momentMs, state: 'whole' });
      expect(whole.capture).toBe(recalled.value.capture);
      expect(whole.goroutines.at).toBeGreaterThan(0);
      expect(await goroutinesOf(live, whole.capture)).toBe(whole.goroutines.at);
      const groups = await live.ask('goroutineGroups', {
        ...{ capture: whole.capture, groupBy: 'site', filter: NO_FILTER, sort: 'count', descending: true },
        ...{ offset: 0, limit: 100 },
      });
      expect(JSON.stringify(groups)).toContain('main.ask');

      const before = await at(live, early.sinceMs + 1);
      if (before.moment?.state !== 'whole') {
        const not = await live.engine.recall(live.doc, before.moment?.atMs ?? 0);
        expect(not).toMatchObject({ ok: false, error: { code: 'not-found' } });
      }
      // The end of the watch ends the file, which goes on being read.
      program.kill('SIGKILL');
      await live.until('the end', async () => (await at(live, null)).status === 'ended');
      const later = await someWritten(live);
      expect((await live.engine.recall(live.doc, later.moment?.atMs ?? 0)).ok).toBe(true);
      // And as a file it knows the same moment.
      const opened = await openFiles(file);
      const seen = await opened.ask('live', {
        fromMs: null,
        toMs: null,
        spanMs: 60_000,
        width: 64,
        cursorMs: momentMs,
      });
      expect(seen.moment?.atMs).toBe(momentMs);
      expect(seen.goroutines.at).toBe(whole.goroutines.at);
      fs.rmSync(file);
      const away = await someWritten(live);
      expect(await live.engine.recall(live.doc, away.moment?.atMs ?? 0)).toMatchObject({
        ok: false,
        error: { code: 'unreadable', message: 'The recording of this moment cannot be read' },
      });
      expect(live.failures).toEqual([]);
    }, 60_000);

    it('begin the document that another engine goes on with', async () => {
      const program = await runProgram(built.program);
      running.push(program);
      const file = path.join(built.folder, 'goes-on.parkrec');
      const first = engineOn(file);
      await watch(first, program.pid);
      expect((await first.engine.record(first.doc, TARGET)).ok).toBe(true);
      await first.until('many moments', async () => (await snapshots(first)) > MANY);
      const before = await at(first, null);
      await first.engine.detach(first.doc);
      await first.close();
      // As if it had been killed while it wrote.
      fs.truncateSync(file, fs.statSync(file).size - 3);

      const second = engineOn(file);
      const opened = await watch(second, program.pid, TARGET);
      expect(opened.failed).toEqual([]);
      const there = await at(second, null);
      expect(there.sinceMs).toBeGreaterThanOrEqual(before.sinceMs);
      expect(there.sinceMs).toBeLessThan(before.sinceMs + 500);
      expect(there.weight.snapshots).toBeGreaterThan(MANY / 2);
      await second.until('a moment of its own', async () => (await at(second, null)).status === 'watching');
      expect((await second.engine.record(second.doc, TARGET)).ok).toBe(true);
      await second.until('more moments', async () => (await snapshots(second)) > there.weight.snapshots + MANY);
      const both = [await someWritten(second), await at(second, before.sinceMs + 500)];
      for (const { moment } of both) expect((await second.engine.recall(second.doc, moment?.atMs ?? 0)).ok).toBe(true);
      await second.close();

      // A third one after the end of the process has all of it, and says so.
      program.kill('SIGKILL');
      const third = engineOn(file);
      await watch(third, program.pid, TARGET);
      const all = await third.until('the end', async () => {
        const answer = await at(third, null);
        return answer.status === 'ended' && answer;
      });
      expect(all.weight.snapshots).toBeGreaterThan(there.weight.snapshots + MANY / 2);
      expect(all.sinceMs).toBe(there.sinceMs);
    }, 60_000);

    it('a recording that is not there is told, and the process is watched all the same', async () => {
      const program = await runProgram(built.program);
      running.push(program);
      const file = path.join(built.folder, 'no-recording.parkrec');
      fs.writeFileSync(file, 'something else');
      const live = engineOn(file);
      const opened = await watch(live, program.pid, TARGET);
      expect(opened.failed).toMatchObject([{ name: 'no-recording.parkrec', error: { code: 'unrecognised' } }]);
      await live.until('moments', async () => (await snapshots(live)) > 3);
    }, 30_000);
  },
);
