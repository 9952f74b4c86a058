import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Tasks } from '@core/formats/pool';
import { poolScript, threadPool } from '../../../electron/engine/pool';

const folder = mkdtempSync(join(tmpdir(), 'parkscope-pool-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A thread that answers with what it was asked and its own number as `events`, after a while; `generation` 13 fails, 99 ends the thread. */
const script = join(folder, 'worker.cjs');
writeFileSync(
  script,
  `const { parentPort, threadId } = require('node:worker_threads');
parentPort.on('message', ({ id, input }) => {
  if (input.generation === 99) process.exit(3);
  const reply = input.generation === 13 ? { id, error: 'no luck' } : { id, output: { ...input, events: threadId } };
  setTimeout(() => parentPort.postMessage(reply), 20);
});`,
);

type Input = Tasks['trace generation']['input'];
const task = (generation: number): Input => {
  const none = new Float64Array(0);
  const batches = {
    kind: new Uint8Array(0),
    thread: none,
    ticks: none,
    start: new Uint32Array(0),
    end: new Uint32Array(0),
    offset: none,
  };
  const rest = { descriptor: null, tickNs: 1, baseNs: 0, syncNs: 0, initial: true, known: 0 };
  return { bytes: new Uint8Array(64), batches, generation, ...rest };
};

test('tasks run on as many threads as the pool is wide, each answer to its question', async () => {
  const pool = threadPool(script, 2);
  const inputs = [1, 2, 3, 4, 5].map(task);
  const outputs = await Promise.all(inputs.map((input) => pool.run('trace generation', input)));
  expect(outputs.map(({ generation }) => generation)).toEqual([1, 2, 3, 4, 5]);
  expect(new Set(outputs.map(({ events }) => events)).size).toBe(2);
  // The buffers went along.
  expect(inputs[0]!.bytes.length).toBe(0);
});

test('a task that fails, or ends its thread, fails alone', async () => {
  const pool = threadPool(script, 1);
  await expect(pool.run('trace generation', task(13))).rejects.toThrow('no luck');
  const [lost, next] = [pool.run('trace generation', task(99)), pool.run('trace generation', task(7))];
  await expect(lost).rejects.toThrow('ended with code 3');
  expect((await next).generation).toBe(7);
});

test('without a bundle everything runs here', async () => {
  expect(threadPool(poolScript(import.meta.url)).width).toBe(1);
  const output = await threadPool(join(folder, 'nothing.cjs')).run('trace generation', task(5));
  expect(output.events).toBe(0);
});
