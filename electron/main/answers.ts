import { basename } from 'node:path';
import { ok, type Result } from '@core/base/result';
import type { BridgeError, FileSet, Grant, Notice, Theme } from '@ipc/channels';
import type { LaunchedProgram } from '@ipc/engine-control';
import { bridgeError, DONE, sendEvent, type Answers } from '@ipc/handle';
import { app, BrowserWindow, clipboard, Menu, shell, type WebContents } from 'electron';
import type { Demo } from './demo';
import { urlOf, viewLink } from './arguments';
import {
  agreeToRun,
  chooseExecutable,
  chooseFiles,
  chooseFolder,
  chooseSourceFolder,
  chooseWorkingFolder,
  saveText,
} from './dialogs';
import type { EngineProcess } from './engine-process';
import { corePath, type Grants } from './grants';
import type { Recent } from './recent';
import type { Settings } from './settings';
import type { Destinations } from './destinations';
import { applyTheme, resolveTheme } from './theme';
import { stateOf } from './windows';

export interface Parts {
  readonly settings: Settings;
  readonly grants: Grants;
  readonly recent: Recent;
  readonly demo: Demo;
  readonly engine: EngineProcess;
  readonly destinations: Destinations;
  /** What waits for the page to listen; taking it empties it. */
  readonly takeWaiting: () => { readonly open: FileSet[]; readonly notices: Notice[] };
  readonly onTheme: (theme: Theme) => void;
  /** The menu is made of the settings: keys or language are others now. */
  readonly onMenu: () => void;
}

/** What main answers to the page. Checks are done by then (ipc/handle.ts). */
export function makeAnswers({
  settings,
  grants,
  recent,
  demo,
  engine,
  destinations,
  takeWaiting,
  onTheme,
  onMenu,
}: Parts): Answers {
  const openPaths = async (paths: readonly string[]): Promise<FileSet[]> => {
    if (paths.length === 0) return [];
    const set = await grants.grant(paths);
    recent.remember(set, Date.now());
    return [set];
  };
  const grantOne = async (path: string, name?: string): Promise<Result<Grant, BridgeError>> => {
    const { sources } = await grants.grant([path], '', name);
    const [source] = sources;
    return source === undefined ? bridgeError('internal', `${path} was not granted.`) : ok(source);
  };
  return {
    async start(_request, page) {
      engine.attach(page);
      const { chrome: chromium, electron, node } = process.versions;
      const demoList = await demo.list();
      return ok({
        settings: settings.value.page,
        window: stateOf(windowOf(page)),
        engine: engine.state,
        recent: recent.list(),
        demo: demoList,
        ...takeWaiting(),
        versions: { app: app.getVersion(), electron, chromium, node },
      });
    },
    async openDialog({ folder }, page) {
      const choose = folder === true ? chooseFolder : chooseFiles;
      return ok(await openPaths(await choose(windowOf(page))));
    },
    async sourcesDialog(_request, page) {
      const [folder] = await chooseSourceFolder(windowOf(page));
      if (folder === undefined) return ok({ source: null });
      const granted = await grantOne(folder);
      return granted.ok ? ok({ source: granted.value }) : granted;
    },
    async grantDropped({ paths }, page) {
      sendEvent(page, 'openFiles', { sets: await openPaths(paths) });
      return DONE;
    },
    async executableDialog({ source }, page) {
      const core = grants.fileOf(source);
      if (core === null) return bridgeError('gone', `No file is known as ${source}.`);
      const [executable] = await chooseExecutable(windowOf(page), basename(core));
      return ok(await openPaths(executable === undefined ? [] : [corePath({ core, executable })]));
    },
    recentList: () => ok(recent.list()),
    recentOpen: ({ id }) => recent.open(id, Date.now()),
    recentClear() {
      recent.clear();
      return ok(recent.list());
    },
    async demoOpen({ id }) {
      const set = await demo.open(id);
      return set === null ? bridgeError('gone', `The demo has no ${id}.`) : ok(set);
    },
    settingsSet(change) {
      const { page } = settings.value;
      const {
        theme = page.theme,
        language = page.language,
        letterKeys = page.letterKeys,
        keys = page.keys,
        layout = page.layout,
      } = change;
      settings.change({ page: { theme, language, letterKeys, keys, layout } });
      if (language !== page.language || keys !== page.keys) onMenu();
      if (theme !== page.theme) {
        applyTheme(theme);
        onTheme(resolveTheme(theme));
      }
      return ok(settings.value.page);
    },
    windowAction(request, page) {
      const window = windowOf(page);
      switch (request.action) {
        case 'minimise':
          window.minimize();
          break;
        case 'toggle-maximise':
          if (window.isMaximized()) window.unmaximize();
          else window.maximize();
          break;
        case 'toggle-full-screen':
          window.setFullScreen(!window.isFullScreen());
          break;
        case 'close':
          // After the answer: the page that asked must still be there to receive it.
          setImmediate(() => window.close());
          break;
        case 'menu':
          Menu.getApplicationMenu()?.popup({ window, x: Math.round(request.x), y: Math.round(request.y) });
          break;
      }
      return ok(stateOf(window));
    },
    async clipboardWrite({ text }) {
      await clipboard.writeText(text);
      return DONE;
    },
    async copyLink({ sources, view }) {
      const paths = sources.map((id) => grants.pathOf(id) ?? '');
      const link = viewLink(paths, view);
      if (link !== null) await clipboard.writeText(link);
      return ok({ copied: link !== null });
    },
    clipboardRead: async () => ok({ text: await clipboard.readText() }),
    saveReport: ({ suggestedName, content }, page) => saveText(windowOf(page), suggestedName, content),
    async exportDialog({ suggestedName, format }, page) {
      return ok((await destinations.choose(windowOf(page), suggestedName, format)) ?? { target: '', name: '' });
    },
    async attachGrant({ pid, startMs, name }) {
      const path = `process:${pid}${startMs === undefined ? '' : `@${Math.round(startMs)}`}`;
      return grantOne(path, name === undefined ? `process ${pid}` : `${name} (${pid})`);
    },
    async urlGrant({ url }) {
      const address = urlOf(url);
      if (address === null)
        return bridgeError('invalid', 'This is no address of http or https.', 'Use http://HOST:PORT/debug/pprof/.');
      const [set] = await openPaths([address]);
      return set === undefined ? bridgeError('invalid', 'This is no address.') : ok(set);
    },
    async launchGrant({ command, args, folder }, page) {
      const window = windowOf(page);
      const [chosen] = folder === 'choose' ? await chooseWorkingFolder(window) : [app.getPath('home')];
      if (chosen === undefined || !(await agreeToRun(window, command, args, chosen)))
        return ok({ source: null, folder: '' });
      const program: LaunchedProgram = { command, args, cwd: chosen };
      const granted = await grantOne(`program:${JSON.stringify(program)}`);
      return granted.ok ? ok({ source: granted.value, folder: chosen }) : granted;
    },
    async recordDialog({ suggestedName }, page) {
      const chosen = await destinations.chooseRecording(windowOf(page), suggestedName);
      if (chosen === null) return ok({ target: '', name: '', source: null });
      const source = await grantOne(chosen.path);
      return ok({ target: chosen.target, name: basename(chosen.path), source: source.ok ? source.value : null });
    },
    engineRestart() {
      engine.restart();
      return ok(engine.state);
    },
    showInFolder({ source }) {
      const path = grants.fileOf(source);
      if (path === null) return bridgeError('gone', `No file is known as ${source}.`);
      shell.showItemInFolder(path);
      return DONE;
    },
  };
}

function windowOf(page: WebContents): BrowserWindow {
  const window = BrowserWindow.fromWebContents(page);
  if (window === null) throw new Error('the window is closed');
  return window;
}
