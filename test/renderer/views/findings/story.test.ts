import { beforeEach, expect, test } from 'vitest';
import { namesOf, splitCode } from '../../../../renderer/views/findings/code-text';
import { figuresOf } from '../../../../renderer/views/findings/numbers';
import { openFinding, withoutRepeatedLinks } from '../../../../renderer/views/findings/open-finding';
import { sinceOf } from '../../../../renderer/views/findings/since';
import { useViewStore, viewOf } from '../../../../renderer/state/view';
import { NO_FILTER } from '@core/api/queries';
import type { Finding } from '@core/api/findings';
import { aDocument, aFinding } from './a-finding';

beforeEach(() => useViewStore.getState().forget('d-1'));

const code = (text: string, names: readonly string[] = []): readonly string[] =>
  splitCode(text, names).flatMap((part) => (part.code ? [part.text] : []));

test('places, methods, calls and the finding’s own names are set as code', () => {
  expect(code(aFinding.title, namesOf(aFinding))).toEqual(['ingest.go:88', '(*Batcher).startWorker']);
  expect(code('Call defer cancel() in the line after WithTimeout, or ctx.Done().')).toEqual([
    'defer cancel()',
    'ctx.Done()',
  ]);
  expect(code('Make the channel before `go`: it blocks.')).toEqual(['go']);
  expect(code('created by startWorker', ['startWorker'])).toEqual(['startWorker']);
});

test('words that merely look like names stay words', () => {
  expect(code('The receiver (probably) returned early, 97.6 % of all.')).toEqual([]);
  expect(code('restartWorkers', ['startWorker'])).toEqual([]);
});

test('splitting loses nothing but backticks', () => {
  const text = splitCode(aFinding.title, namesOf(aFinding)).map((part) => part.text);
  expect(text.join('')).toBe(aFinding.title);
});

const figures = (finding: Finding) => figuresOf(aDocument, finding).map((f) => [f.name, f.value + f.unit, f.note]);

test('a series has growth, cost and the end of memory; what no capture tells is a dash', () => {
  expect(figures(aFinding)).toEqual([
    ['Growth', '+300/min', 'over 2 captures'],
    ['Stacks held', '1.76\u00a0MiB', '2.00\u00a0KiB each'],
    ['Cost/min', '600\u00a0KiB', ''],
    ['Limit reached in', '–', 'no limit is known'],
  ]);
  const tested = {
    ...aFinding,
    growth: { p: 1 / 120, shape: 'growing' },
    bytesPerMinute: 10 << 20,
    limit: { bytes: 1 << 30, minutesAway: 40, what: 'GOMEMLIMIT' },
  } as const;
  expect(figures(tested)).toEqual([
    ['Growth', '+300/min', 'p = 0.0083'],
    ['Stacks held', '1.76\u00a0MiB', '2.00\u00a0KiB each'],
    ['Cost/min', '10.0\u00a0MiB', ''],
    ['Limit reached in', '40\u00a0min', 'GOMEMLIMIT is 1.00\u00a0GiB'],
  ]);
  expect(figures({ ...tested, limit: { ...tested.limit, minutesAway: 0 } }).at(-1)?.[1]).toBe('reached');
  expect(figures({ ...tested, limit: { ...tested.limit, minutesAway: 1e6 } }).at(-1)?.[1]).toBe('> 30 d');
});

test('steady ones cost nothing more, and one capture says so', () => {
  expect(figures({ ...aFinding, growthPerMinute: 0.2, bytesPerMinute: 300 }).map(([, value]) => value)).toEqual([
    'steady',
    '1.76\u00a0MiB',
    '–',
    '–',
  ]);
  expect(figures({ ...aFinding, growthPerMinute: null })[0]).toEqual(['Growth', '–', 'times unknown']);
  const one = { ...aFinding, series: [{ input: 1, count: 900 }], growthPerMinute: null, bytes: null };
  expect(figures(one)).toEqual([
    ['Count', '900', '90.0\u00a0% of 1,000'],
    ['Growth', '–', 'one capture'],
    ['Stacks held', '–', ''],
    ['Cost/min', '–', ''],
    ['Limit reached in', '–', ''],
  ]);
});

test('of the process and the heap only what is known is shown', () => {
  const heap = { ...aFinding, series: [], growthPerMinute: null, bytes: 4 << 20, count: 2 };
  expect(figures(heap)).toEqual([
    ['Count', '2', ''],
    ['Held at least', '4.00\u00a0MiB', '2.00\u00a0MiB each'],
  ]);
  expect(figures({ ...heap, count: 0, bytes: null })).toEqual([]);
});

test('what a lower bound stands for is not shown as exact', () => {
  const cut = { ...aFinding, atLeast: true, series: [{ input: 1, count: 900 }], growthPerMinute: null };
  expect(figuresOf(aDocument, cut)[0]?.value).toBe('≥ 900');
});

test('since when: from the first capture on it may be older', () => {
  expect(sinceOf(aDocument, aFinding)).toEqual({ text: 'since 14:02:10 or earlier', some: 2, all: 2 });
  const late = {
    ...aFinding,
    series: [
      { input: 0, count: 0 },
      { input: 1, count: 9 },
    ],
  };
  expect(sinceOf(aDocument, late)).toEqual({ text: 'since 14:03:10', some: 1, all: 2 });
});

test('opening a finding selects its goroutines and lifts a filter that might hide them', () => {
  const view = viewOf('d-1');
  view.change({ filter: { ...NO_FILTER, text: 'other' } });
  openFinding(aDocument, aFinding);
  expect(view.get()).toMatchObject({
    view: 'goroutines',
    capture: 1,
    filter: NO_FILTER,
    selection: { group: 'g-abc' },
  });
  useViewStore.getState().back('d-1');
  expect(view.get().view).toBe('findings');
});

test('statements about one group lead to it once', () => {
  const to = (handle: string, capture = 0) => ({ view: 'goroutines', capture, handle }) as const;
  const evidence = [
    { text: 'a', link: 'leak mark', target: to('g-1') },
    { text: 'b', link: '', target: null },
    { text: 'c', link: '1 group', target: to('g-1') },
    { text: 'd', link: '1 group', target: to('g-1', 1) },
    { text: 'e', link: '1 group', target: to('g-2') },
  ];
  expect(withoutRepeatedLinks(evidence).map(({ link }) => link)).toEqual(['leak mark', '', '', '1 group', '1 group']);
});
