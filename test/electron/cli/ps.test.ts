import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ps } from '../../../electron/cli/commands/ps';
import { CliFailure } from '../../../electron/cli/io';
import { psJson, psText } from '../../../electron/cli/print/ps';
import type { Hello } from '../../../electron/sidecar/messages';
import type { LocalProcess, ProcessList } from '../../../electron/sidecar/processes';
import { cli } from '../../support/cli';
import { ROOT } from '../../support/fixtures';
import { compileSchema } from '../../support/schema';
import { vector } from '../../support/wire';

const { frames, bytes } = vector('list');
const HELLO = frames[0].message as Hello;
const LIST = (frames[1].message as { answer: ProcessList }).answer;
const PIPE = { colour: false, width: null };

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-ps-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const schema = JSON.parse(fs.readFileSync(path.join(ROOT, 'electron/cli/schemas/ps.json'), 'utf8')) as object;
const validate = compileSchema(schema);

describe('text', () => {
  it('is a table of Go programs; what is left out is counted, with reasons below', () => {
    expect(psText(LIST, false, PIPE).split('\n')).toEqual([
      ' pid  user   Go                   module                                                             goroutines  threads       RSS     CPU     CPU time     up  allowed           container     command',
      '4711  søren  go1.26.8 X:nodwarf5  example.com/ingest/cmd/ingest@9f86d081884c+dirty (replaced since)      48,213       23   324 MiB  123.4%  24 h 00 min  300 s  all but perf (1)  0123456789ab  /srv/ingest --to=a b …',
      '4712  1000   go1.12               ?                                                                           –        1  12.5 MiB       –       12.3 s  423 s  none (2)                        ./old',
      "(1) kernel.perf_event_paranoid is 3: sampling one's own processes needs 2 or less. This allows it:",
      '    sudo sysctl kernel.perf_event_paranoid=2',
      '(2) kernel.yama.ptrace_scope is 3: no process may read another until the next boot.',
      '(3) whether it is a Go program is not known: it runs as root, the sampler as uid 1000 without',
      '    CAP_SYS_PTRACE. This allows it:',
      "    chmod 700 '/opt/parkscope-sampler' && sudo setcap cap_sys_ptrace+ep '/opt/parkscope-sampler'",
      '… not listed: 1 process of unknown kind (3), 1 process that is not Go (--all lists them)',
      'note: /proc is mounted with hidepid: processes of other users are not in this list.',
      '',
    ]);
  });
  it('has every process with --all', () => {
    const lines = psText(LIST, true, PIPE).split('\n');
    expect(lines[1]).toMatch(/^ +1 +root +\? +– .* \? \(1\) +\/sbin\/init$/);
    expect(lines[2]).toMatch(/^ +2 +root +– +– .* – +\[kthreadd\]$/);
    expect(lines.filter((line) => /^ *\d+ /.test(line)).length).toBe(4);
    expect(lines.join('\n')).not.toContain('not listed');
  });
  it('says so when there is none', () => {
    expect(psText({ processes: [], takenMs: 0, notes: [] }, false, PIPE)).toBe(
      'No Go program runs here that may be seen.\n',
    );
  });
  it('lets no name rewrite the terminal', () => {
    const hostile: LocalProcess = { ...LIST.processes[2], user: 'a\nb', command: '\u001b[2J', features: [] };
    const text = psText({ processes: [hostile], takenMs: 0, notes: ['\u001b[31m'] }, false, PIPE);
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').length).toBe(4);
  });
  it.each([100, 140, 200])('keeps within %d columns', (width) => {
    const [one, , go] = LIST.processes;
    const build = go.go === null ? null : { ...go.go, version: 'go1.26.8' };
    const processes = [
      { ...go, container: null, go: build, command: 'x'.repeat(500) },
      { ...one, goUnknown: null, command: 'y'.repeat(500) },
    ];
    const lines = psText({ processes, takenMs: 0, notes: [] }, true, { colour: false, width }).split('\n');
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width);
    expect(lines[2]).toContain('yyy');
  });
  it('names what a build says of its source', () => {
    const [, , go] = LIST.processes;
    const module = (build: Partial<NonNullable<LocalProcess['go']>>): string => {
      const known = { ...go, executableDeleted: false, go: go.go === null ? null : { ...go.go, ...build } };
      return (
        /go1\S+(?: X:\S+)? {2}(\S+)/.exec(psText({ processes: [known], takenMs: 0, notes: [] }, false, PIPE))?.[1] ?? ''
      );
    };
    expect(module({ dirty: false })).toBe('example.com/ingest/cmd/ingest@9f86d081884c');
    expect(module({ revision: '', moduleVersion: 'v1.2.3' })).toBe('example.com/ingest/cmd/ingest@v1.2.3');
    expect(module({ revision: '' })).toBe('example.com/ingest/cmd/ingest');
    expect(module({ revision: '', main: 'command-line-arguments' })).toBe('example.com/ingest');
  });
});

describe('json', () => {
  it.each([true, false])('is as its schema says, --all: %s', (all) => {
    const answer = JSON.parse(psJson(HELLO, LIST, all)) as Record<string, unknown> & { processes: unknown[] };
    expect(validate(answer), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(answer['schema']).toBe('parkscope.ps/1');
    expect(answer.processes.length).toBe(all ? 4 : 2);
    expect(answer['unlisted']).toEqual(all ? { notGo: 0, unknown: 0 } : { notGo: 1, unknown: 1 });
    const { startMs, ...ingest } = LIST.processes[2];
    expect(answer.processes.at(-2)).toEqual({ ...ingest, startTime: new Date(startMs).toISOString() });
  });
});

describe('the command', () => {
  async function run(args: readonly string[], sampler: string): Promise<string> {
    let stdout = '';
    const out = (text: string) => {
      stdout += text;
      return Promise.resolve();
    };
    const streams = { stdin: Readable.from([]), out, outBytes: () => Promise.resolve(), err: () => {} };
    const places = { cwd: folder, home: folder, platform: 'linux', env: {} };
    const io = { ...streams, style: PIPE, showProgress: false, now: () => 0, places };
    await ps(args, io, sampler);
    return stdout;
  }

  /** A program in the sampler's place. */
  function standIn(onCall: string): string {
    const file = path.join(folder, `sampler-${fs.readdirSync(folder).length}`);
    const hello = 5 + bytes.readUInt32LE();
    const answer = bytes.subarray(hello, hello + 5 + bytes.readUInt32LE(hello)).toString('hex');
    const code = `process.stdout.write(Buffer.from('${bytes.subarray(0, hello).toString('hex')}', 'hex'));
const answer = Buffer.from('${answer}', 'hex');
process.stdin.once('data', () => { ${onCall} });`;
    fs.writeFileSync(file, `#!${process.execPath}\n${code}\n`, { mode: 0o755 });
    return file;
  }

  it.skipIf(process.platform === 'win32')('prints what the sampler answers', async () => {
    const sampler = standIn('process.stdout.write(answer)');
    expect(await run([], sampler)).toBe(psText(LIST, false, PIPE));
    expect(await run(['--all'], sampler)).toBe(psText(LIST, true, PIPE));
    expect(await run(['--format=json'], sampler)).toBe(psJson(HELLO, LIST, false));
  });
  it.skipIf(process.platform === 'win32')('ends with 3 and one line when the sampler dies', async () => {
    const failed = run([], standIn(`console.error('line 1\\nline 2'); process.exitCode = 4; process.stdin.destroy()`));
    const error: unknown = await failed.catch((reason: unknown) => reason);
    if (!(error instanceof CliFailure)) throw new Error('it did not fail');
    expect(error.exitCode).toBe(3);
    expect(error.message).toMatch(/code 4\. .* Detail: line 1 line 2\.$/);
  });
  it('ends with 3 and one line without a sampler, and says how to build it', async () => {
    const { code, stdout, stderr } = await cli(['ps']);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^parkscope: the sampler is not built: .*Go 1\.24 or newer.*`npm run build`.*\n$/);
    expect(stderr.trim().split('\n').length).toBe(1);
  });
  it.each([
    ['a pid', ['ps', '12'], '"12"'],
    ['an unknown option', ['ps', '--tree'], '--tree'],
    ['another format', ['ps', '--format', 'xml'], 'xml'],
  ])('refuses %s', async (_what, args, named) => {
    const { code, stderr } = await cli(args);
    expect(code).toBe(2);
    expect(stderr).toContain(named);
  });
});
