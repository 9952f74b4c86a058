import { describe, expect, test } from 'vitest';
import type { CaptureInfo, CaptureKind, DocumentInfo } from '@core/api/document';
import {
  certaintyText,
  changeClass,
  changeShare,
  mayBeChance,
  typeWords,
} from '../../../../renderer/views/compare/change-text';
import { sidesOf } from '../../../../renderer/state/sides';
import { useMarks } from '../../../../renderer/state/marks';
import { INITIAL_VIEW } from '../../../../renderer/state/view';

const change = (base: number, now: number) => ({ base, new: now, delta: now - base });

describe('words of a change', () => {
  test('shares, what is new and what is gone', () => {
    expect([change(10, 15), change(10, 5), change(0, 5), change(5, 0), change(5, 5)].map(changeShare)).toEqual([
      '+50.0\u00a0%',
      '−50.0\u00a0%',
      'new',
      'gone',
      '0\u00a0%',
    ]);
  });
  test('within two standard deviations it may be chance, and is grey', () => {
    expect([mayBeChance(change(10, 14), 2), mayBeChance(change(10, 15), 2), mayBeChance(change(10, 14), null)]).toEqual(
      [true, false, false],
    );
    expect([
      certaintyText(4, 2, 'count'),
      certaintyText(5, 2, 'count'),
      certaintyText(5, 0, 'count'),
      certaintyText(5, null, 'count'),
    ]).toEqual(['within ±4', 'beyond ±4', 'exact', 'sampling not known']);
    expect([changeClass(4, true), changeClass(4, false), changeClass(-4, false)]).toEqual(['d2', 'up', 'down']);
  });
  test('sample types as words', () => {
    expect([typeWords('inuse_space', 'bytes'), typeWords('cpu', 'nanoseconds')]).toEqual([
      'in use, bytes',
      'cpu, time',
    ]);
  });
});

describe('sides', () => {
  const capture = (kind: CaptureKind, index: number): CaptureInfo => ({
    ...{ index, name: `${kind}.${index}`, format: 'pprof', kind, size: 1, compression: 'none', goVersion: null },
    ...{
      timeMs: null,
      timeSource: null,
      durationNs: null,
      defaultSampleType: 0,
      period: null,
      docUrl: '',
      metrics: null,
    },
    sampleTypes: [{ type: 'x', unit: 'count' }],
    counts: { samples: 1, functions: 1, frames: 1, stacks: 1, goroutines: null, mappings: 0 },
    ...{ hidesFrames: false, labelKeys: [], comments: [], notes: [] },
  });
  const info = (...kinds: CaptureKind[]): DocumentInfo => ({
    ...{ doc: 'd', title: 'd', failed: [], ownModule: '', memoryBytes: 0, openMs: 0 },
    captures: kinds.map(capture),
  });
  const indices = (of: DocumentInfo, state = INITIAL_VIEW): readonly (number | undefined)[] => {
    const sides = sidesOf(of, state);
    return [sides?.a.index, sides?.b.index];
  };
  test('without a choice the last two of the kind that is shown', () => {
    expect(indices(info('heap', 'heap', 'heap'))).toEqual([1, 2]);
    expect(indices(info('heap', 'heap', 'cpu'))).toEqual([0, 1]);
    expect(indices(info('heap', 'cpu'))).toEqual([undefined, undefined]);
  });
  test('what was chosen, as long as it is of one kind', () => {
    const chosen = { ...INITIAL_VIEW, capture: 0, flame: { ...INITIAL_VIEW.flame, base: 2 } };
    expect(indices(info('heap', 'heap', 'heap'), chosen)).toEqual([2, 0]);
    expect(indices(info('heap', 'heap', 'cpu'), chosen)).toEqual([1, 0]);
  });
});

test('a capture is A or B, not both; marking it again takes the mark away', () => {
  const { mark, forget } = useMarks.getState();
  mark('a', { doc: 'd', capture: 1 });
  mark('b', { doc: 'd', capture: 1 });
  expect(useMarks.getState()).toMatchObject({ a: null, b: { doc: 'd', capture: 1 } });
  mark('b', { doc: 'd', capture: 1 });
  mark('a', { doc: 'e', capture: 0 });
  forget('e');
  expect(useMarks.getState()).toMatchObject({ a: null, b: null });
});
