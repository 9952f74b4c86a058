import type { Bridge } from '@ipc/channels';
import { describe, expect, it } from 'vitest';
import { MENU_KEYS } from '../../../../electron/main/menu';
import { allBindable, collisions, matching } from '../../../../renderer/app/settings/key-list';
import { shellCommands } from '../../../../renderer/app/commands/shell-commands';
import { Workspace } from '../../../../renderer/client/workspace';
import { keysCollide } from '../../../../renderer/ui/keys/press';
import { VIEW_COMMANDS } from '../../../../renderer/ui/keys/view-commands';
import { VIEWS } from '../../../../renderer/views/registry';

const shell = shellCommands(new Workspace({} as Bridge), () => undefined, 'demo-1');
const all = allBindable(shell, {});
const row = (id: string) => all.find((one) => one.id === id)!;

describe('the list of commands', () => {
  it('has every command of the window and of every view, each once', () => {
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(shell.filter(({ id }) => !ids.includes(id))).toEqual([]);
    const shared = Object.entries(VIEW_COMMANDS).filter(([, { keysOf }]) => keysOf !== undefined);
    expect(shared.length).toBeGreaterThan(5);
    for (const [id, { keysOf, keys }] of shared) {
      expect(ids, id).not.toContain(id);
      expect(row(keysOf!).own, id).toEqual(keys);
    }
  });

  it('names only views that there are', () => {
    const views = new Set<string>(VIEWS.map(({ id }) => id));
    expect(all.flatMap((one) => one.views).filter((view) => !views.has(view))).toEqual([]);
  });

  it('is found by name and by key, as it is written on the caps', () => {
    expect(matching(all, 'mute', false).map(({ id }) => id)).toEqual(['findings.mute']);
    expect(matching(all, 'ctrl shift p', false).map(({ id }) => id)).toEqual(['commands']);
    expect(matching(all, '', false)).toHaveLength(all.length);
  });

  it('says what was changed', () => {
    const changed = allBindable(shell, { palette: ['$mod+j'], focus: [] }).filter((one) => one.changed);
    expect(changed.map(({ id, keys }) => [id, keys])).toEqual([
      ['palette', ['$mod+j']],
      ['focus', []],
    ]);
  });
});

describe('a collision', () => {
  it('is one of commands that can act at once', () => {
    expect(collisions(row('palette'), '$mod+o', all, false).map(({ id }) => id)).toEqual(['open']);
    expect(collisions(row('compare.swap'), 'm', all, false)).toEqual([]);
    expect(collisions(row('findings.copy'), 'm', all, false).map(({ id }) => id)).toEqual(['findings.mute']);
    expect(collisions(row('palette'), 'v', all, false).length).toBe(VIEWS.length);
    expect(collisions(row('palette'), '$mod+k', all, false)).toEqual([]);
  });

  it('is nowhere among the keys that commands have by themselves, but where a view has a narrower meaning', () => {
    const wrong = all.flatMap((one) =>
      one.own.flatMap((keys) =>
        collisions(one, keys, all, false)
          .filter((other) => (one.views.length === 0) === (other.views.length === 0))
          .map((other) => `${one.id} ${other.id} ${keys}`),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

it('the menu shows the keys that the page has', () => {
  for (const [id, keys] of Object.entries(MENU_KEYS)) expect(row(id).own, id).toEqual(keys);
  expect(keysCollide('$mod+k', MENU_KEYS.palette![0]!, false)).toBe(true);
});
