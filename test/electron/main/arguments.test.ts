import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findingLink } from '../../../electron/cli/print/link';
import { executableOf, ownArguments, readTargets, wantsDemo, viewLink } from '../../../electron/main/arguments';

const cwd = mkdtempSync(join(tmpdir(), 'parkscope-args-'));
writeFileSync(join(cwd, 'heap.pb.gz'), 'x');
writeFileSync(join(cwd, '4711'), 'x');
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('the arguments that are ours', () => {
  it('leave out the program and switches', () => {
    expect(ownArguments(['/opt/parkscope', '--no-sandbox', 'a.pb.gz', '--inspect=0', 'b.txt'], false)).toEqual([
      'a.pb.gz',
      'b.txt',
    ]);
  });
  it('leave out the folder that Electron was given', () => {
    expect(ownArguments(['electron', '/clone', '--no-sandbox', 'a.pb.gz'], true)).toEqual(['a.pb.gz']);
  });
  it('take everything after --', () => {
    expect(ownArguments(['/opt/parkscope', '--no-sandbox', '--', '--odd-name.txt'], false)).toEqual(['--odd-name.txt']);
  });
});

describe('the executable of a core file', () => {
  const core = join(cwd, 'heap.pb.gz');
  it.each([
    [['core', '--exe', 'server'], ['core'], 'server'],
    [['--exe', 'server', 'core'], ['core'], 'server'],
    [['--no-sandbox', 'core', '--exe=server'], ['core'], 'server'],
    [['core', '--exe'], ['core'], ''],
    [['core', '--', '--exe', 'x'], ['core', '--exe', 'x'], null],
  ])('%j', (argv, own, executable) => {
    expect(ownArguments(['parkscope', ...argv], false)).toEqual(own);
    expect(executableOf(argv)).toBe(executable);
  });
  it('goes with the files, both from where the user stood', () => {
    const named = { core, executable: join(cwd, 'bin/server') };
    expect(readTargets(['heap.pb.gz', '1234'], cwd, 'bin/server')).toEqual({
      paths: [`core:${JSON.stringify(named)}`, 'process:1234'],
      notices: [],
    });
  });
  it.each([
    [['heap.pb.gz'], ''],
    [['1234'], 'server'],
    [[], 'server'],
  ])('%j with %j is told to be of no use', (args, executable) => {
    const { notices } = readTargets(args, cwd, executable);
    expect(notices.map(({ message }) => message)).toEqual([expect.stringContaining('--exe')]);
  });
});

describe('targets', () => {
  it('files are relative to where the user stood', () => {
    expect(readTargets(['heap.pb.gz', join(cwd, 'heap.pb.gz')], cwd)).toEqual({
      paths: [join(cwd, 'heap.pb.gz'), join(cwd, 'heap.pb.gz')],
      notices: [],
    });
  });
  it('a file that is not there goes to the engine, which says so', () => {
    expect(readTargets(['gone.pb.gz'], cwd).paths).toEqual([join(cwd, 'gone.pb.gz')]);
  });
  it('a file: URL that names no file', () => {
    const url = 'file:///C:/a%2Fb';
    const { paths, notices } = readTargets([url], '/home');
    expect(paths).toEqual([]);
    expect(notices.map(({ message }) => message)).toEqual([expect.stringContaining(url)]);
  });

  it('a file: URL is a file', () => {
    expect(readTargets([pathToFileURL(join(cwd, 'heap.pb.gz')).href], cwd).paths).toEqual([join(cwd, 'heap.pb.gz')]);
  });
  it('a pid is a process, unless a file is called so', () => {
    expect(readTargets(['1234'], cwd)).toEqual({ paths: ['process:1234'], notices: [] });
    expect(readTargets(['4711'], cwd).paths).toEqual([join(cwd, '4711')]);
  });
  it.each(['0', '99999999999', 'ftp://ann:secret@localhost/x', 'http://localhost:99999999/', '-'])(
    '%s cannot be opened, and a notice says so and what to do',
    (arg) => {
      const { paths, notices } = readTargets([arg], cwd);
      expect(paths).toEqual([]);
      expect(notices).toHaveLength(1);
      expect(notices[0]?.hint).not.toBe('');
      expect(JSON.stringify(notices)).not.toContain('secret');
    },
  );
  it.each([
    ['http://localhost:6060/debug/pprof/heap', 'http://localhost:6060/debug/pprof/heap'],
    ['localhost:6060', 'http://localhost:6060/'],
    ['localhost:6060/debug/pprof', 'http://localhost:6060/debug/pprof'],
  ])('%s is a running program', (arg, url) => {
    expect(readTargets([arg], cwd)).toEqual({ paths: [url], notices: [] });
  });
  it('a link to a view opens its files and hands on what is to be shown', () => {
    const state = JSON.stringify({ view: 'flame', filter: "--focus 'a b&c' --tag k=v", flame: { search: 'é#?' } });
    const files = ['/var/dumps/a b&c.txt', '/var/dumps/ü?.pb.gz'];
    const link = viewLink(files, state) ?? '';
    expect(link).toMatch(/^parkscope:\/\/view\?state=/);
    expect(readTargets([link], '/home')).toEqual({ paths: files, notices: [], view: state });
    expect(viewLink(['/a', 'process:12'], state)).toBeNull();
    expect(viewLink(['http://host/debug/pprof/'], state)).toBeNull();
  });

  it('a link to a finding opens its files and says which finding', () => {
    const file = join(cwd, 'heap.pb.gz');
    const link = findingLink('full-channel-8954f189e593', [file, '/tmp/a b&c.txt']);
    expect(readTargets([link], '/home')).toEqual({
      paths: [file, '/tmp/a b&c.txt'],
      notices: [],
      finding: 'full-channel-8954f189e593',
    });
  });
  it.each([
    'parkscope://finding/x',
    'parkscope://finding/x?file=relative.txt',
    'parkscope://finding/x?file=%5C%5Chost%5Cshare',
    'parkscope://finding/x?file=//host/share',
    'parkscope://finding/?file=/a',
    'parkscope://view?file=/a',
    'parkscope://view/x?state=%7B%7D&file=/a',
    'parkscope://view?state=%7B%7D',
    'parkscope://view?state=%7B%7D&file=//host/share',
    `parkscope://view?state=${'x'.repeat(9000)}&file=/a`,
    'parkscope://finding/a/b?file=/a',
    'parkscope://other/x?file=/a',
    'parkscope:',
    'parkscope://finding/x?file=/a%00b',
  ])('%s opens nothing', (link) => {
    const { paths, notices, finding } = readTargets([link], cwd);
    expect({ paths, finding, notices: notices.length }).toEqual({ paths: [], finding: undefined, notices: 1 });
  });
  it('a number that is a file is a file', () => {
    expect(readTargets(['4711'], cwd)).toEqual({ paths: [join(cwd, '4711')], notices: [] });
  });
});

describe('wantsDemo', () => {
  it.each<[boolean, string[]]>([
    [true, ['electron', '/app', '--demo']],
    [true, ['electron', '--no-sandbox', '--demo', '/app']],
    [false, ['electron', '/app']],
    [false, ['electron', '/app', '--', '--demo']],
  ])('%s for %j', (expected, argv) => expect(wantsDemo(argv)).toBe(expected));
});
