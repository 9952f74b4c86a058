import { realpathSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FoundSource, SourceFinder, SourceHints } from '@core/query/sources';

/** What of the process decides where sources are. */
export interface SourcePlaces {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A capture can name any path of this machine: only files that a program is built from are read, and not large ones. */
const SOURCE = /\.(go|s|c|h|cc|cpp|cxx|hpp|hh|m|y|rl|tmpl|templ)$/i;
const LARGEST = 8 << 20;

/**
 * Finds source files where Go keeps them: as the capture has the path, in the toolchain that built it (GOROOT), in the module cache, and for
 * the program's own module in `folders` and upwards from the working folder, beside a go.mod that names the module.
 */
export class SourceFiles implements SourceFinder {
  readonly #places: SourcePlaces;
  readonly #folders: string[] = [];

  constructor(places: SourcePlaces) {
    this.#places = places;
  }

  /** Folders that the user chose, looked into first. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  addFolder(folder: string): void {
    if (!this.#folders.includes(folder)) this.#folders.push(folder);
  }

  async find(file: string, hints: SourceHints, signal: AbortSignal | null): Promise<FoundSource> {
    const looked: string[] = [];
    if (file.includes('\0')) return { file: null, looked };
    for (const candidate of await this.#candidates(file, hints)) {
      if (signal?.aborted === true) break;
      if (looked.includes(candidate)) continue;
      looked.push(candidate);
      const found = await readSource(candidate);
      if (found !== null) return { file: found, looked };
    }
    return { file: null, looked };
  }

  async #candidates(file: string, hints: SourceHints): Promise<string[]> {
    const slashed = file.replaceAll('\\', '/');
    const inside = (base: string, ...parts: string[]): string => path.join(base, ...parts);
    const own = this.#relativeToModule(slashed, hints.ownModule);
    const out = this.#folders.flatMap((folder) => [
      ...(own === null ? [] : [inside(folder, own)]),
      ...tails(slashed).map((tail) => inside(folder, tail)),
    ]);
    if (path.isAbsolute(file)) out.push(file);
    if (own !== null)
      for (const folder of upwards(this.#places.cwd))
        if (await isModule(folder, hints.ownModule)) out.push(inside(folder, own));
    const cached = /(?:^|\/)((?:[^/]+\/)*[^/]+@v[^/]+\/.+)$/.exec(slashed.replace(/^.*\/pkg\/mod\//, ''));
    if (cached !== null) out.push(inside(this.#moduleCache(), escapeModule(cached[1] ?? '')));
    const std =
      /(?:^|\/)src\/((?:[a-z][a-z0-9]*\/)*[^/]+\.\w+)$/.exec(slashed)?.[1] ?? (path.isAbsolute(file) ? null : slashed);
    if (std !== null && cached === null)
      for (const root of await this.#goRoots(hints.goVersion)) out.push(inside(root, 'src', std));
    return out.map((candidate) => path.normalize(candidate));
  }

  /** Path below the module's folder: `-trimpath` writes `example.com/ingestd/internal/queue/queue.go`. */
  #relativeToModule(slashed: string, module: string): string | null {
    if (module === '') return null;
    if (slashed.startsWith(`${module}/`)) return slashed.slice(module.length + 1);
    const [name = ''] = module.split('/').slice(-1);
    const at = slashed.lastIndexOf(`/${name}/`);
    return at < 0 ? null : slashed.slice(at + name.length + 2);
  }

  #moduleCache(): string {
    const { env, home } = this.#places;
    if (env['GOMODCACHE']) return env['GOMODCACHE'];
    const [gopath = path.join(home, 'go')] = (env['GOPATH'] ?? '').split(path.delimiter).filter(Boolean);
    return path.join(gopath, 'pkg', 'mod');
  }

  /** The toolchain of that version first, where the module cache holds it; then what is installed. */
  async #goRoots(version: string | null): Promise<string[]> {
    const { env } = this.#places;
    const roots: string[] = [];
    const wanted = /^go\d+\.\d+(\.\d+)?/.exec(version ?? '')?.[0];
    const cache = path.join(this.#moduleCache(), 'golang.org');
    const toolchains = (await namesIn(cache)).filter((name) => name.startsWith('toolchain@'));
    const exact = toolchains.filter((name) => wanted !== undefined && name.includes(`-${wanted}.`));
    roots.push(...exact.map((name) => path.join(cache, name)));
    if (env['GOROOT']) roots.push(env['GOROOT']);
    for (const folder of (env['PATH'] ?? '').split(path.delimiter).filter(Boolean)) {
      const go = resolved(path.join(folder, 'go'));
      if (go !== null) roots.push(path.dirname(path.dirname(go)));
    }
    roots.push('/usr/local/go', '/usr/lib/go', '/opt/homebrew/opt/go/libexec', 'C:\\Program Files\\Go');
    return [...new Set(roots)];
  }
}

/** `a/b/c.go` → `a/b/c.go`, `b/c.go`, `c.go`: how a file may lie in a folder that somebody chose. */
function tails(slashed: string): string[] {
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '..' && part !== '.');
  return parts.map((_, i) => parts.slice(i).join('/'));
}

function upwards(folder: string): string[] {
  const out = [folder];
  for (let at = path.dirname(folder); at !== out.at(-1); at = path.dirname(at)) out.push(at);
  return out;
}

async function isModule(folder: string, module: string): Promise<boolean> {
  const text = await readText(path.join(folder, 'go.mod'), 1 << 20);
  return (
    text !== null &&
    new RegExp(`^module\\s+"?${module.replaceAll(/[.*+?^$()[\]{}|\\]/g, '\\$&')}"?\\s*(//.*)?$`, 'm').test(text)
  );
}

/** The module cache writes capital letters as `!` and the small one. */
function escapeModule(file: string): string {
  const version = file.indexOf('@');
  const upTo = file.indexOf('/', version);
  return file.slice(0, upTo).replaceAll(/[A-Z]/g, (c) => `!${c.toLowerCase()}`) + file.slice(upTo);
}

function resolved(file: string): string | null {
  try {
    return realpathSync(file);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function readSource(file: string): Promise<FoundSource['file']> {
  if (!SOURCE.test(file)) return null;
  const text = await readText(file, LARGEST);
  if (text === null) return null;
  return { path: file, text, modifiedMs: (await stat(file)).mtimeMs };
}

/** Null where there is no such regular file, it may not be read, or it is too large. */
async function readText(file: string, largest: number): Promise<string | null> {
  try {
    // Before it is opened: a pipe would wait for a writer.
    const about = await stat(file);
    return about.isFile() && about.size <= largest ? await readFile(file, 'utf8') : null;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

const ABSENT = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'EISDIR', 'ENXIO', 'EINVAL'];

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ABSENT.includes(String(error.code));
}
