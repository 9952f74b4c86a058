import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { err, ok, type Result } from '@core/base/result';
import { BUILD_AGAIN, SidecarClient } from './client';
import { sidecarError, type SidecarError } from './errors';
import type { Hello } from './messages';

/** A running sampler that has said hello. */
export interface Sampler {
  readonly hello: Hello;
  readonly pid: number;
  readonly call: SidecarClient['call'];
  /** Ends it, by the end of its input and, where that does not help, by force. Resolves when it is gone. */
  close(): Promise<void>;
}

export interface SamplerOptions {
  readonly args?: readonly string[];
  /** How long the first message may take. Milliseconds. */
  readonly helloWithinMs?: number;
  /** Descriptors of ours that programs it launches get as input, output and errors. */
  readonly stdio?: readonly [input: number, output: number, errors: number];
}

const HELLO_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 2_000;
/** Of its log, what an error quotes. */
const LOG_TAIL = 2_000;

/** Where the sampler is for a bundle in dist/NAME/: pass the bundle's own `import.meta.url`. */
export function samplerPath(bundle: string): string {
  const name = process.platform === 'win32' ? 'parkscope-sampler.exe' : 'parkscope-sampler';
  return fileURLToPath(new URL(`../native/${name}`, bundle));
}

/** Starts the sampler and waits for its hello. It ends with this process, whose end of the pipe is its input. */
export async function startSampler(
  binary: string,
  { args = [], helloWithinMs = HELLO_WITHIN_MS, stdio }: SamplerOptions = {},
): Promise<Result<Sampler, SidecarError>> {
  const child = spawnSampler(binary, stdio === undefined ? args : [...args, '--stdio'], stdio ?? []);
  if (!child.ok) return child;
  const { stdin, stdout, stderr, pid } = child.value;
  let log = '';
  let running = true;
  const kill = (): void => void child.value.kill('SIGKILL');
  const client = new SidecarClient((bytes) => void stdin.write(bytes), kill);
  const ended = new Promise<void>((resolve) => {
    child.value.on('error', (error) => {
      client.lose(startError(binary, error));
      // Without a process there is no `close` to wait for.
      if (pid === undefined) {
        running = false;
        resolve();
      }
    });
    child.value.on('close', (code, signal) => {
      running = false;
      client.lose(exitError(code, signal, log.trim()));
      resolve();
    });
  });
  stdout.on('data', (chunk: Buffer) => client.receive(chunk));
  // Who closes its output cannot answer any more; the exit that follows says why.
  stdout.on('end', kill);
  stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LOG_TAIL);
  });
  // EPIPE: it is gone or going, which `close` tells with the reason.
  stdin.on('error', kill);

  const timer = setTimeout(() => {
    const detail = `${binary} wrote nothing within ${helloWithinMs} ms`;
    client.lose(sidecarError('protocol', 'the sampler does not say hello', { hint: BUILD_AGAIN, detail }));
  }, helloWithinMs);
  const hello = await client.hello;
  clearTimeout(timer);
  if (!hello.ok || pid === undefined) {
    kill();
    await ended;
    return hello.ok ? err(sidecarError('not-started', 'the sampler has no process')) : hello;
  }
  return ok({
    hello: hello.value,
    pid,
    call: client.call.bind(client),
    async close() {
      stdin.end();
      const force = setTimeout(kill, CLOSE_WITHIN_MS);
      if (running) await ended;
      clearTimeout(force);
    },
  });
}

function spawnSampler(
  binary: string,
  args: readonly string[],
  more: readonly number[],
): Result<ChildProcessWithoutNullStreams, SidecarError> {
  try {
    // The three pipes are there, whatever follows them.
    const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe', ...more], windowsHide: true });
    return ok(child as ChildProcessWithoutNullStreams);
  } catch (error) {
    // Node throws some causes and reports others as an event.
    if (error instanceof Error && 'code' in error) return err(startError(binary, error));
    throw error;
  }
}

function startError(binary: string, error: Error & { readonly code?: unknown }): SidecarError {
  const detail = error.message;
  if (error.code === 'ENOENT') {
    const hint = 'Install Go 1.24 or newer, then run `npm run build` in the folder of Parkscope.';
    return sidecarError('missing', `the sampler is not built: there is no ${binary}`, { hint, detail });
  }
  return sidecarError('not-started', `the sampler cannot be started: ${binary}`, { hint: BUILD_AGAIN, detail });
}

/** Why it ended, with what it logged last. */
export function exitError(code: number | null, signal: NodeJS.Signals | null, log: string): SidecarError {
  return sidecarError('lost', `the sampler ended before it answered: ${exitReason(code, signal)}`, {
    hint: 'Try again; if it ends again, report what it said.',
    detail: log,
  });
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'it was killed (SIGKILL), by a user or because memory ran out';
  if (signal !== null) return `it was ended by ${signal}`;
  if (code === 0) return 'it closed by itself';
  return `it failed with code ${code ?? 'unknown'}`;
}
