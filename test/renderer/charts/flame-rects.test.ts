import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mix } from '@core/base/box-colours';
import { cssColour } from '../../../renderer/charts/flame-colours';
import {
  KIND,
  LOOKS,
  RECT_WORDS,
  colourOf,
  flameRects,
  frameRects,
  kindOf,
  leftOf,
  levelOf,
  rightOf,
  type RectWords,
} from '../../../renderer/charts/flame-rects';
import { LEVEL_HEIGHT } from '../../../renderer/charts/flame-geometry';
import { sceneKeeper } from '../../../renderer/charts/flame-scene';
import { flameAnswer, type Spec } from './flame-answers';
import { planOf, THEME } from './flame-theme';

const TREE: Spec = [
  'root',
  1000,
  ['ingest.(*Batcher).process', 500, ['codec.Encode~', 300, ['net.c', 300]], ['runtime.mallocgc*', 100]],
  ['runtime.mcall', 300],
  ['store.tiny', 1],
  ['store.small', 1],
];
const answer = flameAnswer(TREE, 500);
const plan = planOf(answer);
const NO_MARKS = { selected: -1, marked: -1, focused: -1 };
const KINDS = ['box', 'line', 'tick', 'thin frame', 'thick frame'];

/** `level kind left-right colour`, in the order in which they are painted. */
function said(words: RectWords): readonly string[] {
  return Array.from({ length: words.length / RECT_WORDS }, (_, at) => {
    const place = `${levelOf(words, at)} ${KINDS[kindOf(words, at)]} ${leftOf(words, at)}-${rightOf(words, at)}`;
    return `${place} ${cssColour(colourOf(words, at))}`;
  });
}

describe('flameRects', () => {
  it('are boxes by level, above them the lines of what is inlined and the ticks', () => {
    const { words, start, width } = flameRects(plan, { width: 500, dpr: 1 }, THEME);
    expect(said(words)).toEqual([
      `0 box 0-499 ${THEME.root}`,
      `1 box 0-249 ${THEME.own[0]}`,
      `1 box 250-399 ${THEME.runtime}`,
      `1 tick 400-401 ${mix(THEME.canvas, THEME.ink3, 0.25 + 2 * 0.14)}`,
      `2 box 0-149 ${THEME.own[1]}`,
      `2 box 150-199 ${THEME.match}`,
      `2 line 0-149 ${THEME.ink2}`,
      `3 box 0-149 ${THEME.std}`,
    ]);
    expect([...start]).toEqual([0, 1, 4, 7, 8]);
    expect(width).toBe(500);
  });

  it('have gaps, ticks and lines of whole pixels on a finer screen', () => {
    const { words, width } = flameRects(plan, { width: 500, dpr: 2 }, THEME);
    expect(width).toBe(1000);
    expect(
      said(words)
        .slice(1, 4)
        .map((text) => text.split(' ').slice(0, 3).join(' ')),
    ).toEqual(['1 box 0-498', '1 box 500-798', '1 tick 800-802']);
  });

  it('leave no line under an inlined box too narrow for one', () => {
    const narrow = flameAnswer(['root', 100, ['a.f~', 3], ['b.f~', 40]], 300);
    const lines = said(flameRects(planOf(narrow), { width: 300, dpr: 1 }, THEME).words).filter((r) => / line /.test(r));
    expect(lines).toEqual([`1 line 0-119 ${THEME.ink2}`]);
  });

  it('keep the bars of a tick inside of what it stands for, at any pixels a px', () => {
    const many: Spec = ['root', 1000, ['a.wide', 500], ...Array.from({ length: 400 }, (): Spec => ['b.narrow', 0.5])];
    for (const dpr of [1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3]) {
      const { words, width } = flameRects(planOf(flameAnswer(many, 1000)), { width: 1000, dpr }, THEME);
      const ticks = said(words).filter((text) => / tick /.test(text));
      const edges = ticks.flatMap((text) => text.split(' ')[2]!.split('-').map(Number));
      expect(ticks.length).toBeGreaterThanOrEqual(50);
      expect(Math.min(...edges)).toBe(Math.round(500 * dpr));
      expect(Math.max(...edges)).toBeLessThanOrEqual(Math.round(700 * dpr) + 1);
      expect(width).toBe(Math.round(1000 * dpr));
    }
  });

  it('are at least a pixel wide, inside the picture and never fewer than the boxes, whatever is laid out', () => {
    const trees = fc.array(
      fc.tuple(fc.constantFrom('a.f', 'b.g~', 'net.h*', 'runtime.i~'), fc.integer({ min: 1, max: 400 })),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(
        trees,
        fc.integer({ min: 1, max: 2000 }),
        fc.constantFrom(1, 1.1, 1.25, 1.5, 2, 3),
        fc.integer({ min: 1, max: 3000 }),
        (children, laidOut, dpr, width) => {
          const total = children.reduce((sum, [, value]) => sum + value, 0);
          const drawn = flameAnswer(['root', total, ...children], laidOut);
          const rects = flameRects(planOf(drawn), { width, dpr }, THEME);
          const count = rects.words.length / RECT_WORDS;
          expect(count).toBeGreaterThanOrEqual(drawn.count);
          expect(rects.start.at(-1)).toBe(count);
          for (let at = 0; at < count; at++) {
            expect(leftOf(rects.words, at)).toBeLessThan(rightOf(rects.words, at));
            expect(rightOf(rects.words, at)).toBeLessThanOrEqual(rects.width);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('frameRects', () => {
  const size = { width: 500, dpr: 1 };

  it('frame the selected box, those of its function and that of the keyboard, the last on top', () => {
    const marked = answer.name[1]!;
    expect(said(frameRects(plan, size, THEME, { selected: 3, marked, focused: 2 }))).toEqual([
      `1 thin frame 0-249 ${THEME.ink}`,
      `${answer.level[3]!} thick frame ${answer.x[3]!}-${Math.max(answer.x[3]! + 3, answer.x[3]! + Math.round(answer.w[3]!) - 1)} ${THEME.ink}`,
      `1 thick frame 250-399 ${THEME.accent}`,
    ]);
    expect(said(frameRects(plan, size, THEME, { selected: 1, marked, focused: 1 }))).toEqual([
      `1 thick frame 0-249 ${THEME.ink}`,
    ]);
    expect(frameRects(plan, size, THEME, NO_MARKS)).toHaveLength(0);
  });

  it('are as wide as they need to be seen', () => {
    const narrow = flameAnswer(['root', 100, ['a.f', 98], ['b.f', 2]], 50);
    const [frame] = said(frameRects(planOf(narrow), { width: 50, dpr: 1 }, THEME, { ...NO_MARKS, selected: 2 }));
    expect(frame).toBe(`1 thick frame 49-52 ${THEME.ink}`);
  });
});

describe('LOOKS', () => {
  it('lie inside of the level, above the gap', () => {
    expect(LOOKS).toHaveLength(Object.keys(KIND).length);
    for (const { top, height } of LOOKS) expect(top + height).toBeLessThan(LEVEL_HEIGHT);
  });
});

describe('sceneKeeper', () => {
  const frame = { width: 500, dpr: 1, theme: THEME, ...NO_MARKS };

  it('makes nothing while a picture is panned, and frames alone while boxes are selected', () => {
    const keep = sceneKeeper();
    const first = keep(plan, frame);
    expect(keep(plan, { ...frame })).toBe(first);
    const selected = keep(plan, { ...frame, selected: 1 });
    expect(selected.rects).toBe(first.rects);
    expect(said(selected.frames)).toHaveLength(1);
    expect(said(keep(plan, frame).frames)).toEqual([]);
  });

  it('makes all anew for another width, screen or answer', () => {
    const keep = sceneKeeper();
    const first = keep(plan, frame);
    const others = [
      keep(plan, { ...frame, width: 501 }),
      keep(plan, { ...frame, dpr: 2 }),
      keep(planOf(answer), frame),
    ];
    for (const other of others) expect(other.rects).not.toBe(first.rects);
    expect(others.map(({ rects }) => rects.width)).toEqual([501, 1000, 500]);
  });
});
