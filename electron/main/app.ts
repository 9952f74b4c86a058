import { join } from 'node:path';
import type { FileSet, MenuCommand, Notice, Theme } from '@ipc/channels';
import { sendEvent, serveBridge } from '@ipc/handle';
import { app, dialog, Menu, nativeTheme, session, type BrowserWindow } from 'electron';
import * as v from 'valibot';
import { makeAnswers } from './answers';
import { executableOf, LINK_SCHEME, ownArguments, readTargets, wantsDemo, type Targets } from './arguments';
import { Demo } from './demo';
import { EngineProcess } from './engine-process';
import { Grants } from './grants';
import { guardApp, guardSession } from './guard';
import { menuTemplate } from './menu';
import { closeQuestion, Programs } from './programs';
import { registerScheme, servePage } from './protocol';
import { Recent } from './recent';
import { Settings } from './settings';
import { Destinations } from './destinations';
import { applyTheme, GROUND, resolveTheme } from './theme';
import { createWindow } from './windows';
import { languageFor, say, speak } from './words';

/** Everything the app brings along lies below this folder, in the clone and in a package alike. */
const inApp = (...path: string[]): string => join(app.getAppPath(), ...path);

/** What a second start hands to the first. It comes from another process, so it is checked. */
const Handed = v.object({
  paths: v.array(v.string()),
  notices: v.array(v.object({ message: v.string(), hint: v.string() })),
  finding: v.exactOptional(v.string()),
  view: v.exactOptional(v.string()),
});

/** The page is reloaded after a crash, but not for ever. */
const PAGE_RELOADS = 3;

registerScheme();
guardApp();

// Read here and not by the first start: only the process that was given the arguments knows its folder.
const asked: Targets = readTargets(
  ownArguments(process.argv, process.defaultApp === true),
  process.cwd(),
  executableOf(process.argv),
);
if (app.requestSingleInstanceLock(asked)) run();
else app.exit(0);

function run(): void {
  const settings = new Settings(join(app.getPath('userData'), 'settings.json'));
  const grants = new Grants((files) => engine.grant(files));
  const destinations = new Destinations((file, lasting) => engine.target(file, lasting));
  const programs = new Programs();
  const recent = new Recent(settings, grants);
  const demo = new Demo(inApp('assets', 'demo'), grants);
  const engine = new EngineProcess({
    modulePath: inApp('dist', 'engine', 'main.cjs'),
    granted: () => grants.all,
    recordings: () => destinations.recordings,
    onLaunched: (id, pid, path) => {
      programs.launched(grants.nameOf(id), pid);
      grants.launched(id, path);
    },
    onState: (state) => tell((page) => sendEvent(page, 'engineState', state)),
  });

  let window: BrowserWindow | null = null;
  let listening = false;
  let reloads = 0;
  let waiting: { open: FileSet[]; notices: Notice[] } = { open: [], notices: [] };

  const tell = (send: (page: Electron.WebContents) => void): void => {
    if (listening && window !== null && !window.isDestroyed()) send(window.webContents);
  };
  const notify = (notice: Notice): void => {
    if (listening) tell((page) => sendEvent(page, 'notice', notice));
    else waiting.notices.push(notice);
  };
  /** Shows in the page, now or as soon as it listens; the first set is in front. */
  const show = (sets: FileSet[]): void => {
    if (listening) tell((page) => sendEvent(page, 'openFiles', { sets }));
    else waiting.open.push(...sets);
  };
  const open = async ({ paths, notices, finding, view }: Targets): Promise<void> => {
    for (const notice of notices) notify(notice);
    if (paths.length === 0) return;
    const set = await grants.grant(paths);
    recent.remember(set, Date.now());
    const shown = { ...(finding === undefined ? {} : { finding }), ...(view === undefined ? {} : { view }) };
    show([{ ...set, ...shown }]);
  };
  let shown: Theme | null = null;
  const showTheme = (theme: Theme): void => {
    // A choice of the user changes the system's theme for this app, which reports the change as well.
    if (theme === shown) return;
    shown = theme;
    window?.setBackgroundColor(GROUND[theme]);
    tell((page) => sendEvent(page, 'themeChanged', { theme }));
  };
  const bringForward = (): void => {
    if (window === null) return openWindow();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  let quitting = false;
  let asking = false;
  /** Closes what the user wanted to close, after he has said what shall become of the programs that were started here. */
  const endPrograms = async (closing: BrowserWindow): Promise<void> => {
    if (asking) return;
    asking = true;
    const { message, detail } = closeQuestion(programs.running);
    const buttons = [say('Stop'), say('Let run'), say('Cancel')];
    const options = { type: 'question', message, detail, buttons, defaultId: 0, cancelId: 2, noLink: true } as const;
    const { response } = await dialog.showMessageBox(closing, options);
    asking = false;
    if (response === 2) {
      quitting = false;
      return;
    }
    if (response === 0) {
      closing.hide();
      await programs.stop();
    } else programs.release();
    if (quitting) app.quit();
    else closing.close();
  };

  const openWindow = (): void => {
    shown = resolveTheme(settings.value.page.theme);
    const made = createWindow({
      settings,
      theme: shown,
      preload: inApp('dist', 'preload', 'preload.cjs'),
      icon: inApp('assets', 'icons', 'parkscope.png'),
    });
    window = made;
    made.on('close', (event) => {
      if (programs.running.length === 0) return;
      event.preventDefault();
      void endPrograms(made);
    });
    made.on('closed', () => {
      window = null;
      listening = false;
    });
    made.webContents.on('did-start-loading', () => (listening = false));
    made.webContents.on('render-process-gone', (_event, { reason }) => {
      listening = false;
      if (reason === 'clean-exit' || made.isDestroyed()) return;
      if (++reloads > PAGE_RELOADS) {
        dialog.showErrorBox(
          'Parkscope',
          say('The window keeps failing ({reason}). The app ends now; no capture is changed by it.', { reason }),
        );
        app.quit();
        return;
      }
      notify({
        message: `The window failed (${reason}) and was loaded again.`,
        hint: 'Open the captures again from the recent files.',
      });
      made.webContents.reload();
    });
  };

  const sendCommand = (command: MenuCommand): void => {
    if (window === null) openWindow();
    tell((page) => sendEvent(page, 'menuCommand', { command }));
  };

  /** Made anew of the settings: the language, and the keys that commands have now. */
  const showMenu = (): void => {
    const { language, keys } = settings.value.page;
    speak(languageFor(language, app.getLocale()));
    const parts = { platform: process.platform, packaged: app.isPackaged, keys, send: sendCommand };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(parts)));
  };

  serveBridge(
    makeAnswers({
      settings,
      grants,
      recent,
      demo,
      engine,
      destinations,
      takeWaiting: () => {
        const taken = waiting;
        waiting = { open: [], notices: [] };
        listening = true;
        return taken;
      },
      onTheme: showTheme,
      onMenu: showMenu,
    }),
    (page) => page === window?.webContents,
  );

  app.on('second-instance', (_event, _argv, _cwd, handed) => {
    bringForward();
    const targets = v.safeParse(Handed, handed);
    if (targets.success) void open(targets.output);
  });
  // macOS, and before the app is ready too.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void open({ paths: [path], notices: [] });
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    void open(readTargets([url], process.cwd()));
  });
  // Elsewhere the clone would take the links of an installed app.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.on('activate', bringForward);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', () => (quitting = true));
  app.on('will-quit', () => {
    engine.stop();
    settings.flush();
  });
  nativeTheme.on('updated', () => showTheme(resolveTheme(settings.value.page.theme)));

  void app.whenReady().then(async () => {
    guardSession(session.defaultSession);
    servePage(inApp('dist', 'renderer'));
    applyTheme(settings.value.page.theme);
    showMenu();
    if (settings.problem !== null) notify({ message: settings.problem, hint: '' });
    engine.start();
    openWindow();
    await open(asked);
    if (asked.paths.length === 0 && asked.notices.length === 0 && wantsDemo(process.argv)) show(await demo.openAll());
  });
}
