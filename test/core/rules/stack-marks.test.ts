import { expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { StackMarks } from '@core/rules/facts/stack-marks';
import { captureOf } from '../../support/stacks';

it('says the same of few stacks and of many', () => {
  const lines = Array.from({ length: 6_000 }, (_, i) => {
    const middle = i % 7 === 0 ? ';net/http.(*conn).serve:5' : '';
    return `main.main:1${middle};ex.com/q.work:${i};${i % 11 === 0 ? 'runtime.gopark' : 'ex.com/q.put'}:4 1`;
  });
  const [analysis] = analyse([captureOf(lines)]);
  const patterns = [/^net\/http\./, /^runtime\.gopark$/];
  const { stack } = analysis.capture.samples;
  const few = new StackMarks(analysis, patterns);
  const many = new StackMarks(analysis, patterns);
  for (const [i, id] of stack.entries()) {
    const expected = i % 7 !== 0 && i % 11 !== 0;
    expect(many.isBare(id), lines[i]).toBe(expected);
    expect([few.has(id, 0), few.has(id, 1)], lines[i]).toEqual([i % 7 === 0, i % 11 === 0]);
  }
  // Asked about again once all are known.
  expect(stack.every((id, i) => many.isBare(id) === (i % 7 !== 0 && i % 11 !== 0))).toBe(true);
  expect(many.isBare(0)).toBe(true);
});
