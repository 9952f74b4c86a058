import { expect, test } from 'vitest';
import { bindingsOf, endsSequence } from '../../../renderer/app/keys';
import type { Command } from '../../../renderer/ui/commands';
import { keyWords } from '../../../renderer/ui/keys/caps';
import { isLetterKey } from '../../../renderer/ui/keys/press';

const command = (id: string, ...keys: string[]): Command => ({
  id,
  title: id,
  group: 'Views',
  keys,
  run: () => undefined,
});

test.each([
  ['j', true],
  ['v f', true],
  ['Shift+G', true],
  ['?', true],
  ['+', true],
  ['$mod+k', false],
  ['Alt+ArrowLeft', false],
  ['F6', false],
  ['Escape', false],
  ['Enter', false],
])('%s is a letter key: %s', (keys, expected) => {
  expect(isLetterKey(keys)).toBe(expected);
});

test('who registered last comes first; letters can be off', () => {
  const shell = command('filter', '/', '$mod+f');
  const view = command('search', '/');
  const bindings = bindingsOf([shell, view], true);
  expect(bindings.get('/')?.map((c) => c.id)).toEqual(['search', 'filter']);
  expect([...bindingsOf([shell, view], false).keys()]).toEqual(['$mod+f']);
});

test('keys that the user gave stand in place of a command’s own, and those of a shared one count for all', () => {
  const all = [command('filter', '/', '$mod+f'), command('focus', 'f'), command('top.focus', 'f')];
  const bindings = bindingsOf(all, true, { filter: ['Shift+F'], focus: ['$mod+e'] });
  expect([...bindings.keys()]).toEqual(['Shift+F', '$mod+e']);
  expect(bindings.get('$mod+e')?.map((c) => c.id)).toEqual(['top.focus', 'focus']);
  expect([...bindingsOf(all, true, { filter: [], focus: [] }).keys()]).toEqual([]);
});

test('a press that ends a sequence is not that key alone', () => {
  const all = bindingsOf([command('findings', 'v f'), command('focus', 'f'), command('top', 'v t')], true);
  expect(endsSequence('v', 'f', all)).toBe(true);
  expect(endsSequence(null, 'f', all)).toBe(false);
  expect(endsSequence('g', 'f', all)).toBe(false);
  expect(endsSequence('v', 'v f', all)).toBe(false);
});

test('keys are written as on the caps', () => {
  expect(keyWords('$mod+Shift+p', false)).toEqual(['Ctrl', 'Shift', 'P']);
  expect(keyWords('v f', false)).toEqual(['v', 'f']);
  expect(keyWords('Alt+ArrowLeft', false)).toEqual(['Alt', '←']);
  expect(keyWords('$mod+k', true)).toEqual(['⌘', 'K']);
  expect(keyWords('+', false)).toEqual(['+']);
  expect(keyWords('$mod++', false)).toEqual(['Ctrl', '+']);
});
