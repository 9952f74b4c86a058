import fs from 'node:fs';
import path from 'node:path';
import type { ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../../support/cli';
import { captureFiles, capturePath, ROOT } from '../../support/fixtures';
import { compileSchema } from '../../support/schema';

const validators = new Map<string, ValidateFunction>();
beforeAll(() => {
  const folder = path.join(ROOT, 'electron/cli/schemas');
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const schema = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as { $id: string };
    validators.set(schema.$id, compileSchema(schema));
  }
});

async function json<T = Record<string, unknown>>(schema: string, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await cli([...args, '--format', 'json']);
  expect(stderr).toBe('');
  expect([0, 1]).toContain(code);
  const answer = JSON.parse(stdout) as T & { schema: string };
  expect(answer.schema).toBe(schema);
  const validate = validators.get(schema);
  expect(validate?.(answer), JSON.stringify(validate?.errors?.slice(0, 3))).toBe(true);
  return answer;
}

describe('JSON output of every capture is as its schema says', () => {
  it.each(captureFiles())('%s', async (file) => {
    const target = capturePath(file);
    const info = await json<{ counts: { goroutines: number | null } }>('parkscope.info/1', 'info', target);
    await json('parkscope.findings/1', 'check', target);
    const { totalRows } = await json<{ totalRows: number }>('parkscope.top/1', 'top', target, '-n', '50');
    if (totalRows > 0) await json('parkscope.list/1', 'list', target, '.', '-n', '3');
    if (info.counts.goroutines !== null) await json('parkscope.goroutines/1', 'goroutines', target, '--group', 'site');
  });
  it('the schemas are not empty: they refuse what lacks a field', () => {
    for (const [schema, validate] of validators) expect(validate({ schema }), schema).toBe(false);
    for (const name of ['findings', 'info', 'top', 'list', 'diff', 'goroutines'])
      expect(validators.has(`parkscope.${name}/1`)).toBe(true);
  });
});

describe('fields', () => {
  const dump = capturePath('locks/go1.26/goroutine.debug2.txt');
  it('goroutines: groups with ids, creator and stack leaf first', async () => {
    const { total, groups } = await json<{ total: number; groups: Record<string, unknown>[] }>(
      'parkscope.goroutines/1',
      'goroutines',
      dump,
    );
    expect(total).toBe(87);
    expect(groups.reduce((sum, { count }) => sum + Number(count), 0)).toBe(87);
    const [book] = groups;
    expect(book).toMatchObject({
      count: 40,
      state: 'sync.Mutex.Lock',
      operation: 'mutex lock',
      waitsOn: { kind: 'mutex', fact: false, objects: 1, waiting: 40 },
      waitMinutes: null,
      labels: {},
    });
    expect(book['creator']).toMatchObject({ function: 'parkscope.test/generators/internal/ledger.Stuck', line: 18 });
    expect(book['goroutines']).toHaveLength(40);
    const stack = book['stack'] as { function: string; inlined: boolean }[];
    expect(stack.at(-1)?.function).toBe('parkscope.test/generators/internal/ledger.(*Account).Book');
    expect(stack.map(({ inlined }) => inlined)).toEqual([false, false, true, true, false]);
  });
  it('goroutines --waits: objects, who waits, who could release them, rounds by index', async () => {
    const { waiters } = await json<{
      waiters: {
        waiting: number;
        objects: { kind: string; waiting: number; releasers: { waitsFor: number | null }[] }[];
        cycles: { proven: boolean; objects: number[]; goroutines: number[] }[];
      };
    }>('parkscope.goroutines/1', 'goroutines', capturePath('contention/go1.27/goroutine.debug2.txt'), '--waits');
    expect(waiters.objects.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(waiters.waiting);
    const round = waiters.cycles.find(({ objects }) => objects.length === 3);
    expect(round?.goroutines).toHaveLength(3);
    // Each is held by one that waits for the next.
    expect(round?.objects.map((object) => waiters.objects[object]?.releasers[0]?.waitsFor)).toEqual([
      ...(round?.objects.slice(1) ?? []),
      round?.objects[0],
    ]);
  });
  it('goroutines: a filter holds for members too', async () => {
    const file = capturePath('busy/go1.26/goroutine.pb.gz');
    type Answer = { total: number; groups: { count: number; labels: Record<string, Record<string, number>> }[] };
    const all = await json<Answer>('parkscope.goroutines/1', 'goroutines', file, '--group', 'site');
    const labelled = all.groups.find(({ labels }) => Object.keys(labels).length > 0);
    const [key, values] = Object.entries(labelled?.labels ?? {})[0] ?? ['', {}];
    const [value, count] = Object.entries(values)[0] ?? ['', 0];
    expect(count).toBeGreaterThan(0);
    const some = await json<Answer>(
      'parkscope.goroutines/1',
      'goroutines',
      file,
      '--group',
      'site',
      '--tag',
      `${key}=${value}`,
    );
    expect(some.total).toBeLessThan(all.total);
    for (const { count: n, labels } of some.groups) expect(labels[key]).toEqual({ [value]: n });
  });
  it('check: a series counts by input, and ids are those of a single capture', async () => {
    type Answer = {
      inputs: { name: string }[];
      findings: { id: string; tier: string; series: { input: number; count: number }[] }[];
      summary: object;
    };
    const files = [1, 2, 3].map((i) => capturePath(`series/go1.26/goroutine.${i}.debug2.txt`));
    const { inputs, findings, summary } = await json<Answer>('parkscope.findings/1', 'check', ...files);
    expect(inputs.map(({ name }) => name)).toEqual([1, 2, 3].map((i) => `goroutine.${i}.debug2.txt`));
    expect(findings[0]).toMatchObject({
      tier: 'strong',
      series: [0, 1, 2].map((input) => ({ input, count: 80 * (input + 1) })),
    });
    expect(summary).toMatchObject({ strong: 1 });
    const alone = await json<Answer>('parkscope.findings/1', 'check', files[2]);
    expect(alone.findings[0].id).toBe(findings[0].id);
  });
  it('top: -n 0 gives every row, values are raw', async () => {
    const file = capturePath('busy/go1.26/cpu.pb.gz');
    const { rows, totalRows, total, sampleType } = await json<{
      rows: { flat: number }[];
      totalRows: number;
      total: number;
      sampleType: object;
    }>(...(['parkscope.top/1', 'top', file, '-n', '0'] as const));
    expect(rows).toHaveLength(totalRows);
    expect(rows.reduce((sum, { flat }) => sum + flat, 0)).toBe(total);
    expect(sampleType).toEqual({ type: 'cpu', unit: 'nanoseconds' });
  });
  it('top: what several profiles are', async () => {
    const [a, b] = [1, 3].map((i) => capturePath(`series/go1.26/goroutine.${i}.pb.gz`));
    type Answer = { inputs?: string[]; bases?: string[] };
    const difference = await json<Answer>('parkscope.top/1', 'top', b, '--base', a);
    expect(difference).toMatchObject({ inputs: ['goroutine.3.pb.gz'], bases: ['goroutine.1.pb.gz'] });
    expect(await json<Answer>('parkscope.top/1', 'top', a)).not.toHaveProperty('inputs');
  });
  it('diff: changes of flat and cum, shares of the base', async () => {
    type Change = { base: number; new: number; delta: number; percent: number | null };
    type Answer = { base: { total: number }; rows: (Change & { function: string; cum: Change })[]; totalRows: number };
    const files = [1, 3].map((i) => capturePath(`series/go1.26/goroutine.${i}.pb.gz`));
    const { base, rows, totalRows } = await json<Answer>('parkscope.diff/1', 'diff', ...files, '-n', '0');
    expect(rows).toHaveLength(totalRows);
    const [first] = rows;
    expect(first.delta).toBe(first.new - first.base);
    expect(first.percent).toBeCloseTo((100 * first.delta) / base.total);
    expect(rows.map(({ delta }) => Math.abs(delta))).toEqual(
      rows.map(({ delta }) => Math.abs(delta)).sort((a, b) => b - a),
    );
  });
});
