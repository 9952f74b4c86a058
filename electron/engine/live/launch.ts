import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import type { LaunchedProgram } from '@ipc/engine-control';
import type { Samplers } from './samplers';
import { liveError } from './words';

/** What `program:{…}` names (ipc/engine-control.ts); null for what is no program. */
export function readProgram(path: string): LaunchedProgram | null {
  return path.startsWith('program:') ? (JSON.parse(path.slice('program:'.length)) as LaunchedProgram) : null;
}

/** A program that runs. */
export interface Launched {
  readonly pid: number;
  /** When it began, ms since the epoch: a later process may get its number. Null when it has ended already. */
  readonly startMs: number | null;
  /** Why it cannot be watched; null when it can. */
  readonly problem: EngineError | null;
}

/**
 * Starts a program as a child of the sampler, which may read it then without any privilege; it can be watched when it is a Go program
 * whose runtime has begun, and runs on in any case.
 */
export async function launchProgram(
  samplers: Samplers,
  { command, args, cwd }: LaunchedProgram,
  signal: AbortSignal,
): Promise<Result<Launched, EngineError>> {
  const sampler = await samplers.get();
  if (!sampler.ok) return err(liveError(sampler.error));
  const launched = await sampler.value.call('launch', { command: [command, ...args], dir: cwd, stdio: false }, signal);
  if (!launched.ok) return err(liveError(launched.error));
  const { pid, ready, why } = launched.value;
  const startMs = launched.value.startMs === 0 ? null : launched.value.startMs;
  if (ready) return ok({ pid, startMs, problem: null });
  const hint = `It runs as process ${pid}; attach to it, or to what it started, when it is a Go program.`;
  const problem = engineError('unreadable', `${command} was started, but cannot be watched`, { reason: why, hint });
  return ok({ pid, startMs, problem });
}
