import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ChildProcess } from 'node:child_process';
import { record } from '../../../electron/cli/commands/record';
import { watchedSource } from '../../../electron/cli/watched';
import { openSession } from '../../../electron/cli/session';
import { cli } from '../../support/cli';
import { buildLive, commandIo, runProgram } from '../../support/live';
import { samplerMissing } from '../../support/sampler';

const missing = samplerMissing();

describe.skipIf(missing !== null)(
  `processes on the command line${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let built: ReturnType<typeof buildLive>;
    const running: ChildProcess[] = [];
    beforeAll(() => {
      built = buildLive();
    }, 120_000);
    afterEach(() => {
      for (const child of running.splice(0)) child.kill('SIGKILL');
    });
    afterAll(() => built.remove());

    async function start() {
      const program = await runProgram(built.program);
      running.push(program);
      return program;
    }

    it('three moments of a leak are strong', async () => {
      const { pid } = await start();
      const source = await watchedSource(pid, { moments: 3, everyMs: 300 }, built.binary);
      if ('error' in source) throw new Error(source.error.message);
      const session = await openSession([source], commandIo());
      const { findings } = await session.ask('findings', {});
      expect(findings[0]).toMatchObject({
        tier: 'strong',
        operation: 'chan send',
        site: { function: 'main.ask.func1' },
      });
      expect(findings[0]?.series).toHaveLength(3);
      expect(session.capture.kind).toBe('goroutine');
    });

    it('a recording goes on in its folder, and check judges it', async () => {
      const { pid } = await start();
      const folder = path.join(built.folder, 'recorded');
      const first = commandIo();
      const args = [String(pid), '--for', '2s', '--every', '200ms', '-o', folder];
      expect(await record(args, first, built.binary)).toBe(0);
      expect(first.wrote.stdout).toMatch(/^\d+ moments in /);
      const second = commandIo();
      await record(args, second, built.binary);
      expect(second.wrote.stdout).toContain('goes on from');
      const [file, other] = fs.readdirSync(folder);
      expect(other).toBeUndefined();
      expect(file).toMatch(/^leaking-\d+-\d{8}T\d{6}Z\.parkrec$/);
      const recording = path.join(folder, file ?? '');
      const checked = await cli(['check', recording]);
      expect(checked.code).toBe(1);
      expect(checked.stdout).toContain('strong');
      expect(checked.stdout).not.toContain('makes no sense');
      const info = JSON.parse((await cli(['info', recording, '--format', 'json'])).stdout) as {
        readonly captures: readonly { readonly kind: string; readonly notes: readonly unknown[] }[];
      };
      // Five or six moments of each run, and the metrics of both.
      expect(info.captures.length).toBeGreaterThanOrEqual(11);
      expect(info.captures.at(-1)?.kind).toBe('metrics');
      const groups = await cli(['goroutines', recording, '--group', 'site']);
      expect(groups.stdout).toContain('main.ask.func1');
      expect((await cli(['top', recording])).stdout).toContain('main.ask.func1');
    });
  },
);
