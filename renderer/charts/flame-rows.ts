import { KIND, RECT_WORDS, colourOf, kindOf, leftOf, rightOf, type FlameRects } from './flame-rects';

export interface RowPixels {
  /** Boxes of level `from + i` in row `i`, its ticks in row `levels + i`; RGBA, transparent where nothing is. */
  readonly pixels: Uint32Array;
  /** Device pixels. */
  readonly width: number;
  readonly levels: number;
  /** Boxes drawn. */
  readonly painted: number;
}

/**
 * Levels as rows of pixels, to be stretched to their height. A box is a run in a typed array: 20 000 of them cost a millisecond, where
 * as many rectangles on a canvas cost ten.
 */
export function rasterRows(rects: FlameRects, range: { readonly from: number; readonly to: number }): RowPixels {
  const { width } = rects;
  const levels = Math.max(0, range.to - range.from);
  const pixels = new Uint32Array(width * levels * 2);
  let painted = 0;
  for (let level = range.from; level < range.to; level++) {
    const row = (level - range.from) * width;
    const words = rects.level(level);
    for (let at = 0; at < words.length / RECT_WORDS; at++) {
      const kind = kindOf(words, at);
      if (kind === KIND.line) continue;
      const begin = kind === KIND.tick ? row + levels * width : row;
      pixels.fill(colourOf(words, at), begin + leftOf(words, at), begin + rightOf(words, at));
      if (kind === KIND.box) painted++;
    }
  }
  return { pixels, width, levels, painted };
}
