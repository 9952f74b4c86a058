import { describe, expect, it } from 'vitest';
import { analyse, releaseBeyond } from '@core/analysis/analyses';
import { attendance, type Attendance } from '@core/analysis/goroutine-ids';
import type { Capture } from '@core/model/tables';
import { goroutineCapture, manyGoroutines } from '../../support/stacks';

function randoms(seed: number): (below: number) => number {
  let state = seed * 7919 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The same by sets. */
function bySets(moments: readonly (readonly number[])[]): Attendance {
  const sets = moments.map((ids) => new Set(ids));
  const last = sets[sets.length - 1] ?? new Set();
  const before = new Set(moments.slice(0, -1).flat());
  const fresh = sets.slice(1).map((ids, i) => [...ids].filter((id) => !sets[i]?.has(id)).length);
  return {
    first: sets[0]?.size ?? 0,
    stayed: [...(sets[0] ?? [])].filter((id) => sets.every((ids) => ids.has(id))).length,
    fewestNew: fresh.length === 0 ? 0 : Math.min(...fresh),
    seen: before.size,
    ended: [...before].filter((id) => !last.has(id)).length,
  };
}

const sorted = (ids: readonly number[]): Float64Array => Float64Array.from(ids).sort();

describe('who is there from moment to moment', () => {
  it('is what sets say, for any ids, some of them twice', () => {
    const random = randoms(3);
    for (let round = 0; round < 400; round++) {
      const moments = Array.from({ length: 2 + random(5) }, () => {
        const from = random(12);
        return Array.from({ length: random(14) }, () => from + random(1 + random(20)));
      });
      expect(attendance(moments.map(sorted)), JSON.stringify(moments)).toEqual(bySets(moments));
    }
  });

  it('nobody at all, and nobody in between', () => {
    expect(attendance([sorted([]), sorted([])])).toEqual({ first: 0, stayed: 0, fewestNew: 0, seen: 0, ended: 0 });
    expect(attendance([sorted([1, 2]), sorted([]), sorted([2])])).toEqual({
      ...{ first: 2, stayed: 0, fewestNew: 0, seen: 2, ended: 1 },
    });
  });
});

describe('goroutines by id', () => {
  const withIds = (ids: readonly number[]): Capture => {
    const capture = manyGoroutines(ids.length, 1);
    if (capture.goroutines === null) throw new Error('no goroutines');
    return { ...capture, goroutines: { ...capture.goroutines, goid: Float64Array.from(ids) } };
  };

  it.each([
    ['in order', [1, 2, 5, 9]],
    ['in any order', [9, 1, 5, 2, 7]],
    ['some without', [-1, 4, -1, 3]],
    ['larger than 32 bits', [2 ** 40 + 1, 5, 2 ** 40, 2 ** 33]],
    ['one twice: the last', [6, 3, 6, 3, 8]],
  ])('%s', (_, list) => {
    const [{ ids }] = analyse([withIds(list)]);
    expect(ids.highest).toBe(Math.max(...list));
    for (const id of list) if (id >= 0) expect(ids.row(id)).toBe(list.lastIndexOf(id));
    expect([ids.row(0), ids.row(1000), ids.row(2 ** 41)]).toEqual([-1, -1, -1]);
  });

  it('of the members of each group, ascending', () => {
    const at = (line: number, goid: number) => ({ stack: `main.main:1;ex.com/q.wait:${line}`, goid });
    const [analysis] = analyse([goroutineCapture([at(3, 8), at(4, 2), at(3, 1), at(3, 5), at(4, 9)])]);
    const { start } = analysis.groups('site');
    expect([...analysis.siteIds]).toEqual([1, 5, 8, 2, 9]);
    expect([...start]).toEqual([0, 3, 5]);
  });
});

describe('what was worked out', () => {
  const worked = () => {
    const [analysis] = analyse([manyGoroutines(5_000, 50)]);
    return { analysis, groups: analysis.groups('site'), ids: [...analysis.siteIds], locks: analysis.locks };
  };

  it('is forgotten from the first on, until the rest fits, and worked out again the same', () => {
    const all = [worked(), worked(), worked()];
    const analyses = all.map(({ analysis }) => analysis);
    const each = analyses.map(({ byteLength }) => byteLength);
    expect(Math.min(...each)).toBeGreaterThan(5_000 * 16);
    releaseBeyond(
      each.reduce((sum, bytes) => sum + bytes, 0),
      analyses,
    );
    expect(analyses.map(({ byteLength }) => byteLength)).toEqual(each);
    releaseBeyond((each[1] ?? 0) + (each[2] ?? 0), analyses);
    expect(analyses[0]?.byteLength).toBeLessThan((each[0] ?? 0) / 4);
    expect(analyses.slice(1).map(({ byteLength }) => byteLength)).toEqual(each.slice(1));
    const [first] = all;
    if (first === undefined) throw new Error('nothing');
    const { analysis, groups, ids, locks } = first;
    expect([...analysis.siteIds]).toEqual(ids);
    expect([...analysis.groups('site').members]).toEqual([...groups.members]);
    expect(analysis.locks).toEqual(locks);
  });
});
