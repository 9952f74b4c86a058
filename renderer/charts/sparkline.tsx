import { memo } from 'react';
import { SPARK_HEIGHT, SPARK_WIDTH, sparkPath } from './spark-path';

/** A series as a line with an end dot, 62×16 in table cells. Its numbers stand beside it, so it is hidden from screen readers. */
export const Sparkline = memo(function Sparkline({
  values,
  colour = 'var(--ink-3)',
  width = SPARK_WIDTH,
  height = SPARK_HEIGHT,
}: {
  readonly values: readonly number[];
  readonly colour?: string;
  readonly width?: number;
  readonly height?: number;
}) {
  if (values.length === 0) return null;
  const { path, x, y } = sparkPath(values, width, height);
  return (
    <svg width={width} height={height} aria-hidden="true" style={{ display: 'inline-block', verticalAlign: -3 }}>
      <path d={path} fill="none" stroke={colour} strokeWidth={1.3} strokeLinejoin="round" />
      <circle cx={x} cy={y} r={1.9} fill={colour} />
    </svg>
  );
});
