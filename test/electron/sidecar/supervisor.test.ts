import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SidecarError } from '../../../electron/sidecar/errors';
import { exitError, samplerPath, startSampler, type Sampler } from '../../../electron/sidecar/supervisor';
import { vector } from '../../support/wire';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-supervisor-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A program in the sampler's place: JavaScript that Node runs. */
function standIn(code: string, helloWithinMs = 30_000) {
  return startSampler(process.execPath, { args: ['-e', code], helloWithinMs });
}

const HELLO = `process.stdout.write(Buffer.from('${vector('hello').bytes.toString('hex')}', 'hex'));`;

async function failure(started: ReturnType<typeof startSampler>): Promise<SidecarError> {
  const outcome = await started;
  if (outcome.ok) {
    await outcome.value.close();
    throw new Error('it started');
  }
  return outcome.error;
}

async function start(code: string): Promise<Sampler> {
  const started = await standIn(code);
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

it('looks for the sampler beside the bundle', () => {
  const name = process.platform === 'win32' ? 'parkscope-sampler.exe' : 'parkscope-sampler';
  const bundle = new URL(`file:///${process.platform === 'win32' ? 'C:/' : ''}opt/a%20b/dist/cli/main.cjs`);
  expect(samplerPath(bundle.href).split(path.sep).slice(-5)).toEqual(['opt', 'a b', 'dist', 'native', name]);
});

describe('a sampler that cannot be used says why and what to do', () => {
  it('is not there', async () => {
    const error = await failure(startSampler(path.join(folder, 'none')));
    expect(error.code).toBe('missing');
    expect(error.message).toContain(path.join(folder, 'none'));
    expect(error.hint).toMatch(/Go 1\.24.*npm run build/);
  });
  it('is a folder', async () => expect(await failure(startSampler(folder))).toMatchObject({ code: 'not-started' }));
  it.skipIf(process.platform === 'win32')('may not be run', async () => {
    const file = path.join(folder, 'text');
    fs.writeFileSync(file, 'no program', { mode: 0o644 });
    const error = await failure(startSampler(file));
    expect(error).toMatchObject({ code: 'not-started' });
    expect(error.detail).toContain('EACCES');
  });
  it('ends before it says hello, with what it logged', async () => {
    const error = await failure(standIn(`process.stderr.write('out of luck\\n', () => process.exit(7));`));
    expect(error).toMatchObject({ code: 'lost', detail: 'out of luck' });
    expect(error.message).toContain('code 7');
  });
  it('says something else', async () => {
    const error = await failure(standIn(`console.log('Usage: something else'); setInterval(() => {}, 1000);`));
    expect(error).toMatchObject({ code: 'protocol' });
    expect(error.hint).toContain('npm run build');
  });
  it('says nothing', async () => {
    const error = await failure(standIn('setInterval(() => {}, 1000);', 300));
    expect(error).toMatchObject({ code: 'protocol' });
    expect(error.detail).toContain('300 ms');
  });
  it('speaks another protocol', async () => {
    const hello = JSON.stringify({ type: 'hello', protocol: { major: 9, minor: 0 } });
    const code = `const p = Buffer.from('${hello}'); const h = Buffer.alloc(5); h.writeUInt32LE(p.length);
      process.stdout.write(Buffer.concat([h, p])); setInterval(() => {}, 1000);`;
    expect((await failure(standIn(code))).message).toContain('protocol 9');
  });
});

describe('a sampler that goes away in the middle of a call', () => {
  it.each<[string, string, RegExp]>([
    ['by itself', 'process.exit(0)', /closed by itself/],
    ['with an error', `console.error('broken'); process.exitCode = 3; process.stdin.destroy()`, /code 3/],
    ['killed', `process.kill(process.pid, 'SIGKILL')`, /SIGKILL/],
    ['only its output', 'process.stdout.end()', /ended/],
  ])('%s', async (_how, end, reason) => {
    const sampler = await start(`${HELLO} process.stdin.once('data', () => { ${end} });`);
    const outcome = await sampler.call('list', {});
    expect(outcome).toMatchObject({ ok: false, error: { code: 'lost' } });
    expect(outcome.ok ? '' : outcome.error.message).toMatch(reason);
    expect(await sampler.call('list', {})).toEqual(outcome);
    await sampler.close();
  });
  it('with half an answer', async () => {
    const half = vector('list').bytes.subarray(vector('hello').bytes.length, -100).toString('hex');
    const sampler = await start(
      `${HELLO} process.stdin.once('data', () => {
        process.stdout.write(Buffer.from('${half}', 'hex'), () => process.exit(0)); });`,
    );
    const outcome = await sampler.call('list', {});
    expect(outcome.ok ? '' : outcome.error.detail).toContain('the stream ends after');
    await sampler.close();
  });
});

it('close ends one that does not heed the end of its input', async () => {
  const sampler = await start(`${HELLO} process.stdin.resume(); setInterval(() => {}, 1000);`);
  await sampler.close();
  expect(() => process.kill(sampler.pid, 0)).toThrow('ESRCH');
  await sampler.close();
});

it('words for every end', () => {
  expect(exitError(null, 'SIGSEGV', '').message).toContain('SIGSEGV');
  expect(exitError(2, null, 'panic: x').detail).toBe('panic: x');
});
