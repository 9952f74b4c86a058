import { diffStep, inkOn, type BoxTheme } from '@core/base/box-colours';
import { packColour } from './flame-colours';
import { FLAG_MATCH, type FlameLevels } from './flame-geometry';

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
