import { describe, expect, it } from 'vitest';
import {
  boxText,
  drawnText,
  matchText,
  nextMatch,
  notDrawnText,
  rootText,
  tipTable,
  certaintyText,
  changeShare,
} from '../../../../renderer/views/flame/flame-text';
import { flameAnswer } from '../../charts/flame-answers';

const answer = flameAnswer(
  ['root', 2e9, ['main.run', 1e9, ['codec.Encode~', 5e8]], ['net.read*', 5e8], ['main.a', 1e3], ['main.b', 1e3]],
  500,
);

describe('words of the flame graph', () => {
  it('counts boxes and what is narrower than a pixel', () => {
    expect(drawnText(answer)).toBe('4 boxes drawn, 2 narrower than a pixel shown as ticks.');
    expect(drawnText({ ...answer, narrow: 0 })).toBe('4 boxes drawn.');
  });

  it('says why a selected function has no box', () => {
    const zoomed = { ...answer, narrow: 0, crumbs: [...answer.crumbs, { node: 'f-10', name: 'main.caller' }] };
    expect(notDrawnText(zoomed, 'gc.sweep', '')).toBe('gc.sweep is outside this zoom.');
    expect(notDrawnText(zoomed, 'codec.Encode', '')).toBe('');
    expect(notDrawnText(zoomed, 'main.caller', '')).toBe('');
    expect(notDrawnText(answer, 'gc.sweep', '')).toBe('gc.sweep is narrower than a pixel.');
  });

  it('says how much matches, of what is zoomed to', () => {
    expect(matchText({ ...answer, matches: { boxes: 54, value: 364e6 } })).toBe('54 boxes, 18.2\u00a0%');
    expect(matchText({ ...answer, matches: { boxes: 0, value: 0 } })).toBe('no box');
    expect(matchText(answer)).toBe('');
  });

  it('reads a box aloud: name, value, share', () => {
    expect(boxText(answer, 0, '')).toBe('all, 2.00\u00a0s, 100\u00a0%');
    const inlined = answer.flags.findIndex((flags) => (flags & 1) !== 0);
    expect(boxText(answer, inlined, '')).toBe('codec.Encode, 500\u00a0ms, 25.0\u00a0%, inlined');
    const tick = answer.flags.findIndex((flags) => (flags & 4) !== 0);
    expect(boxText(answer, tick, '')).toMatch(/^2 narrow boxes, /);
  });

  it('adds the share of the focus while zoomed', () => {
    expect(tipTable(answer, 1).rows.map((row) => row.title)).toEqual(['Time', 'Of all']);
    const zoomed = { ...answer, zoomed: 1e9, crumbs: [...answer.crumbs, { node: 'f-10', name: 'main.run' }] };
    expect(tipTable(zoomed, 1).rows.at(-1)).toEqual({ title: 'Of focus', cells: ['50.0\u00a0%', '100\u00a0%'] });
  });

  it('shows both sides of a difference, the change, and how sure it is', () => {
    const base = Float64Array.from(answer.cum, (value) => value / 2);
    const sides = { base, now: answer.cum, error: new Float64Array(answer.count).fill(1e8) };
    const changed = { ...answer, sides };
    expect(rootText(answer)).toBe('all  2.00\u00a0s');
    expect(rootText(changed)).toBe('all  2.00\u00a0s in B, +1.00\u00a0s');
    const { head, rows } = tipTable(changed, 1);
    expect(head).toEqual(['time', 'of all']);
    expect(rows.map(({ cells }) => cells[0])).toEqual([
      '500\u00a0ms',
      '1.00\u00a0s',
      '+500\u00a0ms',
      'beyond ±200\u00a0ms',
    ]);
    expect(rows[2]).toMatchObject({ tone: 'up', cells: ['+500\u00a0ms', '+100\u00a0%'] });
    expect(boxText(changed, 1, '')).toBe(
      'main.run, 1.00\u00a0s, 50.0\u00a0%, was 500\u00a0ms, now 1.00\u00a0s, +100\u00a0%',
    );
    expect([changeShare(0, 1), changeShare(1, 0), changeShare(4, 3)]).toEqual(['new', 'gone', '−25.0\u00a0%']);
    expect([certaintyText(1, 2, 0, ''), certaintyText(1, 2, NaN, '')]).toEqual(['exact', 'not known']);
    expect(certaintyText(1, 2, 5, 'count')).toBe('within ±10');
  });

  it('walks from match to match, round the end', () => {
    const isMatch = (flags: number): boolean => (flags & 2) !== 0;
    const match = answer.flags.findIndex(isMatch);
    expect(nextMatch(answer, 0, 1, isMatch)).toBe(match);
    expect(nextMatch(answer, match, 1, isMatch)).toBe(match);
    expect(nextMatch(answer, 0, -1, isMatch)).toBe(match);
    expect(nextMatch(answer, 0, 1, () => false)).toBe(-1);
  });
});
