import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import type { TimelineParams } from '@core/api/profile';
import { capturePath, ROOT } from '../../support/fixtures';
import { openFiles } from '../../support/engine';

const CPU = capturePath('busy/go1.26/cpu.pb.gz');
const HEAPS = ['2', '1', '3'].map((n) => path.join(ROOT, 'assets/demo', `heap.shop.${n}.pb.gz`));
const PROFILE = { capture: 0, sampleType: 1, filter: NO_FILTER };

describe('source lines', () => {
  it('add up to the function and to the table by line', async () => {
    const bench = await openFiles(CPU);
    const table = { ...PROFILE, sort: 'cum', descending: true, offset: 0, limit: 10_000 } as const;
    const { rows } = await bench.ask('top', table);
    const byLine = new Map((await bench.ask('top', { ...table, by: 'line' })).rows.map((row) => [row.function, row]));
    for (const { function: name, flat, cum } of rows.slice(0, 60)) {
      const answer = await bench.ask('source', { ...PROFILE, function: name, file: '' });
      expect([answer.flat, answer.cum], name).toEqual([flat, cum]);
      for (const line of answer.lines) {
        const row = byLine.get(`${name}:${line.line}`);
        expect([line.flat, line.cum], `${name}:${line.line}`).toEqual([row?.flat, row?.cum]);
      }
      expect(answer.lines.reduce((sum, line) => sum + line.flat, 0)).toBe(flat);
      expect(answer).toMatchObject({ unplaced: 0, code: null, looked: [] });
    }
  });

  it('of a file are those of all its functions', async () => {
    const bench = await openFiles(CPU);
    const { rows } = await bench.ask('top', { ...PROFILE, sort: 'cum', descending: true, offset: 0, limit: 10_000 });
    const file = rows.find((row) => row.flat > 0)?.file ?? '';
    const answer = await bench.ask('source', { ...PROFILE, function: '', file });
    expect(answer.flat).toBe(rows.filter((row) => row.file === file).reduce((sum, row) => sum + row.flat, 0));
  });
});

describe('labels', () => {
  it('have the sums that a filter by them leaves', async () => {
    const bench = await openFiles(CPU);
    const answer = await bench.ask('labels', { ...PROFILE, search: '', limit: 1000 });
    expect(answer.keys.length).toBeGreaterThan(0);
    for (const { key, values } of answer.keys) {
      for (const { value, sum } of values.slice(0, 5)) {
        const filter = { ...NO_FILTER, labels: [{ key, value }] };
        const top = await bench.ask('top', {
          ...{ ...PROFILE, filter, sort: 'flat', descending: true, offset: 0, limit: 1 },
        });
        expect(top.shown, `${key}=${value}`).toBe(sum);
      }
    }
    const [first] = answer.keys;
    const searched = await bench.ask('labels', { ...PROFILE, search: `${first?.key}=`, limit: 1 });
    expect(searched.keys).toMatchObject([{ key: first?.key, valuesTotal: first?.valuesTotal }]);
    expect(searched.keys[0]?.values).toHaveLength(1);
  });
});

describe('profiles over time', () => {
  const question: Omit<TimelineParams, 'doc'> = {
    ...{ kind: 'heap', sampleType: 'inuse_space', filter: NO_FILTER, by: 'package', attribute: 'leaf', limit: 3 },
  };
  it('areas and the rest add up to what each profile shows, in order of time', async () => {
    const bench = await openFiles(...HEAPS);
    for (const attribute of ['leaf', 'own'] as const) {
      for (const by of ['function', 'file', 'package', 'module'] as const) {
        const answer = await bench.ask('timeline', { ...question, attribute, by });
        expect(answer.captures.map(({ capture }) => capture)).toEqual([1, 0, 2]);
        answer.captures.forEach(({ shown }, i) => {
          const sum = answer.areas.reduce((all, { values }) => all + (values[i] ?? 0), answer.rest.values[i] ?? 0);
          expect(sum, `${by} ${attribute} ${i}`).toBe(shown);
        });
      }
    }
  });

  it('own code is charged for what it calls', async () => {
    const bench = await openFiles(...HEAPS);
    const names = async (attribute: 'leaf' | 'own') =>
      (await bench.ask('timeline', { ...question, attribute, limit: 50 })).areas.filter((a) => a.origin === 'own');
    const own = (areas: readonly { readonly values: Float64Array }[]) =>
      areas.reduce((sum, { values }) => sum + (values[2] ?? 0), 0);
    expect(own(await names('own'))).toBeGreaterThanOrEqual(own(await names('leaf')));
  });

  it('is of one kind and sample type', async () => {
    const bench = await openFiles(...HEAPS);
    const answer = await bench.engine.query('timeline', { doc: bench.info.doc, ...question, sampleType: 'no_such' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });
});
