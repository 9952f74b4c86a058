import { useEffect, useMemo, useRef, type RefObject } from 'react';
import { useCommands } from '../commands';
import type { PART_COMMANDS } from './part-commands';
import { viewCommand } from './view-commands';

type PartCommandId = keyof typeof PART_COMMANDS;
export type PartActions = Partial<Readonly<Record<PartCommandId, () => void>>>;

/** The commands of a part of a view, which act while the focus is in it, in a dialog too. */
export function usePartCommands(part: RefObject<HTMLElement | null>, actions: PartActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const ids = (Object.keys(actions) as PartCommandId[]).join(' ');
  const commands = useMemo(
    () =>
      (ids === '' ? [] : (ids.split(' ') as PartCommandId[])).map((id) => ({
        ...viewCommand(id, {
          enabled: () => part.current?.contains(document.activeElement) === true,
          run: () => latest.current[id]?.(),
        }),
        inDialogs: true,
      })),
    [ids, part],
  );
  useCommands(commands);
}
