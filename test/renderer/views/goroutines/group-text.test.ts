import { describe, expect, it } from 'vitest';
import {
  groupByOfHandle,
  perMinute,
  putColumn,
  stackColumns,
  waitText,
} from '../../../../renderer/views/goroutines/group-text';
import { stateText } from '../../../../renderer/ui/state-text';

describe('words of a group', () => {
  it('prints waits as ranges in minutes, hours from ten on', () => {
    expect(waitText({ min: 0, max: 31 })).toBe('0–31\u00a0min');
    expect(waitText({ min: 118, max: 118 })).toBe('118\u00a0min');
    expect(waitText({ min: 726, max: 726 })).toBe('12\u00a0h 06\u00a0min');
    expect(waitText(null)).toBe('<1\u00a0min');
  });

  it('adds the leak verdict once and spells operations as Go does', () => {
    expect(stateText({ state: 'chan send', leaked: true })).toBe('chan send (leaked)');
    expect(stateText({ state: 'chan send (leaked)', leaked: true })).toBe('chan send (leaked)');
    expect(stateText({ state: 'io wait', leaked: false })).toBe('IO wait');
  });

  it('states growth over the whole series, and nothing where times are missing', () => {
    expect(perMinute([36005, 37305, 41205], 4)).toBe(1300);
    expect(perMinute([1, 2], null)).toBeNull();
    expect(perMinute([5], 4)).toBeNull();
  });

  it('knows from a handle what its group was grouped by', () => {
    expect(groupByOfHandle('g-s0123456789abcdef')).toBe('site');
    expect(groupByOfHandle('g-k0123456789abcdef')).toBe('stack');
    expect(groupByOfHandle('g-l0123456789abcdef')).toBeNull();
    expect(groupByOfHandle(null)).toBeNull();
  });
});

describe('columns of stacks', () => {
  it('puts a group into a column, moves it, and takes it out again', () => {
    const one = putColumn([null, null, null], 0, 'g-a');
    expect(one).toEqual(['g-a', null, null]);
    expect(putColumn(one, 2, 'g-a')).toEqual([null, null, 'g-a']);
    expect(putColumn(one, 0, 'g-a')).toEqual([null, null, null]);
    expect(putColumn(one, 0, 'g-b')).toEqual(['g-b', null, null]);
  });

  it('shows the selected group in the first free column, unless it stands in one', () => {
    expect(stackColumns(['g-a', null, null], 'g-b')).toEqual([
      { group: 'g-a', pinned: true, number: 1 },
      { group: 'g-b', pinned: false, number: 2 },
    ]);
    expect(stackColumns([null, 'g-a', null], 'g-b').map((c) => c.group)).toEqual(['g-b', 'g-a']);
    expect(stackColumns(['g-a', null, null], 'g-a')).toHaveLength(1);
    expect(stackColumns(['g-a', 'g-b', 'g-c'], 'g-d').map((c) => c.group)).toEqual(['g-a', 'g-b', 'g-c']);
  });
});
