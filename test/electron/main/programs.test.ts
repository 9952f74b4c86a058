import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { closeQuestion, Programs, type ProgramHost } from '../../../electron/main/programs';

const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
/** A program of which it is known that it has begun. */
async function shell(script: string) {
  const child = spawn('/bin/sh', ['-c', `${script}; echo ready; while :; do sleep 0.05; done`]);
  children.push(child);
  await once(child.stdout, 'data');
  return { child, pid: child.pid ?? 0, ended: once(child, 'exit') };
}

describe.skipIf(process.platform !== 'linux')('programs that were started from the window', () => {
  it('are asked to end', async () => {
    const programs = new Programs();
    const { pid, ended } = await shell(':');
    programs.launched('server', pid);
    expect(programs.running).toMatchObject([{ name: 'server', pid }]);
    await programs.stop();
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(programs.running).toEqual([]);
  });

  it('are ended when they do not listen', async () => {
    const programs = new Programs();
    const { pid, ended } = await shell('trap "" TERM');
    programs.launched('server', pid);
    await programs.stop(200);
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  it('run on when that is wanted, and are forgotten when they have ended', async () => {
    const programs = new Programs();
    const [one, other] = [await shell(':'), await shell(':')];
    programs.launched('one', one.pid);
    programs.launched('other', other.pid);
    one.child.kill('SIGKILL');
    await one.ended;
    expect(programs.running.map(({ name }) => name)).toEqual(['other']);
    programs.release();
    await programs.stop();
    expect(other.child.exitCode ?? other.child.signalCode).toBeNull();
  });
});

describe('another process that has the pid by now', () => {
  it('is left alone', async () => {
    let started: string | null = 'yesterday';
    const signals: string[] = [];
    const host: ProgramHost = { started: () => started, signal: (_, signal) => void signals.push(signal) };
    const programs = new Programs(host);
    programs.launched('server', 4711);
    started = 'today';
    expect(programs.running).toEqual([]);
    await programs.stop(0);
    expect(signals).toEqual([]);
  });
});

it('the question names them', () => {
  expect(closeQuestion([{ name: 'server', pid: 4711 }]).message).toBe('server still runs');
  const two = closeQuestion([
    { name: 'server', pid: 4711 },
    { name: 'worker', pid: 4712 },
  ]);
  expect(two.message).toBe('2 programs still run');
  expect(two.detail).toContain('server (4711), worker (4712)');
});
