import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDependencies, whyIncomplete } from '../../../electron/setup/dependencies.mjs';
import { placesOf } from '../../../electron/setup/places.mjs';

let root: string;
const LOCKED = {
  '': { name: 'x' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/for-another-system': { version: '1.0.0', optional: true },
};

function write(path: string, value: unknown): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(value));
}

/** What npm leaves behind when it has finished. */
function install(version: string): void {
  write('node_modules/a/package.json', { name: 'a', version });
  write('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version } } });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dependencies-'));
  write('package.json', { name: 'x', dependencies: { a: '1.0.0' } });
  write('package-lock.json', { lockfileVersion: 3, packages: LOCKED });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('whyIncomplete', () => {
  it('is satisfied by the locked versions, without the packages for other systems', () => {
    install('1.0.0');
    expect(whyIncomplete(root)).toBeNull();
  });

  it('tells a first start, an interrupted install, a changed lock file and a removed package apart', () => {
    expect(whyIncomplete(root)).toBe('not installed yet');
    write('node_modules/a/package.json', {});
    expect(whyIncomplete(root)).toBe('an earlier install was interrupted');
    install('0.9.0');
    expect(whyIncomplete(root)).toBe('node_modules/a is 0.9.0, locked is 1.0.0');
    install('1.0.0');
    rmSync(join(root, 'node_modules/a'), { recursive: true });
    expect(whyIncomplete(root)).toBe('node_modules/a was removed');
  });
});

describe('without a network', () => {
  const environment = { ...process.env };
  beforeEach(() => {
    process.env['npm_config_registry'] = 'http://127.0.0.1:9/';
    process.env['npm_config_cache'] = join(root, 'npm-cache');
  });
  afterEach(() => {
    process.env = { ...environment };
  });

  it('says in one message what is missing and that nothing works', async () => {
    const work = ensureDependencies(placesOf(root), () => {});
    await expect(work).rejects.toThrow(/could not be installed: the npm registry did not answer[^]*nothing works yet/);
  }, 30_000);

  it('goes on with an earlier complete set, and does not lose it', async () => {
    install('0.9.0');
    const outcome = await ensureDependencies(placesOf(root), () => {});
    expect(outcome.state).toBe('failed');
    expect(outcome.note).toContain('going on with the earlier ones');
    expect(existsSync(join(root, 'node_modules/a/package.json'))).toBe(true);
  }, 30_000);
});
