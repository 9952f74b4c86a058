import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { threadPool } from '../../../../electron/engine/pool';
import { bundle } from '../../../bench/bundle.mjs';
import { largeTrace } from '../../../support/large-trace';

const ROOT = resolve(import.meta.dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'parkscope-refused-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what a thread may not read any more is unreadable, no defect', { timeout: 60_000 }, async () => {
  const pool = threadPool(await bundle(ROOT, 'electron/engine/pool-worker.ts', join(folder, 'worker.cjs')), 2);
  const bytes = largeTrace(5, 22);
  const whole = await openSource(bytesSource('large.out', bytes), { pool });
  if (!whole.ok) throw new Error(whole.error.reason);
  expect(whole.value[0].notes).toEqual([]);
  expect(whole.value[0].trace?.generations).toBe(5);

  // The bytes can be had, but their descriptor is that of a folder: what the threads read themselves fails, in all at once.
  const descriptor = openSync(folder, 'r');
  const opened = await openSource({ ...bytesSource('large.out', bytes), descriptor }, { pool });
  closeSync(descriptor);
  expect(opened.ok).toBe(false);
  if (opened.ok) return;
  expect(opened.error.code).toBe('unreadable');
  expect(opened.error.message).toBe('large.out cannot be read');
  expect(opened.error.reason).toContain('EISDIR');
  expect(opened.error.offset).toBeGreaterThan(16);
});
