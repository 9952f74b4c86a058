import { mix, type BoxTheme } from '@core/base/box-colours';
import { packColour } from './flame-colours';
import { FLAG_INLINED, FLAG_MATCH, FLAG_TICK, LEVEL_HEIGHT, depthOf } from './flame-geometry';
import type { PaintPlan } from './flame-plan';

/** What a rectangle is: it decides where in its level it lies, and whether it is filled. */
export const KIND = { box: 0, line: 1, tick: 2, thinFrame: 3, thickFrame: 4 } as const;

/** Where a kind lies in its level, px from the level's upper edge; a frame is `edge` px strong and empty inside, 0 = filled. */
interface KindLook {
  readonly top: number;
  readonly height: number;
  readonly edge: number;
}

const BOX_HEIGHT = LEVEL_HEIGHT - 1;
/** By kind. */
export const LOOKS: readonly KindLook[] = [
  { top: 0, height: BOX_HEIGHT, edge: 0 },
  // Under the name of what is inlined.
  { top: BOX_HEIGHT - 2, height: 1, edge: 0 },
  // Ticks stand in their level with air above and below.
  { top: 3, height: BOX_HEIGHT - 6, edge: 0 },
  { top: 0, height: BOX_HEIGHT, edge: 1 },
  { top: 0, height: BOX_HEIGHT, edge: 2 },
];

/** Words a rectangle takes. */
export const RECT_WORDS = 3;
const KIND_BITS = 3;

/**
 * Rectangles of a flame graph, `RECT_WORDS` words each: left | right << 16 in pixels of the screen, right exclusive;
 * level << 3 | kind; colour as a pixel (bytes R G B A, opaque). Later ones lie above earlier ones.
 */
export type RectWords = Uint32Array<ArrayBuffer>;

/** All boxes, lines and ticks of an answer at one width: whoever paints takes them from here, wherever the picture is scrolled to. */
export interface FlameRects {
  /** Those of one level, made when it is first asked for: boxes, then what lies above them. */
  level(level: number): RectWords;
  /** All levels in one, made when first asked for: for a painter that hands them over once. */
  readonly words: RectWords;
  /** Level `l` is the rectangles `[start[l], start[l + 1])` of `words`. */
  readonly start: Uint32Array;
  /** Width of the picture, pixels of the screen. */
  readonly width: number;
}

export interface RectSize {
  /** Width of the picture, px. It may differ from the layout's: the picture is scaled until the layout for it is there. */
  readonly width: number;
  /** Pixels of the screen a px. */
  readonly dpr: number;
}

/** px of the picture a px of the layout. */
export function scaleOf({ levels }: PaintPlan, { width }: RectSize): number {
  return levels.width === 0 ? 1 : width / levels.width;
}

export const leftOf = (words: RectWords, at: number): number => words[at * RECT_WORDS]! & 0xffff;
export const rightOf = (words: RectWords, at: number): number => words[at * RECT_WORDS]! >>> 16;
export const levelOf = (words: RectWords, at: number): number => words[at * RECT_WORDS + 1]! >>> KIND_BITS;
export const kindOf = (words: RectWords, at: number): number => words[at * RECT_WORDS + 1]! & ((1 << KIND_BITS) - 1);
export const colourOf = (words: RectWords, at: number): number => words[at * RECT_WORDS + 2]!;

const TICK_STEP = 3;
/** Boxes narrower than this have no line, px. */
const LINE_MIN = 10;
/** A frame is at least as wide, px. */
const FRAME_MIN = 3;

/** Bars that show a tick of a width in px: one a box while they can be told apart, never none. */
export function tickBars(width: number, merged: number): number {
  return Math.max(1, Math.min(merged, Math.floor((width + 1) / TICK_STEP)));
}

/** 1 … 4 for what a tick stands for: 1, 2–3, 4–9, more. */
function tickStrength(merged: number): 1 | 2 | 3 | 4 {
  return merged <= 1 ? 1 : merged < 4 ? 2 : merged < 10 ? 3 : 4;
}

/** Edges of things in pixels of the screen: rounded once, here, so that all painters agree. */
function edgesOf(plan: PaintPlan, size: RectSize) {
  const { x, w } = plan.levels.answer;
  const width = Math.max(1, Math.round(size.width * size.dpr));
  const perPx = scaleOf(plan, size) * size.dpr;
  const gap = Math.max(1, Math.round(size.dpr));
  const left = (box: number): number => Math.round(x[box]! * perPx);
  const right = (box: number): number => Math.min(width, Math.round((x[box]! + w[box]!) * perPx));
  return {
    width,
    gap,
    left,
    /** The gap is given up before the box is. */
    end: (box: number): number => {
      const [from, to] = [left(box), right(box)];
      return to - from > 2 * gap ? to - gap : Math.max(from + 1, to);
    },
    frameEnd: (box: number): number => Math.max(left(box) + FRAME_MIN * gap, right(box) - gap),
    bars: (box: number): number => tickBars((w[box]! * perPx) / gap, plan.levels.answer.merged[box]!),
  };
}

/** Rectangles of an answer by level: the canvas makes those that are in sight, so that a zoom into a large profile does not wait for all. */
export function flameRects(plan: PaintPlan, size: RectSize, theme: BoxTheme): FlameRects {
  const { answer, order, start } = plan.levels;
  const { flags, merged, w } = answer;
  const edges = edgesOf(plan, size);
  const { width, gap } = edges;
  const ink = [1, 2, 3, 4].map((strength) => packColour(mix(theme.canvas, theme.ink3, 0.25 + strength * 0.14), 1));
  const match = packColour(theme.match, 1);
  const line = packColour(theme.ink2, 1);
  const lineMin = LINE_MIN / scaleOf(plan, size);
  const isTick = (box: number): boolean => (flags[box]! & FLAG_TICK) !== 0;
  const hasLine = (box: number): boolean => (flags[box]! & FLAG_INLINED) !== 0 && w[box]! >= lineMin;

  const make = (level: number): RectWords => {
    const boxes = order.subarray(start[level], start[level + 1]);
    let count = 0;
    for (const box of boxes) count += isTick(box) ? edges.bars(box) : hasLine(box) ? 2 : 1;
    const words = new Uint32Array(count * RECT_WORDS);
    let at = 0;
    const add = (left: number, right: number, kind: number, colour: number): void => {
      at = putRect(words, at, Math.min(left, width - 1), Math.min(right, width), level, kind, colour);
    };
    for (const box of boxes) {
      if (!isTick(box)) add(edges.left(box), edges.end(box), KIND.box, plan.packed[plan.colour[box]!]!);
    }
    for (const box of boxes) {
      if (isTick(box)) {
        const left = edges.left(box);
        const colour = (flags[box]! & FLAG_MATCH) !== 0 ? match : ink[tickStrength(merged[box]!) - 1]!;
        for (let bar = 0, bars = edges.bars(box); bar < bars; bar++) {
          const from = Math.max(0, Math.min(width - gap, left + bar * TICK_STEP * gap));
          add(from, from + gap, KIND.tick, colour);
        }
      } else if (hasLine(box)) add(edges.left(box), edges.end(box), KIND.line, line);
    }
    return words;
  };
  const levels: RectWords[] = [];
  const level = (index: number): RectWords => (levels[index] ??= make(index));
  let whole: Pick<FlameRects, 'words' | 'start'> | null = null;
  const all = () => (whole ??= joined(Array.from({ length: depthOf(plan.levels) }, (_, index) => level(index))));
  return {
    ...{ level, width },
    get words() {
      return all().words;
    },
    get start() {
      return all().start;
    },
  };
}

function joined(levels: readonly RectWords[]): Pick<FlameRects, 'words' | 'start'> {
  const start = new Uint32Array(levels.length + 1);
  for (const [level, { length }] of levels.entries()) start[level + 1] = start[level]! + length / RECT_WORDS;
  const words = new Uint32Array(start[levels.length]! * RECT_WORDS);
  for (const [level, some] of levels.entries()) words.set(some, start[level]! * RECT_WORDS);
  return { words, start };
}

/** What is outlined. */
export interface FlameMarks {
  /** 2 px ink. −1 = none. */
  readonly selected: number;
  /** Row of `names` whose boxes all get 1 px ink; −1 = none. */
  readonly marked: number;
  /** Accent ring of the keyboard; −1 = none. */
  readonly focused: number;
}

/** Frames around the boxes of a function, the selected box and that of the keyboard. */
export function frameRects(plan: PaintPlan, size: RectSize, theme: BoxTheme, marks: FlameMarks): RectWords {
  const { count, name, flags, level } = plan.levels.answer;
  const edges = edgesOf(plan, size);
  const ink = packColour(theme.ink, 1);
  const { selected, marked, focused } = marks;
  const others: number[] = [];
  for (let box = 0; marked >= 0 && box < count; box++) {
    if (name[box] === marked && box !== selected && (flags[box]! & FLAG_TICK) === 0) others.push(box);
  }
  const isAlone = focused >= 0 && focused !== selected;
  const words = new Uint32Array((others.length + (selected >= 0 ? 1 : 0) + (isAlone ? 1 : 0)) * RECT_WORDS);
  let at = 0;
  const add = (box: number, kind: number, colour: number): void => {
    at = putRect(words, at, edges.left(box), edges.frameEnd(box), level[box]!, kind, colour);
  };
  for (const box of others) add(box, KIND.thinFrame, ink);
  if (selected >= 0) add(selected, KIND.thickFrame, ink);
  if (isAlone) add(focused, KIND.thickFrame, packColour(theme.accent, 1));
  return words;
}

/** Writes one rectangle and answers with the place of the next. */
function putRect(
  words: RectWords,
  at: number,
  left: number,
  right: number,
  level: number,
  kind: number,
  colour: number,
): number {
  words[at * RECT_WORDS] = left | (right << 16);
  words[at * RECT_WORDS + 1] = (level << KIND_BITS) | kind;
  words[at * RECT_WORDS + 2] = colour;
  return at + 1;
}
