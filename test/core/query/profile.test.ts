import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_FILTER, type FlameAnswer } from '@core/api/queries';
import { capturePath, ROOT } from '../../support/fixtures';
import { openFiles } from '../../support/engine';

const CPU = capturePath('busy/go1.26/cpu.pb.gz');
const HEAPS = ['1', '3'].map((n) => path.join(ROOT, 'assets/demo', `heap.shop.${n}.pb.gz`));
const PROFILE = { capture: 0, sampleType: 0, filter: NO_FILTER };
const WHOLE = { ...PROFILE, zoom: null, width: 1200, minPx: 0.5, search: '' };
const LEVEL = { ...PROFILE, parent: null, sort: 'cum', offset: 0, limit: 1000 } as const;

const nameAt = (answer: FlameAnswer, box: number) => answer.names[answer.name[box] ?? 0]?.function ?? '';

describe('callers and callees', () => {
  it('have the numbers of the function in the top table', async () => {
    const bench = await openFiles(CPU);
    const { rows } = await bench.ask('top', { ...PROFILE, sort: 'cum', descending: true, offset: 0, limit: 40 });
    for (const { function: at, cum } of rows) {
      for (const direction of ['up', 'down'] as const) {
        const answer = await bench.ask('flame', { ...WHOLE, shape: { direction, at } });
        expect([nameAt(answer, 0), answer.zoomed], `${direction} ${at}`).toEqual([at, cum]);
        const tree = await bench.ask('callTree', { ...LEVEL, shape: { direction, at } });
        expect(tree.rows.map((row) => [row.function, row.cum])).toEqual([[at, cum]]);
      }
    }
  });

  it('upside down, the first level is the flat column', async () => {
    const bench = await openFiles(CPU);
    const top = await bench.ask('top', { ...PROFILE, sort: 'flat', descending: true, offset: 0, limit: 1000 });
    const tree = await bench.ask('callTree', { ...LEVEL, shape: { direction: 'up', at: null } });
    const flat = (rows: readonly { readonly function: string; readonly value: number }[]) =>
      rows
        .filter(({ value }) => value !== 0)
        .map(({ function: name, value }) => `${value} ${name}`)
        .sort();
    expect(flat(tree.rows.map((row) => ({ ...row, value: row.cum })))).toEqual(
      flat(top.rows.map((row) => ({ ...row, value: row.flat }))),
    );
  });

  it('a path of names leads to a box, as far as it goes', async () => {
    const bench = await openFiles(CPU);
    const shape = { direction: 'up', at: null } as const;
    const first = await bench.ask('flame', { ...WHOLE, shape });
    const inner = nameAt(first, 1);
    const zoomed = await bench.ask('flame', { ...WHOLE, shape, path: [inner, 'no.Such'] });
    expect(zoomed.crumbs.map(({ name }) => name)).toEqual(['root', inner]);
    expect(zoomed.zoomed).toBe(first.cum[1]);
  });

  it('unfolds level by level to the whole sum', async () => {
    const bench = await openFiles(CPU);
    for (const direction of ['up', 'down'] as const) {
      const shape = { direction, at: null } as const;
      const [heaviest] = (await bench.ask('callTree', { ...LEVEL, shape })).rows;
      if (heaviest === undefined) throw new Error('no rows');
      const below = await bench.ask('callTree', { ...LEVEL, shape, parent: heaviest.node });
      expect(below.totalRows).toBe(heaviest.children);
      expect(below.rows.reduce((sum, row) => sum + row.cum, heaviest.flat)).toBe(heaviest.cum);
    }
  });

  it.each([
    [{ shape: { direction: 'sideways', at: null } }, 'bad-params', 'shape.direction'],
    [{ shape: { direction: 'up', at: 'no.Such' } }, 'not-found', 'no.Such'],
    [{ zoom: 'f-99999999' }, 'not-found', 'f-99999999'],
    [{ by: 'colour' }, 'bad-params', 'by'],
    [{ diff: 'larger' }, 'bad-params', 'combine'],
    [{ filter: { ...NO_FILTER, hide: ['('] } }, 'bad-params', 'regular expression'],
  ])('%j is refused', async (wrong, code, text) => {
    const bench = await openFiles(CPU);
    const answer = await bench.engine.query('flame', { doc: bench.info.doc, ...WHOLE, ...(wrong as object) } as never);
    if (answer.ok) throw new Error('answered');
    expect(answer.error.code).toBe(code);
    expect(JSON.stringify(answer.error)).toContain(text);
  });
});

describe('a difference as boxes', () => {
  it('has both sides of every box, and the error of sampling', async () => {
    const bench = await openFiles(...HEAPS);
    const combine = { add: [], subtract: [0], relative: true, normalize: false };
    const question = { ...WHOLE, capture: 1, sampleType: 3, combine };
    const answer = await bench.ask('flame', { ...question, diff: 'larger' });
    const { sides } = answer;
    if (sides === null) throw new Error('no sides');
    const alone = async (capture: number) => (await bench.ask('flame', { ...WHOLE, capture, sampleType: 3 })).zoomed;
    expect([sides.base[0], sides.now[0]]).toEqual([await alone(0), await alone(1)]);
    expect(sides.error[0]).toBeGreaterThan(0);
    for (let box = 0; box < answer.count; box++) {
      if ((answer.merged[box] ?? 0) > 1) continue;
      expect(answer.cum[box]).toBeGreaterThanOrEqual(Math.max(sides.base[box] ?? 0, sides.now[box] ?? 0));
    }
    const tree = await bench.ask('callTree', { ...LEVEL, capture: 1, sampleType: 3, combine });
    const delta = tree.rows.reduce((sum, row) => sum + (row.change?.cum.delta ?? NaN), 0);
    expect(delta).toBe((await alone(1)) - (await alone(0)));
  });

  it('has what became more alone, whatever became less beside it', async () => {
    const bench = await openFiles(...[1, 8].map((at) => capturePath(`heapseries/go1.27/heap.leak${at}.pb.gz`)));
    const grown = async (from: number, to: number) =>
      bench.ask('flame', {
        ...{ ...WHOLE, capture: to, sampleType: 3, diff: 'growth' },
        combine: { add: [], subtract: [from], relative: true, normalize: false },
      });
    const [there, back] = [await grown(0, 1), await grown(1, 0)];
    const net = (there.sides?.now[0] ?? NaN) - (there.sides?.base[0] ?? NaN);
    expect(there.zoomed - back.zoomed).toBe(net);
    for (const { zoomed, count, cum, sides, x, w, merged } of [there, back]) {
      expect(zoomed).toBeGreaterThan(0);
      for (let box = 0; box < count; box++) {
        expect((x[box] ?? NaN) + (w[box] ?? NaN)).toBeLessThanOrEqual(WHOLE.width + 0.01);
        if ((merged[box] ?? 0) > 1) continue;
        expect(cum[box]).toBeGreaterThanOrEqual((sides?.now[box] ?? NaN) - (sides?.base[box] ?? NaN));
      }
    }
  });
});
