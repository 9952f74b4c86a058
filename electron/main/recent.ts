import type { Result } from '@core/base/result';
import { ok } from '@core/base/result';
import { bridgeError } from '@ipc/handle';
import type { BridgeError, FileSet, RecentEntry } from '@ipc/channels';
import { sizeOf, titleOf, withoutPassword, type Grants } from './grants';
import type { RecentFiles, Settings } from './settings';

const KEEP = 12;

/** Recently opened sets of files, newest first, kept in the settings. Ids hold for this run of the app. */
export class Recent {
  readonly #settings: Settings;
  readonly #grants: Grants;
  readonly #ids = new Map<string, string>();

  constructor(settings: Settings, grants: Grants) {
    this.#settings = settings;
    this.#grants = grants;
  }

  list(): RecentEntry[] {
    return this.#settings.value.recent.map((entry) => ({
      id: this.#idOf(entry),
      title: entry.title,
      files: entry.paths.length,
      size: entry.size,
      openedMs: entry.openedMs,
    }));
  }

  /** Puts the set first. Files of the demo are not remembered: the demo has its own place. */
  remember(set: FileSet, now: number): void {
    const paths = set.sources.flatMap(({ id }) => this.#grants.pathOf(id) ?? []).map(withoutPassword);
    // A pid is another process's tomorrow.
    if (paths.length === 0 || paths.some((path) => /^(process|program):/.test(path))) return;
    const entry = {
      title: titleOf(paths),
      paths,
      size: set.sources.reduce((sum, { size }) => sum + size, 0),
      openedMs: now,
    };
    const others = this.#settings.value.recent.filter((other) => keyOf(other) !== keyOf(entry));
    this.#settings.change({ recent: [entry, ...others].slice(0, KEEP) });
  }

  async open(id: string, now: number): Promise<Result<FileSet, BridgeError>> {
    const entry = this.#settings.value.recent.find((candidate) => this.#idOf(candidate) === id);
    if (entry === undefined) return bridgeError('gone', 'This entry is no longer in the list.');
    const sizes = await Promise.all(entry.paths.map(sizeOf));
    if (sizes.every((size) => size === null)) {
      this.#settings.change({ recent: this.#settings.value.recent.filter((other) => other !== entry) });
      return bridgeError('gone', `${entry.title} is not there any more.`, 'It was removed from the list.');
    }
    const set = await this.#grants.grant(entry.paths);
    this.remember(set, now);
    return ok(set);
  }

  clear(): void {
    this.#settings.change({ recent: [] });
  }

  #idOf(entry: RecentFiles): string {
    const key = keyOf(entry);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = `recent-${this.#ids.size + 1}`;
    this.#ids.set(key, id);
    return id;
  }
}

function keyOf(entry: RecentFiles): string {
  return JSON.stringify(entry.paths);
}
