import { matchKeyBindingPress, parseKeybinding } from 'tinykeys';
import { useSyncExternalStore } from 'react';
import { findCommand, useRegisteredCommands, type Command } from '../commands';
import { VIEW_COMMANDS } from './view-commands';

/** Keys that the user gave to commands, by id, in place of all that they have by themselves; none = no key at all. */
export type KeyChanges = Readonly<Record<string, readonly string[]>>;

let changes: KeyChanges = {};
const listeners = new Set<() => void>();

/** Puts changes in force in the whole window. They come from the settings, which this folder does not know. */
export function setKeyChanges(next: KeyChanges): void {
  if (next === changes) return;
  changes = next;
  for (const listener of [...listeners]) listener();
}

export function useKeyChanges(): KeyChanges {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => changes,
  );
}

/** Under which id the keys of a command are kept: its own, or that of the command it shares them with. */
export function bindingIdOf(id: string): string {
  return VIEW_COMMANDS[id]?.keysOf ?? id;
}

/** The keys that a command has now. */
export function keysOf({ id, keys }: Pick<Command, 'id' | 'keys'>, changed: KeyChanges = changes): readonly string[] {
  return changed[bindingIdOf(id)] ?? keys;
}

/** The first key of a command, shown or not; null when it has none. */
export function useKeyOf(id: string): string | null {
  useRegisteredCommands();
  useKeyChanges();
  const command = findCommand(id) ?? VIEW_COMMANDS[id];
  return command === undefined ? null : (keysOf({ id, keys: command.keys })[0] ?? null);
}

/** Whether an event is a key of a command that a part of a view handles itself, while it has the focus. Sequences are none. */
export function presses(event: KeyboardEvent, id: string): boolean {
  return keysOf({ id, keys: VIEW_COMMANDS[id]?.keys ?? [] }).some((keys) => {
    const [press, ...more] = parseKeybinding(keys);
    return press !== undefined && more.length === 0 && matchKeyBindingPress(event, press);
  });
}
