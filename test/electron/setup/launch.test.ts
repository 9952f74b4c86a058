import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMAND_HELP } from '../../../electron/cli/help';
import { isHeadless } from '../../../electron/setup/cli-bundle.mjs';
import { electronCommand, isRoot, resolveTargets, whyNoDisplay } from '../../../electron/setup/launch.mjs';
import { placesOf } from '../../../electron/setup/places.mjs';
import { run } from '../../../electron/setup/processes.mjs';
import { isAtLeast, nodeTooOld, parseVersion } from '../../../electron/setup/node-version.mjs';
import { formatStep } from '../../../electron/setup/steps.mjs';
import { chooseNames, missingFromLdd } from '../../../electron/setup/system-libraries.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'launch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('versions', () => {
  it('are read from what node, go and package.json write', () => {
    expect(parseVersion('v20.20.2')).toEqual([20, 20, 2]);
    expect(parseVersion('>=20.19')).toEqual([20, 19, 0]);
    expect(parseVersion('1.27rc1')).toEqual([1, 27, 0]);
    expect(isAtLeast('1.9', '1.24')).toBe(false);
    expect(isAtLeast('1.24', '1.24')).toBe(true);
  });

  it('give one clear message on an old Node and none on this one', () => {
    expect(nodeTooOld('v18.15.0')).toMatch(/^Parkscope needs Node 20\.19 or newer to build; this is v18\.15\.0\./);
    expect(nodeTooOld()).toBeNull();
  });
});

describe('arguments', () => {
  it('are files relative to where the user stands; pids, URLs and options stay as they are', () => {
    const given = [
      'a.txt',
      '../b',
      '4711',
      'http://localhost:6060/debug/pprof/heap',
      'localhost:6060',
      '--theme=dark',
      '-',
    ];
    expect(resolveTargets(given, '/home/u/d')).toEqual(['/home/u/d/a.txt', '/home/u/b', ...given.slice(2)]);
  });

  it('that look like a pid but are a file there are the file', () => {
    writeFileSync(join(folder, '4711'), '');
    expect(resolveTargets(['4711'], folder)).toEqual([join(folder, '4711')]);
  });

  it('open the window unless they begin with a subcommand or an option', () => {
    expect(['check', 'help', '--version'].map((word) => isHeadless([word, 'x']))).toEqual([true, true, true]);
    // Each that help describes.
    expect(Object.keys(COMMAND_HELP).filter((name) => !isHeadless([name]))).toEqual([]);
    expect([[], ['goroutine.txt'], ['4711'], ['-']].map((args) => isHeadless(args))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('reach Electron after the clone for the pinned one, and alone for the fallback', () => {
    const sandbox = isRoot() ? ['--no-sandbox'] : [];
    const runtime = { binary: '/e', version: '1' };
    expect(electronCommand({ ...runtime, fallback: false }, '/clone', ['f'])).toEqual([
      '/e',
      ['/clone', ...sandbox, 'f'],
    ]);
    expect(electronCommand({ ...runtime, fallback: true }, '/clone', ['f'])).toEqual(['/e', [...sandbox, 'f']]);
  });
});

describe.runIf(process.platform === 'linux')('the display', () => {
  it('is missing where DISPLAY is not set, and where nobody answers', async () => {
    expect(await whyNoDisplay({})).toBe('no display (DISPLAY is not set)');
    expect(await whyNoDisplay({ DISPLAY: ':4711' })).toContain('no X server answers');
  });

  it('is believed where it is on another machine, or Wayland', async () => {
    expect(await whyNoDisplay({ DISPLAY: 'localhost:10.0' })).toBeNull();
    expect(await whyNoDisplay({ WAYLAND_DISPLAY: 'wayland-0' })).toBeNull();
  });

  it('missing makes npm start print the findings and how to get the window', async () => {
    const places = placesOf(folder);
    mkdirSync(join(folder, 'dist/cli'), { recursive: true });
    writeFileSync(
      places.cli,
      `console.log(process.argv.slice(2).join(' ')); process.exitCode = Number(process.env.CODE);`,
    );
    const app = resolve(import.meta.dirname, '../../../electron/setup/start-app.mjs');
    const start = (args: string[], code: number) =>
      run(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `
        import { printFindings } from ${JSON.stringify(`file://${app}`)};
        process.exitCode = await printFindings((await import(${JSON.stringify(`file://${resolve(app, '../places.mjs')}`)})).placesOf(${JSON.stringify(folder)}), ${JSON.stringify(args)}, 'no display (DISPLAY is not set)');
      `,
        ],
        { env: { ...process.env, CODE: String(code) } },
      );

    // Findings are no failure of `npm start`; a file that cannot be read is.
    const found = await start(['/f.txt'], 1);
    expect(found).toMatchObject({ code: 0 });
    expect(found.output).toContain('check /f.txt');
    expect(found.output).toContain('xvfb-run -a npm start -- /f.txt');
    expect(await start(['/f.txt'], 3)).toMatchObject({ code: 3 });

    mkdirSync(join(folder, 'assets/demo'), { recursive: true });
    const demo = [
      { title: 'One', files: ['b.txt', 'a.pb.gz'] },
      { title: 'Two', files: ['c.txt'] },
    ];
    writeFileSync(join(folder, 'assets/demo/demo.json'), JSON.stringify(demo));
    const { output } = await start([], 0);
    expect(output).toContain(`check ${folder}/assets/demo/b.txt ${folder}/assets/demo/a.pb.gz\n`);
    expect(output).toContain('bin.mjs check assets/demo/c.txt');
  });
});

describe('system libraries', () => {
  it('that are missing are read from the loader', () => {
    const output = '\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tlibgbm.so.1 => not found\n';
    expect(missingFromLdd(output)).toEqual(['libnss3.so', 'libgbm.so.1']);
  });

  it('take the name that is a real package here', () => {
    const policy = [
      'libgtk-3-0:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\n',
      'libgtk-3-0t64:\n  Installed: (none)\n  Candidate: 3.24\n  Version table:\n',
      'libnss3:\n  Installed: 2:3.87\n  Candidate: 2:3.87\n  Version table:\n',
    ].join('');
    expect(chooseNames(['libgtk-3-0', 'libnss3', 'xvfb'], policy)).toEqual(['libgtk-3-0t64', 'libnss3', 'xvfb']);
  });
});

describe('children', () => {
  it('that do not exist are told apart from those that fail', async () => {
    expect(await run('parkscope-no-such-program', [])).toMatchObject({ missing: true });
    expect(await run('parkscope-no-such-program', [], { guarded: true })).toMatchObject({ missing: true });
    expect(await run(process.execPath, ['-e', 'process.exit(3)'], { guarded: true })).toMatchObject({
      code: 3,
      missing: false,
    });
  });

  it('that stand still are ended, guarded or not', async () => {
    for (const guarded of [true, false]) {
      const done = await run(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], {
        guarded,
        stall: { limitMs: 500 },
      });
      expect(done).toMatchObject({ killed: 'stalled' });
    }
  });

  it('are found on the PATH like a shell would', async () => {
    const tool = join(folder, 'tool');
    writeFileSync(tool, '#!/bin/sh\necho "$1"\n');
    chmodSync(tool, 0o755);
    expect(await run('tool', ['a b'], { env: { PATH: folder } })).toMatchObject({ output: 'a b\n' });
  });
});

it('a step is one line: mark, name, note, and the time if there is any to speak of', () => {
  expect(formatStep('dependencies', { state: 'there' }, 12)).toBe('✓ dependencies (already there)');
  expect(formatStep('bundle', { state: 'done' }, 1_240)).toBe('✓ bundle 1.2 s');
  expect(formatStep('sampler', { state: 'skipped', note: 'Go is not installed' }, 3)).toBe(
    '– sampler (Go is not installed)',
  );
});
