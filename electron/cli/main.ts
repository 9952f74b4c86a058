import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isatty } from 'node:tty';
import { runCli } from './run';
import { EXIT, PROGRAM_SIGNALS, type CliIo, type ProgramSignal } from './io';

/** The process around `runCli`. Runs when loaded: it is the entry of dist/cli/main.cjs. */

const { stdout, stderr } = process;

const io: CliIo = {
  // Made when first read: commands that are given files have no use for it.
  get stdin() {
    return process.stdin;
  },
  out: (text) => write(text),
  outBytes: (bytes) => write(bytes),
  err: (text) => void stderr.write(text),
  style: {
    colour: stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb' && stdout.hasColors(),
    width: stdout.isTTY ? stdout.columns : null,
  },
  showProgress: stderr.isTTY,
  now: () => performance.now(),
  onInterrupt,
  onSignal,
  terminal: isatty(0),
  places: { cwd: process.cwd(), home: homedir(), platform: process.platform, env: process.env },
};

function write(chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (stdout.write(chunk)) resolve();
    else stdout.once('drain', resolve);
  });
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return text;
}

// `parkscope … | head`: the reader has seen enough. Ending quietly is what it expects.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

// Ends with the exit handlers, so that a file half written is removed. A command that wants to finish hears of it first, once.
process.on('SIGINT', () => interrupted(130));
process.on('SIGTERM', () => interrupted(143));
const listeners = new Set<() => void>();

function interrupted(code: number): void {
  if (passing > 0) return;
  if (listeners.size === 0) process.exit(code);
  for (const listener of listeners) listener();
  listeners.clear();
}

/** Whoever passes signals on gets all of them. */
let passing = 0;

function onSignal(listener: (signal: ProgramSignal) => void): () => void {
  for (const signal of PROGRAM_SIGNALS) process.on(signal, listener);
  passing += 1;
  return () => {
    for (const signal of PROGRAM_SIGNALS) process.off(signal, listener);
    passing -= 1;
  };
}

function onInterrupt(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

void runCli(process.argv.slice(2), io, version)
  .catch((error: unknown) => {
    // A defect of ours. Node's own exit code for it, 1, would mean findings.
    stderr.write(`parkscope: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return EXIT.input;
  })
  .then((code) => {
    process.exitCode = code;
  });
