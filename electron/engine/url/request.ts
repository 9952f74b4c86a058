import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { err, ok, type Result } from '@core/base/result';

/** What one request may take. A server may be slow, endless or hostile. */
export interface Limits {
  /** Until there is a connection (TLS included), ms. */
  readonly connectMs: number;
  /** From then on until the first byte of the answer, ms: a dump of many goroutines is made before it is sent. */
  readonly firstByteMs: number;
  /** Longest silence within the answer, ms. */
  readonly idleMs: number;
  /** All in all, ms. */
  readonly totalMs: number;
  /** Most bytes of an answer. */
  readonly bytes: number;
}

export const LIMITS: Limits = {
  connectMs: 5_000,
  firstByteMs: 30_000,
  idleMs: 15_000,
  totalMs: 120_000,
  bytes: 1 << 29,
};

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** Why the body ends early, a sentence's second half (`it was silent for 15 s`); null for a whole one. */
  readonly cut: string | null;
  /** Wall clock when the first byte arrived, ms since the epoch: stacks are collected before it. */
  readonly atMs: number;
  /** From sending to the first byte, and to the last, ms. */
  readonly firstByteMs: number;
  readonly ms: number;
}

/** Why there is no answer. `code` is Node's or one of ours: `TIMEOUT_CONNECT`, `TIMEOUT_ANSWER`, `TOO_LARGE`, `ABORTED`. */
export interface HttpFailure {
  readonly code: string;
  readonly message: string;
}

export interface HttpRequest {
  readonly url: URL;
  readonly authorization: string | null;
  readonly limits: Limits;
  readonly agents: Agents;
  readonly signal: AbortSignal | null;
}

/** Connections that are kept between the requests of one series: making one costs the target more than a small answer. */
export interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
  close(): void;
}

export function makeAgents(): Agents {
  const options = { keepAlive: true, maxSockets: 1 };
  const agents = { http: new http.Agent(options), https: new https.Agent(options) };
  return {
    ...agents,
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** One GET: no redirect is followed, nothing is unpacked. Never rejects for anything a server does. */
export async function get(request: HttpRequest): Promise<Result<HttpAnswer, HttpFailure>> {
  const first = await attempt(request);
  // The server may have closed a kept connection in the moment in which it was used again; nothing was answered, and a GET may be repeated.
  if (!first.reused || first.result.ok || !['ECONNRESET', 'EPIPE'].includes(first.result.error.code))
    return first.result;
  return (await attempt(request)).result;
}

interface Attempt {
  readonly result: Result<HttpAnswer, HttpFailure>;
  readonly reused: boolean;
}

function attempt({ url, authorization, limits, agents, signal }: HttpRequest): Promise<Attempt> {
  return new Promise((resolve) => {
    const started = performance.now();
    const secure = url.protocol === 'https:';
    const timers = new Set<NodeJS.Timeout>();
    let settled = false;
    const settle = (result: Result<HttpAnswer, HttpFailure>): void => {
      if (settled) return;
      settled = true;
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve({ result, reused: sent.reusedSocket });
    };
    const fail = (code: string, message: string): void => {
      settle(err({ code, message }));
      sent.destroy();
    };
    const after = (ms: number, action: () => void): NodeJS.Timeout => {
      const timer = setTimeout(action, ms);
      timers.add(timer);
      return timer;
    };
    const abort = (): void => fail('ABORTED', 'stopped');

    const sent = (secure ? https : http).request(url, {
      agent: secure ? agents.https : agents.http,
      headers: {
        // Profiles are packed already; another layer would cost the target time.
        'accept-encoding': 'identity',
        accept: '*/*',
        'user-agent': 'parkscope',
        ...(authorization === null ? {} : { authorization }),
      },
    });
    const waitForAnswer = (): void => {
      clearTimeout(connecting);
      timers.delete(connecting);
      after(limits.firstByteMs, () => fail('TIMEOUT_ANSWER', `no answer within ${seconds(limits.firstByteMs)}`));
    };
    const connecting = after(limits.connectMs, () =>
      fail('TIMEOUT_CONNECT', `no connection within ${seconds(limits.connectMs)}`),
    );
    sent.on('socket', (socket: Socket) => {
      if (sent.reusedSocket || (!socket.connecting && !secure)) waitForAnswer();
      else socket.once(secure ? 'secureConnect' : 'connect', waitForAnswer);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      settle(err({ code: error.code ?? '', message: error.message }));
    });
    if (signal?.aborted === true) return abort();
    signal?.addEventListener('abort', abort, { once: true });

    sent.on('response', (answer) => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      const firstByteMs = performance.now() - started;
      const atMs = Date.now();
      const pieces: Buffer[] = [];
      let bytes = 0;
      const end = (cut: string | null): void => {
        settle(
          ok({
            ...{ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces, bytes) },
            ...{ cut, atMs, firstByteMs, ms: performance.now() - started },
          }),
        );
      };
      const cutOff = (why: string): void => {
        end(why);
        sent.destroy();
      };
      const silent = after(limits.idleMs, () => cutOff(`it was silent for ${seconds(limits.idleMs)}`));
      after(Math.max(0, limits.totalMs - firstByteMs), () => cutOff(`it had no end after ${seconds(limits.totalMs)}`));
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > limits.bytes) return fail('TOO_LARGE', `more than ${limits.bytes} bytes`);
        pieces.push(piece);
        silent.refresh();
      });
      answer.on('end', () => end(answer.complete ? null : 'the connection was closed'));
      answer.on('error', () => end('the connection was closed'));
      answer.on('close', () => end(answer.complete ? null : 'the connection was closed'));
    });
    sent.end();
  });
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}
