import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WaiterRow } from '@core/api/waiters';
import {
  arranged,
  BOX,
  dashOf,
  edgesOf,
  edgeWidth,
  lanesIn,
  layoutGraph,
  LINE,
  type Cycle,
} from '../../../../renderer/views/waiters/layout';
import { releaser, waiterRow, waitingGroup } from './rows';

const cycle = (number: number, objects: readonly string[], goroutines: readonly number[] = []): Cycle => ({
  ...{ cycle: number, proven: false, text: 'round and round', objects, goroutines },
});
const objects = (rows: readonly WaiterRow[]): readonly string[] => rows.map(({ object }) => object);

describe('the order of rows', () => {
  it('is the answered one, and rows of a cycle stand together in its order', () => {
    const rows = [
      waiterRow('o-1'),
      waiterRow('o-2', { cycle: 1 }),
      waiterRow('o-3'),
      waiterRow('o-4', { cycle: 1 }),
      waiterRow('o-5'),
    ];
    expect(objects(arranged(rows, [cycle(1, ['o-4', 'o-2'])], 9))).toEqual(['o-1', 'o-4', 'o-2', 'o-3', 'o-5']);
    expect(objects(arranged(rows, [cycle(1, ['o-4', 'o-2'])], 2)), 'no cycle is cut').toEqual(['o-1', 'o-4', 'o-2']);
    expect(objects(arranged(rows, [], 2)), 'of a cycle that is not told').toEqual(['o-1', 'o-2']);
  });

  it('loses and doubles no row', () => {
    const rowsAndCycles = fc
      .array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 })
      .map((of) => of.map((number, i) => waiterRow(`o-${i}`, { cycle: number })))
      .chain((rows) =>
        fc.shuffledSubarray(objects(rows) as string[]).map((order) => ({
          rows,
          cycles: [1, 2, 3, 4].map((number) =>
            cycle(
              number,
              order.filter((object) => rows.find((row) => row.object === object)?.cycle === number),
            ),
          ),
        })),
      );
    fc.assert(
      fc.property(rowsAndCycles, ({ rows, cycles }) => {
        const out = objects(arranged(rows, cycles, rows.length));
        expect([...out].sort()).toEqual([...objects(rows)].sort());
      }),
    );
  });
});

describe('lanes', () => {
  it.each([835, 836, 1124, 1475, 1764])('fit into %i px without touching', (room) => {
    const { groups, object, releasers, width } = lanesIn(room);
    expect(groups.x + groups.width).toBeLessThan(object.x - 50);
    expect(object.x + object.width).toBeLessThan(releasers.x - 50);
    expect(width).toBeLessThanOrEqual(room);
  });
});

describe('a row', () => {
  const lanes = lanesIn(836);

  it('is as high as its fuller side, with the object in its middle; what is too much is counted', () => {
    const groups = [1, 2, 3, 4, 5].map((i) => waitingGroup(`g-k${i}`, { count: 10 ** i }));
    const { rows } = layoutGraph(
      [waiterRow('o-1', { groups, groupsFolded: 7, releasers: [releaser('g-kr')] })],
      [],
      lanes,
    );
    const [row] = rows;
    expect(row?.groups).toHaveLength(3);
    expect(row?.moreGroups?.value).toBe(9);
    expect(row?.height).toBe(3 * BOX + 2 * 8 + LINE);
    expect((row?.objectTop ?? 0) + BOX / 2).toBe((row?.top ?? 0) + (row?.height ?? 0) / 2);
  });

  it('an edge is level where it can be, as wide as the power of ten, and only a fact is solid', () => {
    const { rows } = layoutGraph([waiterRow('o-1', { releasers: [releaser('g-kr')] })], [], lanes);
    const [toObject, toReleaser] = edgesOf(rows[0]!, lanes);
    expect(toObject).toMatchObject({
      fact: true,
      cycle: false,
      line: expect.stringMatching(/^M\d+ \d+H\d+$/) as string,
    });
    expect(toReleaser, 'who could release it is never a fact').toMatchObject({ fact: false });
    expect(edgeWidth(100_000) - edgeWidth(1)).toBeCloseTo(5);
    const guessed = layoutGraph([waiterRow('o-1', { fact: false })], [], lanes);
    expect(edgesOf(guessed.rows[0]!, lanes)[0]).toMatchObject({ fact: false });
  });

  it('a thick line of a guess has longer dashes', () => {
    const [thin, thick] = [1, 6].map((width) => Number(dashOf(width).split(' ')[0]));
    expect(thick).toBeGreaterThan(thin! + 6);
  });

  it('nobody found is drawn as an edge to nobody; not looked for has none', () => {
    const edges = (change: Partial<WaiterRow>) =>
      edgesOf(layoutGraph([waiterRow('o-1', change)], [], lanes).rows[0]!, lanes);
    expect(edges({ nobody: true })).toHaveLength(2);
    expect(edges({})).toHaveLength(1);
    expect(edges({ nobody: true, kind: 'nil channel' })).toHaveLength(1);
  });

  it('none overlaps another, whatever they hold', () => {
    const some = fc.record({
      groups: fc.integer({ min: 1, max: 6 }),
      releasers: fc.integer({ min: 0, max: 6 }),
      folded: fc.integer({ min: 0, max: 3 }),
      cyclic: fc.boolean(),
      there: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), (shapes) => {
        const rows = shapes.map(({ groups, releasers, folded, cyclic, there }, i) =>
          there
            ? waiterRow(`o-${i}`, {
                cycle: cyclic ? i + 1 : 0,
                groups: Array.from({ length: groups }, (_, g) => waitingGroup(`g-k${i}-${g}`)),
                releasers: Array.from({ length: releasers }, (_, r) => releaser(`g-kr${i}-${r}`)),
                ...{ groupsFolded: folded, releasersFolded: folded },
              })
            : undefined,
        );
        const cycles = rows.flatMap((row) =>
          row === undefined || row.cycle === 0 ? [] : [cycle(row.cycle, [row.object])],
        );
        const { rows: placed, height } = layoutGraph(rows, cycles, lanes);
        let below = 0;
        for (const row of placed) {
          expect(row.top).toBeGreaterThanOrEqual(below);
          for (const { top } of [...row.groups, ...row.releasers]) {
            expect(top).toBeGreaterThanOrEqual(row.top);
            expect(top + BOX).toBeLessThanOrEqual(row.top + row.height);
          }
          below = row.top + row.height;
        }
        expect(height).toBeGreaterThanOrEqual(below);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a cycle', () => {
  const lanes = lanesIn(836);
  const locks = (count: number): readonly WaiterRow[] =>
    Array.from({ length: count }, (_, i) =>
      waiterRow(`o-${i}`, {
        ...{ kind: 'mutex', cycle: 1 },
        groups: [waitingGroup(`g-k-other${i}`, { count: 9 }), waitingGroup(`g-k${i}`, { goroutines: [100 + i] })],
        releasers: [releaser('g-kr')],
      }),
    );
  const of = (count: number): Cycle =>
    cycle(
      1,
      locks(count).map(({ object }) => object),
      Array.from({ length: count }, (_, i) => 100 + i),
    );

  it('has an edge from each object to the goroutine that seems to hold it, the last to the first', () => {
    const layout = layoutGraph(locks(3), [of(3)], lanes);
    const [drawn] = layout.cycles;
    expect(drawn?.edges).toHaveLength(3);
    const ends = drawn?.edges.map(({ head }) => Number(/^M\d+ (\d+)/.exec(head)?.[1]));
    const tops = layout.rows.map(({ groups }) => groups[0]?.top ?? 0);
    expect(ends).toEqual([tops[1]! - 2, tops[2]! - 2, tops[0]! - 2]);
    expect(
      layout.rows.map(({ groups }) => groups[0]?.value.goroutines),
      'they are on top',
    ).toEqual([[100], [101], [102]]);
    expect(layout.rows.every(({ releasers }) => releasers.length === 0)).toBe(true);
  });

  it('its edges cross neither boxes nor each other', () => {
    for (const count of [1, 2, 3, 6]) {
      const layout = layoutGraph([waiterRow('o-a'), ...locks(count), waiterRow('o-b')], [of(count)], lanes);
      const lines = layout.cycles[0]!.edges.map(({ line }) => points(line));
      for (const [, lane, corner] of lines) {
        for (const row of layout.rows) {
          const inside = corner!.y > row.top - 3 && corner!.y < row.top + row.height + 3;
          expect(inside, `corridor ${corner!.y} and row ${row.top}`).toBe(false);
        }
        expect(lane!.x).toBeGreaterThan(lanes.object.x + lanes.object.width);
        expect(lane!.x).toBeLessThan(lanes.releasers.x);
      }
      for (let i = 0; i < lines.length; i++)
        for (let j = i + 1; j < lines.length; j++) expect(crossings(lines[i]!, lines[j]!)).toBe(0);
    }
  });

  it('is not drawn where its rows do not stand together', () => {
    const [a, b] = locks(2);
    expect(layoutGraph([a, waiterRow('o-x'), b], [of(2)], lanes).cycles).toEqual([]);
    expect(layoutGraph([a], [of(2)], lanes).cycles).toEqual([]);
  });
});

interface Point {
  readonly x: number;
  readonly y: number;
}
/** Corners of a path of level and upright lines. */
function points(path: string): readonly Point[] {
  const out: Point[] = [];
  for (const [, letter, a, b] of path.matchAll(/([MHV])(\d+)(?: (\d+))?/g)) {
    const last = out.at(-1);
    out.push({
      x: letter === 'V' ? last!.x : Number(a),
      y: letter === 'M' ? Number(b) : letter === 'V' ? Number(a) : last!.y,
    });
  }
  return out;
}
function crossings(a: readonly Point[], b: readonly Point[]): number {
  const steps = (line: readonly Point[]) => line.slice(1).map((to, i) => [line[i]!, to] as const);
  const between = (value: number, one: number, other: number): boolean =>
    value >= Math.min(one, other) && value <= Math.max(one, other);
  let count = 0;
  for (const [p, q] of steps(a))
    for (const [r, s] of steps(b)) {
      const across = between(p.x, r.x, s.x) && between(r.y, p.y, q.y) && p.x === q.x && r.y === s.y;
      const upright = between(r.x, p.x, q.x) && between(p.y, r.y, s.y) && r.x === s.x && p.y === q.y;
      if (across || upright) count++;
    }
  return count;
}
