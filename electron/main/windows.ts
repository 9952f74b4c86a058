import { bootArgument } from '@ipc/bridge';
import { APP_ORIGIN, type Theme, type WindowState } from '@ipc/channels';
import { sendEvent } from '@ipc/handle';
import { BrowserWindow, screen, type Rectangle } from 'electron';
import type { Bounds, Settings } from './settings';
import { GROUND } from './theme';

/** Below this the panes of ui.md §2 no longer fit side by side. */
const SMALLEST = { width: 860, height: 520 };
const FIRST = { width: 1280, height: 800 };

/** A page that never paints must not leave an app without a window. */
const SHOW_AT_LAST_MS = 5_000;

export interface WindowParts {
  readonly settings: Settings;
  readonly theme: Theme;
  readonly preload: string;
  readonly icon: string;
}

/** The one window. It is shown when its page has painted, where and as large as it was left. */
export function createWindow({ settings, theme, preload, icon }: WindowParts): BrowserWindow {
  const { bounds, maximised } = settings.value.window;
  const mac = process.platform === 'darwin';
  const window = new BrowserWindow({
    ...placeWindow(
      bounds,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    ),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    backgroundColor: GROUND[theme],
    icon,
    title: 'Parkscope',
    // The page draws the title bar. macOS keeps its own three buttons; elsewhere the page draws those too.
    ...(mac ? { titleBarStyle: 'hidden' as const, trafficLightPosition: { x: 12, y: 11 } } : { frame: false }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      additionalArguments: [
        bootArgument({
          theme,
          language: settings.value.page.language,
          platform: process.platform,
          ownButtons: !mac,
        }),
      ],
    },
  });
  showWhenPainted(window, maximised);
  reportState(window);
  keepState(window, settings);
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

function showWhenPainted(window: BrowserWindow, maximised: boolean): void {
  const show = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isVisible()) return;
    if (maximised) window.maximize();
    window.show();
  };
  const timer = setTimeout(show, SHOW_AT_LAST_MS);
  window.once('ready-to-show', show);
}

export function stateOf(window: BrowserWindow): WindowState {
  return { maximised: window.isMaximized(), fullScreen: window.isFullScreen(), focused: window.isFocused() };
}

function reportState(window: BrowserWindow): void {
  const report = (): void => sendEvent(window.webContents, 'windowState', stateOf(window));
  window.on('maximize', report);
  window.on('unmaximize', report);
  window.on('enter-full-screen', report);
  window.on('leave-full-screen', report);
  window.on('focus', report);
  window.on('blur', report);
}

function keepState(window: BrowserWindow, settings: Settings): void {
  const keep = (): void => {
    if (window.isMinimized() || window.isFullScreen()) return;
    settings.change({ window: { bounds: window.getNormalBounds(), maximised: window.isMaximized() } });
  };
  window.on('resize', keep);
  window.on('move', keep);
  window.on('maximize', keep);
  window.on('unmaximize', keep);
  window.on('close', keep);
}

/**
 * Where the window goes: where it was left, if that is still on a screen by enough to grab its title bar; else centred at
 * its first size. `areas` are the displays' work areas. Without `x` and `y` the system centres it.
 */
export function placeWindow(
  left: Bounds | null,
  areas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  if (left === null) return FIRST;
  const width = Math.max(SMALLEST.width, Math.round(left.width));
  const height = Math.max(SMALLEST.height, Math.round(left.height));
  const seen = areas.some((area) => {
    const wide = Math.min(left.x + width, area.x + area.width) - Math.max(left.x, area.x);
    return wide >= 200 && left.y >= area.y - 8 && left.y + 36 <= area.y + area.height;
  });
  return seen ? { x: Math.round(left.x), y: Math.round(left.y), width, height } : { width, height };
}
