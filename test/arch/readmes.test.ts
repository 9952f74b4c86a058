import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

/** Folders that hold source, three levels deep: each says what belongs in it and what not. */
const folders = [
  ...new Set(
    listed
      .filter((file) => /^(electron|renderer|native)\/.*\.(ts|tsx|mjs|go)$/.test(file))
      .map((file) => dirname(file).split('/').slice(0, 3).join('/')),
  ),
].sort();

describe('every source folder has a README of at most 40 lines', () => {
  it.each(folders)('%s', (folder) => {
    const path = join(ROOT, folder, 'README.md');
    expect(existsSync(path), `${folder}/README.md is missing`).toBe(true);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });
});

it('no folder is a drawer for leftovers', () => {
  const drawers = listed.filter(
    (file) => /(^|\/)(utils?|shared|common|helpers?)\//.test(file) && !file.startsWith('test/fixtures/'),
  );
  expect(drawers).toEqual([]);
});
