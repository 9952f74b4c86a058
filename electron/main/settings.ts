import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PageSettings } from '@ipc/channels';
import * as v from 'valibot';

export const DEFAULT_PAGE: PageSettings = {
  theme: 'system',
  language: 'system',
  letterKeys: true,
  keys: {},
  layout: {},
};

const Bounds = v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() });
/** In DIP, of the window when it is not maximised. */
export type Bounds = v.InferOutput<typeof Bounds>;

const RecentFiles = v.object({
  title: v.string(),
  paths: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Bytes when it was opened. */
  size: v.number(),
  openedMs: v.number(),
});
export type RecentFiles = v.InferOutput<typeof RecentFiles>;

/** A part that does not fit falls back alone: a wrong theme must not cost the list of recent files. */
const Stored = v.object({
  version: v.literal(1),
  page: v.fallback(PageSettings, DEFAULT_PAGE),
  window: v.fallback(v.object({ bounds: v.nullable(Bounds), maximised: v.boolean() }), {
    bounds: null,
    maximised: false,
  }),
  recent: v.fallback(v.array(RecentFiles), []),
});
export type Stored = v.InferOutput<typeof Stored>;

const FRESH: Stored = { version: 1, page: DEFAULT_PAGE, window: { bounds: null, maximised: false }, recent: [] };

/** Changes within this time are one write. */
const SETTLE_MS = 300;

/** The app's own JSON file. Read once at start (before the window, hence synchronously), written whole and by rename. */
export class Settings {
  readonly #path: string;
  #value: Stored;
  #timer: NodeJS.Timeout | null = null;
  /** What happened to the file at start or at the last write, for people; null when all is well. */
  problem: string | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#value = this.#read();
  }

  get value(): Stored {
    return this.#value;
  }

  change(part: Partial<Omit<Stored, 'version'>>): void {
    this.#value = { ...this.#value, ...part };
    this.#timer ??= setTimeout(() => this.flush(), SETTLE_MS);
  }

  /** Writes now what is waiting to be written. */
  flush(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    const next = `${this.#path}.next`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      const file = openSync(next, 'w', 0o600);
      try {
        writeSync(file, JSON.stringify(this.#value, null, 2));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(next, this.#path);
    } catch (error) {
      this.problem = `Settings cannot be kept: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #read(): Stored {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      // Not there at the first start; anything else is told, and the app goes on without.
      if (!isMissing(error))
        this.problem = `Settings cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      return FRESH;
    }
    const stored = v.safeParse(Stored, parseJson(text));
    if (stored.success) return stored.output;
    const aside = `${this.#path}.damaged`;
    this.problem = `The settings file was damaged; the app starts with its defaults. The old file is kept as ${aside}.`;
    try {
      renameSync(this.#path, aside);
    } catch (error) {
      this.problem = `The settings file is damaged and cannot be moved: ${error instanceof Error ? error.message : String(error)}`;
    }
    return FRESH;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Fits no schema, so it is reported as damaged.
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
