import type { Mark } from './mark';

/** What stands above a picture. */
export interface PictureHead {
  readonly title: string;
  readonly lines: readonly string[];
  readonly legend: readonly { readonly colour: string; readonly text: string }[];
}

/** Room around a picture, px. */
export const PICTURE_MARGIN = 16;
const TITLE_SIZE = 16;
const LINE_SIZE = 12;
const LINE_HEIGHT = 18;
const SWATCH = 10;

/** Marks of a head, and the height that they take, px. Lines that are too long are broken between words. */
export function headMarks(
  { title, lines, legend }: PictureHead,
  { width, ink, ink2 }: { readonly width: number; readonly ink: string; readonly ink2: string },
): { readonly marks: readonly Mark[]; readonly height: number } {
  const marks: Mark[] = [];
  const room = width - 2 * PICTURE_MARGIN;
  let y = PICTURE_MARGIN;
  const write = (text: string, size: number, weight: number, fill: string, height: number): void => {
    for (const part of broken(text, size, room)) {
      marks.push({ kind: 'text', x: PICTURE_MARGIN, y: y + size, text: part, fill, size, weight });
      y += height;
    }
  };
  write(title, TITLE_SIZE, 600, ink, 24);
  for (const line of lines) write(line, LINE_SIZE, 400, ink2, LINE_HEIGHT);
  if (legend.length > 0) y += 4;
  let x = PICTURE_MARGIN;
  legend.forEach(({ colour, text }, i) => {
    const own = SWATCH + 6 + textWidth(text, LINE_SIZE) + 14;
    if (i > 0 && x + own > width - PICTURE_MARGIN) {
      x = PICTURE_MARGIN;
      y += LINE_HEIGHT;
    }
    marks.push({ kind: 'box', x, y: y + 2, width: SWATCH, height: SWATCH, fill: colour, round: 2 });
    const at = { x: x + SWATCH + 6, y: y + LINE_SIZE - 1 };
    marks.push({ kind: 'text', ...at, text, fill: ink2, size: LINE_SIZE, weight: 400 });
    x += text === '' ? SWATCH + 2 : own;
  });
  if (legend.length > 0) y += LINE_HEIGHT;
  return { marks, height: y + 8 };
}

/** A text in lines of at most `room` px; a word that is longer than that stands alone. */
function broken(text: string, size: number, room: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Shares of the size of a face without serifs, rounded up: a text is not wider than this says in any of the usual ones. */
const NARROW = /[ijlItf.,:;'|!()[\]{}/\\ \u00a0-]/;
const WIDE = /[mwMW@%]/;
const UPPER = /[A-Z0-9_&#+=~<>?$]/;

/** About how wide a text is, px, where nobody can measure it: rather too wide than too narrow. */
export function textWidth(text: string, size: number, strong = false): number {
  let width = 0;
  for (const char of text) {
    if (NARROW.test(char)) width += 0.36;
    else if (WIDE.test(char)) width += 0.92;
    else if (UPPER.test(char)) width += 0.66;
    else width += char > '\u2e7f' ? 1.02 : 0.58;
  }
  return width * size * (strong ? 1.05 : 1);
}
