import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../../bench/bundle.mjs';

/**
 * Files that are as dense as the format allows: all of their bytes become rows of one kind. Each is opened in a process of its own, as
 * hosts do it, and may take 20 times its size and 64 MB at most, over what a process takes that opens next to nothing.
 */
const ROOT = resolve(import.meta.dirname, '../../../..');
const MB = 1e6;
const MIB = 2 ** 20;
const SIZE = 10 * MB;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return bytes;
}

const HEADER = Buffer.from('go 1.22 trace\0\0\0');
const batch = (generation: number, thread: number, ticks: number, data: Uint8Array): Buffer =>
  Buffer.concat([
    Uint8Array.of(1, ...varint(generation), ...varint(thread), ...varint(ticks), ...varint(data.length)),
    data,
  ]);
const CLOCK = batch(1, 9, 1, Uint8Array.of(8, ...varint(1e9)));
/** P 0 runs on thread 1, and goroutine 1 on it. */
const RUNNING = [13, 1, 0, 1, 25, 1, 1, 1, 2];

/** One generation of `size` bytes: `lead` in front of each batch, then what `event` gives again and again. */
function oneKind(event: (n: number) => number[], { size = SIZE, lead = [] as number[], start = RUNNING } = {}): Buffer {
  const data = Buffer.alloc(60_000);
  const parts = [HEADER, CLOCK];
  data.set([...lead, ...start]);
  let at = lead.length + start.length;
  let total = 0;
  let ticks = 1;
  const flush = (): void => {
    parts.push(batch(1, 1, ticks, data.subarray(0, at)));
    total += at;
    ticks += 100_000;
    data.set(lead);
    at = lead.length;
  };
  for (let n = 1; total + at < size; n++) {
    const bytes = event(n);
    if (at + bytes.length > data.length) flush();
    data.set(bytes, at);
    at += bytes.length;
  }
  flush();
  return Buffer.concat(parts);
}

const generations = (count: number, data: (generation: number) => number[]): Buffer =>
  Buffer.concat([HEADER, ...Array.from({ length: count }, (_, i) => batch(i + 1, 1, 1, Uint8Array.from(data(i + 1))))]);

const batches = (count: number): Buffer =>
  Buffer.concat([HEADER, CLOCK, ...Array.from({ length: count }, (_, i) => batch(1, i, 1, Uint8Array.of(39, 1, 5)))]);

const DENSE: readonly (readonly [name: string, make: () => Buffer])[] = [
  ['1.4 million goroutines that are created', () => oneKind((n) => [14, 1, ...varint(n), 0, 0])],
  ['1.3 million goroutines that are there', () => oneKind((n) => [25, 1, ...varint(n), 0, 4])],
  ['40,000 generations of one event', () => generations(40_000, () => [37, 1, 5])],
  ['40,000 generations of one new goroutine', () => generations(40_000, (n) => [14, 1, ...varint(n), 0, 0])],
  ['50,000 empty generations', () => generations(50_000, () => [])],
  ['regions that begin', () => oneKind(() => [42, 1, 0, 0, 0])],
  ['tasks', () => oneKind((n) => [40, 1, ...varint(n), 0, 0, 0])],
  ['labels', () => oneKind(() => [39, 1, 0])],
  ['mark assists', () => oneKind((n) => (n % 2 === 1 ? [35, 1, 0] : [36, 1]))],
  ['sweeps that do not end', () => oneKind(() => [32, 1, 0])],
  ['heap sizes', () => oneKind(() => [37, 1, 0])],
  ['CPU samples', () => oneKind(() => [7, 1, 1, 0, 1, 0], { lead: [6], start: [] })],
  ['threads that are named', () => oneKind((n) => [25, 1, 1, ...varint(n), 3], { size: 4 * MB })],
  ['a thread a batch', () => batches(400_000)],
];

describe('memory', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-dense-'));
  const file = join(folder, 'dense.out');
  const entry = join(folder, 'entry.mjs');
  const thread = join(folder, 'worker.cjs');
  let idle = 0;

  /** Most memory of a process that opens the file, bytes. */
  function peak(threads: string): number {
    const worker = join(ROOT, 'test/bench/trace/worker.mjs');
    const { status, stderr } = spawnSync(process.execPath, [worker, 'open', entry, threads, file], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return (JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as { peak: number }).peak;
  }

  beforeAll(async () => {
    await bundle(ROOT, 'test/bench/trace/entry.mjs', entry);
    await bundle(ROOT, 'electron/engine/pool-worker.ts', thread);
    writeFileSync(
      file,
      oneKind(() => [37, 1, 0], { size: 100 }),
    );
    idle = peak('-');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(DENSE)('%s', (_, make) => {
    const bytes = make();
    writeFileSync(file, bytes);
    for (const threads of ['-', thread])
      expect((peak(threads) - idle) / MIB, threads === '-' ? 'on one thread' : 'on threads').toBeLessThan(
        (20 * bytes.length + 64 * MIB) / MIB,
      );
  });
});
