import { beforeEach, expect, test } from 'vitest';
import { MENU_COMMANDS, type Bridge } from '@ipc/channels';
import { NO_FILTER } from '@core/api/queries';
import { shellCommands } from '../../../../renderer/app/commands/shell-commands';
import { Workspace } from '../../../../renderer/client/workspace';
import { useSession } from '../../../../renderer/state/session';
import { useViewStore, viewOf } from '../../../../renderer/state/view';
import type { Command } from '../../../../renderer/ui/commands';

const shown: string[] = [];
const commands = shellCommands(new Workspace({} as Bridge), (name) => shown.push(name), 'demo-1');
const find = (id: string): Command => commands.find((command) => command.id === id)!;
const runs = (id: string): boolean => {
  const command = find(id);
  if (command.enabled?.() === false) return false;
  command.run();
  return true;
};
const document = (id: string) => ({
  id,
  title: id,
  inputs: [],
  status: 'opening' as const,
  progress: null,
  since: 0,
  info: null,
  findings: null,
  error: null,
  epoch: 0,
});

beforeEach(() => {
  useSession.setState({ documents: [document('d-1'), document('d-2')], active: 'd-1' });
  useViewStore.getState().forget('d-1');
});

test('every entry of the menu is a command', () => {
  const ids = new Set(commands.map((command) => command.id));
  expect(MENU_COMMANDS.filter((name) => !ids.has(name))).toEqual([]);
});

test('no two commands share a name or a key', () => {
  const ids = commands.map((command) => command.id);
  const keys = commands.flatMap((command) => command.keys);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(keys).size).toBe(keys.length);
});

test('tabs go round and are reached by number', () => {
  expect(runs('next-tab')).toBe(true);
  expect(useSession.getState().active).toBe('d-2');
  runs('next-tab');
  expect(useSession.getState().active).toBe('d-1');
  runs('tab-2');
  expect(useSession.getState().active).toBe('d-2');
  expect(runs('tab-3')).toBe(false);
});

test('without a document nothing about documents is possible', () => {
  useSession.setState({ documents: [], active: null });
  for (const id of ['close-tab', 'view-top', 'undo', 'filter', 'clear-filter', 'toggle-inspector', 'save-report']) {
    expect(runs(id), id).toBe(false);
  }
  expect(runs('palette')).toBe(true);
  expect(shown).toContain('palette');
});

test('focus keeps exactly the selected function, and clearing the filter can be undone', () => {
  const view = viewOf('d-1');
  expect(runs('focus')).toBe(false);
  view.change({ view: 'top', selection: { ...view.get().selection, function: 'a.(*B).c' } });
  expect(runs('focus')).toBe(true);
  expect(view.get().filter.focus).toEqual(['^a\\.\\(\\*B\\)\\.c$']);
  expect(runs('clear-filter')).toBe(true);
  expect(view.get().filter).toEqual(NO_FILTER);
  expect(runs('clear-filter')).toBe(false);
  expect(runs('undo')).toBe(true);
  expect(view.get().filter.focus).toHaveLength(1);
});
