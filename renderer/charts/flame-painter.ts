import type { BoxLabels } from './box-label';
import { LABEL_MIN } from './box-label';
import { inkOn, type FlameTheme } from './flame-colours';
import {
  FLAG_INLINED,
  FLAG_MATCH,
  FLAG_TICK,
  LEVEL_HEIGHT,
  depthOf,
  levelTop,
  type FlameLevels,
  type FlameMode,
} from './flame-geometry';

/** The part of CanvasRenderingContext2D that painting uses. */
export type FlameContext = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textBaseline'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'setTransform'
>;

/** Boxes of one answer in the order in which they are painted: by colour, so that a frame changes the fill a dozen times. */
export interface PaintPlan {
  readonly levels: FlameLevels;
  readonly colours: readonly string[];
  readonly inks: readonly string[];
  /** Colour of each box: row of `colours`. */
  readonly colour: Uint16Array;
  /** Boxes (not ticks) by colour. */
  readonly boxes: Uint32Array;
  readonly ticks: Uint32Array;
}

/** Once per answer and theme. `fills` holds a colour per name of the answer. */
export function paintPlan(levels: FlameLevels, fills: readonly string[], theme: FlameTheme): PaintPlan {
  const { answer } = levels;
  const colours: string[] = [];
  const rows = new Map<string, number>();
  const rowOf = (fill: string): number => {
    let row = rows.get(fill);
    if (row === undefined) rows.set(fill, (row = colours.push(fill) - 1));
    return row;
  };
  const byName = Uint16Array.from(fills, rowOf);
  const match = rowOf(theme.match);
  const root = rowOf(theme.root);
  const colour = new Uint16Array(answer.count);
  const counts = new Uint32Array(colours.length + 1);
  let ticks = 0;
  for (let i = 0; i < answer.count; i++) {
    const flags = answer.flags[i]!;
    if ((flags & FLAG_TICK) !== 0) {
      ticks++;
      continue;
    }
    colour[i] =
      (flags & FLAG_MATCH) !== 0
        ? match
        : answer.parent[i]! < 0 && answer.crumbs.length <= 1
          ? root
          : byName[answer.name[i]!]!;
    counts[colour[i]! + 1]!++;
  }
  for (let c = 0; c < colours.length; c++) counts[c + 1]! += counts[c]!;
  const boxes = new Uint32Array(answer.count - ticks);
  const thin = new Uint32Array(ticks);
  let tick = 0;
  for (let i = 0; i < answer.count; i++) {
    if ((answer.flags[i]! & FLAG_TICK) !== 0) thin[tick++] = i;
    else boxes[counts[colour[i]!]!++] = i;
  }
  return {
    levels,
    colours,
    inks: colours.map((fill) => (fill === theme.match ? theme.matchInk : inkOn(fill))),
    colour,
    boxes,
    ticks: thin,
  };
}

export interface FrameOptions {
  readonly mode: FlameMode;
  /** Size of the canvas, CSS px. */
  readonly width: number;
  readonly height: number;
  /** Upper edge of what is shown, px of the drawing. */
  readonly scrollTop: number;
  readonly dpr: number;
  readonly labels: BoxLabels;
  readonly theme: FlameTheme;
  readonly font: string;
  readonly rootLabel: string;
  /** 2 px ink. −1 = none. */
  readonly selected: number;
  /** Row of `names` whose boxes all get 1 px ink; −1 = none. */
  readonly marked: number;
  /** Accent ring of the keyboard; −1 = none. */
  readonly focused: number;
}

const FONT_SIZE = 12;
const PADDING = 4;

export function labelFont(family: string, strong: boolean): string {
  return `${strong ? 600 : 400} ${FONT_SIZE}px ${family}`;
}

/**
 * Paints what is in sight. The drawing may be scaled to the canvas (`width` differs from the layout's) while a layout for the new width
 * is on its way, so that resizing never jumps. Returns the boxes painted.
 */
export function paintFlame(ctx: FlameContext, plan: PaintPlan, o: FrameOptions): number {
  const { levels } = plan;
  const { answer } = levels;
  const { dpr, theme } = o;
  const depth = depthOf(levels);
  const scale = levels.width === 0 ? 1 : o.width / levels.width;
  ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
  ctx.globalAlpha = 1;
  ctx.fillStyle = theme.canvas;
  ctx.fillRect(0, 0, o.width, o.height);

  const { x, w, level, flags } = answer;
  const snap = dpr;
  const pixel = 1 / dpr;
  const first = o.scrollTop - LEVEL_HEIGHT;
  const last = o.scrollTop + o.height;
  const topOf = (box: number): number => levelTop(level[box]!, depth, o.mode);
  const leftOf = (box: number): number => Math.round(x[box]! * scale * snap) / snap;
  const widthOf = (box: number, left: number): number => {
    const right = Math.round((x[box]! + w[box]!) * scale * snap) / snap;
    return right - left > 1 + pixel ? right - left - 1 : Math.max(pixel, Math.min(1, right - left));
  };

  let painted = 0;
  let colour = -1;
  for (let k = 0; k < plan.boxes.length; k++) {
    const box = plan.boxes[k]!;
    const top = (o.mode === 'icicle' ? level[box]! : depth - 1 - level[box]!) * LEVEL_HEIGHT;
    if (top <= first || top >= last) continue;
    if (plan.colour[box] !== colour) {
      colour = plan.colour[box]!;
      ctx.fillStyle = plan.colours[colour]!;
    }
    const left = leftOf(box);
    ctx.fillRect(left, top - o.scrollTop, widthOf(box, left), LEVEL_HEIGHT - 1);
    painted++;
  }
  paintTicks(ctx, plan, o, scale);

  // Labels and marks: only boxes wide enough to read.
  ctx.textBaseline = 'middle';
  let strong: boolean | null = null;
  let ink = '';
  for (let k = 0; k < plan.boxes.length; k++) {
    const box = plan.boxes[k]!;
    const boxWidth = w[box]! * scale;
    if (boxWidth < 10) continue;
    const top = topOf(box);
    if (top <= first || top >= last) continue;
    const left = leftOf(box);
    const name = answer.names[answer.name[box]!];
    if ((flags[box]! & FLAG_INLINED) !== 0) {
      ctx.fillStyle = ink = theme.ink2;
      ctx.fillRect(left, top - o.scrollTop + LEVEL_HEIGHT - 3, widthOf(box, left), 1);
    }
    if (boxWidth < LABEL_MIN || name === undefined) continue;
    const isRoot = answer.parent[box]! < 0 && o.rootLabel !== '';
    const bold = name.origin === 'own' && !isRoot;
    const text = isRoot ? o.rootLabel : o.labels.fit(name.function, bold, boxWidth - 1 - 2 * PADDING);
    if (text === '') continue;
    if (bold !== strong) {
      strong = bold;
      ctx.font = labelFont(o.font, bold);
    }
    const wanted = plan.inks[plan.colour[box]!]!;
    if (wanted !== ink) ctx.fillStyle = ink = wanted;
    ctx.fillText(text, left + PADDING, top - o.scrollTop + LEVEL_HEIGHT / 2);
  }
  paintMarks(ctx, plan, o, scale);
  return painted;
}

/** Boxes too narrow to draw: a pixel each, the darker the more they stand for. Never nothing. */
function paintTicks(ctx: FlameContext, plan: PaintPlan, o: FrameOptions, scale: number): void {
  const { levels, ticks } = plan;
  const { answer } = levels;
  const depth = depthOf(levels);
  for (let strength = 1; strength <= 4; strength++) {
    let started = false;
    for (let k = 0; k < ticks.length; k++) {
      const tick = ticks[k]!;
      if (tickStrength(answer.merged[tick]!) !== strength) continue;
      const top = levelTop(answer.level[tick]!, depth, o.mode) - o.scrollTop;
      if (top <= -LEVEL_HEIGHT || top >= o.height) continue;
      if (!started) {
        started = true;
        ctx.fillStyle = o.theme.ink3;
        ctx.globalAlpha = 0.25 + strength * 0.14;
      }
      const isMatch = (answer.flags[tick]! & FLAG_MATCH) !== 0;
      if (isMatch) ctx.fillStyle = o.theme.match;
      const left = Math.round(answer.x[tick]! * scale);
      const bars = tickBars(answer.w[tick]! * scale, answer.merged[tick]!);
      for (let bar = 0; bar < bars; bar++) ctx.fillRect(left + bar * TICK_STEP, top + 3, 1, LEVEL_HEIGHT - 7);
      if (isMatch) ctx.fillStyle = o.theme.ink3;
    }
  }
  ctx.globalAlpha = 1;
}

const TICK_STEP = 3;

/** Bars that show a tick: one a box while they can be told apart, never none. */
export function tickBars(width: number, merged: number): number {
  return Math.max(1, Math.min(merged, Math.floor((width + 1) / TICK_STEP)));
}

/** 1 … 4 for what a tick stands for: 1, 2–3, 4–9, more. */
function tickStrength(merged: number): 1 | 2 | 3 | 4 {
  return merged <= 1 ? 1 : merged < 4 ? 2 : merged < 10 ? 3 : 4;
}

function paintMarks(ctx: FlameContext, plan: PaintPlan, o: FrameOptions, scale: number): void {
  const { levels } = plan;
  const { answer } = levels;
  const depth = depthOf(levels);
  const frame = (box: number, colour: string, line: number): void => {
    const top = levelTop(answer.level[box]!, depth, o.mode) - o.scrollTop;
    if (top <= -LEVEL_HEIGHT || top >= o.height) return;
    const left = Math.round(answer.x[box]! * scale);
    const width = Math.max(3, Math.round((answer.x[box]! + answer.w[box]!) * scale) - left - 1);
    ctx.strokeStyle = colour;
    ctx.lineWidth = line;
    ctx.strokeRect(left + line / 2, top + line / 2, width - line, LEVEL_HEIGHT - 1 - line);
  };
  if (o.marked >= 0) {
    for (let i = 0; i < answer.count; i++) {
      if (answer.name[i] === o.marked && i !== o.selected && (answer.flags[i]! & FLAG_TICK) === 0)
        frame(i, o.theme.ink, 1);
    }
  }
  if (o.selected >= 0) frame(o.selected, o.theme.ink, 2);
  if (o.focused >= 0 && o.focused !== o.selected) frame(o.focused, o.theme.accent, 2);
}
