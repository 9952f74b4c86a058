import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, spawnCli } from '../../support/cli';
import { badPath, capturePath, ROOT } from '../../support/fixtures';

/** The bundle as a process: exit status, streams, pipes. */
let built: Awaited<ReturnType<typeof buildCli>>;
beforeAll(async () => {
  built = await buildCli();
}, 60_000);
afterAll(() => built.remove());

const run = (args: readonly string[], input: string | Uint8Array | null = null) => spawnCli(built.bundle, args, input);
const LEAK = capturePath('parked100k/go1.26/goroutine.pb.gz');
const HEALTHY = capturePath('healthy/go1.26/goroutine.pb.gz');

describe('exit status of check', () => {
  it.each<[number, string, readonly string[]]>([
    [1, 'a finding at the tier', [LEAK]],
    [1, 'a finding at the tier asked for', [LEAK, '--fail-on', 'suspect']],
    [0, 'no finding as sure as asked for', [LEAK, '--fail-on=strong']],
    [0, 'never', [LEAK, '--fail-on', 'never']],
    [0, 'nothing above info', [HEALTHY]],
    [3, 'a file that is not there', ['no-such-file.txt']],
    [1, 'a folder', [path.dirname(LEAK)]],
    [3, 'a damaged file', [badPath('bad-checksum.pb.gz')]],
    [3, 'one of two cannot be read', [LEAK, badPath('random.bin')]],
    [2, 'no file', []],
    [2, 'a wrong option', [LEAK, '--frobnicate']],
    [2, 'a wrong tier', [LEAK, '--fail-on', 'info']],
    [2, 'a format that is none', [LEAK, '--format', 'xml']],
    [2, 'a folder of rules that is none', [LEAK, '--rules', LEAK]],
    [1, 'SARIF', [LEAK, '--format', 'sarif']],
    [0, 'nothing new', [LEAK, '--baseline', LEAK]],
    [2, 'an option of a later version', [LEAK, '--prove']],
  ])('%i for %s', async (code, _, args) => {
    const result = await run(['check', ...args]);
    expect(result.code, result.stderr).toBe(code);
    expect(result.stderr.split('\n').filter((line) => line !== '')).toHaveLength(code >= 2 ? 1 : 0);
    if (code === 2) expect(result.stdout).toBe('');
  });
});

describe('other commands', () => {
  it.each([
    ['diff', 'needs two files'],
    ['trace', 'needs a file'],
    ['convert', 'needs a file'],
    ['snapshot', 'needs the pid'],
    ['chek', 'is no command'],
    ['--frob', 'is no option'],
    ['constructor', 'is no command'],
  ])('%s is wrong usage', async (command, words) => {
    const result = await run([command]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(words);
  });
  it.each([
    [['top', LEAK, '--sample', 'space'], 'has goroutine'],
    [['top', LEAK, '-n', 'x'], 'a number of rows'],
    [['top', LEAK, '--focus', '['], 'not a regular expression'],
    [['top', LEAK, '--tag', 'novalue'], 'KEY=VALUE'],
    [['goroutines', LEAK, '--group', 'colour'], 'label:KEY'],
    [['goroutines', LEAK, '--group', 'label:x'], 'no labels'],
    [['info', LEAK, HEALTHY], 'takes one file'],
    [['check', '-', '-'], 'once only'],
  ])('%j is wrong usage', async (args, words) => {
    const result = await run(args);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(words);
  });
  it('refuses goroutines of a heap profile as unsuitable input', async () => {
    const result = await run(['goroutines', capturePath('busy/go1.26/heap.pb.gz')]);
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('heap.pb.gz is a heap profile');
  });
  it('prints its version and help', async () => {
    const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await run(['--version'])).toMatchObject({ code: 0, stdout: `parkscope ${version}\n` });
    for (const args of [['help'], ['--help'], [], ['help', 'top'], ['top', '--help'], ['check', '-h']]) {
      const { code, stdout } = await run(args);
      expect([code, stdout.startsWith('Parkscope') || stdout.startsWith('parkscope ')]).toEqual([0, true]);
    }
  });
});

describe('streams', () => {
  it('reads standard input', async () => {
    const direct = await run(['top', LEAK]);
    const piped = await run(['top', '-'], fs.readFileSync(LEAK));
    expect(piped.stdout.replace('standard input', 'goroutine.pb.gz')).toBe(direct.stdout);
    expect(await run(['check', '-'], '')).toMatchObject({ code: 3 });
  });
  it.skipIf(process.platform === 'win32')('reads a named pipe', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-fifo-'));
    const fifo = path.join(folder, 'goroutine.pb.gz');
    await new Promise((resolve) => spawn('mkfifo', [fifo]).on('close', resolve));
    const asked = run(['info', fifo]);
    fs.writeFileSync(fifo, fs.readFileSync(LEAK));
    expect((await asked).stdout).toContain('102,489');
    fs.rmSync(folder, { recursive: true });
  });
  it.skipIf(process.platform === 'win32')('says that it may not read a file', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-mode-'));
    const file = path.join(folder, 'x.pb.gz');
    fs.writeFileSync(file, 'x', { mode: 0 });
    // Root may read everything, so it lets nobody try.
    const nobody = process.getuid?.() === 0 ? 65534 : undefined;
    for (const place of [folder, path.resolve(built.bundle, '../../..')]) fs.chmodSync(place, 0o755);
    expect(await spawnCli(built.bundle, ['info', file], null, nobody)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('x.pb.gz may not be read'),
    });
    fs.rmSync(folder, { recursive: true });
  });
  it('ends quietly when the reader leaves', async () => {
    const child = spawn(process.execPath, [
      built.bundle,
      'goroutines',
      capturePath('locks/go1.26/goroutine.debug2.txt'),
      '--format',
      'json',
    ]);
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.stdout.destroy();
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
  });
  it('writes everything into a slow pipe', async () => {
    const child = spawn(process.execPath, [
      built.bundle,
      'top',
      capturePath('busy/go1.26/cpu.pb.gz'),
      '-n0',
      '--format=json',
    ]);
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), 20);
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(() => void JSON.parse(text)).not.toThrow();
  });
});
