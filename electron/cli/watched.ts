import { engineError } from '@core/api/errors';
import { bytesSource, type ByteSource } from '@core/base/source';
import { RECORDING_MAGIC } from '@core/base/wire/blocks';
import type { Batch } from '@core/base/wire/batches';
import type { FailedInput } from '@core/query/engine';
import { suspectsOf } from '@core/query/suspects';
import { blindError, blindReason } from '../engine/live/blind';
import { memorySink } from '../engine/live/memory-sink';
import { Recorder } from '../engine/live/recorder';
import { liveError } from '../engine/live/words';
import { samplerPath, startSampler } from '../sidecar/supervisor';
import { watchProcess } from '../sidecar/watch';
import { lookAt, type LookPlan } from './unreachable';
import type { Moments } from './url';

/** How often to look at a process, and whether to look for what can never wake behind the last moment. */
export interface ProcessPlan extends Moments {
  readonly look?: LookPlan;
}

/** The step of a watch has limits (native/internal/watch). ms. */
const LEAST_MS = 20;
const MOST_MS = 60_000;

/**
 * A process, looked at so many times, as a recording that is held in memory: it is read as one from a file is. `sampler` is the binary of the
 * sampler; in a bundle the one beside it.
 */
export async function watchedSource(
  pid: number,
  { moments, everyMs, look }: ProcessPlan,
  sampler: string = samplerPath(import.meta.url),
): Promise<ByteSource | FailedInput> {
  const name = `process ${pid}`;
  const started = await startSampler(sampler);
  if (!started.ok) return { name, error: liveError(started.error) };
  const bytes: Uint8Array[] = [new TextEncoder().encode(RECORDING_MAGIC)];
  const recorder = new Recorder(name, memorySink(bytes), 0, { pid, startMs: 0, name });
  recorder.begin();
  const enough = new AbortController();
  let taken = 0;
  const batches: Batch[] = [];
  let blind: string | null = null;
  const asked = {
    ...{
      pid,
      goroutinesEveryMs: Math.round(Math.min(MOST_MS, Math.max(LEAST_MS, everyMs))),
      holders: true,
      holdersFirst: true,
    },
  };
  const { done } = watchProcess(
    started.value,
    asked,
    (batch) => {
      blind ??= blindReason(batch);
      recorder.batch(batch.payload);
      if (look !== undefined) batches.push(batch);
      if (blind !== null || (batch.table === 'moments' && ++taken >= moments)) enough.abort();
    },
    enough.signal,
  );
  const end = await done;
  const error = blind === null ? null : await blindError(started.value, pid, blind);
  if (look !== undefined && error === null && taken > 0) {
    const looked = await lookAt(started.value, pid, look, suspectsOf(batches));
    if ('found' in looked) recorder.unreachable(looked.found);
    else recorder.unlooked(looked.unlooked);
  }
  await started.value.close();
  if (end.ok) recorder.end('ended', end.value.reason);
  await recorder.close();
  if (error !== null) return { name, error };
  if (taken === 0) {
    const ended = end.ok ? engineError('unreadable', `${name} ended before it was read`) : liveError(end.error);
    return { name, error: ended };
  }
  return bytesSource(name, Buffer.concat(bytes));
}
