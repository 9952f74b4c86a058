import type { Capture } from '@core/model/tables';
import { samplingOf } from './heap-series';
import { sameFamily, scaleUnit } from './measure';

/**
 * Variance of what one sample says, from the way Go samples, in the unit of the sample type squared; null where it is not known how it
 * was sampled. A CPU profile counts ticks (Poisson: the variance of n ticks is n). A heap profile keeps an object of `s` bytes with
 * p = 1 − e^(−s/rate) and writes it as 1/p objects (runtime/pprof/protomem.go, scaleHeapSample), so n objects of `s` bytes have the variance
 * n·(1 − p)/p. Goroutines and threads are all there: 0.
 */
export function sampleVariance(capture: Capture, sampleType: number): ((sample: number) => number) | null {
  const { samples, kind } = capture;
  if (kind === 'goroutine' || kind === 'goroutineleak' || kind === 'threadcreate') return () => 0;
  const values = samples.values[sampleType];
  const { type, unit } = samples.types[sampleType];
  if (kind === 'cpu' && samples.period > 0 && samples.periodType !== null) {
    if (type === 'samples') return (i) => Math.abs(values[i]);
    if (!sameFamily(samples.periodType.unit, unit)) return null;
    const tick = scaleUnit(samples.period, samples.periodType.unit, unit).value;
    return (i) => Math.abs(values[i]) * tick;
  }
  if (kind !== 'heap' && kind !== 'allocs') return null;
  const rate = samples.period;
  const match = /^(alloc|inuse)_(space|objects)$/.exec(type);
  if (rate <= 0 || match === null) return null;
  const column = (what: string): Float64Array | undefined =>
    samples.values[samples.types.findIndex((other) => other.type === `${match[1] ?? ''}_${what}`)];
  const bytes = column('space');
  const objects = column('objects');
  if (bytes === undefined || objects === undefined) return null;
  const bySpace = match[2] === 'space';
  return (i) => {
    const [count, size] = [Math.abs(objects[i]), Math.abs(bytes[i] / objects[i])];
    const { variance } = samplingOf(count, count * size, rate);
    return bySpace || variance === 0 ? variance : variance / (size * size);
  };
}
