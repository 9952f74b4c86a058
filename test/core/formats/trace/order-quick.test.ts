import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { bytesSource } from '@core/base/source';
import { decodeGeneration, newScratch } from '@core/formats/trace/decode';
import type { GenerationInput, GenerationOutput } from '@core/formats/trace/generation';
import { applyOrdinary } from '@core/formats/trace/order-quick';
import { Scanner } from '@core/formats/trace/scan';
import { Timeline } from '@core/formats/trace/timeline';
import { CAPTURES, captureFiles } from '../../../support/fixtures';

const TRACES = captureFiles(/^(service|gcheavy|cgocalls|stages|healthy)\/go1\.(22|26|27)\/(trace|flight)\.out$/);

/** Wire version of a file; what matters is only whether it is below 25 or 26. */
function versionOf(bytes: Uint8Array): number {
  return Number(/go 1\.(\d+)/.exec(String.fromCharCode(...bytes.subarray(0, 16)))![1]);
}

async function generations(bytes: Uint8Array): Promise<GenerationInput[]> {
  const scanner = new Scanner(bytesSource('trace', bytes), versionOf(bytes), null);
  const timeline = new Timeline();
  const inputs: GenerationInput[] = [];
  for (let stored = await scanner.next(); stored !== null; stored = await scanner.next())
    inputs.push(timeline.input(stored, inputs.length === 0, !stored.whole));
  return inputs;
}

/** Everything but what is kept of the stream's start, of which the quick way may keep a little more. */
function told({ early, ...rest }: GenerationOutput): unknown {
  return { ...rest, early: early.subarray(0, 64) };
}

/** Both ways, generation by generation; the number of events that the quick one took. */
async function compare(bytes: Uint8Array): Promise<number> {
  const [scratch, slow] = [newScratch(), newScratch()];
  let events = 0;
  for (const input of await generations(bytes)) {
    const oneByOne = told(decodeGeneration(input, slow, () => 0));
    let taken = 0;
    const both = decodeGeneration(input, scratch, (...of) => {
      const count = applyOrdinary(...of);
      taken += count;
      return count;
    });
    // Columns of hundreds of thousands of rows: `toEqual` takes seconds for them.
    expect(isDeepStrictEqual(told(both), oneByOne)).toBe(true);
    events += taken;
  }
  return events;
}

test.each(TRACES)(
  '%s: ordinary events do the same in the quick way as one by one',
  async (file) => {
    expect(await compare(new Uint8Array(readFileSync(join(CAPTURES, file))))).toBeGreaterThan(100);
  },
  60_000,
);

test('so they do where bytes were changed', async () => {
  const whole = new Uint8Array(readFileSync(join(CAPTURES, TRACES[0]!)));
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 40; round++) {
    const bytes = whole.slice();
    for (let i = 0; i <= round % 5; i++) bytes[16 + random(bytes.length - 16)] = random(256);
    await compare(bytes);
  }
}, 60_000);
