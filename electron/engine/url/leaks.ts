import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import { ONE_MOMENT, openUrl } from './source';

/** What the runtime says itself of goroutines that have leaked: its profile of that name, for which it collects its garbage. */
const LEAKS = 'goroutineleak';

/** Fetches it from a base of net/http/pprof, or what a URL of one profile gives. `text` null: no such URL was granted. Never rejects. */
export async function leakProfile(
  text: string | null,
  signal: AbortSignal | null,
): Promise<Result<ByteSource, EngineError>> {
  if (text === null || !/^https?:/.test(text)) return err(engineError('not-found', 'No such URL was chosen'));
  const { inputs } = await openUrl(text, { ...ONE_MOMENT, profiles: [LEAKS], gc: true }, { signal });
  const [first] = inputs;
  if (first === undefined) return err(engineError('cancelled', 'Cancelled'));
  return 'error' in first ? err(first.error) : ok(first);
}
