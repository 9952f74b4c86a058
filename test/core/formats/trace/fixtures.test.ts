import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ByteSource, bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { inlinePool, type Pool, taskRunner } from '@core/formats/pool';
import { CAPTURES, captureFiles } from '../../../support/fixtures';
import { checkImport, openAll, stateCounts } from '../../../support/check-import';

const HEALTHY = captureFiles(/^healthy\/.*trace\.out$/);

describe.each(HEALTHY)('%s', (file) => {
  test('opens without its name, holds together, survives cuts and flips', async () => {
    const capture = await checkImport(join(CAPTURES, file));
    expect(capture.kind).toBe('trace');
    expect(capture.notes).toEqual([]);
    expect(capture.goroutines?.total).toBeGreaterThan(80);
    expect(stateCounts(capture).join('\n')).toContain('io wait [network]');
    expect(capture.durationNs).toBe(capture.trace?.endNs);
    // Clock snapshots exist since Go 1.25; before, the file's own time is the best there is.
    expect(capture.timeSource).toBe(file.includes('go1.22') ? null : 'capture');
  }, 60_000);
});

test('a pool that answers in any order gives the same tables', async () => {
  const bytes = new Uint8Array(readFileSync(join(CAPTURES, 'stages/go1.27/trace.out')));
  const inline = inlinePool();
  let asked = 0;
  const shuffled: Pool = {
    width: 3,
    readsFiles: false,
    async run(name, input) {
      const output = await inline.run(name, input);
      await new Promise((resolve) => setTimeout(resolve, asked++ % 2 === 0 ? 20 : 1));
      return output;
    },
  };
  // Larger than what a pool is asked for: generations that go on and on.
  const plain = await openAll(bytes);
  const pooled = await openSource({ ...bytesSource('x', bytes), size: bytes.length + (8 << 20) }, { pool: shuffled });
  expect(asked).toBe(3);
  if (!plain.ok || !pooled.ok) throw new Error('not opened');
  const [one, other] = [plain.value[0]!, pooled.value[0]!];
  expect(other.trace).toEqual(one.trace);
  expect(other.samples).toEqual(one.samples);
  expect(other.goroutines).toEqual(one.goroutines);
});

/** A pool whose tasks read `bytes` by the descriptor 7, and the source that leaves them there. */
function fromFile(bytes: Uint8Array): { pool: Pool; source: ByteSource } {
  let events = 0;
  const runner = taskRunner((descriptor, target, offset) => {
    expect(descriptor).toBe(7);
    target.fill(0);
    target.set(bytes.subarray(offset, offset + target.length));
    events++;
  });
  const pool: Pool = {
    width: 1,
    readsFiles: true,
    run: (name, input) => {
      expect(input.bytes.length).toBeLessThan(bytes.length / 2);
      const output = runner.run(name, input);
      expect(events).toBeGreaterThan(0);
      return Promise.resolve(output);
    },
  };
  // Larger than what a pool is asked for.
  return { pool, source: { ...bytesSource('x', bytes), size: bytes.length + (8 << 20), descriptor: 7 } };
}

test('events that are left in the file are read by those who decode them', async () => {
  const bytes = new Uint8Array(readFileSync(join(CAPTURES, 'stages/go1.27/trace.out')));
  const { pool, source } = fromFile(bytes);
  const [plain, read] = [await openAll(bytes), await openSource(source, { pool })];
  if (!plain.ok || !read.ok) throw new Error('not opened');
  expect(read.value[0]!.trace).toEqual(plain.value[0]!.trace);
  expect(read.value[0]!.notes).toEqual(plain.value[0]!.notes);
});

test('a file that becomes shorter while it is decoded loses events, and says so', async () => {
  const bytes = new Uint8Array(readFileSync(join(CAPTURES, 'stages/go1.27/trace.out')));
  const { pool } = fromFile(bytes.subarray(0, bytes.length >> 1));
  const { source } = fromFile(bytes);
  const opened = await openSource(source, { pool });
  if (!opened.ok) throw new Error('not opened');
  expect(opened.value[0]!.notes.map(({ kind }) => kind)).toContain('skipped');
});

test('a source that fails on the way is unreadable, not damaged', async () => {
  const bytes = new Uint8Array(3 << 20);
  bytes.set(new TextEncoder().encode('go 1.26 trace'));
  bytes.set([1, 1, 1, 1, 0], 16);
  for (let at = 21; at < bytes.length - 5; at += 5) bytes.set([1, 1, 1, 1, 0], at);
  const source = bytesSource('x', bytes);
  const read = (offset: number, length: number): Promise<Uint8Array> =>
    offset > 1 << 20 ? Promise.reject(new Error('the disk is gone')) : source.read(offset, length);
  const opened = await openSource({ ...source, read });
  expect(opened.ok ? '' : [opened.error.code, opened.error.reason]).toEqual(['unreadable', 'the disk is gone']);
});
