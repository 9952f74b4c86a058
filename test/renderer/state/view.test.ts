import { beforeEach, expect, test } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import { INITIAL_VIEW, useViewStore, viewOf } from '../../../renderer/state/view';

const BOX = { node: 'f-7', path: ['main.main'], tree: '0' };

const view = viewOf('d-1');
const { undo, redo, back, forward, forget } = useViewStore.getState();
beforeEach(() => forget('d-1'));

const withText = (text: string) => ({ filter: { ...NO_FILTER, text } });

test('settings are undone and redone one by one', () => {
  view.change(withText('a'));
  view.change(withText('b'));
  undo('d-1');
  expect(view.get().filter.text).toBe('a');
  undo('d-1');
  expect(view.get()).toEqual(INITIAL_VIEW);
  undo('d-1');
  expect(view.get()).toEqual(INITIAL_VIEW);
  redo('d-1');
  redo('d-1');
  expect(view.get().filter.text).toBe('b');
});

test('a new change forgets what could be redone', () => {
  view.change(withText('a'));
  undo('d-1');
  view.change(withText('b'));
  redo('d-1');
  expect(view.get().filter.text).toBe('b');
});

test('places are gone back to with their selection; settings stay as they are', () => {
  view.select({ finding: 'f-1' });
  view.change({ view: 'goroutines' });
  view.change(withText('kept'));
  back('d-1');
  expect(view.get()).toMatchObject({ view: 'findings', selection: { finding: 'f-1' }, filter: { text: 'kept' } });
  forward('d-1');
  expect(view.get().view).toBe('goroutines');
});

test('going elsewhere is not undone, setting something is not gone back from', () => {
  view.change({ view: 'top' });
  undo('d-1');
  expect(view.get().view).toBe('top');
  view.change(withText('x'));
  back('d-1');
  expect(view.get()).toMatchObject({ view: 'findings', filter: { text: 'x' } });
});

test('zooming a flame graph is a place', () => {
  view.change((now) => ({ flame: { ...now.flame, zoom: BOX } }));
  back('d-1');
  expect(view.get().flame.zoom).toBeNull();
});

test('hidden frames are a setting; boxes of another tree are not gone back to', () => {
  view.change((now) => ({ flame: { ...now.flame, zoom: BOX } }));
  view.select({ node: 'f-9', function: 'main.main' });
  view.change((now) => ({ runtimeFrames: true, flame: { ...now.flame, zoom: null } }));
  back('d-1');
  expect(view.get()).toMatchObject({
    runtimeFrames: true,
    flame: { zoom: null },
    selection: { node: null, function: 'main.main' },
  });
  undo('d-1');
  expect(view.get()).toMatchObject({ runtimeFrames: false, flame: { zoom: BOX } });
});

test('touches leave no trace in either history', () => {
  view.touch(withText('typing'));
  view.select({ group: 'g-1' });
  undo('d-1');
  back('d-1');
  expect(view.get()).toMatchObject({ filter: { text: 'typing' }, selection: { group: 'g-1' } });
});

test('documents do not share a view state, and histories are bounded', () => {
  for (let i = 0; i < 300; i++) view.change(withText(String(i)));
  expect(useViewStore.getState().byDocument['d-1']?.undo).toHaveLength(100);
  expect(viewOf('d-2').get()).toEqual(INITIAL_VIEW);
});

test('a view state is plain data', () => {
  view.change(withText('a'));
  expect(JSON.parse(JSON.stringify(view.get()))).toEqual(view.get());
});
