import zlib from 'node:zlib';
import { promisify } from 'node:util';
import type { EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import type { Address } from './address';
import { explainAnswer, explainFailure, redirectLoop, redirectRefused } from './explain';
import { get, LIMITS, makeAgents, type HttpAnswer, type HttpFailure, type Limits } from './request';

const MOST_REDIRECTS = 5;

/** An answer, or why there is none; `failure` is the network's own code where there was one, `status` that of the answer. */
export interface Fetched {
  readonly result: Result<HttpAnswer, EngineError>;
  readonly failure: HttpFailure | null;
  readonly status: number | null;
}

/** Requests to one address, over connections that are kept. */
export interface Client {
  /** `pages`: a web page is an answer too (the index is one). */
  fetch(url: URL, options?: { readonly pages?: boolean; readonly signal?: AbortSignal | null }): Promise<Fetched>;
  close(): void;
}

export function openClient(address: Address, limits: Partial<Limits> = {}): Client {
  const agents = makeAgents();
  const all: Limits = { ...LIMITS, ...limits };
  return {
    async fetch(asked, { pages = false, signal = null } = {}) {
      const own = forDuration(all, asked);
      let url = asked;
      for (let step = 0; ; step++) {
        const request = { url, authorization: address.authorization, limits: own, agents, signal };
        const answer = await get(request);
        if (!answer.ok) return failed(explainFailure(url, answer.error, own), answer.error);
        const { status } = answer.value;
        const to = redirectOf(url, answer.value);
        if (to !== null) {
          if (!mayFollow(url, to)) return failed(redirectRefused(url, to), null, status);
          if (step >= MOST_REDIRECTS) return failed(redirectLoop(asked, step), null, status);
          url = to;
          continue;
        }
        const plain = await unpacked(answer.value, own);
        if (plain === null) {
          const tooLarge = { code: 'TOO_LARGE', message: 'unpacked' };
          return failed(explainFailure(url, tooLarge, own), tooLarge, status);
        }
        const refusal = pages && status === 200 && plain.body.length > 0 ? null : explainAnswer(address, url, plain);
        return refusal === null ? { result: ok(plain), failure: null, status } : failed(refusal, null, status);
      }
    },
    close: () => agents.close(),
  };
}

function failed(error: EngineError, failure: HttpFailure | null, status: number | null = null): Fetched {
  return { result: err(error), failure, status };
}

/** A CPU profile, a trace and every delta answer when their time is over. */
function forDuration(limits: Limits, url: URL): Limits {
  const given = Number(url.searchParams.get('seconds') ?? NaN);
  const own = /\/profile$/.test(url.pathname) ? 30 : /\/trace$/.test(url.pathname) ? 1 : 0;
  const ms = 1000 * (Number.isFinite(given) && given > 0 ? given : own);
  return { ...limits, firstByteMs: limits.firstByteMs + ms, totalMs: limits.totalMs + ms, idleMs: limits.idleMs + ms };
}

function redirectOf(url: URL, { status, headers }: HttpAnswer): URL | null {
  if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) return null;
  try {
    const to = new URL(headers.location, url);
    to.username = '';
    to.password = '';
    to.hash = '';
    return to;
  } catch {
    return null;
  }
}

/** The same host and port; from http to https of one host where both are the usual ports. */
function mayFollow(from: URL, to: URL): boolean {
  if (to.hostname.toLowerCase() !== from.hostname.toLowerCase()) return false;
  if (to.protocol === from.protocol) return to.port === from.port;
  return from.protocol === 'http:' && to.protocol === 'https:' && from.port === '' && to.port === '';
}

/**
 * What a packing that nobody asked for may unpack to: a dump of `debug=2` is 64 MiB at most, and beyond that only what is large itself may
 * be. A bomb is a thousand times its size.
 */
const UNPACKED_FREE = 128 << 20;
const UNPACKED_RATIO = 20;

const UNPACK: Readonly<Record<string, (bytes: Buffer, options: zlib.ZlibOptions) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  'x-gzip': promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  deflate: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
};

/** Takes off a packing that the server put around the body although none was asked for. Null when it is larger than allowed. */
async function unpacked(answer: HttpAnswer, { bytes }: Limits): Promise<HttpAnswer | null> {
  const encoding = (answer.headers['content-encoding'] ?? '').trim().toLowerCase();
  const unpack = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding] : undefined;
  if (unpack === undefined) return answer;
  try {
    const maxOutputLength = Math.min(bytes, UNPACKED_FREE + UNPACKED_RATIO * answer.body.length);
    // A cut answer gives what can be unpacked of it.
    const finishFlush = answer.cut === null ? zlib.constants.Z_FINISH : zlib.constants.Z_SYNC_FLUSH;
    return { ...answer, body: await unpack(answer.body, { maxOutputLength, finishFlush }) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    // A header that promises gzip where there is none: what came is looked at as it is.
    return answer;
  }
}
