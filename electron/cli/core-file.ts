import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { RECORDING_MAGIC } from '@core/base/wire/blocks';
import type { Batch } from '@core/base/wire/batches';
import { err } from '@core/base/result';
import { bytesSource, type ByteSource } from '@core/base/source';
import { suspectsOf } from '@core/query/suspects';
import { Recorder } from '../engine/live/recorder';
import { findUnreachableInCore } from '../sidecar/reach';
import { reachMessage, reachRefused } from '../sidecar/reach-message';
import { samplerPath, startSampler } from '../sidecar/supervisor';
import { usage } from './io';
import { samplerFailure } from './process';
import { memorySink } from './watched';

/** The inputs of a command with its core files read, which `exe` is the executable of. `look`: also for what can never wake. */
export async function withCoreFiles(
  files: readonly string[],
  exe: string,
  look: boolean,
  sampler?: string,
): Promise<readonly (string | ByteSource)[]> {
  if (!files.some(isCoreFile)) throw usage('--exe names the executable of a core file, and none of the files is one');
  const inputs: (string | ByteSource)[] = [];
  for (const file of files) inputs.push(isCoreFile(file) ? await coreSource(file, exe, look, sampler) : file);
  return inputs;
}

/** e_type of an ELF file. */
const ELF_TYPE = 16;
const ELF_CORE = 4;

function isCoreFile(file: string): boolean {
  const head = Buffer.alloc(ELF_TYPE + 2);
  try {
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, head, 0, head.length, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // No file, or none that can be read: who opens it next says so.
    return false;
  }
  return head.toString('latin1', 0, 4) === '\x7fELF' && head.readUInt16LE(ELF_TYPE) === ELF_CORE;
}

/** A core file as a recording of one moment that is held in memory. */
async function coreSource(
  file: string,
  exe: string,
  look: boolean,
  sampler: string = samplerPath(import.meta.url),
): Promise<ByteSource> {
  const started = await startSampler(sampler);
  if (!started.ok) throw samplerFailure(started.error);
  try {
    const name = path.basename(file);
    const bytes: Uint8Array[] = [new TextEncoder().encode(RECORDING_MAGIC)];
    const recorder = new Recorder(name, memorySink(bytes), 0, { pid: 0, startMs: 0, name });
    recorder.begin();
    const batches: Batch[] = [];
    const asked = { core: path.resolve(file), executable: path.resolve(exe), explain: [] };
    const moment = await started.value.call('coreMoment', asked, undefined, (batch) => {
      recorder.batch(batch.payload);
      batches.push(batch);
    });
    if (!moment.ok) throw samplerFailure(moment.error);
    if (look) {
      const reach = await findUnreachableInCore(started.value, { ...asked, explain: suspectsOf(batches) });
      const found = reach.ok ? reachMessage(reach.value, '') : err(reachRefused(reach.error));
      if (found.ok) recorder.unreachable(found.value);
      else recorder.unlooked(found.error);
    }
    recorder.end('ended', moment.value.reason);
    await recorder.close();
    return bytesSource(name, Buffer.concat(bytes));
  } finally {
    await started.value.close();
  }
}
