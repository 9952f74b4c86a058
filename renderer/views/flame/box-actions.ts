import { useEffect, useMemo, useRef } from 'react';
import { withPart } from '../../state/filter-text';
import { viewOf, type ViewState } from '../../state/view';
import { findCommand, runCommand, useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { exactPattern } from '../../ui/symbol/symbol-parts';

/** What can be done with a function of the picture. */
export interface FunctionActions {
  readonly focus: (name: string) => void;
  readonly ignore: (name: string) => void;
  readonly hide: (name: string) => void;
  readonly showFrom: (name: string) => void;
  readonly sandwich: (name: string) => void;
  readonly openTop: (name: string) => void;
  /** Null while the window has no view of sources. */
  readonly openSource: ((name: string) => void) | null;
}

export function functionActions(doc: string): FunctionActions {
  const view = viewOf(doc);
  const filter = (change: (now: ViewState['filter'], pattern: string) => ViewState['filter']) => (name: string) =>
    view.change((now) => ({ filter: change(now.filter, exactPattern(name)) }));
  const added = (list: readonly string[] | undefined, pattern: string): readonly string[] => [
    ...(list ?? []).filter((other) => other !== pattern),
    pattern,
  ];
  const select = (name: string): void => view.select({ function: name, node: null });
  return {
    focus: filter((now, value) => withPart(now, { kind: 'focus', value })),
    ignore: filter((now, value) => withPart(now, { kind: 'ignore', value })),
    hide: filter((now, pattern) => ({ ...now, hide: added(now.hide, pattern) })),
    showFrom: filter((now, pattern) => ({ ...now, showFrom: added(now.showFrom, pattern) })),
    sandwich: (name) => view.change((now) => ({ flame: { ...now.flame, mode: 'sandwich', at: name } })),
    openTop: (name) => {
      select(name);
      runCommand('view.top');
    },
    openSource:
      findCommand('view.source') === undefined
        ? null
        : (name) => {
            select(name);
            runCommand('view.source');
          },
  };
}

/** What keys and the palette do to the picture in sight. */
export interface PictureActions {
  readonly find: () => void;
  readonly next: (step: 1 | -1) => void;
  readonly zoom: () => void;
  readonly reset: () => void;
}

/** `name`: the selected function, of which most commands speak. */
export function useFlameCommands(doc: string, name: string | null, picture: PictureActions): void {
  const latest = useRef(picture);
  useEffect(() => {
    latest.current = picture;
  });
  const commands = useMemo<readonly Command[]>(() => {
    const chosen = (): boolean => name !== null;
    const actions = functionActions(doc);
    const withName =
      (act: (name: string) => void): (() => void) =>
      () => {
        if (name !== null) act(name);
      };
    return [
      viewCommand('flame.find', { run: () => latest.current.find() }),
      viewCommand('flame.next', { run: () => latest.current.next(1) }),
      viewCommand('flame.previous', { run: () => latest.current.next(-1) }),
      viewCommand('flame.zoom', { enabled: chosen, run: () => latest.current.zoom() }),
      viewCommand('flame.reset', { run: () => latest.current.reset() }),
      viewCommand('flame.focus', { enabled: chosen, run: withName(actions.focus) }),
      viewCommand('flame.ignore', { enabled: chosen, run: withName(actions.ignore) }),
      viewCommand('flame.hide', { enabled: chosen, run: withName(actions.hide) }),
      viewCommand('flame.show-from', { enabled: chosen, run: withName(actions.showFrom) }),
      viewCommand('flame.sandwich', { enabled: chosen, run: withName(actions.sandwich) }),
    ];
  }, [doc, name]);
  useCommands(commands);
}
