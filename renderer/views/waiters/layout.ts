import type { PossibleReleaser, WaiterRow, WaitersAnswer, WaitingGroup } from '@core/api/waiters';

/** Where everything of the graph stands, CSS px. Plain arithmetic: the drawing only copies it. */

export const BOX = 44;
const BETWEEN = 8;
/** A line under the boxes: what is folded, or which row a releaser waits in. */
export const LINE = 20;
const ROW_GAP = 18;
/** Room for an edge between two rows of a cycle, and above the first. */
const ROUTE = 30;
const MARGIN = 14;
const INNER_LANE = 18;
const OUTER_LANE = 36;
const GROUPS_DRAWN = 3;
const RELEASERS_DRAWN = 2;
const HEAD = 8;

export interface Span {
  readonly x: number;
  readonly width: number;
}
export interface Lanes {
  readonly groups: Span;
  readonly object: Span;
  readonly releasers: Span;
  /** More than there is room for: then the graph is scrolled sideways. */
  readonly width: number;
}

/** Columns for a pane of `room` px. */
export function lanesIn(room: number): Lanes {
  const gap = Math.round(Math.min(130, Math.max(64, room * 0.09)));
  const inner = room - 2 * MARGIN - 2 * gap;
  const part = (share: number, least: number, most: number): number =>
    Math.floor(Math.min(most, Math.max(least, inner * share)));
  const groups = { x: MARGIN, width: part(0.36, 196, 400) };
  const object = { x: groups.x + groups.width + gap, width: part(0.31, 172, 330) };
  const releasers = { x: object.x + object.width + gap, width: part(0.33, 180, 380) };
  return { groups, object, releasers, width: releasers.x + releasers.width + MARGIN };
}

/** Px of an edge that stands for `count` goroutines: a pixel for each power of ten. */
export function edgeWidth(count: number): number {
  return 1.3 + Math.log10(Math.max(1, count));
}

export interface Placed<T> {
  readonly value: T;
  readonly top: number;
}
export interface PlacedRow {
  /** Place in the graph, from 0. */
  readonly index: number;
  /** Undefined while its page is on its way. */
  readonly row: WaiterRow | undefined;
  readonly top: number;
  readonly height: number;
  readonly groups: readonly Placed<WaitingGroup>[];
  readonly objectTop: number;
  readonly releasers: readonly Placed<PossibleReleaser>[];
  /** Tops of the lines that say what is folded; null = nothing is. */
  readonly moreGroups: Placed<number> | null;
  readonly moreReleasers: Placed<number> | null;
}
export interface Edge {
  readonly key: string;
  readonly line: string;
  readonly head: string;
  readonly width: number;
  readonly fact: boolean;
  readonly cycle: boolean;
}
export interface PlacedCycle {
  readonly cycle: Cycle;
  readonly top: number;
  readonly height: number;
  readonly edges: readonly Edge[];
}
export type Cycle = WaitersAnswer['cycles'][number];
export interface GraphLayout {
  readonly rows: readonly PlacedRow[];
  readonly cycles: readonly PlacedCycle[];
  readonly height: number;
}

/**
 * The order in which rows are drawn: as answered, except that the rows of a cycle follow its first one, in the order of the cycle,
 * so that its edges need not cross others. Stops after `least` rows, but never within a cycle.
 */
export function arranged(rows: readonly WaiterRow[], cycles: readonly Cycle[], least: number): readonly WaiterRow[] {
  const byObject = new Map(rows.map((row) => [row.object, row]));
  const placed = new Set<string>();
  const out: WaiterRow[] = [];
  const put = (row: WaiterRow | undefined): void => {
    if (row === undefined || placed.has(row.object)) return;
    placed.add(row.object);
    out.push(row);
  };
  for (const row of rows) {
    if (out.length >= least) break;
    if (placed.has(row.object)) continue;
    const cycle = row.cycle === 0 ? undefined : cycles.find((one) => one.cycle === row.cycle);
    if (cycle === undefined) put(row);
    else {
      for (const object of cycle.objects) put(byObject.get(object));
      put(row);
    }
  }
  return out;
}

/** Places rows one under another. Undefined rows take the room of a small one. */
export function layoutGraph(
  rows: readonly (WaiterRow | undefined)[],
  cycles: readonly Cycle[],
  lanes: Lanes,
): GraphLayout {
  const at = new Map<string, number>();
  rows.forEach((row, i) => {
    if (row !== undefined) at.set(row.object, i);
  });
  const drawn = cycles.flatMap((cycle) => {
    const first = at.get(cycle.objects[0] ?? '');
    // Drawn where its rows stand together; else its rows say it.
    if (first === undefined || cycle.objects.some((object, i) => at.get(object) !== first + i)) return [];
    return [{ cycle, first, last: first + cycle.objects.length - 1 }];
  });
  const cycleOf = new Map<number, (typeof drawn)[number]>();
  for (const one of drawn) for (let i = one.first; i <= one.last; i++) cycleOf.set(i, one);

  const placed: PlacedRow[] = [];
  let top = HEAD;
  rows.forEach((row, index) => {
    const own = cycleOf.get(index);
    if (own !== undefined) top += own.first === index ? ROUTE : ROUTE - ROW_GAP;
    const next = placeRow(index, row, top, own);
    placed.push(next);
    top += next.height + ROW_GAP;
  });
  return {
    rows: placed,
    cycles: drawn.map(({ cycle, first, last }) => routed(cycle, placed.slice(first, last + 1), lanes)),
    height: top,
  };
}

function placeRow(
  index: number,
  row: WaiterRow | undefined,
  top: number,
  own: { readonly cycle: Cycle; readonly first: number } | undefined,
): PlacedRow {
  if (row === undefined) {
    const nothing = { groups: [], releasers: [], moreGroups: null, moreReleasers: null };
    return { ...nothing, index, row, top, height: BOX, objectTop: top };
  }
  const groups = own === undefined ? row.groups : holderFirst(row.groups, own.cycle.goroutines[index - own.first]);
  // Within a cycle the edges say who could release it.
  const releasers = own === undefined ? row.releasers : [];
  const left = stacked(groups, GROUPS_DRAWN, row.groupsFolded);
  const right = stacked(releasers, RELEASERS_DRAWN, own === undefined ? row.releasersFolded : 0);
  const height = Math.max(BOX, left.height, right.height);
  const from = (part: { readonly height: number }): number => top + Math.round((height - part.height) / 2);
  const put = <T>(part: Stacked<T>): Placed<T>[] =>
    part.drawn.map((value, i) => ({ value, top: from(part) + i * (BOX + BETWEEN) }));
  const more = <T>(part: Stacked<T>): Placed<number> | null =>
    part.more === 0 ? null : { value: part.more, top: from(part) + part.height - LINE };
  return {
    ...{ index, row, top, height, groups: put(left), releasers: put(right) },
    objectTop: top + Math.round((height - BOX) / 2),
    moreGroups: more(left),
    moreReleasers: more(right),
  };
}

interface Stacked<T> {
  readonly drawn: readonly T[];
  readonly more: number;
  readonly height: number;
}
function stacked<T>(all: readonly T[], most: number, folded: number): Stacked<T> {
  const drawn = all.slice(0, most);
  const more = all.length - drawn.length + folded;
  const boxes = drawn.length === 0 ? 0 : drawn.length * (BOX + BETWEEN) - BETWEEN;
  return { drawn, more, height: boxes + (more > 0 ? LINE : 0) };
}

/** The group of the goroutine that the edge of a cycle leads to stands on top, where the edge arrives. */
function holderFirst(groups: readonly WaitingGroup[], goroutine: number | undefined): readonly WaitingGroup[] {
  const holder = groups.find((group) => goroutine !== undefined && group.goroutines.includes(goroutine));
  return holder === undefined ? groups : [holder, ...groups.filter((group) => group !== holder)];
}

/** Edges of one row: from who waits to the object, from it to who could release it. */
export function edgesOf(placed: PlacedRow, lanes: Lanes): readonly Edge[] {
  const { row } = placed;
  if (row === undefined) return [];
  const middle = placed.objectTop + BOX / 2;
  const { groups, object, releasers } = lanes;
  const cycle = row.cycle > 0;
  // Who could release it is never a fact.
  const toReleaser = (key: string, y: number): Edge => ({
    ...{ key, fact: false, cycle: false },
    ...across(object.x + object.width, middle, releasers.x, y, 1.3),
  });
  return [
    ...placed.groups.map(({ value, top }, i): Edge => {
      const round = cycle && i === 0;
      const width = Math.max(round ? 2 : 0, edgeWidth(value.count));
      return {
        key: `${row.object} g${i}`,
        ...across(groups.x + groups.width, top + BOX / 2, object.x, middle, width),
        ...{ fact: row.fact, cycle: round },
      };
    }),
    ...placed.releasers.map(({ top }, i) => toReleaser(`${row.object} r${i}`, top + BOX / 2)),
    ...(row.nobody && placed.releasers.length === 0 && row.kind !== 'nil channel'
      ? [toReleaser(`${row.object} nobody`, middle)]
      : []),
  ];
}

const ARROW = 8;

/** Dash and gap of a guess, px: thick lines have longer ones, so that they stay lines. */
export function dashOf(width: number): string {
  return `${Math.round(4 + width * 1.6)} ${Math.round(2.5 + width * 0.7)}`;
}

/** From left to right, level where it can be. */
function across(x1: number, y1: number, x2: number, y2: number, width: number): Pick<Edge, 'line' | 'head' | 'width'> {
  const end = x2 - 2;
  const bend = (end - ARROW - x1) / 2;
  const line =
    y1 === y2
      ? `M${x1 + 1} ${y1}H${end - ARROW}`
      : `M${x1 + 1} ${y1}C${x1 + bend} ${y1} ${end - ARROW - bend} ${y2} ${end - ARROW} ${y2}`;
  const half = Math.max(4, Math.round(width / 2 + 2));
  return { line, head: `M${end} ${y2}l${-ARROW} ${-half}v${2 * half}z`, width };
}

/**
 * The edges of a cycle from each object to who seems to hold it, around everything else: down between the rows on an inner lane, and
 * from the last object on an outer one back up to the first goroutine. They cross nothing.
 */
function routed(cycle: Cycle, rows: readonly PlacedRow[], lanes: Lanes): PlacedCycle {
  const { groups, object } = lanes;
  const right = object.x + object.width;
  const middle = groups.x + Math.round(groups.width / 2);
  const edges = rows.map((from, i): Edge => {
    const last = i === rows.length - 1;
    const to = rows[last ? 0 : i + 1] ?? from;
    const lane = right + (last ? OUTER_LANE : INNER_LANE);
    const target = to.groups[0]?.top ?? to.objectTop;
    const corridor = to.top - ROUTE / 2 + (last ? -4 : 2);
    const start = from.objectTop + BOX / 2;
    return {
      key: `c${cycle.cycle} ${i}`,
      line: `M${right + 1} ${start}H${lane}V${corridor}H${middle}V${target - 2 - ARROW}`,
      head: `M${middle} ${target - 2}l-4 ${-ARROW}h8z`,
      ...{ width: 2, fact: cycle.proven, cycle: true },
    };
  });
  const [first, end] = [rows[0], rows.at(-1)];
  const top = first?.top ?? 0;
  return { cycle, top, height: end === undefined ? 0 : end.top + end.height - top, edges };
}
