import { useEffect, useRef } from 'react';
import { createKeybindingsHandler } from 'tinykeys';
import { useSettings } from '../state/settings';
import { useRegisteredCommands, type Command } from '../ui/commands';
import { keysOf, useKeyChanges, type KeyChanges } from '../ui/keys/bindings';
import { isLetterKey, isTypingKey } from '../ui/keys/press';

/** Longest pause inside a sequence. */
const SEQUENCE_MS = 1000;

/** True where typing belongs to what is typed into. */
export function isTypingInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type);
}

/** For every key, the commands that have it, the last registered first. */
export function bindingsOf(
  commands: readonly Command[],
  letterKeys: boolean,
  changes: KeyChanges = {},
): ReadonlyMap<string, readonly Command[]> {
  const bindings = new Map<string, Command[]>();
  for (const command of commands) {
    for (const keys of keysOf(command, changes)) {
      if (!letterKeys && isLetterKey(keys)) continue;
      bindings.set(keys, [command, ...(bindings.get(keys) ?? [])]);
    }
  }
  return bindings;
}

/**
 * Whether a press ends a sequence that the press before it began: `f` after `v` is `v f`, not `f`. `begun` is that press, or null;
 * `all` are the bindings there are.
 */
export function endsSequence(begun: string | null, press: string, all: ReadonlyMap<string, unknown>): boolean {
  return begun !== null && !press.includes(' ') && all.has(`${begun} ${press}`);
}

/** Keys run commands: the one registered last that is possible now. Below an open overlay only what is in it acts. */
export function useKeys(): void {
  const commands = useRegisteredCommands();
  const letterKeys = useSettings((s) => s.letterKeys);
  const changes = useKeyChanges();
  // The press that began a sequence; gone with the next press. A view that changes its commands in between must not lose it.
  const began = useRef<KeyboardEvent | null>(null);
  useEffect(() => {
    const bindings = bindingsOf(commands, letterKeys, changes);
    let replaying = false;
    const firsts = new Set(
      [...bindings.keys()].filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0]!),
    );
    const handlers = [...bindings].map(([keys, candidates]) => {
      const handle = (event: KeyboardEvent): void => {
        if (replaying) return;
        if (began.current !== null && event.timeStamp - began.current.timeStamp > SEQUENCE_MS) began.current = null;
        if (endsSequence(began.current?.key ?? null, keys, bindings)) return;
        if (event.defaultPrevented) return;
        const covered = document.querySelector('dialog[open]') !== null;
        const typing = isTypingInto(event.target);
        const command = candidates.find(
          (c) =>
            (!covered || c.inDialogs === true) &&
            (!typing || (c.inInputs === true && !isTypingKey(keys))) &&
            (c.enabled?.() ?? true),
        );
        if (command === undefined) return;
        event.preventDefault();
        command.run();
      };
      return [keys, handle] as const;
    });
    const run = createKeybindingsHandler(Object.fromEntries(handlers), { timeout: SEQUENCE_MS });
    if (began.current !== null && performance.now() - began.current.timeStamp <= SEQUENCE_MS) {
      replaying = true;
      run(began.current);
      replaying = false;
    }
    const listener = (event: KeyboardEvent): void => {
      const ended = endsSequence(began.current?.key ?? null, event.key, bindings);
      run(event);
      if (event.getModifierState(event.key)) return;
      const starts = firsts.has(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
      // The second v of `v v` begins nothing.
      began.current = starts && !ended && !isTypingInto(event.target) ? event : null;
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [commands, letterKeys, changes]);
}
