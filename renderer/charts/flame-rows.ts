import { diffStep, inkOn, type BoxTheme } from '@core/base/box-colours';
import { packColour } from './flame-colours';
import { FLAG_MATCH, FLAG_TICK, LEVEL_HEIGHT, type FlameLevels, type FlameMode } from './flame-geometry';

/** What does not change from frame to frame: the colour of each box. Once per answer and theme. */
export interface PaintPlan {
  readonly levels: FlameLevels;
  readonly colours: readonly string[];
  /** `colours` as pixels. */
  readonly packed: Uint32Array;
  /** Ink for text on each colour. */
  readonly inks: readonly string[];
  /** Colour of each box: row of `colours`. */
  readonly colour: Uint16Array;
}

/**
 * `fills` holds a colour per name of the answer; matches get the match colour, an unzoomed root its own. Boxes of a difference have the
 * colour of their change instead.
 */
export function paintPlan(levels: FlameLevels, fills: readonly string[], theme: BoxTheme): PaintPlan {
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
  const { sides } = answer;
  const steps = sides === null ? [] : theme.diff.map(rowOf);
  const colour = new Uint16Array(answer.count);
  for (let i = 0; i < answer.count; i++) {
    if ((answer.flags[i]! & FLAG_MATCH) !== 0) colour[i] = match;
    else if (answer.parent[i]! < 0 && answer.crumbs.length <= 1) colour[i] = root;
    else if (sides !== null) colour[i] = steps[diffStep(sides.base[i]!, sides.now[i]!, sides.error[i]!)] ?? root;
    else colour[i] = byName[answer.name[i]!]!;
  }
  return {
    levels,
    colours,
    packed: Uint32Array.from(colours, (fill) => packColour(fill, 1)),
    inks: colours.map((fill) => (fill === theme.match ? theme.matchInk : inkOn(fill))),
    colour,
  };
}

/** Levels in sight, `[from, to)`. */
export function visibleLevels(
  depth: number,
  mode: FlameMode,
  scrollTop: number,
  height: number,
): { readonly from: number; readonly to: number } {
  const first = Math.max(0, Math.floor(scrollTop / LEVEL_HEIGHT));
  const last = Math.min(depth, Math.ceil((scrollTop + height) / LEVEL_HEIGHT));
  if (last <= first) return { from: 0, to: 0 };
  return mode === 'icicle' ? { from: first, to: last } : { from: depth - last, to: depth - first };
}

export interface RowPixels {
  /** Boxes of level `from + i` in row `i`, its ticks in row `levels + i`; RGBA, transparent where nothing is. */
  readonly pixels: Uint32Array;
  /** Device pixels. */
  readonly width: number;
  readonly levels: number;
  /** Boxes drawn. */
  readonly painted: number;
}

const TICK_STEP = 3;

/** Bars that show a tick of a width in px: one a box while they can be told apart, never none. */
export function tickBars(width: number, merged: number): number {
  return Math.max(1, Math.min(merged, Math.floor((width + 1) / TICK_STEP)));
}

/**
 * Every level as one row of pixels, to be stretched to its height. A box is a run in a typed array: 20 000 of them cost a
 * millisecond, where as many rectangles on a canvas cost ten. `scale` = px of the drawing per px of the layout.
 */
export function rasterRows(
  plan: PaintPlan,
  range: { readonly from: number; readonly to: number },
  size: { readonly width: number; readonly dpr: number; readonly scale: number },
  theme: BoxTheme,
): RowPixels {
  const { answer, order, start } = plan.levels;
  const { dpr } = size;
  const width = Math.max(1, Math.round(size.width * dpr));
  const levels = Math.max(0, range.to - range.from);
  const pixels = new Uint32Array(width * levels * 2);
  const perPx = size.scale * dpr;
  const gap = Math.max(1, Math.round(dpr));
  const ink = [1, 2, 3, 4].map((strength) => packColour(theme.ink3, 0.25 + strength * 0.14));
  const match = packColour(theme.match, 1);
  const { x, w, flags, merged } = answer;
  let painted = 0;
  for (let level = range.from; level < range.to; level++) {
    const row = (level - range.from) * width;
    const tickRow = row + levels * width;
    for (let k = start[level]!; k < start[level + 1]!; k++) {
      const box = order[k]!;
      const left = Math.round(x[box]! * perPx);
      if ((flags[box]! & FLAG_TICK) !== 0) {
        const colour = (flags[box]! & FLAG_MATCH) !== 0 ? match : ink[tickStrength(merged[box]!) - 1]!;
        const bars = tickBars(w[box]! * size.scale, merged[box]!);
        for (let bar = 0; bar < bars; bar++) {
          const at = Math.min(width - gap, left + bar * TICK_STEP * gap);
          pixels.fill(colour, tickRow + at, tickRow + at + gap);
        }
        continue;
      }
      const right = Math.min(width, Math.round((x[box]! + w[box]!) * perPx));
      // The gap is given up before the box is.
      const end = right - left > 2 * gap ? right - gap : Math.max(left + 1, right);
      pixels.fill(plan.packed[plan.colour[box]!]!, row + Math.min(left, width - 1), row + Math.min(end, width));
      painted++;
    }
  }
  return { pixels, width, levels, painted };
}

/** 1 … 4 for what a tick stands for: 1, 2–3, 4–9, more. */
function tickStrength(merged: number): 1 | 2 | 3 | 4 {
  return merged <= 1 ? 1 : merged < 4 ? 2 : merged < 10 ? 3 : 4;
}
