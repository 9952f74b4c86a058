import type { BoxMark, Mark } from '@core/base/picture/mark';
import { canvasImage, chartIn } from './drawers';
import { drawingOf } from './drawing-of';
import { textMarks, type Sight } from './text-marks';

/** A part of the page, ready to be painted or written. */
export interface Taken {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

/** How it is taken: charts as drawings or as pixels; pixels a px of what can only be pixels. */
export interface Take {
  readonly to: 'svg' | 'png';
  readonly scale: number;
}

/** What of an element of the page can be seen, in marks from its upper left corner; all of it, even where it is scrolled out of sight. */
export async function marksOf(root: HTMLElement, take: Take): Promise<Taken> {
  const origin = root.getBoundingClientRect();
  const [width, height] = [Math.max(origin.width, root.scrollWidth), Math.max(origin.height, root.scrollHeight)];
  const marks: Mark[] = [];
  const all: Sight = {
    ...{ left: origin.left, top: origin.top },
    ...{ right: origin.left + width, bottom: origin.top + height },
  };
  await collect(root, { origin, sight: all, opacity: 1, take, marks });
  return { width: Math.ceil(width), height: Math.ceil(height), marks };
}

interface Walk {
  readonly origin: DOMRect;
  readonly sight: Sight;
  readonly opacity: number;
  readonly take: Take;
  readonly marks: Mark[];
}

async function collect(element: Element, walk: Walk): Promise<void> {
  const style = getComputedStyle(element);
  const opacity = walk.opacity * Number(style.opacity);
  if (style.display === 'none' || style.visibility === 'hidden' || opacity === 0) return;
  // Only screen readers see it.
  if (style.clipPath !== 'none' || /^rect\((?:0px|1px)/.test(style.clip)) return;
  const box = element.getBoundingClientRect();
  const { origin, marks, take } = walk;
  const at = { x: box.left - origin.left, y: box.top - origin.top, width: box.width, height: box.height };
  const chart = chartIn(element);
  if (chart !== undefined) {
    marks.push(
      take.to === 'svg'
        ? { kind: 'drawing', ...at, viewBox: '', content: await chart.svg() }
        : { kind: 'image', ...at, href: chart.png(take.scale) },
    );
    return;
  }
  if (element instanceof HTMLCanvasElement) {
    if (box.width > 0 && box.height > 0) marks.push({ kind: 'image', ...at, href: canvasImage(element, take.scale) });
    return;
  }
  if (element instanceof SVGSVGElement) {
    const content = drawingOf(element);
    if (content !== '' && seen(box, walk.sight))
      marks.push({ kind: 'drawing', ...at, viewBox: element.getAttribute('viewBox') ?? '', content });
    return;
  }
  marks.push(...surfaceOf(style, box, { ...walk, opacity }));
  const cuts = style.overflowX !== 'visible' && element !== document.documentElement;
  const sight = cuts && !scrolls(element) ? within(walk.sight, box) : walk.sight;
  const inner = { ...walk, opacity, sight };
  for (const child of inOrder(element)) {
    if (child instanceof Text) {
      const { colour, alpha } = plainColour(style.color);
      marks.push(...textMarks(child, style, origin, sight, { fill: colour, opacity: alpha * opacity }));
    } else if (child instanceof Element) await collect(child, inner);
  }
}

/** Children as they lie above each other, as far as a picture needs it: what has a place of its own after what has none. */
function inOrder(element: Element): readonly Node[] {
  const level = (node: Node): number => {
    if (!(node instanceof Element)) return 0;
    const { zIndex, position } = getComputedStyle(node);
    return (position === 'static' ? 0 : 0.5) + (zIndex === 'auto' ? 0 : Number(zIndex));
  };
  return [...element.childNodes]
    .map((node) => ({ node, level: level(node) }))
    .sort((a, b) => a.level - b.level)
    .map(({ node }) => node);
}

function scrolls(element: Element): boolean {
  return element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1
    ? /auto|scroll/.test(getComputedStyle(element).overflow)
    : false;
}

function within(sight: Sight, box: DOMRect): Sight {
  return {
    left: Math.max(sight.left, box.left),
    top: Math.max(sight.top, box.top),
    right: Math.min(sight.right, box.right),
    bottom: Math.min(sight.bottom, box.bottom),
  };
}

function seen(box: DOMRect, sight: Sight): boolean {
  return (
    box.width > 0 &&
    box.height > 0 &&
    box.right > sight.left &&
    box.left < sight.right &&
    box.bottom > sight.top &&
    box.top < sight.bottom
  );
}

/** Background and edges. */
function surfaceOf(
  style: CSSStyleDeclaration,
  box: DOMRect,
  { origin, sight, opacity }: Pick<Walk, 'origin' | 'sight' | 'opacity'>,
): readonly BoxMark[] {
  if (!seen(box, sight)) return [];
  const found: BoxMark[] = [];
  const add = (left: number, top: number, right: number, bottom: number, paint: string, round: number): void => {
    const { colour, alpha } = plainColour(paint);
    const [x, y] = [Math.max(left, sight.left), Math.max(top, sight.top)];
    const [width, height] = [Math.min(right, sight.right) - x, Math.min(bottom, sight.bottom) - y];
    if (alpha === 0 || width <= 0 || height <= 0) return;
    const at = { x: x - origin.left, y: y - origin.top, width, height };
    found.push({ kind: 'box', ...at, fill: colour, round, opacity: alpha * opacity });
  };
  const { left, top, right, bottom } = box;
  add(left, top, right, bottom, style.backgroundColor, Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, 12));
  const edge = (side: 'Top' | 'Right' | 'Bottom' | 'Left'): number =>
    style[`border${side}Style`] === 'none' ? 0 : Number.parseFloat(style[`border${side}Width`]);
  const [above, after, below, before] = [edge('Top'), edge('Right'), edge('Bottom'), edge('Left')];
  if (above > 0) add(left, top, right, top + above, style.borderTopColor, 0);
  if (below > 0) add(left, bottom - below, right, bottom, style.borderBottomColor, 0);
  if (before > 0) add(left, top, left + before, bottom, style.borderLeftColor, 0);
  if (after > 0) add(right - after, top, right, bottom, style.borderRightColor, 0);
  return found;
}

/** A computed colour as `#rrggbb` and how opaque it is: older programs that read SVG know nothing else. */
function plainColour(computed: string): { readonly colour: string; readonly alpha: number } {
  const numbers = /^(rgba?|color)\((?:srgb )?([^)]*)\)$/.exec(computed);
  if (numbers === null) return { colour: computed, alpha: computed === 'transparent' ? 0 : 1 };
  const [red = 0, green = 0, blue = 0, alpha = 1] = (numbers[2] ?? '')
    .split(/[\s,/]+/)
    .filter((part) => part !== '')
    .map((part) => (part.endsWith('%') ? Number.parseFloat(part) / 100 : Number(part)));
  const scale = numbers[1] === 'color' ? 255 : 1;
  const hex = [red, green, blue].map((part) =>
    Math.round(Math.min(255, Math.max(0, part * scale)))
      .toString(16)
      .padStart(2, '0'),
  );
  return { colour: `#${hex.join('')}`, alpha };
}
