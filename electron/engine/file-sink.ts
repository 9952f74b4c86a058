import { unlinkSync, type Stats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { ByteSink } from '@core/base/sink';

/** Temporary files of this process: none is left behind when it ends while it writes. */
const unfinished = new Set<string>();
process.on('exit', () => {
  for (const file of unfinished) {
    try {
      unlinkSync(file);
    } catch (error) {
      process.stderr.write(`${file} was left behind: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
});

/**
 * A file that appears under its name, whole, when it is closed: written beside it and renamed, so that a failure leaves what was there. A
 * link is followed; what is no regular file (a pipe, a device) is written to directly. Rejects with the system's error.
 */
export async function openFileSink(file: string): Promise<ByteSink> {
  const existing = await lookAt(file);
  if (existing !== null && !existing.isFile()) return directSink(await fs.open(file, 'w'));
  const target = existing === null ? path.resolve(file) : await fs.realpath(file);
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target).slice(0, 100)}.${process.pid}-${++counter}.part`,
  );
  const handle = await fs.open(temporary, 'wx', existing === null ? 0o666 : existing.mode & 0o777);
  unfinished.add(temporary);
  const discard = async (): Promise<void> => {
    await handle.close();
    await fs.unlink(temporary);
    unfinished.delete(temporary);
  };
  return {
    write: (bytes) => writeAll(handle, bytes),
    async close() {
      await handle.sync();
      await handle.close();
      await fs.rename(temporary, target);
      unfinished.delete(temporary);
    },
    abort: discard,
  };
}

let counter = 0;

function directSink(handle: fs.FileHandle): ByteSink {
  return { write: (bytes) => writeAll(handle, bytes), close: () => handle.close(), abort: () => handle.close() };
}

async function writeAll(handle: fs.FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, at);
    at += bytesWritten;
  }
}

/** Null when there is nothing. */
async function lookAt(file: string): Promise<Stats | null> {
  try {
    return await fs.stat(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
