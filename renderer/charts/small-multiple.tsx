import { memo, useMemo } from 'react';
import { multiplePath } from './small-multiple-path';

/** One area of several that are compared by their height: all have the same clock and the same `most`. Its numbers stand beside it. */
export const SmallMultiple = memo(function SmallMultiple({
  values,
  times,
  most,
  width,
  height,
  colour,
}: {
  readonly values: Float64Array;
  readonly times: readonly number[];
  readonly most: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
}) {
  const { line, area } = useMemo(
    () => multiplePath(values, times, most, width, height),
    [values, times, most, width, height],
  );
  return (
    <svg width={width} height={height} aria-hidden="true">
      <path d={area} fill={colour} opacity={0.35} />
      <path d={line} fill="none" stroke={colour} strokeWidth={1.5} strokeLinejoin="round" />
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--line)" />
    </svg>
  );
});
