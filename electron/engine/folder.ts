import fs from 'node:fs/promises';
import path from 'node:path';
import { engineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import type { ByteSource, Taken } from '@core/base/source';
import type { FailedInput } from '@core/query/engine';
import { gunzip, hostError } from './file-source';
import { takenOf } from './url/manifest';

/** Files of one folder that are opened; the rest is counted. */
const MOST_FILES = 10_000;

let collator: Intl.Collator | null = null;
/** Made when first needed: it costs every command some milliseconds of its start. */
const natural = (): Intl.Collator => (collator ??= new Intl.Collator('en', { numeric: true }));

/**
 * What is in a folder, as inputs of one document: its files and those of its subfolders one level down, in the order in which people
 * count (`9.txt` before `10.txt`), names relative to it. Hidden files are passed over. What cannot be looked at is an input that failed,
 * with code `unrecognised` where it is nothing that a capture could be in (a pipe, a folder further down, a link back). Null when
 * `folder` is no folder.
 */
export async function openFolder(
  folder: string,
  most = MOST_FILES,
): Promise<readonly (ByteSource | FailedInput)[] | null> {
  let real: string;
  try {
    if (!(await fs.stat(folder)).isDirectory()) return null;
    real = await fs.realpath(folder);
  } catch {
    // Whoever opens it as a file says why it cannot be.
    return null;
  }
  const found: Found = { inputs: [], files: 0, over: 0, most, seen: new Set([real]) };
  await list(folder, '', found);
  const { inputs, over } = found;
  if (over > 0) {
    const count = formatCount(over);
    const error = engineError('too-large', `${count} more files of ${path.basename(folder)} are not read`, {
      reason: `At most ${formatCount(most)} files of a folder are read.`,
      hint: 'Move those that matter into a folder of their own.',
    });
    inputs.push({ name: `${count} more files`, error });
  }
  if (inputs.length === 0) {
    const name = path.basename(path.resolve(folder));
    const error = engineError('empty', `${name} holds no file`, {
      reason: 'Hidden files and folders further down than one level are not looked at.',
      hint: 'Name the folder that holds the captures.',
    });
    return [{ name, error }];
  }
  return inputs;
}

interface Found {
  readonly inputs: (ByteSource | FailedInput)[];
  files: number;
  /** Files beyond the limit. */
  over: number;
  readonly most: number;
  /** Folders that were listed, by their real path: a link may lead back. */
  readonly seen: Set<string>;
}

/** Lists a folder: `prefix` is `` for the folder itself, `sub/` below it. */
async function list(folder: string, prefix: string, found: Found): Promise<void> {
  const names: string[] = [];
  try {
    names.push(...(await fs.readdir(folder)));
  } catch (error) {
    const name = prefix === '' ? path.basename(folder) : prefix.slice(0, -1);
    found.inputs.push({ name, error: hostError(name, error) });
    return;
  }
  const taken = await takenIn(folder);
  for (const name of names.filter((entry) => !entry.startsWith('.')).sort(natural().compare)) {
    const file = path.join(folder, name);
    const shown = prefix + name;
    try {
      // Links are followed: a folder of links to captures is a folder of captures.
      const stat = await fs.stat(file);
      if (stat.isFile()) {
        if (found.files++ < found.most)
          found.inputs.push(closedFile(file, shown, stat.size, stat.mtimeMs, taken.get(name)));
        else found.over++;
      } else if (!stat.isDirectory()) leaveOut(found, shown, 'is a pipe, a socket or a device');
      else if (prefix !== '') leaveOut(found, shown, 'is a folder two levels down, which is not looked into');
      else {
        const real = await fs.realpath(file);
        if (found.seen.has(real)) leaveOut(found, shown, 'is a link to a folder that is read already');
        else {
          found.seen.add(real);
          await list(file, `${name}/`, found);
        }
      }
    } catch (error) {
      found.inputs.push({ name: shown, error: hostError(shown, error) });
    }
  }
}

/** What a recording says of its files. A list that cannot be read leaves files without it: their own times are there still. */
async function takenIn(folder: string): Promise<ReadonlyMap<string, Taken>> {
  try {
    return await takenOf(folder);
  } catch {
    return new Map();
  }
}

function leaveOut(found: Found, name: string, why: string): void {
  found.inputs.push({ name, error: engineError('unrecognised', `${name} ${why}`) });
}

/** A file that holds no descriptor between two reads: there may be thousands. */
function closedFile(
  file: string,
  name: string,
  size: number,
  modifiedMs: number,
  taken: Taken | undefined,
): ByteSource {
  return {
    ...(taken === undefined ? {} : { taken }),
    name,
    size,
    modifiedMs,
    gunzip,
    async read(offset, length) {
      const handle = await fs.open(file, 'r');
      try {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        let filled = 0;
        while (filled < bytes.length) {
          const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, offset + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      } finally {
        await handle.close();
      }
    },
  };
}
