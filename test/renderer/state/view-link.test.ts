import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import { INITIAL_VIEW, type ViewState } from '../../../renderer/state/view';
import { readView, writeView } from '../../../renderer/state/view-link';

/** What a link carries: through JSON, as in a URL. */
const through = (state: ViewState): ViewState | null => readView(JSON.parse(JSON.stringify(writeView(state))));

describe('a view in a link', () => {
  test('the beginning is nothing at all', () => {
    expect(writeView(INITIAL_VIEW)).toEqual({});
    expect(readView({})).toEqual(INITIAL_VIEW);
  });

  test('filter, selection, zoom and settings come back', () => {
    const state: ViewState = {
      ...INITIAL_VIEW,
      view: 'flame',
      capture: 2,
      sampleType: 1,
      runtimeFrames: true,
      filter: {
        ...NO_FILTER,
        focus: ["it's a b"],
        labels: [{ key: 'tenant', value: 'a=b' }],
        operations: ['chan send'],
      },
      selection: { ...INITIAL_VIEW.selection, function: 'shop.(*Cart[...]).Add', finding: 'full-channel-1' },
      flame: {
        ...INITIAL_VIEW.flame,
        mode: 'diff',
        by: 'package',
        zoom: { node: '', path: ['main.main', 'shop.Serve'], tree: '' },
        base: 0,
        search: 'Add',
      },
      heap: { sampleType: 'inuse_space', by: 'kind', attribute: 'leaf', range: { from: 3, to: 9 } },
      trace: { ...INITIAL_VIEW.trace, tab: 'ranges', range: { fromNs: 10, toNs: 2.5e9 }, ranges: ['gc'] },
    };
    expect(through(state)).toEqual(state);
  });

  test('a zoom is told by its names: boxes have other numbers in another run', () => {
    const zoom = { node: 'f-12', path: ['main.main'], tree: 'some key' };
    const written = writeView({ ...INITIAL_VIEW, flame: { ...INITIAL_VIEW.flame, zoom } });
    expect(written).toEqual({ flame: { zoom: { path: ['main.main'] } } });
  });

  test('what does not fit is as at the beginning, one by one', () => {
    const bad = {
      view: 'nowhere',
      capture: -1,
      sampleType: 1.5,
      filter: '--no-such-flag x',
      flame: { mode: 'pie', by: 'line', zoom: { path: [1, 2] }, search: 7 },
      trace: { range: { fromNs: 9, toNs: 3 }, ranges: ['gc', 'nonsense'] },
      selection: { function: 'x'.repeat(5000) },
      constructor: 'x',
    };
    expect(readView(bad)).toEqual({
      ...INITIAL_VIEW,
      flame: { ...INITIAL_VIEW.flame, by: 'line' },
      trace: { ...INITIAL_VIEW.trace, ranges: ['gc'] },
    });
    for (const nothing of [null, 'x', 3, undefined]) expect(readView(nothing)).toBeNull();
  });

  test('anything at all gives a view that can be written again', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('view', 'flame', 'filter', 'trace', 'heap', 'top'), fc.jsonValue()),
        (given) => {
          const read = readView(given);
          expect(read).not.toBeNull();
          expect(read === null ? null : through(read)).toEqual(read);
        },
      ),
      { numRuns: 300 },
    );
  });
});
