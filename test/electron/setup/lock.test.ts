import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from '../../../electron/setup/lock.mjs';
import { run } from '../../../electron/setup/processes.mjs';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(folder, 'setup.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('lets one at a time work, and the second say whom it waits for', async () => {
  const order: string[] = [];
  let release = (): void => {};
  const held = new Promise<void>((done) => (release = done));
  const first = withLock(file, async () => {
    order.push('first in');
    await held;
    order.push('first out');
  });
  const second = withLock(
    file,
    async () => void order.push('second in'),
    (pid) => {
      order.push(`waits for ${pid === process.pid}`);
      release();
    },
  );
  await Promise.all([first, second]);
  expect(order).toEqual(['first in', 'waits for true', 'first out', 'second in']);
  expect(existsSync(file)).toBe(false);
});

it('is given back when the work fails', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(file)).toBe(false);
});

it('is taken over from a process that is gone', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, JSON.stringify({ pid, host: hostname() }));
  expect(await withLock(file, async () => 'in')).toBe('in');
});

it('is taken over when it was not touched for long, though its number is in use again', async () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname() }));
  const old = new Date(Date.now() - 60_000);
  utimesSync(file, old, old);
  expect(await withLock(file, async () => 'in')).toBe('in');
});

it('ends what set-up started when set-up is killed', async () => {
  // A process that starts a guarded child and is then killed as hard as can be.
  const alive = join(folder, 'alive');
  const beat = `setInterval(() => require('fs').writeFileSync(${JSON.stringify(alive)}, String(Date.now())), 50)`;
  const processes = new URL('../../../electron/setup/processes.mjs', import.meta.url).href;
  const script = `const { run } = await import(${JSON.stringify(processes)});
    run(process.execPath, ['-e', ${JSON.stringify(beat)}], { guarded: true });
    setInterval(() => { if (require('fs').existsSync(${JSON.stringify(alive)})) process.kill(process.pid, 'SIGKILL'); }, 20);`;
  const module = `import { createRequire } from 'node:module'; const require = createRequire('/');\n${script}`;
  await run(process.execPath, ['--input-type=module', '-e', module], { timeoutMs: 10_000 });
  await new Promise((done) => setTimeout(done, 500));
  rmSync(alive);
  await new Promise((done) => setTimeout(done, 300));
  expect(existsSync(alive)).toBe(false);
}, 15_000);
