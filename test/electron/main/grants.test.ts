import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, afterEach, describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ ipcMain: {} }));
const { Demo } = await import('../../../electron/main/demo');
const { corePath, Grants } = await import('../../../electron/main/grants');
const { Recent } = await import('../../../electron/main/recent');
const { Settings } = await import('../../../electron/main/settings');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkscope-grants-'));
  writeFileSync(join(folder, 'a.pb.gz'), 'four');
  writeFileSync(join(folder, 'b.txt'), 'sixsix');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe('grants', () => {
  it('a program that was started is its process from then on, and may be granted once more', async () => {
    const grants = new Grants(() => undefined);
    const path = `program:${JSON.stringify({ command: '/usr/bin/server', args: [], cwd: '/' })}`;
    const first = await grants.grant([path]);
    expect(first.sources).toEqual([{ id: 'src-1', name: 'server', size: 0 }]);
    grants.launched('src-1', 'process:4711@1763750000120');
    expect(grants.pathOf('src-1')).toBe('process:4711@1763750000120');
    expect((await grants.grant([path])).sources[0]?.id).toBe('src-2');
    expect(grants.all.map(({ id }) => id)).toEqual(['src-1', 'src-2']);
  });
  it('a core file with its executable is that file to people, and is remembered', async () => {
    const grants = new Grants(() => undefined);
    const path = corePath({ core: at('b.txt'), executable: at('a.pb.gz') });
    const set = await grants.grant([path]);
    expect(set.sources).toEqual([{ id: 'src-1', name: 'b.txt', size: 6 }]);
    expect([grants.fileOf('src-1'), grants.pathOf('src-1')]).toEqual([at('b.txt'), path]);
    await grants.grant(['process:4711']);
    expect([grants.fileOf('src-2'), grants.fileOf('src-3')]).toEqual([null, null]);
    const recent = new Recent(new Settings(at('settings.json')), grants);
    recent.remember(set, 0);
    expect(recent.list()).toMatchObject([{ title: 'b.txt', size: 6 }]);
    rmSync(at('b.txt'));
    expect(await recent.open('recent-1', 1)).toMatchObject({ ok: false, error: { code: 'gone' } });
  });
  it('a process keeps its name, and is not remembered', async () => {
    const grants = new Grants(() => undefined);
    const settings = new Settings(at('settings.json'));
    const set = await grants.grant(['process:4711@1763750000000'], '', 'ingestd (4711)');
    expect(set.sources).toEqual([{ id: 'src-1', name: 'ingestd (4711)', size: 0 }]);
    const recent = new Recent(settings, grants);
    recent.remember(set, 0);
    expect(recent.list()).toEqual([]);
  });
  it('give the page id, name and size, and the engine the path', async () => {
    const toEngine = vi.fn();
    const set = await new Grants(toEngine).grant([at('a.pb.gz'), at('b.txt')], 'Both');
    expect(set).toEqual({
      title: 'Both',
      sources: [
        { id: 'src-1', name: 'a.pb.gz', size: 4 },
        { id: 'src-2', name: 'b.txt', size: 6 },
      ],
    });
    expect(JSON.stringify(set)).not.toContain(folder);
    expect(toEngine.mock.calls).toEqual([
      [
        [
          { id: 'src-1', path: at('a.pb.gz'), name: 'a.pb.gz' },
          { id: 'src-2', path: at('b.txt'), name: 'b.txt' },
        ],
      ],
    ]);
  });
  it('keep the id of a file that is chosen again, in any spelling', async () => {
    const toEngine = vi.fn();
    const grants = new Grants(toEngine);
    const first = await grants.grant([at('a.pb.gz')]);
    const again = await grants.grant([`${folder}/./sub/../a.pb.gz`]);
    expect(again).toEqual(first);
    expect(toEngine).toHaveBeenCalledTimes(1);
    expect(grants.all).toHaveLength(1);
  });
  it('give a URL as it is to the engine, its host to the page, and no password to the list of recent ones', async () => {
    const toEngine = vi.fn();
    const grants = new Grants(toEngine);
    const url = 'http://ann:secret@localhost:6060/debug/pprof/';
    const set = await grants.grant([url]);
    expect(set.sources).toEqual([{ id: 'src-1', name: 'localhost:6060', size: 0 }]);
    expect(toEngine.mock.calls[0]?.[0]).toEqual([{ id: 'src-1', path: url, name: 'localhost:6060' }]);
    const settings = new Settings(at('settings.json'));
    const recent = new Recent(settings, grants);
    recent.remember(set, 1);
    expect(JSON.stringify(settings.value)).not.toContain('secret');
    const [entry] = recent.list();
    expect(entry).toMatchObject({ title: 'localhost:6060', files: 1 });
    expect(await recent.open(entry?.id ?? '', 2)).toMatchObject({ ok: true });
  });
  it('know no path for an id that was not given', async () => {
    const grants = new Grants(() => undefined);
    await grants.grant([at('a.pb.gz')]);
    expect(grants.pathOf('src-1')).toBe(at('a.pb.gz'));
    expect(grants.pathOf('src-2')).toBeNull();
  });
  it('are given for folders and for what is gone: the engine explains both', async () => {
    mkdirSync(at('sub'));
    const { sources } = await new Grants(() => undefined).grant([at('sub'), at('gone.txt')]);
    expect(sources.map(({ name, size }) => [name, size])).toEqual([
      ['sub', 0],
      ['gone.txt', 0],
    ]);
  });
});

describe('recent files', () => {
  const make = () => {
    const settings = new Settings(at('settings.json'));
    const grants = new Grants(() => undefined);
    return { settings, grants, recent: new Recent(settings, grants) };
  };

  it('are newest first, once each, without paths', async () => {
    const { grants, recent } = make();
    const a = await grants.grant([at('a.pb.gz')]);
    const both = await grants.grant([at('a.pb.gz'), at('b.txt')]);
    recent.remember(a, 1);
    recent.remember(both, 2);
    recent.remember(a, 3);
    expect(recent.list()).toEqual([
      { id: 'recent-1', title: 'a.pb.gz', files: 1, size: 4, openedMs: 3 },
      { id: 'recent-2', title: 'a.pb.gz and 1 more', files: 2, size: 10, openedMs: 2 },
    ]);
  });
  it('keep twelve', async () => {
    const { grants, recent } = make();
    for (let i = 0; i < 20; i++) recent.remember(await grants.grant([at(`file-${i}`)]), i);
    expect(recent.list().map(({ title }) => title)).toEqual(Array.from({ length: 12 }, (_, i) => `file-${19 - i}`));
  });
  it('open again under the ids of this run', async () => {
    const { grants, recent } = make();
    recent.remember(await grants.grant([at('b.txt')]), 1);
    expect(await recent.open('recent-1', 2)).toMatchObject({
      ok: true,
      value: { sources: [{ id: 'src-1', name: 'b.txt' }] },
    });
    expect(recent.list()).toMatchObject([{ id: 'recent-1', openedMs: 2 }]);
    expect(await recent.open('recent-7', 2)).toMatchObject({ ok: false, error: { code: 'gone' } });
  });
  it('say when the files are gone, and forget them', async () => {
    const { grants, recent } = make();
    recent.remember(await grants.grant([at('b.txt')]), 1);
    const id = recent.list()[0]?.id ?? '';
    rmSync(at('b.txt'));
    expect(await recent.open(id, 2)).toMatchObject({
      ok: false,
      error: { code: 'gone', message: 'b.txt is not there any more.' },
    });
    expect(recent.list()).toEqual([]);
  });
  it('outlive the app', async () => {
    const first = make();
    first.recent.remember(await first.grants.grant([at('b.txt')]), 5);
    first.settings.flush();
    expect(make().recent.list()).toMatchObject([{ title: 'b.txt', openedMs: 5 }]);
  });
});

describe('the demo', () => {
  const folder = resolve(import.meta.dirname, '../../../assets/demo');

  it('lists documents whose files are all there', async () => {
    const demo = new Demo(folder, new Grants(() => undefined));
    const list = await demo.list();
    expect(list.length).toBeGreaterThan(0);
    for (const { id, files } of list) {
      const set = await demo.open(id);
      expect(set?.sources).toHaveLength(files);
      for (const { name, size } of set?.sources ?? [])
        expect([name, size]).toEqual([name, statSync(join(folder, name)).size]);
    }
  });
  it('has no entry beyond its list', async () => {
    expect(await new Demo(folder, new Grants(() => undefined)).open('demo-99')).toBeNull();
  });
  it('is empty without an index, and refuses one that leads out of its folder', () => {
    const grants = new Grants(() => undefined);
    mkdirSync(at('demo'));
    expect(() => new Demo(at('demo'), grants)).not.toThrow();
    writeFileSync(at('demo/demo.json'), JSON.stringify([{ title: 'x', files: ['../a.pb.gz'] }]));
    expect(() => new Demo(at('demo'), grants)).toThrow();
  });
});
