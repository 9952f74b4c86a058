import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import type { Capture } from '@core/model/tables';

/** The part of a host that fetches. */
interface LeakHost {
  leaks?(source: string, signal: AbortSignal | null): Promise<Result<ByteSource, EngineError>>;
}

/** The runtime's own leak profile of the process behind a granted URL. */
export async function fetchLeaks(
  host: LeakHost,
  source: string,
  read: (input: ByteSource) => Promise<Result<readonly Capture[], EngineError>>,
  signal: AbortSignal | null,
): Promise<Result<Capture, EngineError>> {
  if (host.leaks === undefined) return err(engineError('unreadable', 'URLs cannot be asked here'));
  const fetched = await host.leaks(source, signal);
  if (!fetched.ok) return fetched;
  const captures = await read(fetched.value);
  if (!captures.ok) return captures;
  const profile = captures.value.find(({ kind }) => kind === 'goroutineleak');
  if (profile !== undefined) return ok(profile);
  const hint = 'Give the address of net/http/pprof of the process: localhost:6060';
  return err(engineError('unrecognised', `${fetched.value.name} is no leak profile`, { hint }));
}
