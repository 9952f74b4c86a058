import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { wholeTree } from '@core/analysis/box-tree';
import { computeTreeValues } from '@core/analysis/call-tree';
import { compileFilter, keepGoroutines, keepSamples } from '@core/analysis/filter';
import { BOX_INLINED, BOX_MATCH, BOX_TICK, layoutFlame, type FlameRequest } from '@core/analysis/flame';
import { computeFunctionDetail } from '@core/analysis/function-detail';
import { computeSampleTop, computeTop } from '@core/analysis/top';
import { NO_FILTER, type Filter } from '@core/api/queries';
import type { Capture } from '@core/model/tables';
import { captureOf, goroutineCapture } from '../../support/stacks';

function compiled(filter: Partial<Filter> = {}) {
  const result = compileFilter({ ...NO_FILTER, ...filter });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const profile = captureOf(
  [
    'main.main:1;a.Parse:2;a.Parse:3;b.Read:4 5 50 {tenant=x}',
    'main.main:1;a.Parse:2;b.Read:5 3 30 {tenant=y}',
    'main.main:1;a.Parse:9;c.Inner:1+;b.Read:5 1 10 {tenant=x}',
    'main.main:1;d.Other:7 2 20',
    'main.main:1;d.Zero:7 0 0',
  ],
  {
    types: [
      { type: 'objects', unit: 'count' },
      { type: 'space', unit: 'bytes' },
    ],
  },
);

describe('top', () => {
  it('counts recursion once, makes inlined functions rows and leaves out what has only zeros', () => {
    const [{ tree, capture }] = analyse([profile]);
    const table = computeTop(tree, computeTreeValues(capture, tree, 1, compiled()));
    const rows = Array.from(
      { length: table.count },
      (_, i) => `${tree.names[table.name[i]]} ${table.flat[i]} ${table.cum[i]}`,
    );
    expect(rows.sort()).toEqual(['a.Parse 0 90', 'b.Read 90 90', 'c.Inner 0 10', 'd.Other 20 20', 'main.main 0 110']);
  });
  it('leaves out functions whose values add up to nothing, as pprof', () => {
    const difference = captureOf(['main.main:1;a.A:2 4', 'main.main:1;a.A:2;b.B:1 -4']);
    const [{ tree, capture }] = analyse([difference]);
    const table = computeTop(tree, computeTreeValues(capture, tree, 0, compiled()));
    expect(Array.from(table.flat).sort()).toEqual([-4, 4]);
    expect(Array.from(table.cum).sort()).toEqual([-4, 0]);
  });
});

describe('top of samples alone', () => {
  it.each<[string, Partial<Filter>]>([
    ['everything', {}],
    ['a focus', { focus: ['b\\.'] }],
    ['a label', { labels: [{ key: 'tenant', value: 'x' }] }],
  ])('is the one of the tree: %s', (_, filter) => {
    const [{ tree, capture }] = analyse([profile]);
    for (const type of [0, 1]) {
      const values = computeTreeValues(capture, tree, type, compiled(filter));
      const { total, shown } = values;
      const found = computeSampleTop(capture, type, compiled(filter));
      expect(found).toEqual({ table: computeTop(tree, values), names: tree.names, total, shown });
    }
  });
  it('is left to the tree where the two would differ, or many samples share very deep stacks', () => {
    const difference = captureOf(['main.main:1;a.A:2 4', 'main.main:1;a.A:2;b.B:1 -4']);
    expect(computeSampleTop(difference, 0, compiled())).toBeNull();
    const waiting = goroutineCapture([]);
    expect(computeSampleTop(waiting, 0, compiled({ operations: ['select'] }))).toBeNull();
    const { stacks, samples } = profile;
    const depth = Uint32Array.from(stacks.depth, () => 1 << 25);
    expect(computeSampleTop({ ...profile, stacks: { ...stacks, depth }, samples }, 0, compiled())).toBeNull();
  });
});

describe('filter', () => {
  const kept = (filter: Partial<Filter>) => [...(keepSamples(profile, compiled(filter)) ?? [])].join('');
  it.each<[string, Partial<Filter>, string]>([
    ['nothing', {}, ''],
    ['focus', { focus: ['b\\.'] }, '11100'],
    ['every focus', { focus: ['b\\.', 'Inner'] }, '00100'],
    ['focus on a file', { focus: ['^d\\.go$'] }, '00011'],
    ['ignore any', { ignore: ['Inner', 'Zero'] }, '11010'],
    ['a label', { labels: [{ key: 'tenant', value: 'x' }] }, '10100'],
    ['text in a name, any case', { text: 'OTHER' }, '00010'],
    ['text in a label', { text: 'y' }, '01000'],
    ['case-insensitive as Go writes it', { focus: ['(?i)INNER'] }, '00100'],
  ])('by %s', (_, filter, expected) => expect(kept(filter)).toBe(expected));

  it('names the expression that does not compile', () => {
    const result = compileFilter({ ...NO_FILTER, ignore: ['ok', '('] });
    expect(result).toMatchObject({ ok: false, error: { code: 'bad-params', field: 'filter.ignore[1]' } });
  });
  it('keeps goroutines by operation and looks for text in the creator', () => {
    const capture = goroutineCapture([
      { stack: 'main.main:1', operation: 'select', creator: 'ex.com/q.Start:1' },
      { stack: 'main.main:1', operation: 'sleep' },
    ]);
    const keep = (filter: Partial<Filter>) => [...(keepGoroutines(capture, compiled(filter)) ?? [])];
    expect(keep({ operations: ['sleep', 'io wait'] })).toEqual([0, 1]);
    expect(keep({ text: 'start' })).toEqual([1, 0]);
    const [{ tree }] = analyse([capture]);
    expect(computeTreeValues(capture, tree, 0, compiled({ operations: ['sleep'] }))).toMatchObject({
      total: 2,
      shown: 1,
    });
  });
});

function layout(capture: Capture, sampleType: number, request: Partial<FlameRequest>, filter: Partial<Filter> = {}) {
  const [{ tree, origins }] = analyse([capture]);
  const values = computeTreeValues(capture, tree, sampleType, compiled(filter));
  const boxesOf = wholeTree(tree, { width: values, sides: null });
  const answer = layoutFlame({ capture, origins, tree }, boxesOf, {
    zoom: 0,
    width: 110,
    minPx: 1,
    search: '',
    ...request,
  });
  const boxes = Array.from({ length: answer.count }, (_, i) => ({
    name: answer.names[answer.name[i]].function,
    level: answer.level[i],
    x: answer.x[i],
    w: answer.w[i],
    flags: answer.flags[i],
    merged: answer.merged[i],
    node: answer.node[i],
    parent: answer.parent[i],
  }));
  return { answer, boxes };
}

describe('flame', () => {
  it('merges lines of one function, puts the heaviest left and parents first', () => {
    const { answer, boxes } = layout(profile, 1, {});
    expect(boxes.map(({ name, level, x, w }) => `${level} ${name} ${x}+${w}`)).toEqual([
      '0 root 0+110',
      '1 main.main 0+110',
      '2 a.Parse 0+90',
      '2 d.Other 90+20',
      '3 a.Parse 0+50',
      '3 b.Read 50+30',
      '3 c.Inner 80+10',
      '4 b.Read 0+50',
      '4 b.Read 80+10',
    ]);
    expect(boxes[6].flags).toBe(BOX_INLINED);
    expect(answer).toMatchObject({ zoomed: 110, depth: 5, narrow: 0, matches: null });
    boxes.forEach(({ parent }, i) => expect(parent).toBeLessThan(i));
  });
  it('zooms, with crumbs from the root', () => {
    const whole = layout(profile, 1, {});
    const parse = whole.boxes[2].node;
    const { answer, boxes } = layout(profile, 1, { zoom: parse });
    expect(boxes[0]).toMatchObject({ name: 'a.Parse', x: 0, w: 110, level: 0, parent: -1 });
    expect(answer.zoomed).toBe(90);
    expect(answer.crumbs.map(({ name }) => name)).toEqual(['root', 'main.main', 'a.Parse']);
  });
  it('keeps node numbers when sample type and filter change', () => {
    const node = (type: number, filter: Partial<Filter>) =>
      layout(profile, type, {}, filter).boxes.find(({ name }) => name === 'c.Inner')?.node;
    expect(node(0, { focus: ['Inner'] })).toBe(node(1, {}));
  });
  it('makes ticks of narrow boxes that stand for everything in them', () => {
    const { answer, boxes } = layout(profile, 1, { minPx: 15 });
    const tick = boxes.find(({ flags }) => (flags & BOX_TICK) !== 0);
    expect(tick).toMatchObject({ name: 'c.Inner', x: 80, w: 10, merged: 2 });
    expect(answer.narrow).toBe(2);
  });
  it('finds matches in narrow boxes too and counts a sample once', () => {
    const { answer, boxes } = layout(profile, 1, { search: 'PARSE', minPx: 60 });
    expect(answer.matches).toEqual({ boxes: 2, value: 90 });
    expect(boxes.filter(({ flags }) => (flags & BOX_MATCH) !== 0).map(({ name }) => name)).toContain('a.Parse');
  });
  it('draws one empty box when the filter leaves nothing', () => {
    const { answer, boxes } = layout(profile, 1, {}, { text: 'nowhere' });
    expect(boxes).toMatchObject([{ name: 'root', w: 0 }]);
    expect(answer).toMatchObject({ zoomed: 0 });
  });
  it('stays within a screen for a wide tree', () => {
    const wide = captureOf(Array.from({ length: 20_000 }, (_, i) => `main.main:1;p${i % 400}.F:1;q.G${i}:2 1`));
    const { answer, boxes } = layout(wide, 0, { width: 1000, minPx: 0.5 });
    expect(boxes.length).toBeLessThan(2_500);
    const hidden = boxes.reduce((sum, { flags, merged }) => sum + ((flags & BOX_TICK) === 0 ? 0 : merged), 0);
    expect(hidden).toBe(answer.narrow);
    expect(boxes.filter(({ flags }) => (flags & BOX_TICK) === 0).length + answer.narrow).toBe(1 + 1 + 400 + 20_000);
  });
});

describe('function detail', () => {
  const detail = (name: string) => {
    const [{ tree, origins }] = analyse([profile]);
    return computeFunctionDetail(
      profile,
      origins,
      tree,
      computeTreeValues(profile, tree, 1, compiled()),
      1,
      null,
      name,
    );
  };
  it('gives callers and callees, an edge once a sample', () => {
    expect(detail('a.Parse')).toMatchObject({
      ...{ flat: 0, cum: 90, total: 110, line: 3 },
      callers: [
        { function: 'main.main', value: 90 },
        { function: 'a.Parse', value: 50 },
      ],
      callees: [
        { function: 'b.Read', value: 80 },
        { function: 'a.Parse', value: 50 },
        { function: 'c.Inner', value: 10 },
      ],
    });
    const deep = captureOf(['m.M:1;r.R:1;r.R:2;r.R:3;r.R:4 7']);
    const [{ tree, origins }] = analyse([deep]);
    const recursion = computeFunctionDetail(
      deep,
      origins,
      tree,
      computeTreeValues(deep, tree, 0, compiled()),
      0,
      null,
      'r.R',
    );
    expect(recursion?.callees).toEqual([{ function: 'r.R', value: 7 }]);
  });
  it('sums labels of the samples that pass through', () => {
    expect(detail('b.Read')?.labels).toEqual([
      { key: 'tenant', value: 'x', sum: 60 },
      { key: 'tenant', value: 'y', sum: 30 },
    ]);
  });
  it('knows no function that is not there', () => expect(detail('x.Y')).toBeNull());
});
