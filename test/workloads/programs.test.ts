import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { marksOf } from './eval/marks';
import patterns from './patterns.json';

/** Go files of each program of a folder of the zoo. */
function programs(corpus: string): { name: string; files: { path: string; text: string }[] }[] {
  const folder = join(import.meta.dirname, corpus);
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => ({
    name,
    files: readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.go'))
      .map((file) => ({ path: join(folder, name, file), text: readFileSync(join(folder, name, file), 'utf8') })),
  }));
}

const leaks = programs('leaks').map((program) => ({
  ...program,
  marks: program.files.flatMap(({ path, text }) => marksOf(path, text)),
}));

describe('leaks', () => {
  it('every pattern has a program', () => {
    const marked = new Set(leaks.flatMap(({ marks }) => marks.flatMap((mark) => mark.patterns)));
    expect(Object.keys(patterns).filter((number) => !marked.has(Number(number)))).toEqual([]);
  });

  it.each(leaks)('$name: marks name patterns, its own among them', ({ name, files, marks }) => {
    for (const mark of marks) {
      expect(Object.keys(patterns)).toEqual(expect.arrayContaining(mark.patterns.map(String)));
      if (mark.kind === 'library') expect(mark.function).not.toBe('');
    }
    const number = /^(\d+)[a-z]?-/.exec(name)?.[1];
    if (number === undefined) expect(name).toMatch(/^mixed-/);
    else expect(marks.flatMap((mark) => mark.patterns)).toContain(Number(number));
    // A mark that nobody reads would make its program a leak that is not counted.
    const written = files.flatMap(({ text }) => text.match(/\/\/ ?leak\b.*/g) ?? []);
    expect(marks).toHaveLength(written.length);
  });

  it.each(leaks)('$name: marks of goroutines stand behind code', ({ files }) => {
    const alone = files.flatMap(({ text }) => text.split('\n').filter((line) => /^\s*\/\/ leak \d/.test(line)));
    expect(alone).toEqual([]);
  });

  it.each(leaks)('$name has a twin', ({ files }) => {
    expect(files.some(({ text }) => /\bIncident:/.test(text) && /\bFixed:/.test(text))).toBe(true);
  });
});

const kernels = programs('kernels').map((program) => ({
  ...program,
  marks: program.files.flatMap(({ path, text }) => marksOf(path, text)),
}));

describe('kernels', () => {
  it.each(kernels)(
    '$name: marks name patterns, its own among them; the healthy have none',
    ({ name, files, marks }) => {
      const numbers = marks.flatMap((mark) => mark.patterns);
      expect(Object.keys(patterns)).toEqual(expect.arrayContaining(numbers.map(String)));
      const number = /^(\d+)-/.exec(name)?.[1];
      if (number === undefined) expect(marks).toEqual([]);
      else expect(numbers).toContain(Number(number));
      const written = files.flatMap(({ text }) => text.match(/\/\/ ?leak\b.*/g) ?? []);
      expect(marks).toHaveLength(written.length);
    },
  );

  it.each(kernels)('$name runs alone, as a service where its name says so', ({ name, files }) => {
    const runs = name.startsWith('healthy-served-') ? 'bare.Serve(' : 'bare.Main(';
    expect(files.every(({ text }) => text.includes(runs) && !text.includes('harness.'))).toBe(true);
  });
});

it('nothing is marked in healthy services', () => {
  expect(existsSync(join(import.meta.dirname, 'healthy'))).toBe(true);
  const marked = programs('healthy').flatMap(({ files }) => files.flatMap(({ path, text }) => marksOf(path, text)));
  expect(marked).toEqual([]);
});
