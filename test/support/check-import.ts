import { readFileSync } from 'node:fs';
import type { EngineError } from '@core/api/errors';
import { isInputError } from '@core/api/errors';
import { OPERATIONS } from '@core/api/operation';
import { ok, type Result } from '@core/base/result';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import type { Capture } from '@core/model/tables';
import { assertIntegrity } from '@core/model/integrity';

/** Opens bytes under a name that says nothing: their first capture. */
export async function openBytes(bytes: Uint8Array, name = 'x'): Promise<Result<Capture, EngineError>> {
  const opened = await openAll(bytes, name);
  return opened.ok ? ok(opened.value[0]!) : opened;
}

/** All captures of an input that may hold several. */
export function openAll(bytes: Uint8Array, name = 'x'): Promise<Result<readonly Capture[], EngineError>> {
  return openSource(bytesSource(name, bytes));
}

export async function openFile(path: string): Promise<Capture> {
  const opened = await openBytes(new Uint8Array(readFileSync(path)));
  if (!opened.ok) throw new Error(`${path}: ${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

/** Whatever the bytes are: an answer, not an exception; tables that hold together, or an error that blames the input. */
export async function mustAnswer(bytes: Uint8Array, what: string): Promise<Result<Capture, EngineError>> {
  let opened: Result<Capture, EngineError>;
  try {
    opened = await openBytes(bytes);
  } catch (cause) {
    throw new Error(`${what}: threw instead of answering`, { cause });
  }
  if (opened.ok) assertIntegrity(opened.value);
  else if (!isInputError(opened.error.code))
    throw new Error(`${what}: ${opened.error.code} is no answer about an input`);
  return opened;
}

/** Every prefix of `bytes` (or every `step`-th). */
export async function checkTruncations(bytes: Uint8Array, step = 1): Promise<void> {
  for (let end = 0; end <= bytes.length; end += step) await mustAnswer(bytes.slice(0, end), `cut at ${end}`);
}

/** `count` copies with one to four bytes changed, the same ones on every run. */
export async function checkFlips(bytes: Uint8Array, count: number, seed = 1): Promise<void> {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let i = 0; i < count; i++) {
    const copy = bytes.slice();
    const flips: string[] = [];
    for (let n = 1 + random(4); n > 0; n--) {
      const at = random(copy.length);
      copy[at] = random(4) === 0 ? 10 : random(256);
      flips.push(`${at}=${copy[at]}`);
    }
    await mustAnswer(copy, `flip ${i} (${flips.join(' ')})`);
  }
}

/** The four checks of an imported fixture: opens without its name, holds together, survives cuts and flips. */
export async function checkImport(path: string, { flips = 60, cuts = 40 } = {}): Promise<Capture> {
  const bytes = new Uint8Array(readFileSync(path));
  const capture = await openFile(path);
  await checkTruncations(bytes, Math.max(1, Math.floor(bytes.length / cuts)));
  await checkFlips(bytes, flips);
  return capture;
}

/** Frames of a stack, leaf first: `main.work /src/main.go:12`, inlined ones with a `+` behind the name. */
export function stackText(capture: Capture, stack: number): string[] {
  const { strings, functions, frames, stacks } = capture;
  const out: string[] = [];
  for (let at = stack; at !== 0; at = stacks.prefix[at]) out.push(frameText(capture, stacks.frame[at]));
  return out;

  function frameText({ strings: s, functions: f }: Pick<Capture, 'strings' | 'functions'>, frame: number): string {
    const func = frames.func[frame];
    const place = s.get(f.file[func]);
    return `${strings.get(functions.name[func])}${frames.flags[frame] & 1 ? '+' : ''} ${place}:${frames.line[frame]}`;
  }
}

const FLAGS = ['leaked', 'locked', 'durable', 'scan', 'nil', 'no-cases', 'running'] as const;

export function flagText(flags: number): string {
  return FLAGS.filter((_, bit) => flags & (1 << bit)).join(',');
}

/** Goroutines by operation, state and flags, largest first: one line each, for goldens. */
export function stateCounts(capture: Capture, withState = true): string[] {
  const table = capture.goroutines;
  if (table === null) return [];
  const counts = new Map<string, number>();
  for (let i = 0; i < table.count; i++) {
    const state = withState ? ` [${capture.strings.get(table.state[i])}]` : '';
    // Who was running while the dump was made is the dump's own matter; only debug=2 says it.
    const flags = flagText(withState ? table.flags[i] : table.flags[i] & (16 | 32));
    const key = `${OPERATIONS[table.operation[i]]}${state}${flags === '' ? '' : ` ${flags}`}`;
    counts.set(key, (counts.get(key) ?? 0) + table.weight[i]);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([key, count]) => `${count} ${key}`);
}

/** A small picture of a capture: what it is, its states, its three heaviest stacks, its notes. */
export function captureText(capture: Capture): string {
  const { samples } = capture;
  const column = samples.values[samples.defaultType] ?? [];
  const order = Array.from(column, (_, i) => i).sort((a, b) => column[b] - column[a] || a - b);
  const lines = [`${capture.format} ${capture.kind}, ${samples.count} rows`];
  lines.push(...capture.comments.map((comment) => `# ${comment}`));
  lines.push(...stateCounts(capture));
  for (const row of order.slice(0, 3)) {
    const stack = stackText(capture, samples.stack[row]);
    lines.push(`${column[row]} ×`, ...stack.slice(0, 6).map((frame) => `    ${frame}`));
    if (stack.length > 6) lines.push(`    … ${stack.length - 6} more`);
  }
  lines.push(...capture.notes.map((note) => `! ${note.kind} ${note.count} @${note.offset ?? '-'}: ${note.message}`));
  return lines.join('\n') + '\n';
}
