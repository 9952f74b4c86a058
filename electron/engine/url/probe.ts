import { engineError, type EngineError } from '@core/api/errors';
import type { ProbeAnswer } from '@core/api/live';
import { err, ok, type Result } from '@core/base/result';
import { readAddress } from './address';
import { openClient } from './client';
import { probeEndpoint } from './endpoint';

/** Somebody waits for it in a dialog. */
const PATIENCE = { firstByteMs: 10_000, totalMs: 15_000, bytes: 1 << 20 };

/** What the URL offers, from its index page alone. `text` null: no such URL was granted. Never rejects. */
export async function probeUrl(
  text: string | null,
  signal: AbortSignal | null,
): Promise<Result<ProbeAnswer, EngineError>> {
  if (text === null) return err(engineError('not-found', 'No such URL was chosen'));
  const address = readAddress(text);
  if (!address.ok) return address;
  const { host, kind } = address.value;
  if (kind === 'file') return ok({ host, kind, profiles: [], leakProfile: 'unknown', ms: null });
  const client = openClient(address.value, PATIENCE);
  try {
    const endpoint = await probeEndpoint(address.value, client, signal);
    if (!endpoint.ok) return endpoint;
    const { profiles, leakProfile, ms } = endpoint.value;
    return ok({
      ...{ host, kind: endpoint.value.kind, leakProfile, ms },
      profiles: [...profiles].slice(0, MOST_PROFILES).map(([name, count]) => ({ name, count })),
    });
  } finally {
    client.close();
  }
}

/** net/http/pprof has eight; programs add their own. */
const MOST_PROFILES = 100;
