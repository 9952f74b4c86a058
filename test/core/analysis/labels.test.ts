import { describe, expect, it } from 'vitest';
import { labelSums } from '@core/analysis/labels';
import { goroutineCapture, type Goroutine } from '../../support/stacks';

const STACK = 'main.main:5;runtime.gopark:1';

/** Goroutines of one place with these labels; `only` = rows that are counted. */
function sums(
  labels: readonly Readonly<Record<string, string>>[],
  only?: readonly number[],
  worth?: (values: number, goroutines: number) => boolean,
) {
  const capture = goroutineCapture(labels.map((own): Goroutine => ({ stack: STACK, labels: own })));
  const table = capture.goroutines;
  if (table === null) throw new Error('no goroutines');
  const rows = only ?? Array.from({ length: table.count }, (_, row) => row);
  const found = labelSums(capture, { rows, labels: table.labels, weight: table.weight }, worth);
  return [...found].map(([key, values]) => [key, ...values]);
}

describe('sums of labels', () => {
  const labelled = [{ tenant: 'acme' }, { tenant: 'umbrella', zone: 'a' }, { tenant: 'acme', zone: '' }, {}];

  it('count goroutines by value, in the order of rows', () => {
    expect(sums(labelled)).toEqual([
      ['tenant', ['acme', 2], ['umbrella', 1]],
      ['zone', ['a', 1]],
    ]);
    expect(sums(labelled, [1, 3])).toEqual([
      ['tenant', ['umbrella', 1]],
      ['zone', ['a', 1]],
    ]);
  });

  it('begin at nothing each time', () => {
    expect(sums(labelled)).toEqual(sums(labelled));
  });

  it('leave out a key that is not worth it, by its values and goroutines', () => {
    const asked: [number, number][] = [];
    const requests = Array.from({ length: 50 }, (_, i) => ({ request: `r-${i}`, tenant: `t-${i % 3}` }));
    const worth = (values: number, goroutines: number) => {
      asked.push([values, goroutines]);
      return values <= goroutines / 2;
    };
    expect(sums(requests, undefined, worth).map(([key]) => key)).toEqual(['tenant']);
    expect(asked).toEqual([
      [50, 50],
      [3, 50],
    ]);
  });
});
