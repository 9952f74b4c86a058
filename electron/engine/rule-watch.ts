import { statSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import type { RuleFolders } from '@core/query/rule-files';
import { readRuleFolders } from './rule-files';
import { rulePlaces, type PlaceHints, type RulePlace } from './rule-places';

/** Events of one save come together, and between them a file may be half written. */
const SETTLE_MS = 60;
/** Where the system refuses to watch (a limit on watches, some network file systems). */
const POLL_MS = 2_000;

/** A folder that is watched, and which names in it matter; null = all. */
type Watched = Map<string, Set<string> | null>;

/**
 * Reads rule folders and reads them again whenever something in them changes. Folders need not exist: then the nearest one above them is
 * watched until they do. Editors write by rename, so folders are watched and not files.
 */
export class RuleWatch {
  readonly #hints: PlaceHints;
  readonly #take: (found: RuleFolders) => void;
  readonly #failed: (error: unknown) => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | null = null;
  #poll: NodeJS.Timeout | null = null;
  #reading: Promise<void> | null = null;
  #again = false;
  #closed = false;

  /** `take` gets what is there, at the start and after every change; `failed` what should not happen. */
  constructor(hints: PlaceHints, take: (found: RuleFolders) => void, failed: (error: unknown) => void) {
    this.#hints = hints;
    this.#take = take;
    this.#failed = failed;
  }

  /** Reads now; calls that come meanwhile share one more reading after it. Resolves when what was there at the call has been taken. */
  async read(): Promise<void> {
    if (this.#reading !== null) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#readUntilCalm();
    try {
      await this.#reading;
    } finally {
      this.#reading = null;
    }
  }

  async #readUntilCalm(): Promise<void> {
    do {
      this.#again = false;
      const places = rulePlaces(this.#hints);
      // Watched before it is read: what changes meanwhile is an event.
      if (!this.#closed) this.#follow(places);
      const found = await readRuleFolders(places, this.#hints);
      if (!this.#closed) this.#take(found);
    } while (this.#again);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#poll !== null) clearInterval(this.#poll);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.read().catch(this.#failed);
    }, SETTLE_MS);
    this.#timer.unref();
  }

  #follow(places: readonly RulePlace[]): void {
    const wanted = watchedFolders(places);
    const keys = new Set<string>();
    for (const [folder, names] of wanted) {
      // A folder that was removed and made again is another one.
      const inode = statSync(folder, { throwIfNoEntry: false })?.ino ?? 0;
      const key = `${inode} ${folder} ${names === null ? '' : [...names].join('/')}`;
      keys.add(key);
      if (!this.#watchers.has(key)) this.#watch(key, folder, names);
    }
    for (const [key, watcher] of this.#watchers) {
      if (keys.has(key)) continue;
      watcher.close();
      this.#watchers.delete(key);
    }
  }

  #watch(key: string, folder: string, names: ReadonlySet<string> | null): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (names === null || name === null || names.has(name)) this.#schedule();
      });
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(key);
        this.#pollInstead();
      });
      this.#watchers.set(key, watcher);
    } catch {
      this.#pollInstead();
    }
  }

  #pollInstead(): void {
    this.#poll ??= setInterval(() => this.#schedule(), POLL_MS);
    this.#poll.unref();
  }
}

/** Of each place its folders where they exist, else the nearest one above with the name that would have to appear in it. */
function watchedFolders(places: readonly RulePlace[]): Watched {
  const watched: Watched = new Map();
  const add = (folder: string, name: string | null): void => {
    const known = watched.get(folder);
    if (name === null || known === null) watched.set(folder, null);
    else watched.set(folder, (known ?? new Set<string>()).add(name));
  };
  for (const { rules, suppressions } of places) {
    if (isFolder(rules)) {
      add(rules, null);
      // To learn that it is gone.
      add(path.dirname(rules), path.basename(rules));
    } else awaitPath(rules, add);
    if (isFolder(path.dirname(suppressions))) add(path.dirname(suppressions), path.basename(suppressions));
    else awaitPath(suppressions, add);
  }
  return watched;
}

function awaitPath(missing: string, add: (folder: string, name: string) => void): void {
  for (let at = missing; path.dirname(at) !== at; at = path.dirname(at)) {
    if (!isFolder(path.dirname(at))) continue;
    add(path.dirname(at), path.basename(at));
    return;
  }
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
