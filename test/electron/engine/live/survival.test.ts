import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DocumentInfo } from '@core/api/document';
import { BLOCK_HEADER, readBlockHeader, RECORDING_MAGIC } from '@core/base/wire/blocks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchProgram } from '../../../../electron/engine/live/launch';
import { buildLive, liveEngine, runProgram } from '../../../support/live';
import { buildCli } from '../../../support/cli';
import { openFiles } from '../../../support/engine';
import { samplerMissing } from '../../../support/sampler';

const missing = samplerMissing();

describe.skipIf(missing !== null)(
  `what a live document survives${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let built: ReturnType<typeof buildLive>;
    let cli: Awaited<ReturnType<typeof buildCli>>;
    const running: ChildProcess[] = [];
    const closing: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      built = buildLive();
      cli = await buildCli();
      // A bundle finds its sampler beside itself.
      const native = path.join(path.dirname(cli.bundle), '../native');
      fs.mkdirSync(native, { recursive: true });
      fs.copyFileSync(built.binary, path.join(native, path.basename(built.binary)));
    }, 120_000);
    afterEach(async () => {
      for (const close of closing.splice(0)) await close();
      for (const child of running.splice(0)) child.kill('SIGKILL');
    });
    afterAll(() => {
      built.remove();
      cli.remove();
    });

    async function start(recordTo: Readonly<Record<string, string>> = {}) {
      const program = await runProgram(built.program);
      running.push(program);
      const live = liveEngine(built.binary, recordTo);
      closing.push(() => live.close());
      const open = async (plan: { readonly startMs?: number } = {}) =>
        live.engine.open({
          doc: live.doc,
          inputs: [live.input({ pid: program.pid, goroutinesEveryMs: 100, ...plan })],
        });
      return { program, live, open };
    }

    it('the end of the process: everything stays', async () => {
      const { program, live, open } = await start();
      expect((await open()).ok).toBe(true);
      await live.until('some moments', async () => (await live.live()).weight.snapshots >= 5);
      program.kill('SIGKILL');
      const ended = await live.until('the end', async () => {
        const answer = await live.live();
        return answer.status === 'ended' ? answer : false;
      });
      expect(ended.reason).not.toBe('');
      const groups = await live.ask('goroutineGroups', {
        ...{ capture: ended.capture, groupBy: 'site', sort: 'count', descending: true, offset: 0, limit: 10 },
        filter: { focus: [], ignore: [], labels: [], operations: [], text: '' },
      });
      expect(groups.goroutines.all).toBe(ended.goroutines.at);
      const { rows } = await live.ask('metricNames', { search: 'rss', offset: 0, limit: 10 });
      expect(rows.map(({ title }) => title)).toContain('Resident memory (RSS)');
      // The last moments are judged, too, and a process that is gone cannot be recorded.
      const { findings } = await live.ask('findings', {});
      expect(findings.find(({ site }) => site?.function === 'main.ask.func1')?.count).toBeGreaterThan(0);
      expect(await live.engine.record(live.doc, 'dst-1')).toMatchObject({ ok: false, error: { code: 'bad-params' } });
      expect(live.failures).toEqual([]);
    }, 60_000);

    it('the end of the sampler: it is started again, with a gap', async () => {
      const file = path.join(built.folder, 'gap.parkrec');
      const { live, open } = await start({ 'dst-1': file });
      expect((await open()).ok).toBe(true);
      expect(await live.engine.record(live.doc, 'dst-1')).toMatchObject({ ok: true });
      const before = await live.until('some moments', async () => {
        const answer = await live.live();
        return answer.weight.snapshots >= 4 ? answer : false;
      });
      const sampler = await live.samplers.get();
      if (!sampler.ok) throw new Error(sampler.error.message);
      process.kill(sampler.value.pid, 'SIGKILL');
      await live.until('lost', () => live.ticks.some(({ status }) => status === 'lost'));
      const after = await live.until('watching again', async () => {
        const answer = await live.live();
        return answer.status === 'watching' && answer.weight.snapshots >= before.weight.snapshots + 4 ? answer : false;
      });
      expect(after.goroutines.at).toBeGreaterThan(before.goroutines.at);
      // It is the same process: the series goes on across the gap.
      await live.until('a strong finding', async () =>
        (await live.ask('findings', {})).findings.some(({ tier }) => tier === 'strong'),
      );
      await live.engine.detach(live.doc);
      const recorded = await openFiles(file);
      expect(wrongWith(recorded.info)).toEqual([]);
      const over = await recorded.ask('live', { fromMs: null, toMs: null, spanMs: 60_000, width: 64, cursorMs: null });
      expect(over.weight.snapshots).toBeGreaterThanOrEqual(8);
    }, 60_000);

    it('a pid that is another process now is not watched', async () => {
      const { open } = await start();
      const opened = await open({ startMs: Date.now() - 3_600_000 });
      expect(opened).toMatchObject({ ok: false, error: { code: 'unreadable' } });
      expect(opened.ok ? '' : opened.error.message).toContain('another one now');
    });

    it('a process that is not there, one that is no Go program', async () => {
      const live = liveEngine(built.binary);
      closing.push(() => live.close());
      const gone = await live.engine.open({ doc: live.doc, inputs: [live.input({ pid: 2 ** 22 + 7 })] });
      expect(gone).toMatchObject({ ok: false, error: { code: 'unreadable' } });
      const node = await live.engine.open({ doc: live.doc, inputs: [live.input({ pid: process.pid })] });
      expect(node).toMatchObject({ ok: false, error: { code: 'unreadable' } });
      expect(live.engine.status().documents).toEqual([]);
    });

    it('a cancel while it attaches leaves nothing behind', async () => {
      const { program, live } = await start();
      const cancel = new AbortController();
      const opening = live.engine.open(
        { doc: live.doc, inputs: [live.input({ pid: program.pid })] },
        { signal: cancel.signal },
      );
      cancel.abort();
      expect(await opening).toMatchObject({ ok: false, error: { code: 'cancelled' } });
      expect(live.engine.status().documents).toEqual([]);
    });

    it('a killed recorder: what was written is whole, and another one goes on in the same file', async () => {
      const program = await runProgram(built.program);
      running.push(program);
      const folder = path.join(built.folder, 'killed');
      const record = () =>
        spawn(
          process.execPath,
          [cli.bundle, 'record', String(program.pid), '--for', '60s', '--every', '50ms', '-o', folder],
          {
            stdio: 'ignore',
          },
        );
      const first = record();
      running.push(first);
      const file = await eventually(() => fs.existsSync(folder) && fs.readdirSync(folder)[0]);
      const recording = path.join(folder, file);
      // Which process it is, the first moment, and three blocks of what changed.
      await eventually(() => blocksIn(fs.readFileSync(recording)) >= 5);
      first.kill('SIGKILL');
      await once(first, 'exit');
      // As if it had been killed while it wrote.
      fs.truncateSync(recording, fs.statSync(recording).size - 3);
      const torn = await openFiles(recording);
      expect(wrongWith(torn.info)).toEqual(['truncated']);
      const moments = async (bench: Awaited<ReturnType<typeof openFiles>>) =>
        (await bench.ask('live', { fromMs: null, toMs: null, spanMs: 60_000, width: 64, cursorMs: null })).weight
          .snapshots;
      const before = await moments(torn);
      expect(before).toBeGreaterThan(3);

      const size = fs.statSync(recording).size;
      const second = record();
      running.push(second);
      await eventually(() => fs.statSync(recording).size > size + 1_000);
      second.kill('SIGINT');
      await once(second, 'exit');
      expect(fs.readdirSync(folder)).toEqual([file]);
      const whole = await openFiles(recording);
      expect(wrongWith(whole.info)).toEqual([]);
      expect(await moments(whole)).toBeGreaterThan(before);
    }, 60_000);

    it('a program that is started for it', async () => {
      const live = liveEngine(built.binary);
      closing.push(() => live.close());
      // Its input is closed at once, which ends the program: a shell keeps it open.
      const launched = await launchProgram(
        live.samplers,
        { command: built.program, args: [], cwd: built.folder },
        new AbortController().signal,
      );
      expect(launched).toMatchObject({ ok: true });
      const no = await launchProgram(
        live.samplers,
        { command: '/no/such/program', args: [], cwd: '/' },
        new AbortController().signal,
      );
      expect(no).toMatchObject({ ok: false });
    }, 30_000);
  },
);

/** What is not as it was written. What was seen and looked for besides is told as `info`, and depends on what ran just then. */
function wrongWith({ captures }: DocumentInfo) {
  return captures.flatMap(({ notes }) => notes.map(({ kind }) => kind)).filter((kind) => kind !== 'info');
}

function blocksIn(bytes: Uint8Array): number {
  let blocks = 0;
  let at = RECORDING_MAGIC.length;
  for (let header = readBlockHeader(bytes, at); header !== null; header = readBlockHeader(bytes, at)) {
    at += BLOCK_HEADER + header.stored;
    if (at <= bytes.length) blocks++;
  }
  return blocks;
}

async function eventually<T>(look: () => T | undefined | false): Promise<T> {
  for (let i = 0; i < 600; i++) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await sleep(50);
  }
  throw new Error('not within 30 s');
}
