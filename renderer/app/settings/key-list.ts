import { t } from '../../i18n/t';
import type { Command } from '../../ui/commands';
import { bindingIdOf, keysOf, type KeyChanges } from '../../ui/keys/bindings';
import { keysCollide } from '../../ui/keys/press';
import { VIEW_COMMANDS } from '../../ui/keys/view-commands';
import { keyWords } from '../../ui/keys/caps';

/** A command that can be given keys. */
export interface Bindable {
  readonly id: string;
  readonly title: string;
  readonly group: Command['group'];
  /** Ids of the views that have it; none = it acts everywhere. */
  readonly views: readonly string[];
  /** A heading of its own in place of the views' names; ``. */
  readonly place: string;
  /** The keys it has by itself. */
  readonly own: readonly string[];
  /** The keys it has now. */
  readonly keys: readonly string[];
  readonly changed: boolean;
}

/**
 * All commands: those registered now, which act everywhere or belong to the view that is shown, and those of all other views. What shares the
 * keys of another command is not listed beside it.
 */
export function allBindable(registered: readonly Command[], changes: KeyChanges): readonly Bindable[] {
  const everywhere = registered.filter(({ id }) => VIEW_COMMANDS[id] === undefined);
  const ofViews = Object.entries(VIEW_COMMANDS).filter(([, { keysOf: other }]) => other === undefined);
  const rows = [
    ...everywhere.map(({ id, title, group, keys }) => ({ id, title, group, views: [], place: '', own: keys })),
    ...ofViews.map(([id, { title, group, keys, place }]) => ({
      ...{ id, title: t(title), group, views: viewsOf(id), own: keys },
      place: place === undefined ? '' : t(place),
    })),
  ];
  return [...new Map(rows.map((row) => [row.id, row])).values()].map((row) => ({
    ...row,
    keys: keysOf({ id: row.id, keys: row.own }, changes),
    changed: changes[row.id] !== undefined,
  }));
}

/** The views of a command and of those that share its keys. */
function viewsOf(id: string): readonly string[] {
  const sharing = Object.entries(VIEW_COMMANDS).filter(([other]) => bindingIdOf(other) === id);
  return [...new Set(sharing.flatMap(([, { views }]) => views))];
}

/** Commands that would hear the same keys as `row` where both can act. */
export function collisions(row: Bindable, keys: string, all: readonly Bindable[], mac: boolean): readonly Bindable[] {
  return all.filter(
    (other) =>
      other.id !== row.id &&
      (row.views.length === 0 || other.views.length === 0 || row.views.some((view) => other.views.includes(view))) &&
      other.keys.some((one) => keysCollide(one, keys, mac)),
  );
}

/** Those whose title or keys (as they are written on the caps) have the text. */
export function matching(all: readonly Bindable[], text: string, mac: boolean): readonly Bindable[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return all;
  return all.filter(
    ({ title, keys }) =>
      title.toLowerCase().includes(wanted) ||
      keys.some((one) => keyWords(one, mac).join(' ').toLowerCase().includes(wanted)),
  );
}
