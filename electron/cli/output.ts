import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ByteSink } from '@core/base/sink';
import { openFileSink } from '../engine/file-sink';
import { CliFailure, EXIT, usage, type CliIo } from './io';

/** The same file under any name: writing would destroy what is read. */
export async function refuseSame(input: string, output: string): Promise<void> {
  if (input === '-' || output === '-') return;
  const [from, to] = await Promise.all([identity(input), identity(output)]);
  if (from !== null && from === to) throw usage(`${output} is the file to read; name another one to write`);
}

/** Null for what is not there; opening it says so better. */
async function identity(file: string): Promise<string | null> {
  return stat(file).then(
    (stats) => (stats.isFile() ? `${stats.dev}:${stats.ino}` : null),
    () => null,
  );
}

/** A file, or `-` for standard output. */
export async function sinkOf(output: string, io: CliIo): Promise<ByteSink> {
  if (output === '-') return stdoutSink(io);
  try {
    return await openFileSink(output);
  } catch (error) {
    throw unwritable(output, error);
  }
}

/** The system's refusal to write a file, in words: which folder is in the way, and what to do. */
export function unwritable(output: string, error: unknown): CliFailure {
  return new CliFailure(EXIT.usage, `${output} cannot be written: ${reasonOf(output, error)}`);
}

function reasonOf(output: string, error: unknown): string {
  const folder = path.dirname(output);
  switch (error instanceof Error && 'code' in error ? error.code : '') {
    case 'ENOENT':
      return `there is no folder ${folder}; make it with mkdir, or name another one`;
    case 'ENOTDIR':
      return `${folder} is no folder; name another one`;
    case 'EACCES':
    case 'EPERM':
      return `you may not write it, or into the folder ${folder}; name another one, or have the permissions changed`;
    case 'EROFS':
      return `the folder ${folder} is on a disk that is read-only; name another one`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk of the folder ${folder} is full; make room, or name another one`;
    case 'ENAMETOOLONG':
      return 'its name is too long; name another one';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function stdoutSink(io: CliIo): ByteSink {
  const nothing = (): Promise<void> => Promise.resolve();
  return { write: (bytes) => io.outBytes(bytes), close: nothing, abort: nothing };
}
