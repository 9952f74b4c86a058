import { MENU_COMMANDS } from '@ipc/channels';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';

const made: unknown[] = [];
class FakeWindow {
  webContents = { isDestroyed: () => false, send: () => undefined };
  constructor(options: unknown) {
    made.push(options);
  }
  on(): void {}
  once(): void {}
  isDestroyed(): boolean {
    return true;
  }
  loadURL(): Promise<void> {
    return Promise.resolve();
  }
}
vi.mock('electron', () => ({
  ipcMain: {},
  BrowserWindow: FakeWindow,
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
  nativeTheme: {},
}));
const { createWindow, placeWindow } = await import('../../../electron/main/windows');
const { menuTemplate } = await import('../../../electron/main/menu');
const { DEFAULT_PAGE, Settings } = await import('../../../electron/main/settings');

describe('the window', () => {
  it('is sandboxed, isolated, without Node, and dark before its page is painted', () => {
    const settings = new Settings('/nowhere/settings.json');
    expect(settings.value.page).toEqual(DEFAULT_PAGE);
    createWindow({ settings, theme: 'dark', preload: '/app/preload.cjs', icon: '' });
    expect(made[0]).toMatchObject({
      show: false,
      backgroundColor: '#191817',
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        nodeIntegrationInWorker: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
      },
    });
  });
});

describe('the place of the window', () => {
  const screen = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  it.each([
    ['the first time', null, { width: 1280, height: 800 }],
    ['where it was left', { x: 100, y: 50, width: 1000, height: 700 }, { x: 100, y: 50, width: 1000, height: 700 }],
    ['on a screen that is gone', { x: 2500, y: 50, width: 1000, height: 700 }, { width: 1000, height: 700 }],
    ['with its title bar above the screen', { x: 0, y: -400, width: 1000, height: 700 }, { width: 1000, height: 700 }],
    ['almost beside the screen', { x: 1900, y: 0, width: 1000, height: 700 }, { width: 1000, height: 700 }],
    ['smaller than its panes need', { x: 0, y: 0, width: 10, height: 10 }, { x: 0, y: 0, width: 860, height: 520 }],
  ])('%s', (_what, left, expected) => {
    expect(placeWindow(left, screen)).toEqual(expected);
  });
});

function flatten(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
}

describe('the menu', () => {
  const items = (platform: string, packaged: boolean, send = vi.fn()) =>
    flatten(menuTemplate({ platform, packaged, keys: {}, send }));

  it('has no key that reloads the page or opens the developer tools in a release', () => {
    const roles = (packaged: boolean) => items('linux', packaged).map(({ role }) => role);
    for (const role of ['reload', 'forceReload', 'toggleDevTools']) {
      expect(roles(true)).not.toContain(role);
      expect(roles(false)).toContain(role);
    }
  });
  it('offers every command there is', () => {
    const send = vi.fn();
    for (const item of items('linux', true, send)) {
      if (item.click !== undefined) (item.click as () => void)();
    }
    expect(send.mock.calls.map(([command]) => command as string).sort()).toEqual([...MENU_COMMANDS].sort());
  });
  it('shows the page’s keys without taking them from the page', () => {
    for (const { label, accelerator, role, registerAccelerator } of items('linux', true)) {
      if (accelerator !== undefined && role === undefined) expect([label, registerAccelerator]).toEqual([label, false]);
    }
  });
  it('has no key twice', () => {
    const keys = items('linux', true).flatMap(({ accelerator }) =>
      accelerator === undefined ? [] : [String(accelerator)],
    );
    expect(keys).toEqual([...new Set(keys)]);
  });
});
