import { useEffect, useMemo, useRef } from 'react';
import type { MenuCommand } from '@ipc/channels';
import { NO_FILTER } from '@core/api/queries';
import type { Workspace } from '../client/workspace';
import { escapeRegExp, withPart } from '../state/filter-text';
import { useSession, type OpenDocument } from '../state/session';
import { useSettings } from '../state/settings';
import { useViewStore, viewOf } from '../state/view';
import { findCommand, useCommands, type Command } from '../ui/commands';
import { VIEWS } from '../views/registry';
import type { HostFacts } from './host-facts';
import { openFiles, openPasted, pasteDump } from './open-files';
import { compareCommands } from './compare/compare-commands';
import { liveCommands } from './live/live-commands';
import type { Overlay } from './overlays/use-overlay';
import { stepRegion } from './regions';
import { copyLink } from './export/copy-link';
import { saveFindings } from './save-findings';
import { isTypingInto } from './keys';
import { t } from '../i18n/t';

const activeDocument = (): OpenDocument | null => {
  const { documents, active } = useSession.getState();
  return documents.find((d) => d.id === active) ?? null;
};
const hasDocument = (): boolean => activeDocument() !== null;
const isOpening = (document: OpenDocument | null): boolean => document?.status === 'opening' && document.info === null;
const isReady = (): boolean => activeDocument()?.info != null;

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

function fileCommands(workspace: Workspace, show: Overlay['show'], demo: string | undefined): readonly Command[] {
  return [
    {
      id: 'open',
      title: t('Open…'),
      group: 'Files',
      keys: ['$mod+o'],
      inInputs: true,
      run: () => void openFiles(workspace),
    },
    {
      id: 'open-folder',
      title: t('Open a folder…'),
      group: 'Files',
      keys: [],
      run: () => void openFiles(workspace, true),
    },
    {
      id: 'attach',
      title: t('Attach to a process…'),
      group: 'Files',
      keys: ['$mod+Shift+a'],
      inInputs: true,
      run: () => show('attach'),
    },
    { id: 'paste', title: t('Paste a dump (Ctrl V)'), group: 'Files', keys: [], run: () => void pasteDump(workspace) },
    ...(demo === undefined
      ? []
      : [
          {
            id: 'open-demo',
            title: t('Open the demo'),
            group: 'Files' as const,
            keys: [],
            run: () => void workspace.openFrom(workspace.bridge.demoOpen({ id: demo })),
          },
        ]),
    {
      id: 'save-report',
      title: t('Save the findings as Markdown…'),
      group: 'Files',
      keys: ['$mod+s'],
      inInputs: true,
      enabled: isReady,
      run: () => {
        const info = activeDocument()?.info;
        if (info != null) void saveFindings(workspace, info);
      },
    },
    {
      id: 'export',
      title: t('Export…'),
      group: 'Files',
      keys: ['$mod+Shift+e'],
      inInputs: true,
      enabled: isReady,
      run: () => show('export'),
    },
    {
      id: 'copy-link',
      title: t('Copy a link to this view'),
      group: 'Files',
      keys: ['$mod+Shift+c'],
      enabled: isReady,
      run: () => {
        const document = activeDocument();
        if (document !== null) void copyLink(workspace, document);
      },
    },
    {
      id: 'cancel-open',
      title: t('Cancel what is read or worked out'),
      group: 'Files',
      keys: ['Escape'],
      // What comes at once is not cancelled by a key that was meant for something else.
      enabled: () => isOpening(activeDocument()) || workspace.cache.waitsLong(activeDocument()?.id ?? ''),
      run: () => {
        const document = activeDocument();
        if (document === null) return;
        if (isOpening(document)) workspace.cancel(document.id);
        else workspace.cache.stop(document.id);
      },
    },
  ];
}

function tabCommands(workspace: Workspace): readonly Command[] {
  const step = (by: number) => () => {
    const { documents, active, activate } = useSession.getState();
    if (documents.length === 0) return;
    const at = documents.findIndex((d) => d.id === active);
    activate(documents[(at + by + documents.length) % documents.length]?.id ?? null);
  };
  return [
    {
      id: 'close-tab',
      title: t('Close the document'),
      group: 'Files',
      keys: ['$mod+w'],
      inInputs: true,
      enabled: hasDocument,
      run: () => {
        const document = activeDocument();
        if (document !== null) workspace.close(document.id);
      },
    },
    {
      id: 'next-tab',
      title: t('Next document'),
      group: 'Files',
      keys: ['Control+Tab'],
      inInputs: true,
      enabled: hasDocument,
      run: step(1),
    },
    {
      id: 'previous-tab',
      title: t('Previous document'),
      group: 'Files',
      keys: ['Control+Shift+Tab'],
      inInputs: true,
      enabled: hasDocument,
      run: step(-1),
    },
    ...Array.from({ length: 9 }, (_, index): Command => ({
      id: `tab-${index + 1}`,
      title: index === 0 ? t('Document 1 (to 9)') : t('Document {index}', { index: index + 1 }),
      offSheet: index > 0,
      group: 'Files',
      keys: [`$mod+${index + 1}`],
      inInputs: true,
      keyOnly: true,
      enabled: () => useSession.getState().documents[index] !== undefined,
      run: () => useSession.getState().activate(useSession.getState().documents[index]?.id ?? null),
    })),
  ];
}

function viewCommands(): readonly Command[] {
  const step = (by: number) => () => {
    const document = activeDocument();
    const captures = document?.info?.captures ?? [];
    if (document === null || captures.length < 2) return;
    viewOf(document.id).change((now) => {
      // Of a watched process they come and go: an index is not a position.
      const at = now.capture === null ? captures.length - 1 : captures.findIndex(({ index }) => index === now.capture);
      const next = captures[Math.min(captures.length - 1, Math.max(0, at + by))];
      return { capture: next?.index ?? null, sampleType: null };
    });
  };
  const travel = (direction: 'back' | 'forward' | 'undo' | 'redo') => () => {
    const document = activeDocument();
    if (document !== null) useViewStore.getState()[direction](document.id);
  };
  const has = (stack: 'back' | 'forward' | 'undo' | 'redo') => () => {
    const document = activeDocument();
    return document !== null && (useViewStore.getState().byDocument[document.id]?.[stack].length ?? 0) > 0;
  };
  const several = (): boolean => (activeDocument()?.info?.captures.length ?? 0) > 1;
  return [
    ...VIEWS.map((view): Command => ({
      id: `view-${view.id}`,
      title: t('Go to {title}', { title: t(view.title) }),
      group: 'Views',
      keys: [`v ${view.key}`],
      enabled: hasDocument,
      run: () => {
        const document = activeDocument();
        if (document !== null) viewOf(document.id).change({ view: view.id });
      },
    })),
    {
      id: 'back',
      title: t('Back'),
      group: 'Views',
      keys: ['Alt+ArrowLeft'],
      enabled: has('back'),
      run: travel('back'),
    },
    {
      id: 'forward',
      title: t('Forward'),
      group: 'Views',
      keys: ['Alt+ArrowRight'],
      enabled: has('forward'),
      run: travel('forward'),
    },
    {
      id: 'undo',
      title: t('Undo the last change of the view'),
      group: 'Views',
      keys: ['$mod+z'],
      enabled: has('undo'),
      run: travel('undo'),
    },
    { id: 'redo', title: t('Redo'), group: 'Views', keys: ['$mod+Shift+z'], enabled: has('redo'), run: travel('redo') },
    {
      id: 'previous-capture',
      title: t('Previous capture'),
      group: 'Views',
      keys: ['['],
      enabled: several,
      run: step(-1),
    },
    { id: 'next-capture', title: t('Next capture'), group: 'Views', keys: [']'], enabled: several, run: step(1) },
  ];
}

function windowCommands(show: Overlay['show']): readonly Command[] {
  const { setTheme } = useSettings.getState();
  const themes = { light: t('light'), dark: t('dark'), hc: t('high contrast'), system: t('as the system') };
  return [
    {
      id: 'palette',
      title: t('Go to or run'),
      group: 'Window',
      keys: ['$mod+k'],
      inInputs: true,
      keyOnly: true,
      run: () => show('palette'),
    },
    {
      id: 'functions',
      title: t('Go to a function'),
      group: 'Window',
      keys: ['$mod+p'],
      inInputs: true,
      run: () => show('palette', '@'),
    },
    {
      id: 'commands',
      title: t('Run a command'),
      group: 'Window',
      keys: ['$mod+Shift+p', 'F1'],
      inInputs: true,
      run: () => show('palette', '>'),
    },
    {
      id: 'toggle-rail',
      title: t('Show or hide the rail’s words'),
      group: 'Window',
      keys: ['$mod+b'],
      inInputs: true,
      enabled: hasDocument,
      run: toggleRail,
    },
    {
      id: 'toggle-inspector',
      title: t('Show or hide the inspector'),
      group: 'Window',
      keys: ['$mod+i'],
      inInputs: true,
      enabled: isReady,
      run: toggleInspector,
    },
    {
      id: 'next-region',
      title: t('Next region'),
      group: 'Window',
      keys: ['F6'],
      inInputs: true,
      keyOnly: true,
      run: () => stepRegion(1),
    },
    {
      id: 'previous-region',
      title: t('Previous region'),
      group: 'Window',
      keys: ['Shift+F6'],
      inInputs: true,
      keyOnly: true,
      run: () => stepRegion(-1),
    },
    {
      id: 'settings',
      title: t('Settings'),
      group: 'Window',
      keys: ['$mod+,'],
      inInputs: true,
      run: () => show('settings'),
    },
    { id: 'keys', title: t('All keys'), group: 'Window', keys: ['?', 'Shift+?'], run: () => show('keys') },
    { id: 'about', title: t('About Parkscope'), group: 'Window', keys: [], run: () => show('about') },
    ...Object.entries(themes).map(([theme, words]): Command => ({
      id: `theme-${theme}`,
      title: t('Theme: {words}', { words }),
      group: 'Window',
      keys: [],
      run: () => setTheme(theme as keyof typeof themes),
    })),
  ];
}

function toggleRail(): void {
  const { layout, setLayout } = useSettings.getState();
  const key = matchMedia('(max-width: 1099px)').matches ? 'rail.forced' : 'rail.hidden';
  setLayout(key, layout[key] !== true);
}

function toggleInspector(): void {
  const document = activeDocument();
  if (document === null) return;
  const { view } = viewOf(document.id).get();
  const { layout, setLayout } = useSettings.getState();
  const key = `inspector.${view}`;
  setLayout(key, !(layout[key] ?? ['flame', 'trace', 'waiters'].includes(view)));
}

function filterCommands(): readonly Command[] {
  const add = (kind: 'focus' | 'ignore') => () => {
    const document = activeDocument();
    if (document === null) return;
    const { selection } = viewOf(document.id).get();
    if (selection.function === null) return;
    const value = `^${escapeRegExp(selection.function)}$`;
    viewOf(document.id).change((now) => ({ filter: withPart(now.filter, { kind, value }) }));
  };
  const hasFunction = (): boolean => {
    const document = activeDocument();
    if (document === null) return false;
    const { view, selection } = viewOf(document.id).get();
    return (view === 'flame' || view === 'top') && selection.function !== null;
  };
  const isFiltered = (): boolean => {
    const document = activeDocument();
    return document !== null && JSON.stringify(viewOf(document.id).get().filter) !== JSON.stringify(NO_FILTER);
  };
  return [
    {
      id: 'filter',
      title: t('Filter'),
      group: 'Filter',
      keys: ['/', '$mod+f'],
      enabled: hasDocument,
      run: focusFilter,
    },
    {
      id: 'clear-filter',
      title: t('Clear the filter'),
      group: 'Filter',
      keys: ['Shift+Escape'],
      inInputs: true,
      enabled: isFiltered,
      run: () => {
        const document = activeDocument();
        if (document !== null) viewOf(document.id).change({ filter: NO_FILTER });
      },
    },
    {
      id: 'focus',
      title: t('Focus on the selected function'),
      group: 'Filter',
      keys: ['f'],
      enabled: hasFunction,
      run: add('focus'),
    },
    {
      id: 'ignore',
      title: t('Ignore the selected function'),
      group: 'Filter',
      keys: ['i'],
      enabled: hasFunction,
      run: add('ignore'),
    },
  ];
}

function focusFilter(): void {
  document.getElementById('filter-input')?.focus();
}

/** The menu's entries are commands of the same name; a view's may answer first. */
export function runMenuCommand(name: MenuCommand): void {
  const command = findCommand(name);
  if (command !== undefined && (command.enabled?.() ?? true)) command.run();
}
