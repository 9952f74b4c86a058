import { err, ok, type Result } from '@core/base/result';
import {
  ENGINE_PORT_MESSAGE,
  type Bridge,
  type BridgeError,
  type EnginePortMessage,
  type EventName,
  type EventPayload,
  type FileSet,
  type Grant,
  type PageSettings,
  type Theme,
  type WindowState,
} from '@ipc/channels';

const SETTINGS_KEY = 'parkscope.settings';
const DEFAULTS: PageSettings = { theme: 'system', language: 'system', letterKeys: true, keys: {}, layout: {} };
const WINDOW: WindowState = { maximised: false, fullScreen: false, focused: true };
const ONLY_DESKTOP: BridgeError = { code: 'io', message: 'Only the desktop window can do this.', hint: '' };

type Answer<T> = Promise<Result<T, BridgeError>>;

/** A page that hosts the engine itself. */
export interface PageHost {
  /** The version that the page is of; `` where it is not known. */
  readonly version: string;
  /** Settings are kept in the browser; else for as long as the page is open. */
  readonly remembers: boolean;
  createWorker(): Worker;
  /** What the page comes with and opens first; null = nothing. */
  opened(): Promise<PageFiles | null>;
}
export interface PageFiles {
  readonly title: string;
  readonly files: readonly PageFile[];
}
/** `packed`: it holds a packed profile (core/export/report). */
interface PageFile {
  readonly file: File;
  readonly packed: boolean;
}

/**
 * The same bridge without a desktop: a page in an ordinary browser, with the engine in a worker. For reports, for development and for
 * tests without Electron. Files live as long as the page; there are no recent files and no demo.
 */
export function createBrowserBridge(host: PageHost): Bridge {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const files = new Map<string, PageFile>();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let settings = host.remembers ? readSettings() : DEFAULTS;
  let engine = startEngine(1);
  let nextSource = 1;

  function emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of listeners.get(name) ?? []) (listener as (payload: EventPayload<N>) => void)(payload);
  }

  function grant(list: readonly PageFile[], title = ''): FileSet {
    const sources = list.map((given): Grant => {
      const id = `src-${nextSource++}`;
      files.set(id, given);
      engine.worker.postMessage({ grant: id, ...given });
      return { id, name: given.file.name, size: given.file.size };
    });
    return { title, sources };
  }

  function startEngine(generation: number): { worker: Worker; generation: number } {
    const worker = host.createWorker();
    worker.addEventListener('error', (event) => lost(generation, event.message || 'The worker stopped.'));
    return { worker, generation };
  }

  /** Hands the page its port, as the preload does. */
  function sendPort(): void {
    const { port1, port2 } = new MessageChannel();
    // Questions come over the port, and may overtake what comes after it.
    for (const [id, given] of files) engine.worker.postMessage({ grant: id, ...given });
    engine.worker.postMessage({ port: port2 }, [port2]);
    const message: EnginePortMessage = { type: ENGINE_PORT_MESSAGE, generation: engine.generation };
    // To this page only; the origin of a file has no name.
    window.postMessage(message, '/', [port1]);
  }

  function lost(generation: number, reason: string): void {
    if (generation !== engine.generation) return;
    engine.worker.terminate();
    emit('engineState', { state: 'lost', generation, reason });
    engine = startEngine(generation + 1);
    emit('engineState', { state: 'running', generation: generation + 1, reason });
    sendPort();
  }

  const theme = (): Theme => (settings.theme === 'system' ? (dark.matches ? 'dark' : 'light') : settings.theme);
  dark.addEventListener('change', () => emit('themeChanged', { theme: theme() }));
  window.addEventListener('dragover', (event) => event.preventDefault());
  window.addEventListener('drop', (event) => {
    event.preventDefault();
    const dropped = [...(event.dataTransfer?.files ?? [])];
    if (dropped.length > 0) emit('openFiles', { sets: [grant(dropped.map(plain))] });
  });

  const nothing: Answer<Record<string, never>> = Promise.resolve(ok({}));
  return {
    boot: { theme: theme(), language: settings.language, platform: 'browser', ownButtons: false },
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (payload: never) => void));
      return () => set.delete(listener as (payload: never) => void);
    },
    start: async () => {
      const own = await host.opened();
      const open = own === null ? [] : [grant(own.files, own.title)];
      sendPort();
      const versions = { app: host.version, electron: '', chromium: navigator.userAgent, node: '' };
      const state = { state: 'running', generation: engine.generation, reason: '' } as const;
      return ok({ settings, window: WINDOW, engine: state, recent: [], demo: [], open, notices: [], versions });
    },
    openDialog: async () => {
      const chosen = await chooseFiles();
      return ok(chosen.length === 0 ? [] : [grant(chosen.map(plain))]);
    },
    sourcesDialog: () => Promise.resolve(err(ONLY_DESKTOP)),
    executableDialog: () => Promise.resolve(err(ONLY_DESKTOP)),
    recentList: () => Promise.resolve(ok([])),
    recentOpen: () => Promise.resolve(err(ONLY_DESKTOP)),
    recentClear: () => Promise.resolve(ok([])),
    demoOpen: () => Promise.resolve(err(ONLY_DESKTOP)),
    settingsSet: (change) => {
      settings = {
        theme: change.theme ?? settings.theme,
        language: change.language ?? settings.language,
        letterKeys: change.letterKeys ?? settings.letterKeys,
        keys: change.keys ?? settings.keys,
        layout: change.layout ?? settings.layout,
      };
      if (host.remembers) localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings));
      emit('themeChanged', { theme: theme() });
      return Promise.resolve(ok(settings));
    },
    windowAction: () => Promise.resolve(ok(WINDOW)),
    clipboardWrite: async ({ text }) => {
      await navigator.clipboard.writeText(text);
      return nothing;
    },
    copyLink: () => Promise.resolve(ok({ copied: false })),
    clipboardRead: async () => ok({ text: await navigator.clipboard.readText() }),
    saveReport: ({ suggestedName, content }) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
      link.download = suggestedName;
      link.click();
      URL.revokeObjectURL(link.href);
      return Promise.resolve(ok({ name: suggestedName }));
    },
    exportDialog: () => Promise.resolve(err(ONLY_DESKTOP)),
    attachGrant: () => Promise.resolve(err(ONLY_DESKTOP)),
    urlGrant: () => Promise.resolve(err(ONLY_DESKTOP)),
    launchGrant: () => Promise.resolve(err(ONLY_DESKTOP)),
    recordDialog: () => Promise.resolve(err(ONLY_DESKTOP)),
    engineRestart: () => {
      lost(engine.generation, 'Restarted by hand.');
      return Promise.resolve(ok({ state: 'running', generation: engine.generation, reason: '' }));
    },
    showInFolder: () => Promise.resolve(err(ONLY_DESKTOP)),
  };
}

const plain = (file: File): PageFile => ({ file, packed: false });

function readSettings(): PageSettings {
  const stored = localStorage.getItem(SETTINGS_KEY);
  if (stored === null) return DEFAULTS;
  // Written by settingsSet of this very page; a browser that mangles it is not a case worth a schema.
  return { ...DEFAULTS, ...(JSON.parse(stored) as Partial<PageSettings>) };
}

function chooseFiles(): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.hidden = true;
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    document.body.append(input);
    input.click();
    input.remove();
  });
}
