import { FILE_FORMATS } from '@core/api/export';
import type { Result } from '@core/base/result';
import * as v from 'valibot';

/**
 * The app bridge: everything the page may ask of the operating system, as one table. Both ends are derived from it:
 * `handle.ts` checks every request against its schema, `bridge.ts` makes one method of `window.parkscope` per row.
 * Data of captures never travels here; it has the engine port (core/api/protocol.ts).
 */

/** The page's own origin. Its files are served by main from the renderer bundle and nothing else is. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://parkscope';

/** Longest text that may be copied, saved or pasted in one go, UTF-16 units. */
const MAX_TEXT = 256 * 1024 * 1024;

/** Longest view state in a link, UTF-16 units: systems cut longer ones. */
export const MAX_VIEW = 8192;

const SourceId = v.pipe(v.string(), v.regex(/^src-[1-9]\d{0,9}$/));
const RecentId = v.pipe(v.string(), v.regex(/^recent-[1-9]\d{0,9}$/));
const DemoId = v.pipe(v.string(), v.regex(/^demo-[1-9]\d{0,3}$/));
const FileName = v.pipe(v.string(), v.minLength(1), v.maxLength(120), v.regex(/^[^/\\\0]+$/));
const Text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const Pid = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31));
const Nothing = v.strictObject({});

/**
 * A file that the user chose. The page knows its id, its base name and its size (bytes), never its path; the id is what
 * `open` on the engine port takes as `source`. Ids stay valid until the app ends, over restarts of the engine too.
 */
const Grant = v.strictObject({ id: SourceId, name: v.string(), size: v.number() });
export type Grant = v.InferOutput<typeof Grant>;

/**
 * Files that become one document: what one gesture chose, or one entry of the demo. `title` is `` where the files name it; `finding` is
 * the id of the finding to show first, where a link names one; `view` what a link wants shown, as the page wrote it (JSON) and checks it.
 */
const FileSet = v.strictObject({
  title: v.string(),
  sources: v.array(Grant),
  finding: v.optional(v.string()),
  view: v.optional(v.string()),
});
export type FileSet = v.InferOutput<typeof FileSet>;

/** `size` is the sum over the files in bytes, `openedMs` ms since the epoch. */
const RecentEntry = v.strictObject({
  id: RecentId,
  title: v.string(),
  files: v.number(),
  size: v.number(),
  openedMs: v.number(),
});
export type RecentEntry = v.InferOutput<typeof RecentEntry>;

const DemoEntry = v.strictObject({ id: DemoId, title: v.string(), files: v.number(), size: v.number() });
export type DemoEntry = v.InferOutput<typeof DemoEntry>;

export const THEME_CHOICES = ['system', 'light', 'dark', 'hc'] as const;
export const THEMES = ['light', 'dark', 'hc'] as const;
/** What the window shows once `system` is resolved. */
export type Theme = (typeof THEMES)[number];

export const LANGUAGE_CHOICES = ['system', 'en', 'zh-CN', 'en-XA'] as const;
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number];

/** Sizes of panes, open sections and the like: the page names the keys, main only keeps them. */
const Layout = v.record(
  v.pipe(v.string(), v.maxLength(80)),
  v.union([
    v.number(),
    v.boolean(),
    v.pipe(v.string(), v.maxLength(400)),
    v.pipe(v.array(v.number()), v.maxLength(32)),
  ]),
);
/** What the user gave to commands in place of their own keys, by the command's id: `$mod+Shift+p`, `v f`; none = no key. */
const KeyChanges = v.record(
  v.pipe(v.string(), v.maxLength(60)),
  v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(80))), v.maxLength(4)),
);
export type KeyChanges = v.InferOutput<typeof KeyChanges>;

export const PageSettings = v.strictObject({
  theme: v.picklist(THEME_CHOICES),
  /** Language of the window; `en-XA` is English made longer, for tests of room. Files of older versions have none. */
  language: v.optional(v.picklist(LANGUAGE_CHOICES), 'system'),
  /** False switches the one-letter keys off. */
  letterKeys: v.boolean(),
  /** Files of older versions have none. */
  keys: v.optional(KeyChanges, {}),
  layout: Layout,
});
export type PageSettings = v.InferOutput<typeof PageSettings>;

const WindowState = v.strictObject({ maximised: v.boolean(), fullScreen: v.boolean(), focused: v.boolean() });
export type WindowState = v.InferOutput<typeof WindowState>;

/**
 * `starting` there is a process, its port is on the way · `running` it said that it is ready · `lost` it died and will be
 * started again · `failed` it died too often and stays down until `engineRestart`.
 */
const EngineState = v.strictObject({
  state: v.picklist(['starting', 'running', 'lost', 'failed']),
  /** Counts engine processes of this app run, from 1. A new one knows no document: the page opens them again. */
  generation: v.number(),
  /** Why the last one ended, one sentence; `` when none has. */
  reason: v.string(),
});
export type EngineState = v.InferOutput<typeof EngineState>;

/** Something to tell people that belongs to no document: an argument that cannot be opened. */
const Notice = v.strictObject({ message: v.string(), hint: v.string() });
export type Notice = v.InferOutput<typeof Notice>;

/** Actions of the menu that the page carries out; the same as its own keys (ui.md §8). */
export const MENU_COMMANDS = [
  'open',
  'open-folder',
  'open-demo',
  'attach',
  'paste',
  'close-tab',
  'next-tab',
  'previous-tab',
  'save-report',
  'export',
  'palette',
  'functions',
  'commands',
  'settings',
  'keys',
  'about',
  'filter',
  'clear-filter',
  'undo',
  'redo',
  'back',
  'forward',
  'toggle-rail',
  'toggle-inspector',
  'view-live',
  'view-findings',
  'view-rules',
  'view-goroutines',
  'view-waiters',
  'view-trace',
  'view-flame',
  'view-top',
  'view-source',
  'view-heap',
  'view-metrics',
  'view-compare',
] as const;
export type MenuCommand = (typeof MENU_COMMANDS)[number];

const Start = v.strictObject({
  settings: PageSettings,
  window: WindowState,
  engine: EngineState,
  recent: v.array(RecentEntry),
  demo: v.array(DemoEntry),
  /** What the app was started with and what arrived before the page listened. */
  open: v.array(FileSet),
  notices: v.array(Notice),
  versions: v.strictObject({ app: v.string(), electron: v.string(), chromium: v.string(), node: v.string() }),
});
export type Start = v.InferOutput<typeof Start>;

/** Requests of the page. Every method answers `Result<response, BridgeError>` and never rejects. */
export const CHANNELS = {
  /**
   * The page listens: answers with everything it needs to draw itself. The engine port is sent after it, again after
   * every call (a reloaded page has lost its port) and for every new engine.
   */
  start: { request: Nothing, response: Start },
  /**
   * The system's dialog for files, or for one folder, whose files become one document. Empty when the user cancelled. All files
   * chosen at once are one set.
   */
  openDialog: { request: v.strictObject({ folder: v.optional(v.boolean()) }), response: v.array(FileSet) },
  /** The system's dialog for a folder that source files are looked for in; null when the user cancelled. `addSources` takes its id. */
  sourcesDialog: { request: Nothing, response: v.strictObject({ source: v.nullable(Grant) }) },
  /** The system's dialog for the executable that a core file is of: the core file with it. Empty when the user cancelled. */
  executableDialog: { request: v.strictObject({ source: SourceId }), response: v.array(FileSet) },
  recentList: { request: Nothing, response: v.array(RecentEntry) },
  /** `gone` when none of its files is there any more; the entry is then forgotten. */
  recentOpen: { request: v.strictObject({ id: RecentId }), response: FileSet },
  recentClear: { request: Nothing, response: v.array(RecentEntry) },
  demoOpen: { request: v.strictObject({ id: DemoId }), response: FileSet },
  /** Changes the fields given, answers with all. */
  settingsSet: { request: v.partial(PageSettings), response: PageSettings },
  /** `x`, `y`: where to open the application menu, CSS px in the window. */
  windowAction: {
    request: v.variant('action', [
      v.strictObject({ action: v.picklist(['minimise', 'toggle-maximise', 'toggle-full-screen', 'close']) }),
      v.strictObject({ action: v.literal('menu'), x: v.number(), y: v.number() }),
    ]),
    response: WindowState,
  },
  clipboardWrite: { request: v.strictObject({ text: Text }), response: Nothing },
  /**
   * Copies a link that opens these files in this view; main writes it, because it has paths in it. False where one of them is no file of
   * this computer: a process, a URL.
   */
  copyLink: {
    request: v.strictObject({
      sources: v.pipe(v.array(SourceId), v.minLength(1), v.maxLength(64)),
      view: v.pipe(v.string(), v.maxLength(MAX_VIEW)),
    }),
    response: v.strictObject({ copied: v.boolean() }),
  },
  /** The text on the clipboard, `` when there is none. For the button; Ctrl+V is an ordinary paste event of the page. */
  clipboardRead: { request: Nothing, response: v.strictObject({ text: v.string() }) },
  /** The system's save dialog. `name` is the file's base name, `` when the user cancelled. */
  saveReport: {
    request: v.strictObject({ suggestedName: FileName, content: Text }),
    response: v.strictObject({ name: v.string() }),
  },
  /**
   * The system's save dialog for an export, which the engine writes. `target` is what `export` on the engine port takes, once; `` when the
   * user cancelled. `name` is the file's base name.
   */
  exportDialog: {
    request: v.strictObject({ suggestedName: FileName, format: v.picklist(FILE_FORMATS) }),
    response: v.strictObject({ target: v.string(), name: v.string() }),
  },
  /**
   * A process of this machine to watch: `open` on the engine port takes the grant's id and makes a live document. `startMs`: when it
   * started, as `processes` says; then another process that has its pid by now is not watched.
   */
  attachGrant: {
    request: v.strictObject({ pid: Pid, startMs: v.optional(v.number()), name: v.optional(FileName) }),
    response: Grant,
  },
  /** The address of a program that serves net/http/pprof; `invalid` for what is none of http and https. */
  urlGrant: {
    request: v.strictObject({ url: v.pipe(v.string(), v.minLength(1), v.maxLength(2048)) }),
    response: FileSet,
  },
  /**
   * A program to start and watch. Main shows what would be run, and where, and asks: `source` is null when the user did not agree.
   * `folder` where it runs: `home`, or `choose` for the system's dialog.
   */
  launchGrant: {
    request: v.strictObject({
      command: v.pipe(v.string(), v.minLength(1), v.maxLength(4096), v.regex(/^[^\0]+$/)),
      args: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32_768), v.regex(/^[^\0]*$/))), v.maxLength(1000)),
      folder: v.picklist(['home', 'choose']),
    }),
    response: v.strictObject({ source: v.nullable(Grant), folder: v.string() }),
  },
  /**
   * The system's save dialog for a recording. `target` is what `record` on the engine port takes, as often as it is asked to, and by an engine
   * that was started again, too; `` when the user cancelled. `source` opens what was recorded.
   */
  recordDialog: {
    request: v.strictObject({ suggestedName: FileName }),
    response: v.strictObject({ target: v.string(), name: v.string(), source: v.nullable(Grant) }),
  },
  /** Starts the engine again, also after it was given up. */
  engineRestart: { request: Nothing, response: EngineState },
  showInFolder: { request: v.strictObject({ source: SourceId }), response: Nothing },
} as const;

/**
 * Asked by the preload alone, so not among the page's methods: grant the files of a drop that the user made (the browser
 * marks such events as trusted; a script cannot make one). The page hears of them by `openFiles`.
 */
export const PRELOAD_CHANNELS = {
  grantDropped: {
    request: v.strictObject({
      paths: v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))), v.minLength(1), v.maxLength(64)),
    }),
    response: Nothing,
  },
} as const;

export type ChannelName = keyof typeof CHANNELS;
export type Request<N extends ChannelName> = v.InferInput<(typeof CHANNELS)[N]['request']>;
export type Response<N extends ChannelName> = v.InferOutput<(typeof CHANNELS)[N]['response']>;
export const CHANNEL_NAMES = Object.keys(CHANNELS) as ChannelName[];

/** Main → page. */
export const EVENTS = {
  /** Files to open now: dropped on the window, handed over by a second start, chosen in the menu, opened by the system. */
  openFiles: v.strictObject({ sets: v.array(FileSet) }),
  notice: Notice,
  menuCommand: v.strictObject({ command: v.picklist(MENU_COMMANDS) }),
  engineState: EngineState,
  windowState: WindowState,
  themeChanged: v.strictObject({ theme: v.picklist(THEMES) }),
} as const;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = v.InferOutput<(typeof EVENTS)[N]>;
export const EVENT_NAMES = Object.keys(EVENTS) as EventName[];

/**
 * Why a request failed. `invalid` it does not fit its schema (a defect of the page) · `forbidden` the sender is not our page ·
 * `gone` the file is not there any more · `io` the system refused · `internal` a defect of ours.
 */
export interface BridgeError {
  readonly code: 'invalid' | 'forbidden' | 'gone' | 'io' | 'internal';
  /** One sentence. */
  readonly message: string;
  /** What to do; ``. */
  readonly hint: string;
}

/** Known before the first paint, without asking. */
export interface Boot {
  readonly theme: Theme;
  /** As it is set: what `system` means the page knows itself. */
  readonly language: LanguageChoice;
  readonly platform: string;
  /** True: the page draws the title bar's buttons. False (macOS): the system does, and needs 72 px at the left. */
  readonly ownButtons: boolean;
}

export type BridgeCalls = {
  readonly [N in ChannelName]: (request: Request<N>) => Promise<Result<Response<N>, BridgeError>>;
};

/** `window.parkscope` in the desktop window; absent in a browser. */
export type Bridge = BridgeCalls & {
  readonly boot: Boot;
  /** Returns the function that ends the subscription. */
  readonly on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => () => void;
};

/**
 * How the engine port reaches the page: the preload calls `window.postMessage(ENGINE_PORT_MESSAGE…)` with the port in
 * `event.ports[0]`. Listen before calling `start`; accept it only when `event.source === window`.
 */
export const ENGINE_PORT_MESSAGE = 'parkscope-engine-port';
export interface EnginePortMessage {
  readonly type: typeof ENGINE_PORT_MESSAGE;
  /** As in `EngineState`. */
  readonly generation: number;
}
