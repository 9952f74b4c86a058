import type { Capture } from '@core/model/tables';

/**
 * A capture with each sample type multiplied by its ratio and rounded, as profile.ScaleN of pprof: samples of which every scaled
 * value is 0 go (whatever their values of types with the ratio 1 are); with nothing but ones nothing happens.
 */
export function scaleSamples(capture: Capture, ratios: readonly number[]): Capture {
  if (ratios.every((ratio) => ratio === 1)) return capture;
  const { samples } = capture;
  const scaled = samples.values.map((column, i) =>
    ratios[i] === 1 ? column : column.map((value) => roundAway(value * ratios[i])),
  );
  const rows = Uint32Array.from({ length: samples.count }, (_, row) => row).filter((row) =>
    scaled.some((column, i) => ratios[i] !== 1 && column[row] !== 0),
  );
  const all = rows.length === samples.count;
  return {
    ...capture,
    goroutines: null,
    samples: {
      ...samples,
      count: rows.length,
      stack: all ? samples.stack : rows.map((row) => samples.stack[row]),
      labels: all ? samples.labels : rows.map((row) => samples.labels[row]),
      values: all ? scaled : scaled.map((column) => Float64Array.from(rows, (row) => column[row])),
    },
  };
}

/** To the nearest whole number, halves away from zero, as Go's math.Round. Never −0. */
function roundAway(value: number): number {
  return value < 0 ? 0 - Math.round(-value) : Math.round(value);
}
