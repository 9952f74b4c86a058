import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rangeSamples } from '@core/analysis/trace-profile';
import type { Capture, SampleTable } from '@core/model/tables';
import { openBytes } from '../../support/check-import';
import { capturePath } from '../../support/fixtures';

const breathe = (): Promise<void> => Promise.resolve();

/** Sums by stack, of each sample type. */
function byStack({ types, values, stack }: SampleTable): Record<string, Record<number, number>> {
  return Object.fromEntries(
    types.map(({ type }, i) => [type, Object.fromEntries(Array.from(stack, (id, row) => [id, values[i]![row]!]))]),
  );
}

async function traced(name: string): Promise<Capture & { readonly trace: NonNullable<Capture['trace']> }> {
  const read = await openBytes(new Uint8Array(readFileSync(capturePath(name))));
  if (!read.ok) throw new Error(read.error.message);
  const capture = read.value;
  if (capture.trace === null) throw new Error(`${name} is no trace`);
  return { ...capture, trace: capture.trace };
}

const TRACES = [
  'service/go1.26/trace.out',
  'service/go1.27/trace.sampled.out',
  'service/go1.22/trace.gens.out',
  'service/go1.26/trace.cut90.out',
  'stages/go1.26/trace.die.out',
  'healthy/go1.26/trace.out',
  'stages/go1.27/trace.out',
];

for (const name of TRACES) {
  test(`${name}: the whole as a part is the whole; parts add up to it`, async () => {
    const capture = await traced(name);
    const { trace } = capture;
    const whole = await rangeSamples(capture, trace, { fromNs: 0, toNs: trace.endNs }, breathe);
    expect(byStack(whole)).toEqual(byStack(capture.samples));
    const cut = trace.endNs * 0.37;
    const parts = [
      await rangeSamples(capture, trace, { fromNs: 0, toNs: cut }, breathe),
      await rangeSamples(capture, trace, { fromNs: cut, toNs: trace.endNs }, breathe),
    ];
    capture.samples.types.forEach(({ type }, i) => {
      const sum = (table: SampleTable): number => table.values[i]!.reduce((all, value) => all + value, 0);
      const all = parts.reduce((sums, part) => sums + sum(part), 0);
      expect(Math.abs(all - sum(capture.samples)), type).toBeLessThan(1e-3 * capture.samples.types.length);
    });
  });
}
