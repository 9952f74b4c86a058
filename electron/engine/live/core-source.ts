import path from 'node:path';
import { engineError, type EngineError } from '@core/api/errors';
import type { Progress } from '@core/api/protocol';
import { err, ok, type Result } from '@core/base/result';
import { bytesSource, type ByteSource } from '@core/base/source';
import type { Batch } from '@core/base/wire/batches';
import { RECORDING_MAGIC } from '@core/base/wire/blocks';
import { suspectsOf } from '@core/query/suspects';
import type { NamedCore } from '@ipc/engine-control';
import type { SidecarError } from '../../sidecar/errors';
import { findUnreachableInCore } from '../../sidecar/reach';
import { reachMessage, reachRefused } from '../../sidecar/reach-message';
import type { Sampler } from '../../sidecar/supervisor';
import { isCoreFile, isProgramFile, recordedExecutable } from './core-file';
import { memorySink } from './memory-sink';
import { Recorder } from './recorder';
import { liveError } from './words';

export type { NamedCore };

/** What a path names (ipc/engine-control.ts) where that is a core file, with its executable or alone; null for what is none. */
export async function readCore(source: string): Promise<NamedCore | null> {
  if (source.startsWith('core:')) return JSON.parse(source.slice('core:'.length)) as NamedCore;
  return (await isCoreFile(source)) ? { core: source, executable: null } : null;
}

export interface CoreOptions {
  /** Also for what can never wake. */
  readonly look: boolean;
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/**
 * A core file as a recording of one moment that is held in memory. Where nobody named its executable, the one that it records is taken if it is
 * still the same build. `needs-executable` where another one has to be named.
 */
export async function openCore(
  sampler: Sampler,
  { core, executable }: NamedCore,
  options: CoreOptions,
): Promise<Result<ByteSource, EngineError>> {
  const name = path.basename(core);
  const { signal } = options;
  const recorded = executable === null ? await recordedExecutable(core) : null;
  const chosen = executable ?? recorded;
  if (chosen === null || !(await isProgramFile(chosen))) {
    const fault = await faultOf(sampler, core, signal);
    const reason = executable === null ? reasonFor(recorded) : `${path.basename(executable)} is no program of Linux.`;
    return err(fault ?? needsExecutable(name, `${name} needs the executable that it is of`, reason));
  }
  tell(options, `Reading the goroutines of ${name}`);
  const bytes: Uint8Array[] = [new TextEncoder().encode(RECORDING_MAGIC)];
  const recorder = new Recorder(name, memorySink(bytes), 0, { pid: 0, startMs: 0, name });
  recorder.begin();
  const batches: Batch[] = [];
  const asked = { core, executable: chosen, explain: [] };
  const moment = await sampler.call('coreMoment', asked, signal, (batch) => {
    recorder.batch(batch.payload);
    batches.push(batch);
  });
  if (!moment.ok) {
    await recorder.close();
    return err(await refusal(sampler, core, moment.error, executable === null, signal));
  }
  if (options.look) {
    tell(options, `Following the memory in ${name}: who can never wake`);
    const reach = await findUnreachableInCore(sampler, { ...asked, explain: suspectsOf(batches) }, signal);
    const found = reach.ok ? reachMessage(reach.value, '') : err(reachRefused(reach.error));
    if (found.ok) recorder.unreachable(found.value);
    else recorder.unlooked(found.error);
    if (!reach.ok && reach.error.code === 'cancelled') {
      await recorder.close();
      return err(liveError(reach.error));
    }
  }
  recorder.end('ended', moment.value.reason);
  await recorder.close();
  return ok(bytesSource(name, Buffer.concat(bytes)));
}

function tell({ onProgress }: CoreOptions, what: string): void {
  onProgress?.({ what, done: 0, total: 0, found: 0, noun: '' });
}

/** Why the sampler did not read it: the file itself, or another executable is needed. */
async function refusal(
  sampler: Sampler,
  core: string,
  error: SidecarError,
  guessed: boolean,
  signal: AbortSignal | undefined,
): Promise<EngineError> {
  const name = path.basename(core);
  if (error.code === 'not-go')
    return engineError('unreadable', `${name} is of no Go program`, {
      reason: `Its executable says no version of Go: ${error.detail}.`,
      hint: 'Cores of Go programs on Linux are read, of amd64 and arm64.',
    });
  if (error.code !== 'bad-request') return named(name, error);
  const fault = await faultOf(sampler, core, signal);
  if (fault !== null) return fault;
  if (!guessed) return needsExecutable(name, error.message, error.detail);
  const reason = `Where it ran there is another one now: ${error.message}${error.detail === '' ? '' : ` (${error.detail})`}.`;
  return needsExecutable(name, `${name} needs the executable that it is of`, reason);
}

/**
 * What is wrong with a core file whatever its executable; null = nothing. It is asked for with itself as the executable: the sampler reads the
 * core file first, and a core file is no executable.
 */
async function faultOf(sampler: Sampler, core: string, signal: AbortSignal | undefined): Promise<EngineError | null> {
  const asked = { core, executable: core, explain: [] };
  const answer = await sampler.call('coreMoment', asked, signal, () => undefined);
  if (answer.ok || answer.error.code === 'not-go') return null;
  // It begins with the name of the file.
  return { ...liveError(answer.error), message: answer.error.message };
}

/** The sampler speaks of `it`. */
function named(name: string, error: SidecarError): EngineError {
  const told = liveError(error);
  return told.code === 'cancelled' ? told : { ...told, message: `${name} cannot be read: ${error.message}` };
}

function reasonFor(recorded: string | null): string {
  return recorded === null
    ? 'It is the memory of a process, and does not say where its program lay.'
    : `It is the memory of a process whose program lay at ${recorded}, where it is not any more.`;
}

function needsExecutable(name: string, message: string, reason: string): EngineError {
  return engineError('needs-executable', message, {
    reason,
    hint: `Name the very executable that ran: a rebuilt one has everything elsewhere. On the command line: parkscope check ${name} --exe PROGRAM`,
  });
}
