import { LABEL_MIN, type BoxLabels } from '@core/base/box-label';
import type { BoxTheme } from '@core/base/box-colours';
import { FLAG_INLINED, FLAG_TICK, LEVEL_HEIGHT, depthOf, levelTop, type FlameMode } from './flame-geometry';
import { rasterRows, visibleLevels, type PaintPlan, type RowPixels } from './flame-rows';

/** The part of CanvasRenderingContext2D that painting uses. */
export type FlameContext = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'font'
  | 'textBaseline'
  | 'imageSmoothingEnabled'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'drawImage'
  | 'setTransform'
>;

/** Turns rows of pixels into something a canvas can draw. */
export type RowSurface = (rows: RowPixels) => CanvasImageSource;

export interface FrameOptions {
  readonly mode: FlameMode;
  /** Size of the canvas, CSS px. */
  readonly width: number;
  readonly height: number;
  /** Upper edge of what is shown, px of the drawing; negative leaves room above it. */
  readonly scrollTop: number;
  readonly dpr: number;
  readonly labels: BoxLabels;
  readonly theme: BoxTheme;
  /** Font families of labels. */
  readonly font: string;
  /** Label of an unzoomed root; `` = it is named like any box. */
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
/** A tick stands in its level with air above and below. */
const TICK_TOP = 3;
const TICK_HEIGHT = LEVEL_HEIGHT - 7;

export function labelFont(family: string, strong: boolean): string {
  return `${strong ? 600 : 400} ${FONT_SIZE}px ${family}`;
}

/**
 * Paints what is in sight. The drawing may be scaled to the canvas (`width` differs from the layout's) while a layout for the new width
 * is on its way, so that resizing never jumps. Returns the boxes painted.
 */
export function paintFlame(ctx: FlameContext, surface: RowSurface, plan: PaintPlan, o: FrameOptions): number {
  const { levels } = plan;
  const depth = depthOf(levels);
  const scale = levels.width === 0 ? 1 : o.width / levels.width;
  const range = visibleLevels(depth, o.mode, o.scrollTop, o.height);
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.fillStyle = o.theme.canvas;
  ctx.fillRect(0, 0, Math.ceil(o.width * o.dpr), Math.ceil(o.height * o.dpr));
  if (range.to === range.from) return 0;

  const rows = rasterRows(plan, range, { width: o.width, dpr: o.dpr, scale }, o.theme);
  const image = surface(rows);
  ctx.imageSmoothingEnabled = false;
  const stretch = (source: number, top: number, height: number): void => {
    const y = Math.round(top * o.dpr);
    ctx.drawImage(image, 0, source, rows.width, 1, 0, y, rows.width, Math.round((top + height) * o.dpr) - y);
  };
  for (let level = range.from; level < range.to; level++) {
    const top = levelTop(level, depth, o.mode) - o.scrollTop;
    stretch(level - range.from, top, LEVEL_HEIGHT - 1);
    stretch(rows.levels + level - range.from, top + TICK_TOP, TICK_HEIGHT);
  }
  ctx.setTransform(o.dpr, 0, 0, o.dpr, 0, 0);
  paintLabels(ctx, plan, o, scale, range);
  paintMarks(ctx, plan, o, scale);
  return rows.painted;
}

/** Names of boxes wide enough to read, and the line under inlined ones. */
function paintLabels(
  ctx: FlameContext,
  plan: PaintPlan,
  o: FrameOptions,
  scale: number,
  range: { readonly from: number; readonly to: number },
): void {
  const { levels } = plan;
  const { answer, order, start } = levels;
  const depth = depthOf(levels);
  ctx.textBaseline = 'middle';
  let strong: boolean | null = null;
  let ink = '';
  const setInk = (wanted: string): void => {
    if (wanted !== ink) ctx.fillStyle = ink = wanted;
  };
  for (let level = range.from; level < range.to; level++) {
    const top = levelTop(level, depth, o.mode) - o.scrollTop;
    for (let k = start[level]!; k < start[level + 1]!; k++) {
      const box = order[k]!;
      const width = answer.w[box]! * scale;
      const flags = answer.flags[box]!;
      if (width < 10 || (flags & FLAG_TICK) !== 0) continue;
      const left = Math.round(answer.x[box]! * scale * o.dpr) / o.dpr;
      if ((flags & FLAG_INLINED) !== 0) {
        setInk(o.theme.ink2);
        ctx.fillRect(left, top + LEVEL_HEIGHT - 3, width - 1, 1);
      }
      const name = answer.names[answer.name[box]!];
      if (width < LABEL_MIN || name === undefined) continue;
      const isRoot = answer.parent[box]! < 0 && o.rootLabel !== '';
      const bold = name.origin === 'own' && !isRoot;
      const text = isRoot ? o.rootLabel : o.labels.fit(name.function, bold, width - 1 - 2 * PADDING);
      if (text === '') continue;
      if (bold !== strong) {
        strong = bold;
        ctx.font = labelFont(o.font, bold);
      }
      setInk(plan.inks[plan.colour[box]!]!);
      ctx.fillText(text, left + PADDING, top + LEVEL_HEIGHT / 2);
    }
  }
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
      if (answer.name[i] !== o.marked || i === o.selected || (answer.flags[i]! & FLAG_TICK) !== 0) continue;
      frame(i, o.theme.ink, 1);
    }
  }
  if (o.selected >= 0) frame(o.selected, o.theme.ink, 2);
  if (o.focused >= 0 && o.focused !== o.selected) frame(o.focused, o.theme.accent, 2);
}

/** A surface on a canvas of its own, kept from frame to frame. */
export function canvasSurface(): RowSurface {
  const canvas = document.createElement('canvas');
  const ctx = canvas.getContext('2d');
  return ({ pixels, width, levels }) => {
    const height = levels * 2;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const bytes = new Uint8ClampedArray(pixels.buffer as ArrayBuffer, pixels.byteOffset, pixels.byteLength);
    ctx?.putImageData(new ImageData(bytes, width, height), 0, 0);
    return canvas;
  };
}
