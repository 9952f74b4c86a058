/**
 * Estimates what really happened from what was sampled: the runtime records an allocation of n bytes with probability
 * 1 − e^(−n/rate). The same arithmetic as runtime/pprof (scaleHeapSample), truncation included, so that the text and the protobuf
 * form of one profile have the same numbers. Text values are not scaled, protobuf values are already.
 */
export function unsample(
  count: number,
  bytes: number,
  rate: number,
): { readonly count: number; readonly bytes: number } {
  if (count === 0 || bytes === 0) return { count: 0, bytes: 0 };
  if (rate <= 1) return { count, bytes };
  const scale = 1 / (1 - Math.exp(-(bytes / count) / rate));
  return { count: Math.trunc(count * scale), bytes: Math.trunc(bytes * scale) };
}
