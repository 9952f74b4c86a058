import { LABEL_MIN } from '@core/base/box-label';
import { FLAG_TICK, LEVEL_HEIGHT, depthOf, levelTop, visibleLevels } from './flame-geometry';
import { KIND, LOOKS, RECT_WORDS, colourOf, kindOf, leftOf, levelOf, rightOf, scaleOf } from './flame-rects';
import { cssColour } from './flame-colours';
import { rasterRows, type RowPixels } from './flame-rows';
import type { FlameScene, FrameOptions } from './flame-scene';

/** The part of CanvasRenderingContext2D that painting uses. */
export type FlameContext = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'font'
  | 'textBaseline'
  | 'imageSmoothingEnabled'
  | 'clearRect'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'drawImage'
  | 'setTransform'
>;

/** Turns rows of pixels into something a canvas can draw. */
export type RowSurface = (rows: RowPixels) => CanvasImageSource;

const FONT_SIZE = 12;
const PADDING = 4;

export function labelFont(family: string, strong: boolean): string {
  return `${strong ? 600 : 400} ${FONT_SIZE}px ${family}`;
}

/**
 * Paints what is in sight. The drawing may be scaled to the canvas (`width` differs from the layout's) while a layout for the new width
 * is on its way, so that resizing never jumps. Returns the boxes painted.
 */
export function paintFlame(ctx: FlameContext, surface: RowSurface, scene: FlameScene, o: FrameOptions): number {
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.fillStyle = o.theme.canvas;
  ctx.fillRect(0, 0, Math.ceil(o.width * o.dpr), Math.ceil(o.height * o.dpr));
  const painted = paintRects(ctx, surface, scene, o);
  paintNames(ctx, scene, o);
  return painted;
}

/** Paints the names alone, on a canvas that lies above one with all else. */
export function paintNamesAlone(ctx: FlameContext, scene: FlameScene, o: FrameOptions): void {
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, Math.ceil(o.width * o.dpr), Math.ceil(o.height * o.dpr));
  paintNames(ctx, scene, o);
}

/** Boxes, lines, ticks and frames. */
function paintRects(
  ctx: FlameContext,
  surface: RowSurface,
  { plan, rects, frames }: FlameScene,
  o: FrameOptions,
): number {
  const depth = depthOf(plan.levels);
  const range = visibleLevels(depth, o.mode, o.scrollTop, o.height);
  if (range.to === range.from) return 0;
  /** Upper and lower edge of a kind of thing in a level, pixels of the screen. */
  const span = (level: number, kind: number): readonly [number, number] => {
    const { top, height } = LOOKS[kind]!;
    const y = levelTop(level, depth, o.mode) - o.scrollTop + top;
    return [Math.round(y * o.dpr), Math.round((y + height) * o.dpr)];
  };
  const rows = rasterRows(rects, range);
  const image = surface(rows);
  ctx.imageSmoothingEnabled = false;
  const stretch = (source: number, level: number, kind: number): void => {
    const [y, bottom] = span(level, kind);
    ctx.drawImage(image, 0, source, rows.width, 1, 0, y, rows.width, bottom - y);
  };
  for (let level = range.from; level < range.to; level++) {
    stretch(level - range.from, level, KIND.box);
    stretch(rows.levels + level - range.from, level, KIND.tick);
  }
  ctx.fillStyle = o.theme.ink2;
  for (let level = range.from; level < range.to; level++) {
    const words = rects.level(level);
    const [y, bottom] = span(level, KIND.line);
    for (let at = 0; at < words.length / RECT_WORDS; at++) {
      if (kindOf(words, at) !== KIND.line) continue;
      ctx.fillRect(leftOf(words, at), y, rightOf(words, at) - leftOf(words, at), bottom - y);
    }
  }
  for (let at = 0; at < frames.length / RECT_WORDS; at++) {
    const level = levelOf(frames, at);
    if (level < range.from || level >= range.to) continue;
    const kind = kindOf(frames, at);
    const [y, bottom] = span(level, kind);
    const line = Math.max(1, Math.round(LOOKS[kind]!.edge * o.dpr));
    ctx.strokeStyle = cssColour(colourOf(frames, at));
    ctx.lineWidth = line;
    const left = leftOf(frames, at);
    ctx.strokeRect(left + line / 2, y + line / 2, rightOf(frames, at) - left - line, bottom - y - line);
  }
  return rows.painted;
}

/** Names of boxes wide enough to read. */
function paintNames(ctx: FlameContext, { plan }: FlameScene, o: FrameOptions): void {
  const { levels } = plan;
  const { answer, order, start } = levels;
  const scale = scaleOf(plan, o);
  const depth = depthOf(levels);
  const range = visibleLevels(depth, o.mode, o.scrollTop, o.height);
  ctx.setTransform(o.dpr, 0, 0, o.dpr, 0, 0);
  ctx.textBaseline = 'middle';
  let strong: boolean | null = null;
  let ink = '';
  for (let level = range.from; level < range.to; level++) {
    const top = levelTop(level, depth, o.mode) - o.scrollTop;
    for (let k = start[level]!; k < start[level + 1]!; k++) {
      const box = order[k]!;
      const width = answer.w[box]! * scale;
      if (width < LABEL_MIN || (answer.flags[box]! & FLAG_TICK) !== 0) continue;
      const name = answer.names[answer.name[box]!];
      if (name === undefined) continue;
      const isRoot = answer.parent[box]! < 0 && o.rootLabel !== '';
      const bold = name.origin === 'own' && !isRoot;
      const text = isRoot ? o.rootLabel : o.labels.fit(name.function, bold, width - 1 - 2 * PADDING);
      if (text === '') continue;
      if (bold !== strong) {
        strong = bold;
        ctx.font = labelFont(o.font, bold);
      }
      const wanted = plan.inks[plan.colour[box]!]!;
      if (wanted !== ink) ctx.fillStyle = ink = wanted;
      const left = Math.round(answer.x[box]! * scale * o.dpr) / o.dpr;
      ctx.fillText(text, left + PADDING, top + LEVEL_HEIGHT / 2);
    }
  }
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
