import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import { openFileSink } from '../file-sink';
import { entryLine, headLine, MANIFEST, readManifest, type Entry, type EventEntry, type FileEntry } from './manifest';
import type { Taken } from './moment';

/** A folder that captures are written into, one whole file after the other. */
export interface Recording {
  /** Number of the first moment of this run: 1, or the one after the last that is there. */
  readonly nextMoment: number;
  /** What was there before; null for a new recording. */
  readonly before: { readonly moments: number; readonly files: number; readonly recovered: number } | null;
  /** Writes a file, then its entry. Rejects with the system's error. */
  add(moment: number, taken: Taken): Promise<void>;
  note(event: EventEntry): Promise<void>;
  close(): Promise<void>;
}

const LOCK = '.parkscope-recording.lock';
const FILE_NAME = /^(\d{6,9})-([\w.-]+?)(?:\.pb\.gz|\.txt)$/;
/** What openFileSink leaves when its process is killed. */
const LEFT_OVER = /^\.\d{6,9}-[\w.-]+\.\d+-\d+\.part$/;

/**
 * Begins a recording in a folder that is empty or not there, or goes on with the one in it. Answers `unwritable` for a folder with
 * something else in it, with a recording of another address, or that is being recorded into.
 */
export async function openRecording(folder: string, url: string): Promise<Result<Recording, EngineError>> {
  const name = path.basename(path.resolve(folder));
  try {
    await makeFolder(folder);
    const manifest = await readManifest(folder);
    const names = await fs.readdir(folder);
    if (manifest === null && names.some((entry) => entry !== LOCK))
      return refused(`${name} is not empty and holds no recording`, 'Name a new folder.');
    if (manifest !== null && manifest.url !== url)
      return refused(`${name} holds a recording of ${manifest.url}`, 'Name another folder.');
    const unlock = await lock(folder);
    if (unlock === null)
      return refused(
        `${name} is being recorded into by another process`,
        `Name another folder; if no such process runs, remove ${LOCK} in it.`,
      );
    const handle = await fs.open(path.join(folder, MANIFEST), 'a');
    const write = async (line: string): Promise<void> => {
      await handle.appendFile(line);
      await handle.datasync();
    };
    let before: Recording['before'] = null;
    let last = 0;
    if (manifest === null) await write(headLine(url));
    else {
      // The end of a line that was being written when the recorder was killed.
      if (manifest.tornBytes > 0) await handle.truncate(manifest.wholeBytes);
      for (const left of names.filter((entry) => LEFT_OVER.test(entry))) await fs.unlink(path.join(folder, left));
      const lost = await unlisted(folder, names, manifest.files);
      for (const entry of lost) await write(entryLine(entry));
      const files = [...manifest.files, ...lost];
      last = files.reduce((most, { moment }) => Math.max(most, moment), 0);
      const moments = new Set(files.map(({ moment }) => moment)).size;
      before = { moments, files: files.length, recovered: lost.length };
    }
    return ok({
      nextMoment: last + 1,
      before,
      async add(moment, { fileName, profile, bytes, atMs, remarks }) {
        const file = `${String(moment).padStart(6, '0')}-${fileName}`;
        const target = path.join(folder, file);
        const sink = await openFileSink(target);
        try {
          await sink.write(bytes);
        } catch (error) {
          await sink.abort();
          throw error;
        }
        await sink.close();
        // For whoever opens the file without the list.
        await fs.utimes(target, atMs / 1000, atMs / 1000);
        await write(entryLine({ file, moment, profile, atMs, bytes: bytes.length, remarks } satisfies Entry));
      },
      note: (event) => write(entryLine(event)),
      async close() {
        await handle.close();
        unlock();
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(engineError('unwritable', `${name} cannot be recorded into`, { reason, hint: 'Name another folder.' }));
  }
}

/** One level: Node's `recursive` never ends in places such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function refused(message: string, hint: string): Result<never, EngineError> {
  return err(engineError('unwritable', message, { hint }));
}

/** Files that were whole when the recorder was killed before it could list them. */
async function unlisted(
  folder: string,
  names: readonly string[],
  listed: readonly FileEntry[],
): Promise<readonly FileEntry[]> {
  const known = new Set(listed.map(({ file }) => file));
  const found: FileEntry[] = [];
  for (const file of names) {
    const match = FILE_NAME.exec(file);
    if (match === null || known.has(file)) continue;
    const { size, mtimeMs } = await fs.stat(path.join(folder, file));
    const [, moment = '', profile = ''] = match;
    found.push({ file, moment: Number(moment), profile, atMs: Math.round(mtimeMs), bytes: size, remarks: [] });
  }
  return found;
}

/** Null when another process that lives holds it. */
async function lock(folder: string): Promise<(() => void) | null> {
  const file = path.join(folder, LOCK);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await fs.writeFile(file, `${process.pid}\n`, { flag: 'wx' });
      const unlock = (): void => {
        rmSync(file, { force: true });
        process.off('exit', unlock);
      };
      process.on('exit', unlock);
      return unlock;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const pid = Number((await fs.readFile(file, 'utf8').catch(() => '')).trim());
    if (Number.isInteger(pid) && pid > 0 && lives(pid)) return null;
    await fs.rm(file, { force: true });
  }
  return null;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, and lives.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
