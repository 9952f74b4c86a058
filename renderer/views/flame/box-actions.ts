import { useEffect, useMemo, useRef } from 'react';
import { withPart } from '../../state/filter-text';
import { viewOf, type ViewState } from '../../state/view';
import { findCommand, runCommand, useCommands, type Command } from '../../ui/commands';
import { exactPattern } from '../../ui/symbol/symbol-parts';
import { t } from '../../i18n/t';

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
    const filter = { group: 'Filter', enabled: chosen } as const;
    return [
      {
        ...{ id: 'flame.find', title: t('Find in the flame graph'), group: 'Filter', keys: ['$mod+f'], inInputs: true },
        run: () => latest.current.find(),
      },
      {
        ...{ id: 'flame.next', title: t('Next match'), group: 'Move', keys: ['n'], keyOnly: true },
        run: () => latest.current.next(1),
      },
      {
        ...{ id: 'flame.previous', title: t('Previous match'), group: 'Move', keys: ['Shift+N'], keyOnly: true },
        run: () => latest.current.next(-1),
      },
      {
        ...{ id: 'flame.zoom', title: t('Zoom to the selected box'), group: 'Move', keys: ['z'], enabled: chosen },
        run: () => latest.current.zoom(),
      },
      { id: 'flame.reset', title: t('Zoom out to all'), group: 'Move', keys: ['r'], run: () => latest.current.reset() },
      {
        ...{ id: 'flame.focus', title: t('Focus on the selected function'), keys: ['f'], ...filter },
        run: withName(actions.focus),
      },
      {
        ...{ id: 'flame.ignore', title: t('Ignore the selected function'), keys: ['i'], ...filter },
        run: withName(actions.ignore),
      },
      {
        ...{ id: 'flame.hide', title: t('Hide the selected function'), keys: [], ...filter },
        run: withName(actions.hide),
      },
      {
        ...{ id: 'flame.show-from', title: t('Show stacks from the selected function on'), keys: [], ...filter },
        run: withName(actions.showFrom),
      },
      {
        ...{
          id: 'flame.sandwich',
          title: t('Callers and callees of the selected function'),
          group: 'Move',
          keys: ['s'],
        },
        enabled: chosen,
        run: withName(actions.sandwich),
      },
    ];
  }, [doc, name]);
  useCommands(commands);
}
