import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashInputs, isFresh, listFiles, writeStamp } from '../../../electron/setup/stamp.mjs';

let root: string;
let stamp: string;
const inputs = (): string => hashInputs(root, listFiles([join(root, 'src')]));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stamp-'));
  stamp = join(root, '.cache/stamps/bundle.json');
  mkdirSync(join(root, 'src'));
  mkdirSync(join(root, 'dist'));
  writeFileSync(join(root, 'src/a.ts'), 'a');
  writeFileSync(join(root, 'dist/a.js'), 'built');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('is fresh only after the step was stamped', () => {
  expect(isFresh(stamp, inputs())).toBe(false);
  writeStamp(stamp, inputs(), [join(root, 'dist/a.js')]);
  expect(isFresh(stamp, inputs())).toBe(true);
});

it('notices a changed, a new, a removed and a touched source', () => {
  writeStamp(stamp, inputs(), []);
  const first = inputs();
  writeFileSync(join(root, 'src/b.ts'), 'b');
  expect(inputs()).not.toBe(first);
  rmSync(join(root, 'src/b.ts'));
  expect(inputs()).toBe(first);
  utimesSync(join(root, 'src/a.ts'), new Date(1), new Date(1));
  expect(inputs()).not.toBe(first);
});

it('repeats a step whose output was removed or cut short', () => {
  writeStamp(stamp, inputs(), [join(root, 'dist/a.js')]);
  writeFileSync(join(root, 'dist/a.js'), 'bu');
  expect(isFresh(stamp, inputs())).toBe(false);
  rmSync(join(root, 'dist/a.js'));
  expect(isFresh(stamp, inputs())).toBe(false);
});

it('repeats a step whose stamp is damaged', () => {
  writeStamp(stamp, inputs(), []);
  writeFileSync(stamp, '{"inputs":"');
  expect(isFresh(stamp, inputs())).toBe(false);
});
