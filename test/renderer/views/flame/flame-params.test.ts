import { describe, expect, it } from 'vitest';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { NO_FILTER } from '@core/api/queries';
import { INITIAL_FLAME } from '../../../../renderer/state/flame';
import {
  baseOf,
  comparable,
  narrowParams,
  swapped,
  treeKey,
  treeParams,
  zoomParams,
} from '../../../../renderer/views/flame/flame-params';
import { selectedBox } from '../../../../renderer/views/flame/selected-box';
import { INITIAL_VIEW } from '../../../../renderer/state/view';
import { aDocument } from '../findings/a-finding';
import { flameAnswer } from '../../charts/flame-answers';

const [one] = aDocument.captures as readonly [CaptureInfo, ...CaptureInfo[]];
const capture = (index: number, kind: CaptureInfo['kind'], types: readonly string[]): CaptureInfo => ({
  ...one,
  ...{ index, kind, sampleTypes: types.map((type) => ({ type, unit: 'count' })) },
});
const info: DocumentInfo = {
  ...aDocument,
  captures: [
    capture(0, 'heap', ['inuse_space', 'alloc_space']),
    capture(1, 'cpu', ['samples']),
    capture(2, 'heap', ['alloc_space', 'inuse_space']),
    capture(3, 'heap', ['inuse_space']),
  ],
};
const of = (index: number, sampleType = 0) => ({ doc: 'd-1', capture: index, sampleType, filter: NO_FILTER });

describe('captures of a difference', () => {
  it('are of one kind and share the sample type that is shown', () => {
    expect(comparable(info, 2, 1).map(({ index }) => index)).toEqual([0, 3]);
    expect(comparable(info, 2, 0).map(({ index }) => index)).toEqual([0]);
    expect(comparable(info, 1, 0)).toEqual([]);
  });

  it('begin with the one before, else the one after, else the chosen one', () => {
    expect(baseOf(info, of(3), null)?.index).toBe(2);
    expect(baseOf(info, of(0), null)?.index).toBe(2);
    expect(baseOf(info, of(3), 0)?.index).toBe(0);
    expect(baseOf(info, of(3), 1)?.index).toBe(2);
    expect(baseOf(info, of(1), null)).toBeNull();
  });

  it('are swapped by name of the sample type, not by its place', () => {
    expect(swapped(info, of(2, 1), INITIAL_VIEW, 2, 0)).toMatchObject({
      capture: 0,
      sampleType: 0,
      flame: { base: 2 },
    });
  });
});

describe('the question of a picture', () => {
  it('is a plain tree, a difference, or half of a sandwich', () => {
    expect(treeParams(of(0), INITIAL_FLAME, null)).toEqual({ ...of(0), by: 'function' });
    expect(treeParams(of(3), { ...INITIAL_FLAME, width: 'larger', normalize: true }, 0)).toMatchObject({
      combine: { add: [], subtract: [0], relative: true, normalize: true },
      diff: 'larger',
    });
    const shape = { direction: 'up', at: 'main.a' } as const;
    expect(treeParams(of(0), { ...INITIAL_FLAME, root: 'tenant' }, null, shape)).toMatchObject({
      shape,
      root: 'tenant',
    });
  });

  it('zooms by handle in the tree that the box is from, by names in every other', () => {
    const tree = treeKey(treeParams(of(0), INITIAL_FLAME, null));
    const zoom = { node: 'f-7', path: ['main.a', 'main.b'], tree };
    expect(zoomParams(zoom, tree)).toEqual({ zoom: 'f-7' });
    const hidden = treeKey({ ...treeParams(of(0), INITIAL_FLAME, null), filter: { ...NO_FILTER, hide: ['x'] } });
    expect(zoomParams(zoom, hidden)).toEqual({ zoom: null, path: ['main.a', 'main.b'] });
    const focused = treeKey({ ...treeParams(of(0), INITIAL_FLAME, null), filter: { ...NO_FILTER, focus: ['x'] } });
    expect(focused).toBe(tree);
    expect(zoomParams(null, tree)).toEqual({ zoom: null });
  });

  it('lists what is under a box, largest first', () => {
    const asked = narrowParams(treeParams(of(3), INITIAL_FLAME, 0), 12, 300);
    expect(asked).toMatchObject({ parent: 'f-12', sort: 'cum', offset: 0, limit: 300 });
    expect(asked).not.toHaveProperty('diff');
  });
});

describe('the selected box', () => {
  const answer = flameAnswer(['root', 100, ['main.a', 60, ['main.b', 20]], ['main.b', 40]], 500);
  const box = (node: number): number => answer.node.indexOf(node);
  it('is the chosen one while it is of the chosen function, else the widest of that function', () => {
    const narrow = answer.node[answer.cum.indexOf(20)]!;
    expect(selectedBox(answer, `f-${narrow}`, 'main.b')).toBe(box(narrow));
    expect(selectedBox(answer, `f-${narrow}`, 'main.a')).toBe(answer.cum.indexOf(60));
    expect(selectedBox(answer, null, 'main.b')).toBe(answer.cum.indexOf(40));
    expect(selectedBox(answer, `f-${narrow}`, null)).toBe(box(narrow));
    expect(selectedBox(answer, null, 'no.Such')).toBe(-1);
  });
});
