import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** A CommonJS module as Node wraps it. */
type ModuleFunction = (
  exports: unknown,
  require: (id: string) => unknown,
  module: { exports: unknown },
  filename: string,
  dirname: string,
) => void;

export interface CodeCache {
  /** A script of the folder, compiled or taken from the cache. */
  compile(name: string): ModuleFunction;
  /** Writes what was compiled in this run, where anything was. */
  save(): void;
}

/** One script in a file of code: valid for the script of this size and time. */
interface Entry {
  readonly name: string;
  readonly size: number;
  readonly timeMs: number;
  readonly bytes: number;
}

interface Compiled {
  readonly entry: Omit<Entry, 'bytes'>;
  readonly script: Script;
}

/** Kept beside the scripts, never in a folder that others may write to: it is code that will be run. The dot keeps it out of packages. */
const FOLDER = '.code';

/**
 * V8's compiled code of the scripts in a folder, one file for each command and version of V8, because each command needs functions of its
 * own. V8 checks what it reads and refuses what does not fit its version and flags; that and whatever else is missing or
 * unreadable costs time, and nothing else. (Node 22 has `module.enableCompileCache`; the oldest runtime here is Node 18.)
 */
export function openCodeCache(folder: string, command: string): CodeCache {
  const word = /^[a-z]{1,20}$/.test(command) ? command : 'other';
  const file = join(folder, FOLDER, `${word}-${process.versions.v8}-${process.arch}`);
  const found = readCode(file);
  const compiled: Compiled[] = [];
  let stale = false;

  return {
    compile(name) {
      const script = join(folder, name);
      const { size, mtimeMs: timeMs } = statSync(script);
      // As Module.wrap does; on one line with the text, so that places in stack traces stay true. The bundle is ASCII.
      const text = `(function (exports, require, module, __filename, __dirname) { ${readFileSync(script, 'latin1')}\n})`;
      const known = found.get(name);
      const fits = known !== undefined && known.entry.size === size && known.entry.timeMs === timeMs;
      const made = new Script(text, { filename: script, ...(fits ? { cachedData: known.data } : {}) });
      if (!fits || made.cachedDataRejected === true) {
        stale = true;
        found.delete(name);
      }
      compiled.push({ entry: { name, size, timeMs }, script: made });
      return made.runInThisContext() as ModuleFunction;
    },
    save() {
      if (stale) writeCode(file, compiled, found);
    },
  };
}

/** A line of JSON that lists the entries, then their bytes in that order. Anything else is an empty cache. */
function readCode(file: string): Map<string, { readonly entry: Entry; readonly data: Buffer<ArrayBuffer> }> {
  const found = new Map<string, { readonly entry: Entry; readonly data: Buffer<ArrayBuffer> }>();
  let bytes: Buffer<ArrayBuffer>;
  let entries: readonly Entry[];
  try {
    bytes = readFileSync(file);
    const parsed: unknown = JSON.parse(bytes.toString('latin1', 0, bytes.indexOf(10)));
    entries = Array.isArray(parsed) ? parsed.filter(isEntry) : [];
  } catch {
    return found; // The first run of this command, or a file that was cut: compiled anew and written anew.
  }
  let at = bytes.indexOf(10) + 1;
  for (const entry of entries) {
    const data = bytes.subarray(at, at + entry.bytes);
    if (data.length === entry.bytes) found.set(entry.name, { entry, data });
    at += entry.bytes;
  }
  return found;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'name' in value && 'bytes' in value;
}

function writeCode(
  file: string,
  compiled: readonly Compiled[],
  found: ReadonlyMap<string, { readonly entry: Entry; readonly data: Buffer<ArrayBuffer> }>,
): void {
  const parts = compiled.map(({ entry, script }) => ({ entry, data: script.createCachedData() }));
  // What this run had no use for stays, as long as it is about the same bundle.
  const ran = new Set(parts.map(({ entry }) => entry.name));
  for (const [name, part] of found) if (!ran.has(name)) parts.push(part);
  const head = parts.map(({ entry, data }): Entry => ({ ...entry, bytes: data.length }));
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      temporary,
      Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...parts.map(({ data }) => data)]),
    );
    renameSync(temporary, file);
  } catch {
    // A folder of somebody else, a full disk: every run compiles.
    if (existsSync(temporary)) rmSync(temporary);
  }
}
