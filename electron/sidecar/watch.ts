import type { Batch } from '@core/base/wire/batches';
import { ok, type Result } from '@core/base/result';
import type { SidecarError } from './errors';
import type { WatchAnswer, WatchParams } from './messages';
import type { Sampler } from './supervisor';

/** A process that is watched. */
export interface Watching {
  /** Resolves with the end: of the process (`ended`), of the watch (`cancelled` after an abort), or of the sampler (`lost`). */
  readonly done: Promise<Result<WatchAnswer, SidecarError>>;
  /** Changes how often to look. Milliseconds; the last one asked for counts. */
  pace(goroutinesEveryMs: number, countersEveryMs: number): Promise<Result<null, SidecarError>>;
}

const DEFAULT_WATCH = {
  goroutinesEveryMs: 1_000,
  countersEveryMs: 100,
  budgetPercent: 5,
  holders: false,
} as const;

/**
 * Looks at a process again and again until it ends or `signal` aborts. `on` is given every batch as it came (its `payload` is what a
 * recording keeps); tables and columns: native/internal/watch/README.md. A row of `moments` closes what came since the one before.
 */
export function watchProcess(
  sampler: Pick<Sampler, 'call'>,
  asked: { readonly pid: number } & Partial<WatchParams>,
  on: (batch: Batch) => void,
  signal?: AbortSignal,
): Watching {
  let begin: (call: number) => void = () => {};
  // The id of the call, which `pace` names, is in every batch; there is one at once: `facts`.
  const began = new Promise<number | null>((resolve) => (begin = resolve));
  const done = sampler.call('watch', { ...DEFAULT_WATCH, ...asked }, signal, (batch) => {
    begin(batch.call);
    on(batch);
  });
  let over = false;
  const ended = done.then(() => {
    over = true;
    return null;
  });
  let last = 0;
  return {
    done,
    async pace(goroutinesEveryMs, countersEveryMs) {
      const mine = ++last;
      const call = await Promise.race([began, ended]);
      // Over, or asked for again meanwhile: nothing to change.
      if (call === null || over || mine !== last) return ok(null);
      const answer = await sampler.call('pace', { call, goroutinesEveryMs, countersEveryMs }, signal);
      return answer.ok ? ok(null) : answer;
    },
  };
}
