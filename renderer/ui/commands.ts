import { useEffect, useSyncExternalStore } from 'react';
import { msg } from '../i18n/t';

/**
 * Everything a key or the palette can do is a command. The shell registers its own; a view registers its while it is shown and
 * takes precedence, so that `/` can mean something narrower in it.
 */
export interface Command {
  /** `view.flame`; unique. */
  readonly id: string;
  /** For the palette and the sheet of keys: `Go to Flame`. */
  readonly title: string;
  /** Heading in the sheet of keys. */
  readonly group: 'Files' | 'Views' | 'Window' | 'Filter' | 'Move' | 'Copy' | 'Live';
  /**
   * tinykeys notation: `$mod+k`, `v f`, `Shift+G`. The first is shown.
   */
  readonly keys: readonly string[];
  /** Acts while an input has the focus too. Letters and editing keys (undo) must not. */
  readonly inInputs?: boolean;
  /** False hides it now (nothing to undo). Always possible when absent. */
  readonly enabled?: () => boolean;
  /** Kept out of the palette: it only makes sense as a key (`next row`). */
  readonly keyOnly?: boolean;
  /** Acts below an open dialog too: `enabled` says whether the focus is where it belongs. */
  readonly inDialogs?: boolean;
  /** Kept out of the sheet of keys: one of many alike. */
  readonly offSheet?: boolean;
  readonly run: () => void;
}

/** Headings in the order in which commands are listed. */
export const COMMAND_GROUPS: readonly Command['group'][] = [
  msg('Files'),
  msg('Views'),
  msg('Live'),
  msg('Move'),
  msg('Filter'),
  msg('Copy'),
  msg('Window'),
];

let registered: readonly Command[] = [];
const listeners = new Set<() => void>();

function publish(next: readonly Command[]): void {
  registered = next;
  for (const listener of [...listeners]) listener();
}

/** Adds commands; later ones win over earlier ones with the same key. Returns their removal. */
function registerCommands(commands: readonly Command[]): () => void {
  publish([...registered, ...commands]);
  return () => publish(registered.filter((command) => !commands.includes(command)));
}

/** Registers while the component is shown. `commands` must be memoised. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => registerCommands(commands), [commands]);
}

export function useRegisteredCommands(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => registered,
  );
}

/** The command registered last under this id. */
export function findCommand(id: string): Command | undefined {
  return registered.filter((command) => command.id === id).at(-1);
}

/** What a button that stands for a command does: nothing while the command is not possible. */
export function runCommand(id: string): void {
  const command = findCommand(id);
  if (command !== undefined && (command.enabled?.() ?? true)) command.run();
}
