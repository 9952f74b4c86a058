import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import type { Batch } from '@core/base/wire/batches';
import type { Sampler } from '../../sidecar/supervisor';
import { liveError } from './words';

/** What the facts of a watch say of goroutines that cannot be read, one sentence; null where they can be. */
export function blindReason(batch: Batch): string | null {
  if (batch.table !== 'facts') return null;
  const [keys, values] = [batch.columns.get('key'), batch.columns.get('value')];
  if (keys?.type !== 'text' || values?.type !== 'text') return null;
  const reasons = values.values.filter((value, i) => keys.values[i] === 'missing' && value.startsWith(OF_GOROUTINES));
  return reasons[0]?.slice(OF_GOROUTINES.length) ?? null;
}

const OF_GOROUTINES = 'Goroutines: ';

/** Why goroutines cannot be read, with what to do about it: a watch says only the first, what tries to read them says both. */
export async function blindError(sampler: Sampler, pid: number, reason: string): Promise<EngineError> {
  const tried = await sampler.call('snapshot', { pid, holders: false }, undefined, () => undefined);
  return tried.ok ? engineError('unreadable', reason, { hint: 'Try again.' }) : liveError(tried.error);
}
