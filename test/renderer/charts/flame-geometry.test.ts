import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LEVEL_HEIGHT,
  boxOfNode,
  pathOf,
  childrenOf,
  contentHeight,
  depthOf,
  drawnBoxes,
  flameLevels,
  hitTest,
  levelTop,
  nodeOfHandle,
  siblingsOf,
  stepFrom,
  type FlameMode,
} from '../../../renderer/charts/flame-geometry';
import { flameAnswer, type Spec } from './flame-answers';

const TREE: Spec = [
  'root',
  1000,
  ['main.a', 500, ['main.b', 300, ['net.c', 300]], ['main.d', 100]],
  ['runtime.e', 300],
  ['main.f', 1],
  ['main.g', 1],
];
const answer = flameAnswer(TREE, 500);
const levels = flameLevels(answer);
const named = (name: string): number => answer.names.findIndex((row) => row.function === name);
const box = (name: string): number => answer.name.indexOf(named(name));

/** Random trees whose children never exceed their parent. */
const NAMES = fc.constantFrom('main.a', 'net.b', 'runtime.c');
const OWN = fc.integer({ min: 1, max: 50 });
const trees: fc.Arbitrary<Spec> = fc.letrec<{ tree: Spec; leaf: Spec; node: Spec }>((tie) => ({
  tree: fc.oneof({ maxDepth: 5 }, tie('leaf'), tie('node')),
  leaf: fc.tuple(NAMES, OWN),
  node: fc
    .tuple(NAMES, OWN, fc.array(tie('tree'), { maxLength: 4 }))
    .map(([name, own, children]): Spec => [
      name,
      own + children.reduce((sum, child) => sum + child[1], 0),
      ...children,
    ]),
})).tree;

describe('levels', () => {
  it('hold every box once, from left to right', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const any = flameLevels(flameAnswer(tree, 300));
        expect([...any.order].toSorted((a, b) => a - b)).toEqual(Array.from({ length: any.answer.count }, (_, i) => i));
        for (let l = 0; l < depthOf(any); l++) {
          for (let k = any.start[l]! + 1; k < any.start[l + 1]!; k++) {
            expect(any.answer.x[any.order[k]!]).toBeGreaterThanOrEqual(any.answer.x[any.order[k - 1]!]!);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('sort a level that arrives unsorted', () => {
    const shuffled = flameLevels({
      ...answer,
      x: Float32Array.from(answer.x, (x, i) => (i === 1 ? 400 : i === 2 ? 0 : x)),
    });
    expect([...shuffled.order.subarray(1, 3)]).toEqual([2, 1]);
  });

  it('lie under each other in an icicle and on each other in a flame', () => {
    expect(contentHeight(levels)).toBe(4 * LEVEL_HEIGHT);
    expect(levelTop(0, 4, 'icicle')).toBe(0);
    expect(levelTop(0, 4, 'flame')).toBe(3 * LEVEL_HEIGHT);
  });
});

describe('hitTest', () => {
  const at = (x: number, row: number, mode: FlameMode = 'icicle', scale = 1): string | null => {
    const hit = hitTest(levels, x, row * LEVEL_HEIGHT + 5, mode, scale);
    return hit < 0 ? null : answer.names[answer.name[hit]!]!.function;
  };

  it('finds the box under a point, in both directions and scaled', () => {
    expect(at(10, 0)).toBe('root');
    expect(at(249, 1)).toBe('main.a');
    expect(at(251, 1)).toBe('runtime.e');
    expect(at(160, 2)).toBe('main.d');
    expect(at(10, 3, 'flame')).toBe('root');
    expect(at(10, 0, 'flame')).toBe('net.c');
    expect(at(502, 1, 'icicle', 2)).toBe('runtime.e');
  });

  it('finds nothing beside boxes and outside the drawing', () => {
    expect(at(450, 1)).toBeNull();
    expect(at(240, 2)).toBeNull();
    expect(at(10, 4)).toBeNull();
    expect(at(10, -1)).toBeNull();
  });

  it('finds ticks, which are at least a pixel wide', () => {
    const hit = hitTest(levels, 400.5, LEVEL_HEIGHT + 5, 'icicle', 1);
    expect(answer.flags[hit]! & 4).toBe(4);
    expect(answer.merged[hit]).toBe(2);
  });

  it('agrees with looking at every box', () => {
    fc.assert(
      fc.property(trees, fc.double({ min: 0, max: 299, noNaN: true }), fc.nat(8), (tree, x, level) => {
        const any = flameLevels(flameAnswer(tree, 300));
        const hit = hitTest(any, x, level * LEVEL_HEIGHT + 1, 'icicle', 1);
        const linear = Array.from({ length: any.answer.count }, (_, i) => i).filter(
          (i) =>
            any.answer.level[i] === level &&
            x >= any.answer.x[i]! &&
            x < any.answer.x[i]! + Math.max(any.answer.w[i]!, 1),
        );
        // A tick's pixel may reach into its neighbour; the one that begins last wins.
        expect(hit).toBe(
          linear.length === 0 ? -1 : linear.reduce((a, b) => (any.answer.x[b]! >= any.answer.x[a]! ? b : a)),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('the keyboard', () => {
  it('goes to parent, widest child and siblings, and stays where there is none', () => {
    expect(stepFrom(levels, box('main.b'), 'parent')).toBe(box('main.a'));
    expect(stepFrom(levels, box('main.a'), 'child')).toBe(box('main.b'));
    expect(stepFrom(levels, box('main.b'), 'next')).toBe(box('main.d'));
    expect(stepFrom(levels, box('main.d'), 'previous')).toBe(box('main.b'));
    expect(stepFrom(levels, box('net.c'), 'child')).toBe(box('net.c'));
    expect(stepFrom(levels, 0, 'parent')).toBe(0);
    expect(stepFrom(levels, -1, 'child')).toBe(0);
  });

  it('reaches a tick as the last of its siblings, and as a child only where there is no other', () => {
    const tick = siblingsOf(levels, box('main.a')).at(-1)!;
    expect(answer.flags[tick]! & 4).toBe(4);
    expect(stepFrom(levels, box('runtime.e'), 'next')).toBe(tick);
    expect(stepFrom(levels, tick, 'child')).toBe(tick);
    expect(stepFrom(levels, tick, 'parent')).toBe(0);
    const bare = flameLevels(flameAnswer(['root', 1000, ['a.f', 1], ['a.g', 1]], 100));
    expect(stepFrom(bare, 0, 'child')).toBe(1);
    const wide = flameLevels(
      flameAnswer(['root', 1000, ['a.f', 20], ...Array.from({ length: 40 }, (_, i): Spec => [`a.g${i}`, 9])], 100),
    );
    expect(wide.answer.names[wide.answer.name[stepFrom(wide, 0, 'child')]!]?.function).toBe('a.f');
  });

  it('reaches every box that is drawn', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const any = flameLevels(flameAnswer(tree, 300));
        const seen = new Set([0]);
        const queue = [0];
        for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
          for (const child of childrenOf(any, at)) {
            if ((any.answer.flags[child]! & 4) === 0 && !seen.has(child)) {
              seen.add(child);
              queue.push(child);
            }
          }
        }
        expect(seen.size).toBe(drawnBoxes(any.answer));
      }),
      { numRuns: 50 },
    );
  });
});

describe('handles', () => {
  it('name nodes', () => {
    expect(nodeOfHandle('f-120')).toBe(120);
    expect(nodeOfHandle('g-1')).toBe(-1);
    expect(nodeOfHandle(null)).toBe(-1);
    expect(boxOfNode(answer, 20)).toBe(2);
    expect(boxOfNode(answer, 7)).toBe(-1);
    const tick = answer.flags.findIndex((flags) => (flags & 4) !== 0);
    expect(boxOfNode(answer, answer.node[tick]!)).toBe(tick);
  });

  it('lead to a box by names, from below the root of the whole', () => {
    expect(pathOf(answer, 0)).toEqual([]);
    expect(pathOf(answer, box('main.b'))).toEqual(['main.a', 'main.b']);
    const crumbs = [...answer.crumbs, { node: 'f-1', name: 'main.main' }];
    expect(pathOf({ ...answer, crumbs }, box('main.b'))).toEqual(['main.main', 'main.a', 'main.b']);
  });
});
