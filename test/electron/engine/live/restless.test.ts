import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import { check } from '../../../../electron/cli/commands/check';
import { cpu } from '../../../../electron/cli/commands/cpu';
import { ps } from '../../../../electron/cli/commands/ps';
import { record } from '../../../../electron/cli/commands/record';
import { snapshot } from '../../../../electron/cli/commands/snapshot';
import { wall } from '../../../../electron/cli/commands/wall';
import { CliFailure } from '../../../../electron/cli/io';
import { openFiles } from '../../../support/engine';
import { ROOT } from '../../../support/fixtures';
import { commandIo, liveEngine } from '../../../support/live';
import { buildGo, buildSampler, samplerMissing, samplersOf } from '../../../support/sampler';

const missing = process.platform === 'linux' ? samplerMissing() : 'only Linux can be looked at';
const TARGET = 'dst-1';

describe.skipIf(missing !== null)(
  `programs that are hard to look at${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let built: ReturnType<typeof buildSampler>;
    let program = '';
    const running: ChildProcess[] = [];
    const closing: (() => Promise<void>)[] = [];
    beforeAll(() => {
      built = buildSampler();
      program = path.join(built.folder, 'restless');
      buildGo(path.join(ROOT, 'test/electron/engine/live/restless'), program, ['-buildvcs=false', '.']);
    }, 180_000);
    afterEach(async () => {
      for (const close of closing.splice(0)) await close();
      for (const child of running.splice(0)) child.kill('SIGKILL');
    });
    afterAll(() => built?.remove());

    async function start(...args: readonly string[]): Promise<ChildProcess & { readonly pid: number }> {
      const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      running.push(child);
      await once(createInterface(child.stdout), 'line');
      if (child.pid === undefined) throw new Error('the program has no pid');
      return Object.assign(child, { pid: child.pid });
    }
    const engineOn = (file = '') => {
      const live = liveEngine(built.binary, { [TARGET]: file });
      closing.push(() => live.close());
      return live;
    };
    const parkedIn = async (live: Pick<ReturnType<typeof engineOn>, 'ask'>, capture: number): Promise<number> => {
      const groups = await live.ask('goroutineGroups', {
        ...{ capture, groupBy: 'site', filter: NO_FILTER, sort: 'count', descending: true, offset: 0, limit: 50 },
      });
      return groups.rows.reduce((sum, { site, count }) => sum + (site?.function === 'main.parked' ? count : 0), 0);
    };

    it('100,000 goroutines: every moment has all of them, killed in the midst too', async () => {
      const target = await start('-n', '100000');
      const file = path.join(built.folder, 'many.parkrec');
      const live = engineOn(file);
      const opened = await live.engine.open({ doc: live.doc, inputs: [live.input({ pid: target.pid })] });
      if (!opened.ok) throw new Error(`${opened.error.message} ${opened.error.reason}`);
      expect((await live.engine.record(live.doc, TARGET)).ok).toBe(true);
      await live.until('some moments', async () => (await live.live()).weight.snapshots > 3);
      // While it is being read, as near as that can be had.
      target.kill('SIGKILL');
      const over = await live.until('the end', async () => {
        const answer = await live.live();
        return answer.status === 'ended' && answer;
      });
      expect(over.goroutines.at).toBeGreaterThanOrEqual(100_000);
      for (const { capture, goroutines } of over.moments) {
        expect(goroutines).toBeGreaterThanOrEqual(100_000);
        expect(await parkedIn(live, capture)).toBe(100_000);
      }
      await live.close();
      expect(live.failures).toEqual([]);
      const recorded = await live.until('the file', () => openFiles(file).catch(() => null));
      const seen = await recorded.ask('live', { fromMs: null, toMs: null, spanMs: 60_000, width: 64, cursorMs: null });
      expect(seen.goroutines.at).toBeGreaterThanOrEqual(100_000);
      expect(await parkedIn(recorded, seen.capture)).toBe(100_000);
    }, 120_000);

    it('stacks that grow and a collection every 10 ms: those that stand are always there, the others are counted', async () => {
      const target = await start('-n', '500', '-churn', '100');
      const live = engineOn();
      const input = live.input({ pid: target.pid, goroutinesEveryMs: 100, countersEveryMs: 50 });
      const opened = await live.engine.open({ doc: live.doc, inputs: [input] });
      if (!opened.ok) throw new Error(`${opened.error.message} ${opened.error.reason}`);
      await live.until('many moments', async () => (await live.live()).weight.snapshots > 25, 60_000);
      await live.engine.detach(live.doc);
      const over = await live.live();
      expect(over.moments.length).toBeGreaterThan(10);
      for (const { capture } of over.moments) expect(await parkedIn(live, capture)).toBe(500);
      expect(over.goroutines.at).toBeGreaterThanOrEqual(600);
      expect(over.weight.rejected).toBeGreaterThanOrEqual(0);
      expect(over.pauses.cyclesPerMinute ?? 0).toBeGreaterThan(60);
      expect(target.exitCode ?? target.signalCode).toBeNull();
      expect(live.failures).toEqual([]);
    }, 120_000);

    const commands: Readonly<Record<string, (pid: number, io: ReturnType<typeof commandIo>) => Promise<unknown>>> = {
      snapshot: (pid, io) => snapshot([String(pid)], io, built.binary),
      record: (pid, io) =>
        record([String(pid), '--for', '5s', '--every', '50ms', '-o', built.folder], io, built.binary),
      wall: (pid, io) => wall([String(pid), '--for', '5s', '-o', path.join(built.folder, 'w.pb.gz')], io, built.binary),
      cpu: (pid, io) => cpu([String(pid), '--for', '5s', '-o', path.join(built.folder, 'c.pb.gz')], io, built.binary),
      check: (pid, io) => check([String(pid), '--for', '5s', '--every', '100ms'], io, () => '0.0.0', built.binary),
      ps: (_, io) => ps([], io, built.binary),
    };
    /** How a command ended, in time: its code, and at most a few lines of what is wrong. */
    async function ends(name: string, work: Promise<unknown>, io: ReturnType<typeof commandIo>): Promise<number> {
      const late = sleep(30_000, 'late', { ref: false });
      const code = await Promise.race([
        work.then(
          (done) => (typeof done === 'number' ? done : 0),
          (error: unknown) => {
            // Anything else is a crash.
            if (error instanceof CliFailure) return error.exitCode;
            throw error;
          },
        ),
        late,
      ]);
      if (typeof code !== 'number') throw new Error(`${name} did not end`);
      expect([0, 1, 2, 3]).toContain(code);
      expect(io.wrote.stderr.split('\n').length).toBeLessThan(8);
      return code;
    }

    it.each(Object.keys(commands))(
      '%s: a target that is killed while it is read is an answer',
      async (name) => {
        for (const afterMs of [0, 15, 60, 400]) {
          const target = await start('-n', '2000', '-churn', '20');
          const io = commandIo();
          const work = commands[name]?.(target.pid, io) ?? Promise.reject(new Error(name));
          // Looked at below.
          work.catch(() => undefined);
          await sleep(afterMs);
          target.kill('SIGKILL');
          await ends(name, work, io);
        }
      },
      120_000,
    );

    it.each(['snapshot', 'record', 'wall', 'cpu', 'check'])(
      '%s: a sampler that is killed while it reads is an answer',
      async (name) => {
        const target = await start('-n', '2000', '-churn', '20');
        for (const afterMs of [30, 800]) {
          const io = commandIo();
          const work = commands[name]?.(target.pid, io) ?? Promise.reject(new Error(name));
          work.catch(() => undefined);
          await sleep(afterMs);
          for (const pid of samplersOf(process.pid)) process.kill(pid, 'SIGKILL');
          await ends(name, work, io);
          expect(target.exitCode ?? target.signalCode).toBeNull();
        }
      },
      120_000,
    );
  },
);
