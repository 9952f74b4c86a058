import { expect, test } from 'vitest';
import { openSource } from '@core/formats/open';
import { bytesSource } from '@core/base/source';
import { madeTraces } from './made-traces';

// A seed that is damaged already would be a poor one.
test.each(madeTraces())('$name is whole', async ({ bytes }) => {
  const opened = await openSource(bytesSource('x', bytes));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  const [{ notes, trace, samples }] = opened.value;
  expect(notes).toEqual([]);
  expect(Object.keys(trace?.eventCounts ?? {})).toHaveLength(12);
  expect(trace?.cpuSamples.count).toBe(6);
  expect(samples.count).toBe(3);
});
