import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findElectron } from '../../electron/setup/electron-runtime.mjs';
import { ROOT as REPO, placesOf } from '../../electron/setup/places.mjs';
import { bundle } from '../bench/bundle.mjs';
import { capturePath } from '../support/fixtures';
import { largeTrace } from '../support/large-trace';

/**
 * The oldest Electron that we support has Node 18.15 inside and V8 11.4: WebAssembly, threads and what reads files work there as they do
 * in the Node that runs the tests. Its own `node` is asked, without a window.
 */
const ROOT = resolve(import.meta.dirname, '../..');
const runtime = findElectron(placesOf(REPO));
if (runtime === null)
  console.warn('skipped: the Node inside Electron: no Electron is installed; npm run setup fetches one');

describe.skipIf(runtime === null)('the Node inside Electron', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-oldest-'));
  const program = join(folder, 'cli/program.cjs');
  const large = join(folder, 'large.out');
  beforeAll(async () => {
    await bundle(ROOT, 'electron/cli/main.ts', program);
    await bundle(ROOT, 'electron/engine/pool-worker.ts', join(folder, 'pool/worker.cjs'));
    writeFileSync(large, largeTrace(5, 22));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  function both(args: readonly string[]): string[] {
    return [process.execPath, runtime?.binary ?? ''].map((binary) => {
      const { status, stdout, stderr } = spawnSync(binary, args, {
        encoding: 'utf8',
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        maxBuffer: 2 ** 26,
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      return stdout;
    });
  }

  test('is the one that the bundles are made for, or a later one', () => {
    const [, version] = both(['-p', 'process.versions.node']);
    expect(Number(version.split('.')[0])).toBeGreaterThanOrEqual(18);
  });

  test.each([
    ['trace', 'stages/go1.26/trace.out'],
    ['info', 'stages/go1.22/trace.http.out'],
    ['top', 'service/go1.27/trace.sampled.out'],
    ['info', 'healthy/go1.26/heap.pb.gz'],
    ['top', 'healthy/go1.26/heap.pb.gz'],
    ['goroutines', 'nilchan/go1.27/goroutine.debug2.txt'],
  ])('parkscope %s %s answers the same', (command, file) => {
    const [here, there] = both([program, command, capturePath(file), '--format', 'json']);
    expect(there).toBe(here);
    expect(JSON.parse(there)).toMatchObject({ schema: `parkscope.${command}/1` });
  });

  test('a trace that threads decode, too', () => {
    const [here, there] = both([program, 'trace', large, '--format', 'json']);
    expect(there).toBe(here);
    expect(JSON.parse(there)).toMatchObject({
      generations: 5,
      goroutines: 2,
      events: 5 * (22 * 7500 + 4),
      notes: [],
    });
  });
});
