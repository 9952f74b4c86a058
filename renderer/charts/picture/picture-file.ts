import type { PictureFormat } from '@core/api/picture';
import { headMarks, PICTURE_MARGIN, type PictureHead } from '@core/base/picture/head';
import type { Mark, Picture } from '@core/base/picture/mark';
import { PICTURE_FAMILY, SVG_END, svgMark, svgOpening } from '@core/base/picture/svg';
import { themeToken } from '../../ui/theme';
import { marksOf } from './marks-of';
import { paintMarks } from './paint';

/** Pixels a px in a PNG: sharp on any screen, and in print. */
const SCALE = 2;
/** A canvas of Chromium is at most this large, px a side. */
const LARGEST = 16_384;

/** Pixels a px that a picture of this size can have. */
function pixelScale(width: number, height: number): number {
  return Math.min(SCALE, LARGEST / Math.max(width, height));
}

/** A part of the page as a file, with title, lines and legend above it. */
export async function elementFile(element: HTMLElement, head: PictureHead, to: PictureFormat): Promise<Uint8Array> {
  const taken = await marksOf(element, { to, scale: SCALE });
  const width = Math.max(480, taken.width + 2 * PICTURE_MARGIN);
  const above = headOf(head, width);
  const own = taken.marks.map((mark) => ({ ...mark, x: mark.x + PICTURE_MARGIN, y: mark.y + above.height }));
  const height = Math.ceil(above.height + taken.height + PICTURE_MARGIN);
  const picture = pictureOf(width, height, head.title);
  const marks = [...above.marks, ...own];
  if (to === 'svg') return new TextEncoder().encode([svgOpening(picture), ...marks.map(svgMark), SVG_END].join(''));
  return paintedFile(picture, (ctx) => paintMarks(ctx, marks, picture.family));
}

/** What stands above a picture in the theme of the page. */
export function headOf(head: PictureHead, width: number): { readonly marks: readonly Mark[]; readonly height: number } {
  return headMarks(head, { width, ink: themeToken('--ink'), ink2: themeToken('--ink-2') });
}

export function pictureOf(width: number, height: number, title: string): Picture {
  return { width, height, title, background: themeToken('--canvas'), family: themeToken('--ui') || PICTURE_FAMILY };
}

/** A PNG of what `paint` paints, in px of the picture; it stands on its background. */
export async function paintedFile(
  { width, height, background }: Picture,
  paint: (ctx: CanvasRenderingContext2D, scale: number) => Promise<void>,
): Promise<Uint8Array> {
  const scale = pixelScale(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ctx = canvas.getContext('2d');
  if (ctx === null) throw new Error('there is no canvas to draw the picture on');
  ctx.scale(scale, scale);
  ctx.fillStyle = background;
  ctx.fillRect(0, 0, width, height);
  await paint(ctx, scale);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error(`a picture of ${canvas.width} by ${canvas.height} pixels cannot be written`);
  return new Uint8Array(await blob.arrayBuffer());
}
