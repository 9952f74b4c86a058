import type { MenuCommand } from '@ipc/channels';
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuParts {
  readonly platform: string;
  /** Developer builds keep the keys that reload the page and open the developer tools. */
  readonly packaged: boolean;
  readonly send: (command: MenuCommand) => void;
}

/**
 * The application menu; on Linux and Windows it opens from the mark at the left of the title bar. Keys whose action is the
 * page's are shown but not registered (except on macOS, where the menu comes first): the page has the same key, and would
 * hear it twice.
 */
export function menuTemplate({ platform, packaged, send }: MenuParts): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(command),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        item('Open…', 'open', 'CmdOrCtrl+O'),
        item('Open Folder…', 'open-folder'),
        item('Attach to a Process…', 'attach', 'CmdOrCtrl+Shift+A'),
        item('Paste a Dump', 'paste'),
        item('Open the Demo', 'open-demo'),
        line,
        item('Save Report…', 'save-report', 'CmdOrCtrl+S'),
        item('Export…', 'export', 'CmdOrCtrl+Shift+E'),
        line,
        item('Close Document', 'close-tab', 'CmdOrCtrl+W'),
        ...(mac
          ? []
          : [
              line,
              item('Settings', 'settings', 'CmdOrCtrl+,'),
              line,
              { role: 'quit' as const, accelerator: 'Ctrl+Q' },
            ]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        item('Undo View Change', 'undo', 'CmdOrCtrl+Z'),
        item('Redo View Change', 'redo', 'CmdOrCtrl+Shift+Z'),
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        line,
        item('Filter', 'filter', 'CmdOrCtrl+F'),
        item('Clear Filter', 'clear-filter', 'Shift+Escape'),
      ],
    },
    {
      label: '&View',
      submenu: [
        item('Live', 'view-live'),
        item('Findings', 'view-findings'),
        item('Rules', 'view-rules'),
        item('Goroutines', 'view-goroutines'),
        item('Flame', 'view-flame'),
        item('Top', 'view-top'),
        item('Metrics', 'view-metrics'),
        line,
        item('Rail', 'toggle-rail', 'CmdOrCtrl+B'),
        item('Inspector', 'toggle-inspector', 'CmdOrCtrl+I'),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen', accelerator: mac ? 'Ctrl+Cmd+F' : 'F11' },
        ...(packaged
          ? []
          : [line, { role: 'reload' as const }, { role: 'forceReload' as const }, { role: 'toggleDevTools' as const }]),
      ],
    },
    {
      label: '&Go',
      submenu: [
        item('Go to or Run…', 'palette', 'CmdOrCtrl+K'),
        item('Function…', 'functions', 'CmdOrCtrl+P'),
        item('Command…', 'commands', 'CmdOrCtrl+Shift+P'),
        line,
        item('Next Document', 'next-tab', 'Ctrl+Tab'),
        item('Previous Document', 'previous-tab', 'Ctrl+Shift+Tab'),
        item('Back', 'back', 'Alt+Left'),
        item('Forward', 'forward', 'Alt+Right'),
      ],
    },
    ...(mac ? [{ role: 'windowMenu' as const }] : []),
    { label: '&Help', role: 'help', submenu: [item('Keys', 'keys'), item('About Parkscope', 'about')] },
  ];
}
