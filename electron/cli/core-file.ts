import path from 'node:path';
import type { ByteSource } from '@core/base/source';
import type { FailedInput } from '@core/query/engine';
import { isCoreFile } from '../engine/live/core-file';
import { openCore, type NamedCore } from '../engine/live/core-source';
import { liveError } from '../engine/live/words';
import { samplerPath, startSampler } from '../sidecar/supervisor';
import { usage } from './io';

/** Files of a command, its core files with `--exe`. */
export async function withExecutable(files: readonly string[], exe: string): Promise<readonly (string | NamedCore)[]> {
  const cores = await Promise.all(files.map((file) => isCoreFile(file)));
  if (!cores.includes(true)) throw usage('--exe names the executable of a core file, and none of the files is one');
  const executable = path.resolve(exe);
  return files.map((file, i) => (cores[i] === true ? { core: path.resolve(file), executable } : file));
}

/** A core file as a recording of one moment that is held in memory. `look`: also for what can never wake. */
export async function coreInput(
  named: NamedCore,
  look: boolean,
  sampler: string = samplerPath(import.meta.url),
): Promise<ByteSource | FailedInput> {
  const name = path.basename(named.core);
  const started = await startSampler(sampler);
  if (!started.ok) return { name, error: liveError(started.error) };
  const opened = await openCore(started.value, named, { look });
  await started.value.close();
  return opened.ok ? opened.value : { name, error: opened.error };
}
