import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analyses } from '@core/analysis/analyses';
import { wholeTree, type BoxTree } from '@core/analysis/box-tree';
import { computeTreeValues } from '@core/analysis/call-tree';
import { compileFilter } from '@core/analysis/filter';
import { rootByLabel } from '@core/analysis/label-root';
import { applyLens, passingSamples } from '@core/analysis/lens';
import { mergeCaptures } from '@core/analysis/merge';
import { MergedTree } from '@core/analysis/merged-tree';
import { scaleSamples } from '@core/analysis/scale';
import { computeSides } from '@core/analysis/sides';
import { GRANULARITIES, type Granularity } from '@core/api/profile';
import { NO_FILTER, type Filter } from '@core/api/queries';
import type { Capture } from '@core/model/tables';
import { captureOf } from '../../support/stacks';

function compiled(filter: Partial<Filter> = {}) {
  const result = compileFilter({ ...NO_FILTER, ...filter });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** A stack, root first, and its value. */
type Sample = readonly [stack: readonly string[], value: number];

const NAMES = ['main.main', 'main.run', 'a.F', 'a.G', 'b.F', 'runtime.x'] as const;
const samples = fc.array(
  fc.tuple(fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 })),
  { minLength: 1, maxLength: 12 },
);

const capture = (list: readonly Sample[]): Capture =>
  captureOf(list.map(([stack, value]) => `${stack.map((f) => `${f}:1`).join(';')} ${value}`));

/** Every path of a tree with its values, as `a/b 3 7` = flat and cum. */
function paths(tree: BoxTree, names: (node: number) => string): string[] {
  const out: string[] = [];
  const walk = (node: number, path: string): void => {
    out.push(`${path} ${tree.flat(node)} ${tree.cum(node)}`);
    const children: number[] = [];
    tree.children(node, children);
    for (const child of children) walk(child, `${path}/${names(child)}`);
  };
  walk(0, '');
  return out.sort();
}

/** The same from the samples themselves: `lists` are the paths below the root. */
function expectedPaths(lists: readonly Sample[]): string[] {
  const sums = new Map<string, [flat: number, cum: number]>();
  for (const [list, value] of lists) {
    for (let depth = 0; depth <= list.length; depth++) {
      const key = ['', ...list.slice(0, depth)].join('/');
      const sum = sums.get(key) ?? [0, 0];
      sum[1] += value;
      if (depth === list.length) sum[0] += value;
      sums.set(key, sum);
    }
  }
  return [...sums].map(([key, [flat, cum]]) => `${key} ${flat} ${cum}`).sort();
}

function merged(list: readonly Sample[], direction: 'up' | 'down', at: string | null) {
  const own = new Analyses(capture(list), '');
  const { tree } = own;
  const width = computeTreeValues(own.capture, tree, 0, compiled());
  const boxes = MergedTree.of(tree, { width, sides: null }, { direction, at });
  return boxes === null
    ? null
    : { boxes, names: (node: number) => tree.names[tree.nameOf[boxes.func(node)] ?? 0] ?? '', tree };
}

describe('merged trees', () => {
  it('upside down: every stack from its leaf', () =>
    fc.assert(
      fc.property(samples, (list) => {
        const found = merged(list, 'up', null);
        if (found === null) throw new Error('no tree');
        expect(paths(found.boxes, found.names)).toEqual(
          expectedPaths(list.map(([stack, value]) => [[...stack].reverse(), value])),
        );
      }),
    ));

  it('callers and callees of a function: from its outermost call', () =>
    fc.assert(
      fc.property(samples, fc.constantFrom(...NAMES), (list, at) => {
        const through = list.filter(([stack]) => stack.includes(at));
        const callees = merged(list, 'down', at);
        const callers = merged(list, 'up', at);
        if (through.length === 0) {
          expect([callees, callers]).toEqual([null, null]);
          return;
        }
        if (callees === null || callers === null) throw new Error('no tree');
        const cut = (stack: readonly string[]) => stack.indexOf(at);
        expect(paths(callees.boxes, callees.names)).toEqual(
          expectedPaths(through.map(([stack, value]) => [stack.slice(cut(stack) + 1), value])),
        );
        expect(paths(callers.boxes, callers.names)).toEqual(
          expectedPaths(through.map(([stack, value]) => [stack.slice(0, cut(stack)).reverse(), value])),
        );
      }),
    ));

  it('a search counts a sample once', () =>
    fc.assert(
      fc.property(samples, fc.constantFrom(...NAMES), fc.constantFrom('up', 'down'), (list, wanted, direction) => {
        const found = merged(list, direction, direction === 'up' ? null : 'main.main');
        const whole = list.filter(([stack]) => direction === 'up' || stack.includes('main.main'));
        if (found === null) return;
        const byName = Uint8Array.from(found.tree.names, (name) => (name === wanted ? 1 : 0));
        const seen = whole.filter(([stack]) =>
          (direction === 'up' ? stack : stack.slice(stack.indexOf('main.main'))).includes(wanted),
        );
        expect(found.boxes.matching(byName).value).toBe(seen.reduce((sum, [, value]) => sum + value, 0));
      }),
    ));
});

describe('both sides of a difference', () => {
  const side = (list: readonly Sample[], base: boolean) => {
    const own = capture(list);
    return base
      ? { capture: scaleSamples(own, [-1]), label: { key: 'pprof::base', value: 'true' } }
      : { capture: own, label: null };
  };
  it('are those of each profile alone, in every tree; the larger is never less than either', () =>
    fc.assert(
      fc.property(samples, samples, (before, after) => {
        const own = new Analyses(mergeCaptures([side(after, false), side(before, true)]), '');
        const columns = computeSides(own.capture, own.tree, 0, compiled(), null, 'larger');
        const name = (tree: BoxTree) => (node: number) => own.tree.names[own.tree.nameOf[tree.func(node)] ?? 0] ?? '';
        const whole = wholeTree(own.tree, columns);
        const up = MergedTree.of(own.tree, columns, { direction: 'up', at: null });
        if (up === null) throw new Error('no tree');
        for (const [tree, turn] of [
          [whole, (stack: readonly string[]) => stack],
          [up, (stack: readonly string[]) => [...stack].reverse()],
        ] as const) {
          const found = { base: [] as string[], now: [] as string[] };
          const walk = (node: number, path: string): void => {
            const sides = tree.sides(node);
            if (sides === null) throw new Error('no sides');
            if (sides.baseCum > 0) found.base.push(`${path} ${sides.baseFlat} ${sides.baseCum}`);
            if (sides.nowCum > 0) found.now.push(`${path} ${sides.nowFlat} ${sides.nowCum}`);
            expect(tree.cum(node)).toBeGreaterThanOrEqual(Math.max(sides.baseCum, sides.nowCum));
            const children: number[] = [];
            tree.children(node, children);
            expect(children.reduce((sum, child) => sum + tree.cum(child), 0)).toBeLessThanOrEqual(tree.cum(node));
            for (const child of children) walk(child, `${path}/${name(tree)(child)}`);
          };
          walk(0, '');
          const turned = (list: readonly Sample[]): Sample[] => list.map(([stack, value]) => [turn(stack), value]);
          expect(found.base.sort()).toEqual(expectedPaths(turned(before)));
          expect(found.now.sort()).toEqual(expectedPaths(turned(after)));
        }
      }),
    ));
});

describe('a lens', () => {
  const look = (list: readonly Sample[], filter: Partial<Filter>, by: Granularity = 'function') => {
    const own = new Analyses(capture(list), 'main');
    const seen = applyLens(own.capture, compiled(filter), by, own.origins);
    const kept = passingSamples(own.capture, compiled(filter), seen);
    const { capture: through } = seen;
    return list.flatMap(([, value], row) => {
      if (kept !== null && kept[row] === 0) return [];
      const stack: string[] = [];
      for (let at = through.samples.stack[row] ?? 0; at !== 0; at = through.stacks.prefix[at] ?? 0) {
        const func = through.frames.func[through.stacks.frame[at] ?? 0] ?? 0;
        stack.unshift(through.strings.get(through.functions.name[func] ?? 0));
      }
      return [[stack, value]];
    });
  };
  const pattern = (names: readonly string[]): string => `^(${names.join('|').replaceAll('.', '\\.')})$`;
  const some = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 });

  it('hides, shows and begins where it is told; what has no frame left is gone', () =>
    fc.assert(
      fc.property(samples, some, some, some, (list, hide, show, from) => {
        const shown = list.flatMap(([stack, value]) => {
          const left = stack.filter((name) => !hide.includes(name as never) && show.includes(name as never));
          const first = left.findIndex((name) => from.includes(name as never));
          return first < 0 ? [] : [[left.slice(first), value]];
        });
        const filter = { hide: [pattern(hide)], show: [pattern(show)], showFrom: [pattern(from)] };
        expect(look(list, filter)).toEqual(shown);
      }),
    ));

  it('what is focused on may be hidden', () => {
    const list: Sample[] = [
      [['main.main', 'a.F', 'b.F'], 3],
      [['main.main', 'a.G'], 4],
    ];
    expect(look(list, { focus: ['b\\.F'], hide: ['b\\.F'] })).toEqual([[['main.main', 'a.F'], 3]]);
  });

  it('merges neighbours of one package, not lines', () => {
    const list: Sample[] = [[['main.main', 'main.run', 'a.F', 'a.G', 'b.F', 'a.F', 'runtime.x'], 1]];
    const of = (by: Granularity) => look(list, {}, by)[0]?.[0];
    expect(of('package')).toEqual(['main', 'a', 'b', 'a', 'runtime']);
    expect(of('line')).toEqual(['main.main:1', 'main.run:1', 'a.F:1', 'a.G:1', 'b.F:1', 'a.F:1', 'runtime.x:1']);
    expect(of('file')).toEqual(['main.go', 'a.go', 'b.go', 'a.go', 'runtime.go']);
    // All of it is the program's own.
    expect(of('module')).toEqual(['main', 'runtime']);
  });

  it('keeps the sum of all samples at every granularity', () =>
    fc.assert(
      fc.property(samples, fc.constantFrom(...GRANULARITIES), (list, by) => {
        const own = new Analyses(capture(list), '');
        const seen = applyLens(own.capture, compiled(), by, own.origins);
        const through = new Analyses(seen.capture, '', seen.origins);
        const values = computeTreeValues(own.capture, through.tree, 0, compiled(), seen);
        expect(values.cum[0]).toBe(list.reduce((sum, [, value]) => sum + value, 0));
        expect(through.origins.origin).toHaveLength(seen.capture.functions.count);
      }),
    ));
});

describe('roots by label', () => {
  it('put every sample under its value, with its stack as it was', () =>
    fc.assert(
      fc.property(samples, fc.infiniteStream(fc.constantFrom('x', 'y', '')), (list, labels) => {
        const tenants = list.map(() => labels.next().value ?? '');
        const own = captureOf(
          list.map(
            ([stack, value], i) =>
              `${stack.map((f) => `${f}:1`).join(';')} ${value}${tenants[i] === '' ? '' : ` {tenant=${tenants[i]}}`}`,
          ),
        );
        const { capture: rooted, origins } = rootByLabel(own, new Analyses(own, '').origins, 'tenant');
        const values = computeTreeValues(own, new Analyses(rooted, '', origins).tree, 0, compiled(), {
          ...{ capture: rooted, origins, kept: null, keptGoroutines: null },
        });
        const tree = new Analyses(rooted, '', origins).tree;
        const boxes = wholeTree(tree, { width: values, sides: null });
        expect(paths(boxes, (node) => tree.names[tree.nameOf[boxes.func(node)] ?? 0] ?? '')).toEqual(
          expectedPaths(
            list.map(([stack, value], i) => [
              [tenants[i] === '' ? 'no tenant' : `tenant=${tenants[i]}`, ...stack],
              value,
            ]),
          ),
        );
      }),
    ));
});
