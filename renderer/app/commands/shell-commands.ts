import { useEffect, useMemo, useRef } from 'react';
import type { MenuCommand } from '@ipc/channels';
import type { Workspace } from '../../client/workspace';
import { findCommand, useCommands, type Command } from '../../ui/commands';
import { compareCommands } from '../compare/compare-commands';
import type { HostFacts } from '../host-facts';
import { isTypingInto } from '../keys';
import { liveCommands } from '../live/live-commands';
import { openPasted } from '../open-files';
import type { Overlay } from '../overlays/use-overlay';
import { fileCommands } from './file-commands';
import { filterCommands } from './filter-commands';
import { tabCommands } from './tab-commands';
import { viewCommands } from './view-commands';
import { windowCommands } from './window-commands';

/** The shell's commands, and pasting a dump anywhere in the window. */
export function useShellCommands(workspace: Workspace, overlay: Overlay, facts: HostFacts): void {
  const demo = facts.start?.demo[0]?.id;
  const show = overlay.show;
  const commands = useMemo(() => shellCommands(workspace, show, demo), [workspace, show, demo]);
  useCommands(commands);

  const target = useRef(workspace);
  target.current = workspace;
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (isTypingInto(event.target)) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      event.preventDefault();
      openPasted(target.current, text);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, []);
}

/** `demo`: the demo's first document, where the host has one. */
export function shellCommands(
  workspace: Workspace,
  show: Overlay['show'],
  demo: string | undefined,
): readonly Command[] {
  return [
    ...fileCommands(workspace, show, demo),
    ...tabCommands(workspace),
    ...viewCommands(),
    ...compareCommands(workspace),
    ...windowCommands(show),
    ...filterCommands(),
    ...liveCommands(workspace),
  ];
}

/** The menu's entries are commands of the same name; a view's may answer first. */
export function runMenuCommand(name: MenuCommand): void {
  const command = findCommand(name);
  if (command !== undefined && (command.enabled?.() ?? true)) command.run();
}
