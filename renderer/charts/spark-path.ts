/** Geometry of a sparkline cell, px. */
export const SPARK_WIDTH = 62;
export const SPARK_HEIGHT = 16;

export interface SparkPath {
  readonly path: string;
  /** The end dot. */
  readonly x: number;
  readonly y: number;
}

/**
 * A line through `values` (at least one). The floor is 85 % of the least value, so that steady series lie low and small changes do
 * not look like cliffs; an all-zero series lies on the floor.
 */
export function sparkPath(values: readonly number[], width = SPARK_WIDTH, height = SPARK_HEIGHT): SparkPath {
  const most = Math.max(...values);
  const floor = Math.min(...values) * 0.85;
  const span = most - floor;
  const round = (n: number): number => Math.round(n * 10) / 10;
  const x = (i: number): number => (values.length === 1 ? width - 4 : 1 + (i * (width - 5)) / (values.length - 1));
  const y = (value: number): number => height - 2 - (span <= 0 ? 0 : ((value - floor) / span) * (height - 4));
  const points = values.map((value, i) => `${round(x(i))} ${round(y(value))}`);
  const end = values.length - 1;
  return { path: `M${points.join('L')}`, x: round(x(end)), y: round(y(values[end] ?? 0)) };
}
