import type { KeyChanges, MenuCommand } from '@ipc/channels';
import type { MenuItemConstructorOptions } from 'electron';
import { acceleratorOf } from './accelerator';
import { say } from './words';

export interface MenuParts {
  readonly platform: string;
  /** Developer builds keep the keys that reload the page and open the developer tools. */
  readonly packaged: boolean;
  /** Keys that the user gave to commands. */
  readonly keys: KeyChanges;
  readonly send: (command: MenuCommand) => void;
}

/** Keys that the commands of the menu have by themselves, in the page's notation; a test compares them with the page's. */
export const MENU_KEYS: Readonly<Partial<Record<MenuCommand, readonly string[]>>> = {
  open: ['$mod+o'],
  attach: ['$mod+Shift+a'],
  'save-report': ['$mod+s'],
  export: ['$mod+Shift+e'],
  'close-tab': ['$mod+w'],
  settings: ['$mod+,'],
  undo: ['$mod+z'],
  redo: ['$mod+Shift+z'],
  filter: ['/', '$mod+f'],
  'clear-filter': ['Shift+Escape'],
  'toggle-rail': ['$mod+b'],
  'toggle-inspector': ['$mod+i'],
  palette: ['$mod+k'],
  functions: ['$mod+p'],
  commands: ['$mod+Shift+p', 'F1'],
  'next-tab': ['Control+Tab'],
  'previous-tab': ['Control+Shift+Tab'],
  back: ['Alt+ArrowLeft'],
  forward: ['Alt+ArrowRight'],
};

/**
 * The application menu; on Linux and Windows it opens from the mark at the left of the title bar. Keys whose action is the page's are shown
 * but not registered (except on macOS, where the menu comes first): the page has the same key, and would hear it twice.
 */
export function menuTemplate({ platform, packaged, keys, send }: MenuParts): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const item = (label: string, command: MenuCommand): MenuItemConstructorOptions => {
    const accelerator = acceleratorOf(keys[command] ?? MENU_KEYS[command] ?? []);
    return {
      label: say(label),
      click: () => send(command),
      ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
    };
  };
  const role = (name: MenuItemConstructorOptions['role'], label: string): MenuItemConstructorOptions => ({
    ...(name === undefined ? {} : { role: name }),
    label: say(label),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: say('&File'),
      submenu: [
        item('Open…', 'open'),
        item('Open Folder…', 'open-folder'),
        item('Attach to a Process…', 'attach'),
        item('Paste a Dump', 'paste'),
        item('Open the Demo', 'open-demo'),
        line,
        item('Save Report…', 'save-report'),
        item('Export…', 'export'),
        line,
        item('Close Document', 'close-tab'),
        ...(mac ? [] : [line, item('Settings', 'settings'), line, { ...role('quit', 'Quit'), accelerator: 'Ctrl+Q' }]),
      ],
    },
    {
      label: say('&Edit'),
      submenu: [
        item('Undo View Change', 'undo'),
        item('Redo View Change', 'redo'),
        line,
        role('cut', 'Cut'),
        role('copy', 'Copy'),
        role('paste', 'Paste'),
        role('selectAll', 'Select All'),
        line,
        item('Filter', 'filter'),
        item('Clear Filter', 'clear-filter'),
      ],
    },
    {
      label: say('&View'),
      submenu: [
        item('Live', 'view-live'),
        item('Findings', 'view-findings'),
        item('Rules', 'view-rules'),
        item('Groups', 'view-goroutines'),
        item('Waiters', 'view-waiters'),
        item('Timeline', 'view-trace'),
        item('Flame', 'view-flame'),
        item('Top', 'view-top'),
        item('Source', 'view-source'),
        item('Heap', 'view-heap'),
        item('Metrics', 'view-metrics'),
        item('Compare', 'view-compare'),
        line,
        item('Rail', 'toggle-rail'),
        item('Inspector', 'toggle-inspector'),
        line,
        role('resetZoom', 'Actual Size'),
        role('zoomIn', 'Zoom In'),
        role('zoomOut', 'Zoom Out'),
        { ...role('togglefullscreen', 'Full Screen'), accelerator: mac ? 'Ctrl+Cmd+F' : 'F11' },
        ...(packaged
          ? []
          : [
              line,
              role('reload', 'Reload'),
              role('forceReload', 'Force Reload'),
              role('toggleDevTools', 'Developer Tools'),
            ]),
      ],
    },
    {
      label: say('&Go'),
      submenu: [
        item('Go to or Run…', 'palette'),
        item('Function…', 'functions'),
        item('Command…', 'commands'),
        line,
        item('Next Document', 'next-tab'),
        item('Previous Document', 'previous-tab'),
        item('Back', 'back'),
        item('Forward', 'forward'),
      ],
    },
    ...(mac ? [{ role: 'windowMenu' as const }] : []),
    { label: say('&Help'), role: 'help', submenu: [item('Keys', 'keys'), item('About Parkscope', 'about')] },
  ];
}
