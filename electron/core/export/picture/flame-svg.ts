import { BOX_INLINED, BOX_MATCH, BOX_TICK } from '@core/analysis/flame';
import type { FlameWords } from '@core/api/picture';
import type { FlameAnswer } from '@core/api/queries';
import { diffStep, inkOn, nameColours, ownPackages, type BoxTheme, type Colouring } from '@core/base/box-colours';
import { boxLegend, changeLegend } from '@core/base/box-legend';
import { BoxLabels, LABEL_MIN } from '@core/base/box-label';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { headMarks, PICTURE_MARGIN, textWidth, type PictureHead } from '@core/base/picture/head';
import { PICTURE_FAMILY, px, SVG_END, svgMark, svgOpening, xmlText } from '@core/base/picture/svg';
import { filled } from './flame-words';

/** One flame graph of a picture. */
export interface DrawnFlame {
  /** Laid out for the width of the picture without its margins. */
  readonly answer: FlameAnswer;
  readonly grows: 'up' | 'down';
  /** Above it; `` says nothing. */
  readonly caption: string;
}

export interface FlameSvg {
  readonly flames: readonly DrawnFlame[];
  /** px */
  readonly width: number;
  /** Boxes narrower than this are ticks in `flames`, px. */
  readonly minPx: number;
  readonly title: string;
  readonly lines: readonly string[];
  readonly theme: BoxTheme;
  readonly colouring: Colouring;
  /** Own packages in the order of their colours. */
  readonly packages: readonly string[];
  readonly words: FlameWords;
}

const LEVEL = 19;
const LABEL_SIZE = 12;
const PADDING = 4;
const CAPTION = 24;
/** Boxes of a piece of the file. */
const PIECE = 500;
/** Bars of a tick: one a box, as far as there is room. */
const TICK_STEP = 3;

/**
 * The file, piece by piece. Every box has its whole name, file and numbers as a tooltip, and its name as text where that fits; a tick says
 * how many boxes it stands for. Colours are classes, so that an editor can change them.
 */
export function* flameSvg(svg: FlameSvg): Generator<string, void, undefined> {
  const { flames, width, theme, title } = svg;
  const head = headMarks(headOf(svg), { width, ink: theme.ink, ink2: theme.ink2 });
  const heights = flames.map((flame) => (flame.caption === '' ? 0 : CAPTION) + levelsOf(flame.answer) * LEVEL);
  const height = heights.reduce((sum, own) => sum + own + 8, head.height) + PICTURE_MARGIN;
  const colours = new Classes();
  const drawings = flames.map((flame) => ({ flame, fills: fillsOf(flame.answer, svg, colours) }));
  const picture = { width, height, background: theme.canvas, title, family: PICTURE_FAMILY };
  yield svgOpening(picture, styleOf(colours, theme));
  yield head.marks.map(svgMark).join('');
  let top = head.height;
  for (const [i, { flame, fills }] of drawings.entries()) {
    if (flame.caption !== '') {
      const at = { x: PICTURE_MARGIN, y: top + 15, fill: theme.ink2, size: LABEL_SIZE, weight: 600 };
      yield svgMark({ kind: 'text', text: flame.caption, ...at });
    }
    yield* boxesOf(flame, fills, svg, top + (flame.caption === '' ? 0 : CAPTION));
    top += heights[i] + 8;
  }
  yield SVG_END;
}

/** Boxes drawn as boxes, of all flame graphs. */
function drawnIn(flames: readonly DrawnFlame[]): number {
  return flames.reduce((sum, { answer }) => sum + answer.flags.filter((flags) => (flags & BOX_TICK) === 0).length, 0);
}

function headOf(svg: FlameSvg): PictureHead {
  const { flames, title, words, minPx } = svg;
  const narrow = flames.reduce((sum, { answer }) => sum + answer.narrow, 0);
  const counts = filled(narrow === 0 ? words.whole : words.drawn, {
    drawn: formatCount(drawnIn(flames)),
    narrow: formatCount(narrow),
    px: String(minPx),
  });
  const isDiff = flames.some(({ answer }) => answer.sides !== null);
  const names = flames.flatMap(({ answer }) => answer.names);
  const legend = isDiff ? changeLegend(svg.theme, words) : boxLegend(names, svg, words);
  return { title, lines: [...svg.lines, counts], legend };
}

/** Own packages in the order of their colours: those known before, then the others by weight. */
export function packagesOf(known: readonly string[], flames: readonly DrawnFlame[]): readonly string[] {
  return [...new Set([...known, ...flames.flatMap(({ answer }) => ownPackages(answer))])];
}

/** Colours by the class that gives them. */
class Classes {
  readonly colours: string[] = [];
  readonly #rows = new Map<string, number>();

  of(colour: string): number {
    let row = this.#rows.get(colour);
    if (row === undefined) this.#rows.set(colour, (row = this.colours.push(colour) - 1));
    return row;
  }
}

function fillsOf(answer: FlameAnswer, { theme, colouring, packages }: FlameSvg, classes: Classes): Uint16Array {
  const byName = nameColours(answer, packages, theme, colouring).map((colour) => classes.of(colour));
  const { sides } = answer;
  return Uint16Array.from({ length: answer.count }, (_, i) => {
    if ((answer.flags[i] & BOX_MATCH) !== 0) return classes.of(theme.match);
    if (answer.parent[i] < 0 && answer.crumbs.length <= 1) return classes.of(theme.root);
    if (sides === null) return byName[answer.name[i]];
    return classes.of(theme.diff[diffStep(sides.base[i], sides.now[i], sides.error[i])] ?? theme.root);
  });
}

function styleOf({ colours }: Classes, theme: BoxTheme): string {
  const ink = (fill: string): string => (fill === theme.match ? theme.matchInk : inkOn(fill));
  return [
    `text{font-size:${LABEL_SIZE}px}.own{font-weight:600}`,
    ...colours.map((fill, i) => `.c${i}{fill:${fill}}.i${i}{fill:${ink(fill)}}`),
    ...[1, 2, 3, 4].map((n) => `.t${n}{stroke:${theme.ink3};stroke-opacity:${px(0.25 + n * 0.14)}}`),
    `.tm{stroke:${theme.match}}.n{fill:${theme.ink2}}g:hover>rect{stroke:${theme.ink};stroke-width:1}`,
  ].join('');
}

function levelsOf(answer: FlameAnswer): number {
  let levels = 0;
  for (let i = 0; i < answer.count; i++) levels = Math.max(levels, answer.level[i] + 1);
  return levels;
}

function* boxesOf(flame: DrawnFlame, fills: Uint16Array, svg: FlameSvg, top: number): Generator<string> {
  const { answer, grows } = flame;
  const levels = levelsOf(answer);
  const labels = new BoxLabels((text, strong) => textWidth(text, LABEL_SIZE, strong));
  let piece: string[] = [];
  for (let i = 0; i < answer.count; i++) {
    const level = grows === 'down' ? answer.level[i] : levels - 1 - answer.level[i];
    const at = { x: PICTURE_MARGIN + answer.x[i], y: top + level * LEVEL };
    piece.push(
      (answer.flags[i] & BOX_TICK) !== 0 ? tickText(answer, i, at, svg) : boxText(answer, i, fills[i], at, svg, labels),
    );
    if (piece.length === PIECE) {
      yield piece.join('');
      piece = [];
    }
  }
  yield piece.join('');
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function boxText(
  answer: FlameAnswer,
  i: number,
  fill: number,
  { x, y }: Place,
  { words }: FlameSvg,
  labels: BoxLabels,
): string {
  const name = answer.names[answer.name[i]];
  const isRoot = answer.parent[i] < 0 && answer.crumbs.length <= 1 && name.function === 'root';
  const shown = isRoot
    ? filled(words.all, { total: formatValue(answer.cum[i], answer.sampleType.unit) })
    : name.function;
  const tip = [shown, numbersOf(answer, i, words), isRoot ? '' : name.file].filter((line) => line !== '').join('\n');
  const width = answer.w[i];
  // The gap is given up before the box is.
  const drawn = Math.max(width > 2 ? width - 1 : width, 0.1);
  const strong = name.origin === 'own' && !isRoot;
  const label =
    width < LABEL_MIN ? '' : isRoot ? shown : labels.fit(name.function, strong, Math.floor(width - 1 - 2 * PADDING));
  const isInlined = (answer.flags[i] & BOX_INLINED) !== 0 && width >= 10;
  return [
    `<g><title>${xmlText(tip)}</title><rect class="c${fill}" x="${px(x)}" y="${px(y)}" width="${px(drawn)}" height="18"/>`,
    isInlined ? `<rect class="n" x="${px(x)}" y="${px(y + 16)}" width="${px(drawn)}" height="1"/>` : '',
    label === ''
      ? ''
      : `<text class="i${fill}${strong ? ' own' : ''}" x="${px(x + PADDING)}" y="${px(y + 13.5)}">${xmlText(label)}</text>`,
    '</g>\n',
  ].join('');
}

function numbersOf(answer: FlameAnswer, i: number, words: FlameWords): string {
  const { unit } = answer.sampleType;
  const numbers = filled(words.box, {
    value: formatValue(answer.cum[i], unit),
    share: formatShare(answer.cum[i], answer.total),
    flat: formatValue(answer.flat[i], unit),
  });
  const inlined = (answer.flags[i] & BOX_INLINED) !== 0 ? `, ${words.inlined}` : '';
  if (answer.sides === null) return numbers + inlined;
  const { base, now } = answer.sides;
  return filled(words.change, { base: formatValue(base[i], unit), now: formatValue(now[i], unit) }) + inlined;
}

function tickText(answer: FlameAnswer, i: number, { x, y }: Place, { words }: FlameSvg): string {
  const merged = answer.merged[i];
  const strength = merged <= 1 ? 1 : merged < 4 ? 2 : merged < 10 ? 3 : 4;
  const bars = Math.max(1, Math.min(merged, Math.floor((answer.w[i] + 1) / TICK_STEP)));
  const kind = (answer.flags[i] & BOX_MATCH) !== 0 ? 'm' : String(strength);
  const tip = `${filled(words.tick, { count: formatCount(merged) })}, ${formatValue(answer.cum[i], answer.sampleType.unit)}`;
  const dash = `stroke-width="12" stroke-dasharray="1 ${TICK_STEP - 1}"`;
  return `<path class="t${kind}" ${dash} d="M${px(x)} ${px(y + 9)}h${bars * TICK_STEP - 2}"><title>${xmlText(tip)}</title></path>\n`;
}
