import { stat } from 'node:fs/promises';
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
    throw new CliFailure(
      EXIT.usage,
      `${output} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function stdoutSink(io: CliIo): ByteSink {
  const nothing = (): Promise<void> => Promise.resolve();
  return { write: (bytes) => io.outBytes(bytes), close: nothing, abort: nothing };
}
