import type { EngineError } from '@core/api/errors';
import { formatCount, formatFileSize } from '@core/base/format';
import { profileUrl, type Address } from './address';
import type { Client } from './client';
import type { Endpoint } from './endpoint';
import type { HttpFailure } from './request';

/** Goroutines from which `debug=2` is not asked for by itself: it stops the program while it collects all stacks. */
const MOST_FOR_DUMP = 20_000;

export interface MomentPlan {
  /** Names of profiles, in this order. */
  readonly profiles: readonly string[];
  /** Form of the goroutine profile: `auto` is `2` where the index says that there are fewer than 20,000, else `0`. */
  readonly debug: 'auto' | 0 | 2;
  /** The user agreed to forced garbage collections: `heap` is asked for after one, and `goroutineleak` where it exists. */
  readonly gc: boolean;
}

/** One answer of a moment. */
export interface Taken {
  readonly profile: string;
  /** `goroutine.txt`, `heap.pb.gz`. */
  readonly fileName: string;
  readonly bytes: Buffer;
  /** When the target collected it, as far as that can be seen from here, ms since the epoch. */
  readonly atMs: number;
  /** From asking to the last byte. */
  readonly ms: number;
  /** What people should know of how it was taken, sentences. */
  readonly remarks: readonly string[];
}

export interface NotTaken {
  readonly profile: string;
  readonly error: EngineError;
  /** The target has no such profile: true of every moment. */
  readonly absent: boolean;
  /** The network's own code; null where there was an answer. */
  readonly failure: HttpFailure | null;
}

export interface Moment {
  readonly taken: readonly Taken[];
  readonly missed: readonly NotTaken[];
}

/** Fetches the profiles of one moment, one after the other: two at once would be in each other's way within the target. */
export async function takeMoment(
  address: Address,
  client: Client,
  endpoint: Endpoint,
  plan: MomentPlan,
  signal: AbortSignal | null,
): Promise<Moment> {
  const taken: Taken[] = [];
  const missed: NotTaken[] = [];
  for (const profile of profilesOf(endpoint, plan)) {
    const dump = profile === 'goroutine' && wantsDump(endpoint, plan.debug);
    const collects = plan.gc && (profile === 'heap' || profile === 'goroutineleak');
    const url = profileUrl(address.url, profile, {
      ...(dump ? { debug: '2' } : {}),
      ...(profile === 'heap' && plan.gc ? { gc: '1' } : {}),
    });
    const { result, failure, status } = await client.fetch(url, { signal });
    if (!result.ok) {
      missed.push({ profile, error: result.error, absent: status === 404 || status === 405, failure });
      // The rest would wait for as long, and in vain.
      if (failure !== null) break;
      continue;
    }
    const { body, cut, atMs, ms } = result.value;
    taken.push({
      ...{ profile, fileName: `${profile}${isPacked(body) ? '.pb.gz' : '.txt'}`, bytes: body, atMs, ms },
      remarks: [
        costOf(profile, dump, collects, ms, body.length),
        ...(cut === null ? [] : [`The answer is not whole: ${cut}.`]),
      ],
    });
  }
  return { taken, missed };
}

/** How many goroutines there are now: a leak may pass the limit for dumps while it is watched. */
export function withCounts(endpoint: Endpoint, { taken }: Moment): Endpoint {
  const dump = taken.find(({ profile, fileName }) => profile === 'goroutine' && fileName.endsWith('.txt'));
  if (dump === undefined) return endpoint;
  const header = Buffer.from('\ngoroutine ');
  let count = 1;
  for (let at = dump.bytes.indexOf(header); at >= 0; at = dump.bytes.indexOf(header, at + header.length)) count++;
  return { ...endpoint, profiles: new Map(endpoint.profiles).set('goroutine', count) };
}

/** Without those that the index does not have; they are told once, by whoever plans. */
export function profilesOf({ kind, profiles, leakProfile }: Endpoint, plan: MomentPlan): readonly string[] {
  const wanted = kind === 'custom' ? plan.profiles : plan.profiles.filter((name) => profiles.has(name));
  // Last: its marks stay on the goroutines and would show in the dump.
  const leak = plan.gc && leakProfile !== 'no' && !wanted.includes('goroutineleak') && wanted.includes('goroutine');
  return leak ? [...wanted, 'goroutineleak'] : wanted;
}

function wantsDump({ profiles }: Endpoint, debug: MomentPlan['debug']): boolean {
  if (debug !== 'auto') return debug === 2;
  return (profiles.get('goroutine') ?? Infinity) < MOST_FOR_DUMP;
}

function isPacked(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

/** What one request cost. The time is all that can be seen from outside: the program stood still for a part of it at most. */
function costOf(profile: string, dump: boolean, collects: boolean, ms: number, bytes: number): string {
  const what = dump ? `${profile}?debug=2` : profile;
  const cost = `Asked for ${what}: ${formatFileSize(bytes)} in ${formatMs(ms)}`;
  if (dump) return `${cost}, of which the program stood still for a part.`;
  return collects ? `${cost}, with a forced garbage collection.` : `${cost}.`;
}

export function formatMs(ms: number): string {
  return ms < 10
    ? `${ms.toFixed(1)} ms`
    : ms < 10_000
      ? `${formatCount(Math.round(ms))} ms`
      : `${(ms / 1000).toFixed(1)} s`;
}
