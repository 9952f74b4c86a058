import fs from 'node:fs/promises';
import path from 'node:path';
import { Duplex, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import { bytesSource, type ByteSource, type Gunzip } from '@core/base/source';

/** A source that holds a descriptor. Close it when the document is open: tables do not read it any more. */
export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** What cannot be read at an offset (pipes, devices) is kept in memory up to this size. */
const LARGEST_SPOOL = 2 ** 30;

/**
 * Opens a file as a `ByteSource`. Answers `unreadable` with words for people when it is missing, a folder, not permitted …; pipes and
 * other sources without a size are read to their end first (`too-large` beyond 1 GiB).
 */
export async function openFile(file: string, signal?: AbortSignal): Promise<Result<FileSource, EngineError>> {
  const name = path.basename(file);
  try {
    const handle = await fs.open(file, 'r');
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) {
        await handle.close();
        return err(folderError(name));
      }
      // Files of /proc are regular and say 0 bytes.
      if (!stat.isFile() || stat.size === 0) {
        const spooled = await spool(name, handle.createReadStream({ autoClose: false }), signal);
        await handle.close();
        if (!spooled.ok) return spooled;
        return ok({
          ...spooled.value,
          modifiedMs: stat.isFile() ? stat.mtimeMs : null,
          close: () => Promise.resolve(),
        });
      }
      return ok({
        name,
        size: stat.size,
        modifiedMs: stat.mtimeMs,
        read: (o, n) => readAt(handle, o, n),
        readInto: (target, o) => fill(handle, target, o),
        descriptor: handle.fd,
        gunzip,
        reopen: () => reopen(file),
        close: () => handle.close(),
      });
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    return err(hostError(name, error));
  }
}

async function reopen(file: string): Promise<FileSource> {
  const again = await openFile(file);
  if (again.ok) return again.value;
  throw new Error(`${again.error.message}. ${again.error.reason}`);
}

/** Standard input, read to its end. */
export async function openStdin(stdin: Readable, signal?: AbortSignal): Promise<Result<ByteSource, EngineError>> {
  try {
    return await spool('standard input', stdin, signal);
  } catch (error) {
    return err(hostError('standard input', error));
  }
}

/** Bytes that zlib hands over at once. */
const PIECE = 1 << 20;

/** What DecompressionStream is in Node, but for its pieces of 16 KiB: handing those over takes as long as unpacking them. */
export function gunzip(): Gunzip {
  return Duplex.toWeb(createGunzip({ chunkSize: PIECE }));
}

async function readAt(handle: fs.FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, await fill(handle, bytes, offset));
}

/** `read` of one call may give less than asked for in the middle of a file (network file systems, signals). */
async function fill(handle: fs.FileHandle, target: Uint8Array, offset: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

async function spool(name: string, stream: Readable, signal?: AbortSignal): Promise<Result<ByteSource, EngineError>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (signal?.aborted) return err(engineError('cancelled', 'Cancelled'));
    const bytes = chunk as Uint8Array;
    chunks.push(bytes);
    size += bytes.length;
    if (size > LARGEST_SPOOL) {
      return err(
        engineError('too-large', `${name} is larger than 1 GiB`, {
          reason: 'What comes through a pipe is held in memory.',
          hint: 'Save it as a file and open that.',
        }),
      );
    }
  }
  return ok({ ...bytesSource(name, Buffer.concat(chunks, size)), gunzip });
}

function folderError(name: string): EngineError {
  return engineError('unreadable', `${name} is a folder`, { hint: 'Name the capture files in it.' });
}

/** The operating system's refusal in words. */
export function hostError(name: string, error: unknown): EngineError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return engineError('unreadable', `${name} does not exist`, { reason, hint: 'Check the path.' });
    case 'EACCES':
    case 'EPERM':
      return engineError('unreadable', `${name} may not be read`, {
        reason,
        hint: 'Change its permissions, or open a copy that belongs to you.',
      });
    case 'EISDIR':
      return folderError(name);
    case 'ELOOP':
      return engineError('unreadable', `${name} is a link that leads in a circle`, {
        reason,
        hint: 'Name the file itself.',
      });
    case 'EMFILE':
    case 'ENFILE':
      return engineError('unreadable', `${name} could not be opened: too many files are open`, {
        reason,
        hint: 'Close some and try again.',
      });
    default:
      return engineError('unreadable', `${name} could not be read`, {
        reason,
        hint: 'Copy it to a local disk and open the copy.',
      });
  }
}
