import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCodeCache } from '../../../electron/cli/code-cache';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-code-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => fs.writeFileSync(path.join(folder, name), text);
const kept = (): string[] =>
  fs.existsSync(path.join(folder, '.code')) ? fs.readdirSync(path.join(folder, '.code')) : [];
const only = (): string => path.join(folder, '.code', kept()[0] ?? '');

/** One run of a command that loads these scripts: what they export. */
function run(names: readonly string[], command = 'top'): unknown[] {
  const cache = openCodeCache(folder, command);
  const exported = names.map((name) => {
    const module = { exports: {} };
    cache.compile(name)(module.exports, () => undefined, module, name, folder);
    return module.exports;
  });
  cache.save();
  return exported;
}

test('the code of a command is kept, one file each, and written once', () => {
  write('a.cjs', 'exports.value = 1;');
  expect(run(['a.cjs'])).toEqual([{ value: 1 }]);
  expect(kept()).toEqual([`top-${process.versions.v8}-${process.arch}`]);
  fs.utimesSync(only(), 1, 1);
  expect(run(['a.cjs'])).toEqual([{ value: 1 }]);
  expect(fs.statSync(only()).mtimeMs).toBe(1000);
  run(['a.cjs'], 'check');
  run(['a.cjs'], '../../up');
  expect(kept().map((name) => name.split('-')[0])).toEqual(['check', 'other', 'top']);
});

test('a script that changed is compiled anew, of the same length, too', () => {
  write('a.cjs', 'exports.value = 1;');
  run(['a.cjs']);
  write('a.cjs', 'exports.value = 2;');
  fs.utimesSync(path.join(folder, 'a.cjs'), 5, 5);
  expect(run(['a.cjs'])).toEqual([{ value: 2 }]);
  fs.utimesSync(only(), 1, 1);
  expect(run(['a.cjs'])).toEqual([{ value: 2 }]);
  expect(fs.statSync(only()).mtimeMs).toBe(1000);
});

test('a run that needs more adds it and keeps what it had no use for', () => {
  write('a.cjs', 'exports.value = 1;');
  write('b.cjs', 'exports.value = 2;');
  run(['a.cjs']);
  run(['b.cjs']);
  fs.utimesSync(only(), 1, 1);
  expect(run(['a.cjs', 'b.cjs'])).toEqual([{ value: 1 }, { value: 2 }]);
  expect(fs.statSync(only()).mtimeMs).toBe(1000);
});

test('kept code that is cut, foreign or damaged anywhere costs nothing but time', () => {
  write('a.cjs', 'exports.value = [1, 2, 3].map((x) => x * 2);');
  run(['a.cjs']);
  const whole = fs.readFileSync(only());
  const head = whole.indexOf(10) + 1;
  const damaged = [
    Buffer.alloc(0),
    Buffer.from('{"not": "a list"}\n'),
    Buffer.from('null\n'),
    Buffer.from('[null, 3]\n'),
    Buffer.from('no line'),
    whole.subarray(0, head + 5),
    whole.subarray(0, whole.length - 1),
    Buffer.concat([whole.subarray(0, head), Buffer.alloc(whole.length - head, 7)]),
  ];
  for (const bytes of damaged) {
    fs.writeFileSync(only(), bytes);
    expect(run(['a.cjs'])).toEqual([{ value: [2, 4, 6] }]);
  }
});

test('where nothing can be written a command runs all the same', () => {
  write('a.cjs', 'exports.value = 1;');
  write('.code', 'a file where the folder would be');
  expect(run(['a.cjs'])).toEqual([{ value: 1 }]);
});
