import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { FileSet, Grant } from '@ipc/channels';
import type { GrantedFile, LaunchedProgram, NamedCore } from '@ipc/engine-control';

/**
 * The files that the user chose, under the ids by which the page knows them. An id is never taken back: a document can be
 * reopened by a restarted engine for as long as the app runs. The same file keeps its id.
 */
export class Grants {
  readonly #byPath = new Map<string, GrantedFile>();
  readonly #byId = new Map<string, GrantedFile>();
  readonly #onGrant: (files: readonly GrantedFile[]) => void;

  /** `onGrant` hands new files to the engine. */
  constructor(onGrant: (files: readonly GrantedFile[]) => void) {
    this.#onGrant = onGrant;
  }

  /**
   * Files that become one document. One that is not there is granted as well: opening it gives the full explanation. `name`: what people
   * call it, where its path does not tell.
   */
  async grant(paths: readonly string[], title = '', name?: string): Promise<FileSet> {
    const fresh: GrantedFile[] = [];
    const files = paths.map((given) => {
      const path = isFile(given) ? resolve(given) : given;
      const known = this.#byPath.get(path);
      if (known !== undefined) return known;
      const file = { id: `src-${this.#byId.size + 1}`, path, name: name ?? nameOf(path) };
      this.#byPath.set(path, file);
      this.#byId.set(file.id, file);
      fresh.push(file);
      return file;
    });
    if (fresh.length > 0) this.#onGrant(fresh);
    return { title, sources: await Promise.all(files.map(describe)) };
  }

  /** A program that was granted runs as what the path names: its id stands for the process now, and the same program may be granted once more. */
  launched(id: string, path: string): void {
    const file = this.#byId.get(id);
    if (file === undefined) return;
    this.#byPath.delete(file.path);
    this.#byId.set(id, { ...file, path });
  }

  /** What people call it; `` for what was not granted. */
  nameOf(id: string): string {
    return this.#byId.get(id)?.name ?? '';
  }

  get all(): readonly GrantedFile[] {
    return [...this.#byId.values()];
  }

  /** As it was granted: what is no file, too. */
  pathOf(id: string): string | null {
    return this.#byId.get(id)?.path ?? null;
  }

  /** The file of this id, a core file without its executable; null for what is none. */
  fileOf(id: string): string | null {
    const path = this.pathOf(id);
    return path === null ? null : (coreOf(path)?.core ?? (isFile(path) ? path : null));
  }
}

async function describe({ id, path, name }: GrantedFile): Promise<Grant> {
  return { id, name, size: (await sizeOf(path)) ?? 0 };
}

/** A process, or a program to start, in place of a file (ipc/engine-control.ts). */
function isProcess(path: string): boolean {
  return /^(process:\d|program:\{)/.test(path);
}

/** Whether a path is one: the rest of what can be granted is named here and in arguments only. */
function isFile(path: string): boolean {
  return !isUrl(path) && !isProcess(path) && coreOf(path) === null;
}

/** A core file with its executable in place of a file; null for what is none. */
function coreOf(path: string): NamedCore | null {
  return path.startsWith(CORE) ? (JSON.parse(path.slice(CORE.length)) as NamedCore) : null;
}

const CORE = 'core:';

/** A core file with its executable, to be granted. */
export function corePath(named: NamedCore): string {
  return CORE + JSON.stringify(named);
}

/** A running program in place of a file; only arguments and the list of recent ones name one. */
function isUrl(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Base name of a file, host of a URL: what people and pages see. */
function nameOf(path: string): string {
  const named = coreOf(path);
  if (named !== null) return basename(named.core);
  if (isProcess(path)) return path.startsWith('process:') ? `process ${/\d+/.exec(path)?.[0] ?? ''}` : programOf(path);
  return isUrl(path) ? new URL(path).host : basename(path);
}

function programOf(path: string): string {
  const { command } = JSON.parse(path.slice('program:'.length)) as LaunchedProgram;
  return basename(command);
}

/** Without a user and password, which are kept nowhere. */
export function withoutPassword(path: string): string {
  if (!isUrl(path)) return path;
  const url = new URL(path);
  url.username = '';
  url.password = '';
  return url.href;
}

/** Bytes, 0 for a folder and a URL; null when there is nothing at the path, or nothing we may look at. */
export async function sizeOf(path: string): Promise<number | null> {
  const file = coreOf(path)?.core ?? path;
  if (!isFile(file)) return 0;
  try {
    const stats = await stat(file);
    return stats.isFile() ? stats.size : 0;
  } catch {
    return null;
  }
}

/** `goroutine.pb.gz and 2 more`. */
export function titleOf(paths: readonly string[]): string {
  const first = nameOf(paths[0] ?? '');
  return paths.length > 1 ? `${first} and ${paths.length - 1} more` : first;
}
