import type { TextMark } from '@core/base/picture/mark';

/** Where marks are measured from, and what of them can be seen; px of the page. */
export interface Sight {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

let measuring: CanvasRenderingContext2D | null = null;

/** Height of a face above its baseline and in all, px. */
function faceOf(font: string): { readonly ascent: number; readonly height: number } {
  measuring ??= document.createElement('canvas').getContext('2d');
  if (measuring === null) return { ascent: 0, height: 0 };
  measuring.font = font;
  const { fontBoundingBoxAscent, fontBoundingBoxDescent } = measuring.measureText('x');
  return { ascent: fontBoundingBoxAscent, height: fontBoundingBoxAscent + fontBoundingBoxDescent };
}

/** Marks of a text of the page, one a line, where they stand there. What is cut off ends with an ellipsis, as it does on screen. */
export function textMarks(
  node: Text,
  style: CSSStyleDeclaration,
  origin: DOMRect,
  sight: Sight,
  look: { readonly fill: string; readonly opacity: number },
): readonly TextMark[] {
  const range = document.createRange();
  const size = Number.parseFloat(style.fontSize);
  const face = faceOf(`${style.fontWeight} ${size}px ${style.fontFamily}`);
  return linesOf(node, range).flatMap(({ from, to }): readonly TextMark[] => {
    range.setStart(node, from);
    range.setEnd(node, to);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || box.right <= sight.left || box.left >= sight.right) return [];
    if (box.bottom <= sight.top || box.top >= sight.bottom) return [];
    const cut = box.right > sight.right + 1 ? fitting(node, range, from, to, sight.right - size * 0.8) : to;
    range.setEnd(node, cut);
    const text = `${cased(node.data.slice(from, cut), style.textTransform)}${cut < to ? '…' : ''}`;
    if (text.trim() === '') return [];
    const baseline = box.top + (box.height - face.height) / 2 + face.ascent;
    return [
      {
        kind: 'text',
        x: box.left - origin.left,
        y: baseline - origin.top,
        text,
        ...look,
        size,
        weight: Number(style.fontWeight),
        family: style.fontFamily.replaceAll('"', "'"),
        ...(cut < to ? {} : { width: box.width }),
      },
    ];
  });
}

/** Runs of a text that stand on one line each. */
function linesOf(node: Text, range: Range): readonly { readonly from: number; readonly to: number }[] {
  const { data } = node;
  range.selectNodeContents(node);
  const whole = range.getClientRects();
  if (whole.length <= 1) return [{ from: 0, to: data.length }];
  const lines: { from: number; to: number }[] = [];
  let top = Number.NaN;
  // A line breaks between words; a word that is broken itself begins where it begins.
  for (const { index, 0: word } of data.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const next = range.getBoundingClientRect().top;
    const last = lines.at(-1);
    if (last !== undefined && Math.abs(next - top) < 2) last.to = index + word.length;
    else lines.push({ from: index, to: index + word.length });
    top = next;
  }
  return lines;
}

/** As much of a text as ends before a place. */
function fitting(node: Text, range: Range, from: number, to: number, right: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    range.setEnd(node, middle);
    if (range.getBoundingClientRect().right <= right) low = middle;
    else high = middle - 1;
  }
  return low;
}

function cased(text: string, transform: string): string {
  const plain = text.replace(/\s+/g, ' ');
  return transform === 'uppercase' ? plain.toUpperCase() : plain;
}
