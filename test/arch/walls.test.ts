import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * Plants what the walls forbid in a copy of the core and expects the real configurations to refuse it.
 * A copy, so that a failing run leaves nothing behind in the tree.
 */
const ROOT = resolve(import.meta.dirname, '../..');
const bin = (name: string): string => join(ROOT, 'node_modules/.bin', name);
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'walls-'));
  for (const path of ['electron/core', 'test/arch', 'tsconfig.base.json', 'package.json', 'eslint.config.mjs']) {
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  mkdirSync(join(copy, '.cache'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  writeFileSync(join(copy, path), text);
}

function run(command: string, args: string[]): { status: number | null; out: string } {
  const done = spawnSync(bin(command), args, { cwd: copy, encoding: 'utf8' });
  return { status: done.status, out: done.stdout + done.stderr };
}

const cruise = (): { status: number | null; out: string } =>
  run('depcruise', ['--config', 'test/arch/dependency-cruiser.cjs', 'electron']);
const compile = (): { status: number | null; out: string } => run('tsc', ['-p', 'electron/core', '--noEmit']);

// Each runs a compiler or the import check as a process of its own.
describe('the walls of the core', { timeout: 120_000 }, () => {
  it('stand on the tree as it is', () => {
    expect(cruise()).toMatchObject({ status: 0 });
    const compiled = compile();
    expect(compiled.out).toBe('');
    expect(compiled.status).toBe(0);
  });

  it('refuse an import against the arrows, and one of Node', () => {
    plant(
      'electron/core/base/planted.ts',
      "import type { Capture } from '@core/model/tables';\nimport { readFileSync } from 'node:fs';\nexport const planted = (c: Capture): string => readFileSync(c.name, 'utf8');\n",
    );
    const { status, out } = cruise();
    rmSync(join(copy, 'electron/core/base/planted.ts'));
    expect(status).not.toBe(0);
    expect(out).toContain('not-in-allowed: electron/core/base/planted.ts → electron/core/model/tables.ts');
    expect(out).toContain('not-in-allowed: electron/core/base/planted.ts → fs');
  });

  it('refuse a cycle', () => {
    plant(
      'electron/core/base/left.ts',
      "import { right } from './right';\nexport const left = (): number => right() + 1;\n",
    );
    plant(
      'electron/core/base/right.ts',
      "import { left } from './left';\nexport const right = (): number => left() + 1;\n",
    );
    const { status, out } = cruise();
    rmSync(join(copy, 'electron/core/base/left.ts'));
    rmSync(join(copy, 'electron/core/base/right.ts'));
    expect(status).not.toBe(0);
    expect(out).toContain('no-circular');
  });

  it('refuse window and process: the compiler knows no such names there', () => {
    plant(
      'electron/core/model/planted.ts',
      'export const width = (): number => window.innerWidth;\nexport const home = (): string | undefined => process.env.HOME;\n',
    );
    const { status, out } = compile();
    rmSync(join(copy, 'electron/core/model/planted.ts'));
    expect(status).not.toBe(0);
    expect(out).toContain("Cannot find name 'window'");
    expect(out).toContain("Cannot find name 'process'");
  });
});
