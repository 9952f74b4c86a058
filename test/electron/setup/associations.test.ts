import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import {
  desktopEntry,
  infoPlistKeys,
  launcherScript,
  mimeInfo,
  windowsRegistry,
} from '../../../electron/packaging/associations.mjs';

const table = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../electron/packaging/file-associations.json'), 'utf8'),
);

it('every kind of file of the product is in the table', () => {
  const globs = table.flatMap((entry: { globs: string[] }) => entry.globs);
  expect(globs).toEqual(['*.pb.gz', '*.pprof', '*.prof', '*.trace', 'goroutine*.txt', '*.parkrec']);
});

it('the desktop entry names every type it can open', () => {
  expect(desktopEntry(table)).toContain(
    '\nMimeType=application/x-go-pprof;application/x-go-trace;text/x-go-goroutines;application/x-parkscope-recording;x-scheme-handler/parkscope;\n',
  );
  expect(desktopEntry(table)).toContain('\nExec=parkscope %U\n');
});

it('the MIME package has each pattern, and leaves dumps readable as plain text', () => {
  const text = mimeInfo(table);
  expect(text).toContain('<glob pattern="*.pb.gz" weight="60"/>');
  expect(text.match(/<mime-type /g)).toHaveLength(4);
  expect(text.match(/<sub-class-of type="text\/plain"\/>/g)).toHaveLength(1);
});

it('text from the table is escaped', () => {
  expect(mimeInfo([{ ...table[0], label: 'a <b> & "c"' }])).toContain(
    '<comment>a &lt;b&gt; &amp; &quot;c&quot;</comment>',
  );
});

it('macOS is told to own our extensions and only to offer itself for .txt', () => {
  const keys = infoPlistKeys(table);
  expect(keys).toContain('<array><string>pprof</string><string>prof</string></array>');
  expect(keys).toMatch(/Go goroutine dump.*Alternate.*public\.plain-text/);
  for (const tag of ['dict', 'array', 'string', 'key']) {
    expect(keys.split(`<${tag}>`).length).toBe(keys.split(`</${tag}>`).length);
  }
});

it('links to findings open the app', () => {
  expect(infoPlistKeys(table)).toContain('<key>CFBundleURLSchemes</key><array><string>parkscope</string></array>');
  const registry = windowsRegistry(table, 'C:\\Apps\\parkscope.exe');
  expect(registry).toContain('Classes\\parkscope]\r\n@="URL:Parkscope"\r\n"URL Protocol"=""');
  expect(registry).toContain('Classes\\parkscope\\shell\\open\\command]\r\n@="\\"C:\\\\Apps');
});

it('Windows keeps the owner of .gz and .txt', () => {
  const registry = windowsRegistry(table, 'C:\\Apps\\parkscope.exe');
  expect(registry).toContain('[HKEY_CURRENT_USER\\Software\\Classes\\.pprof]\r\n@="Parkscope.pprof"');
  expect(registry).toContain('[HKEY_CURRENT_USER\\Software\\Classes\\.gz\\OpenWithProgids]\r\n"Parkscope.pprof"=""');
  expect(registry).not.toContain('Classes\\.gz]');
  expect(registry).not.toContain('Classes\\.txt]');
  expect(registry).toContain('@="\\"C:\\\\Apps\\\\parkscope.exe\\" \\"%1\\""');
});

it.runIf(process.platform !== 'win32')('the launcher runs subcommands as plain Node and files in the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'launcher-'));
  const script = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: 0o755 });
  script('window', '#!/bin/sh\necho "node=${ELECTRON_RUN_AS_NODE-} $*"\n');
  script('parkscope', launcherScript(['check', 'help'], 'window'));
  const start = (args: string[], env: Record<string, string>) =>
    spawnSync(join(folder, 'parkscope'), args, { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', ...env } });
  expect(start(['check', 'a b'], {}).stdout).toBe(`node=1 ${folder}/resources/app/dist/cli/main.cjs check a b\n`);
  expect(start(['--version'], {}).stdout).toContain('main.cjs --version');
  const opened = start(['f.txt'], { DISPLAY: ':1', ELECTRON_RUN_AS_NODE: '1' }).stdout;
  expect(opened).toMatch(/^node= (--no-sandbox )?f\.txt\n$/);
  expect(start(['f.txt'], {})).toMatchObject({ status: 2, stdout: '' });
  rmSync(folder, { recursive: true });
});
