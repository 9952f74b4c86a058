import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import { shownUrl, type Address } from './address';
import type { Client } from './client';
import { explainAnswer } from './explain';
import type { HttpAnswer } from './request';

/** What a base offers. */
export interface Endpoint {
  /**
   * `index`: the index page of net/http/pprof · `custom`: there is no index, or another one, and profiles are tried one by one.
   */
  readonly kind: 'index' | 'custom';
  /** Profiles of the index, with the number of records that it tells (goroutines, for instance); empty for `custom`. */
  readonly profiles: ReadonlyMap<string, number>;
  /** Whether the runtime can say which goroutines have leaked (Go 1.27, or 1.26 with an experiment): from the index alone. */
  readonly leakProfile: 'yes' | 'no' | 'unknown';
  /** Of asking for the index, ms; null where it gave none. */
  readonly ms: number | null;
}

/** Pages larger than this are no index; those of net/http/pprof have 3 KB. */
const LARGEST_INDEX = 1 << 20;

/** Looks at the index page. Answers an error where no profile can be fetched whatever its name (nothing listens, a sign-in, forbidden). */
export async function probeEndpoint(
  address: Address,
  client: Client,
  signal: AbortSignal | null,
): Promise<Result<Endpoint, EngineError>> {
  const { result, status } = await client.fetch(address.url, { pages: true, signal });
  if (!result.ok) {
    // A mux of one's own may serve the profiles without an index.
    if (status === 404 || status === 405) return ok(custom(null));
    return result;
  }
  const profiles = readIndex(result.value);
  if (profiles !== null)
    return ok({
      ...{ kind: 'index', profiles, leakProfile: profiles.has('goroutineleak') ? 'yes' : 'no', ms: result.value.ms },
    });
  const page = explainAnswer(address, address.url, result.value);
  if (page !== null && /sign in/.test(page.hint)) return err(page);
  return ok(custom(result.value.ms));
}

function custom(ms: number | null): Endpoint {
  return { kind: 'custom', profiles: new Map(), leakProfile: 'unknown', ms };
}

/**
 * The profiles of the index page with their counts, or null when it is none: a row is `<tr><td>12</td><td><a
 * href='goroutine?debug=1'>goroutine</a></td></tr>` in Go 1.18 to 1.27 (net/http/pprof, indexTmplExecute).
 */
function readIndex({ body }: HttpAnswer): ReadonlyMap<string, number> | null {
  if (body.length > LARGEST_INDEX) return null;
  const page = body.toString('utf8');
  if (!page.includes('<title>/debug/pprof/</title>')) return null;
  const profiles = new Map<string, number>();
  for (const [, count, name] of page.matchAll(
    /<tr><td>(\d{1,15})<\/td><td><a href='[^'<>]{1,500}'>([^<>]{1,200})<\/a>/g,
  ))
    if (count !== undefined && name !== undefined) profiles.set(name, Number(count));
  return profiles.size === 0 ? null : profiles;
}

/** A base of which none of the profiles that were asked for is there. */
export function nothingThere(address: Address, wanted: readonly string[]): EngineError {
  return engineError('unreadable', `${shownUrl(address.url)} has no ${wanted.join(', no ')}`, {
    reason: 'Neither an index of net/http/pprof nor profiles by their names are there.',
    hint: 'Check the path; the program must import net/http/pprof and serve its handlers on this port.',
  });
}
