import { expect, test } from 'vitest';
import type { TopRow } from '@core/api/queries';
import { askedFor, bestCommands, bestFunctions, inCaseOf } from '../../../renderer/app/overlays/palette-search';
import type { Command } from '../../../renderer/ui/commands';

const row = (name: string): TopRow => ({ function: name, file: '', flat: 0, cum: 1, origin: 'own' });
const rows = ['example.com/cache/api.Serve', 'store.(*Cache).Get', 'runtime.(*mcache).refill', 'main.main'].map(row);

test('the first character narrows the list to a kind', () => {
  expect(askedFor('@cache')).toEqual({ kind: 'function', text: 'cache' });
  expect(askedFor('> theme')).toEqual({ kind: 'command', text: 'theme' });
  expect(askedFor('#tenant=a')).toEqual({ kind: 'label', text: 'tenant=a' });
  expect(askedFor('cache')).toEqual({ kind: 'all', text: 'cache' });
});

test('functions are found in any case, those with a match after the path first', () => {
  const { shown, total } = bestFunctions(rows, askedFor('cache'));
  expect(shown.map((r) => r.function)).toEqual([
    'store.(*Cache).Get',
    'runtime.(*mcache).refill',
    'example.com/cache/api.Serve',
  ]);
  expect(total).toBe(3);
  expect(bestFunctions(rows, askedFor('@')).total).toBe(4);
  expect(bestFunctions(rows, askedFor('>cache')).total).toBe(0);
});

test('what is typed is written as the names write it, because expressions tell cases apart', () => {
  expect(inCaseOf('CACHE', rows)).toBe('cache');
  expect(inCaseOf('(*cac', rows)).toBe('(*Cac');
  expect(inCaseOf('Cache', rows)).toBe('Cache');
  expect(inCaseOf('nowhere', rows)).toBe('nowhere');
});

test('commands that are impossible now or only make sense as keys are not offered; the last of one name is', () => {
  const make = (id: string, more: Partial<Command> = {}): Command => ({
    id,
    title: id,
    group: 'Window',
    keys: [],
    run: () => undefined,
    ...more,
  });
  const commands = [
    make('undo', { enabled: () => false }),
    make('next row', { keyOnly: true }),
    make('filter'),
    make('filter', { title: 'filter here' }),
    make('view-top', { title: 'Go to Top' }),
  ];
  expect(bestCommands(commands, askedFor('')).shown.map((c) => c.title)).toEqual(['filter here', 'Go to Top']);
  expect(bestCommands(commands, askedFor('/')).shown.map((c) => c.title)).toEqual(['Go to Top']);
});

test('a view is opened by its name, before a command that has the word inside', () => {
  const rest = { group: 'Window', keys: [], run: (): void => undefined } as const;
  const commands: Command[] = [
    { id: 'save-findings', title: 'Save the findings as Markdown…', ...rest },
    { id: 'find', title: 'Find here', ...rest },
    { id: 'view-findings', title: 'Go to Findings', ...rest },
  ];
  expect(bestCommands(commands, askedFor('findings')).shown.map((c) => c.id)).toEqual([
    'view-findings',
    'save-findings',
  ]);
  expect(bestCommands(commands, askedFor('find')).shown.map((c) => c.id)).toEqual([
    'view-findings',
    'find',
    'save-findings',
  ]);
});
