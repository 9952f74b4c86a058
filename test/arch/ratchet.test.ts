import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

/** What each entry counts, over all committed TypeScript, JavaScript and Go outside fixtures. */
const PATTERNS: Record<string, RegExp> = {
  any: /(?::|<|\bas)\s*any\b(?=\s*(?:[;,)>=|{}[\]]|$))/gm,
  'eslint-disable': /eslint-disable/g,
  'ts-suppressions': /@ts-(?:expect-error|ignore|nocheck)/g,
  'double-casts': /\bas unknown as\b/g,
  nolint: /\/\/\s*nolint/g,
  promises: /\b(?:TODO|FIXME|XXX)\b/g,
};

it('holds the counts of ratchet.json exactly: a change in either direction edits the number', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(
      (file) => /\.(ts|tsx|mjs|go)$/.test(file) && !file.startsWith('test/fixtures/') && !file.startsWith('test/arch/'),
    );
  expect(files.length).toBeGreaterThan(20);
  const counts: Record<string, number> = {};
  const where: string[] = [];
  for (const [name, pattern] of Object.entries(PATTERNS)) {
    counts[name] = 0;
    for (const file of files) {
      const found = readIfThere(join(ROOT, file)).match(pattern)?.length ?? 0;
      counts[name] += found;
      if (found > 0) where.push(`${name} ${found}x ${file}`);
    }
  }
  const ratchet: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'ratchet.json'), 'utf8'));
  expect(counts, where.join('\n')).toEqual(ratchet);
});

/** A file that git lists but that was just deleted counts nothing. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
