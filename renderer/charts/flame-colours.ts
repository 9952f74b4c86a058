import { channels, type BoxTheme } from '@core/base/box-colours';

const OWN_TOKENS = 6;
const DIFF_TOKENS = ['--d-3', '--d-2', '--d-1', '--d0', '--d1', '--d2', '--d3'];

/** Reads the tokens of the theme in force. `read` gives a custom property's value. */
export function flameTheme(read: (token: string) => string): BoxTheme {
  return {
    own: Array.from({ length: OWN_TOKENS }, (_, i) => read(`--own${i + 1}`)),
    dependency: read('--dep'),
    std: read('--std'),
    runtime: read('--rt'),
    root: read('--sel-idle'),
    canvas: read('--canvas'),
    ink: read('--ink'),
    ink2: read('--ink-2'),
    ink3: read('--ink-3'),
    match: read('--match'),
    matchInk: read('--match-ink'),
    accent: read('--accent'),
    diff: DIFF_TOKENS.map(read),
  };
}

/**
 * Keeps colours where they are: packages known before keep their place, new ones follow. Without it a zoom or a filter would
 * repaint the same package in another hue.
 */
export function keepOrder(before: readonly string[], now: readonly string[]): readonly string[] {
  const added = now.filter((pkg) => !before.includes(pkg));
  return added.length === 0 ? before : [...before, ...added];
}

/** A pixel as a little-endian word (bytes R G B A), which is what ImageData holds on every platform there is. */
export function packColour(colour: string, alpha: number): number {
  const [r, g, b] = channels(colour);
  return ((Math.round(alpha * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/** The colour of such a pixel, `#rrggbb`. */
export function cssColour(pixel: number): string {
  const bytes = [pixel & 0xff, (pixel >>> 8) & 0xff, (pixel >>> 16) & 0xff];
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
