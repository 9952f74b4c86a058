import { memo } from 'react';

const FLOOR_SHARE = 0.92;

/** A point of a small chart; null = not known. */
export interface MiniPoint {
  readonly at: number;
  readonly value: number | null;
}

/**
 * Lines of a small area chart, one for each run of known values. `from`…`to` is its width, whether there are values or not; the floor is a
 * little under the least value, and 0 when `fromZero`.
 */
export function miniArea(
  points: readonly MiniPoint[],
  range: { readonly from: number; readonly to: number },
  size: { readonly width: number; readonly height: number },
  fromZero: boolean,
): readonly { readonly line: string; readonly area: string }[] {
  const known = points.flatMap(({ value }) => value ?? []);
  if (known.length === 0) return [];
  const most = Math.max(...known);
  const floor = fromZero ? 0 : Math.min(...known) * FLOOR_SHARE;
  const span = Math.max(most * 1.08 - floor, Number.MIN_VALUE);
  const { width, height } = size;
  const round = (n: number): number => Math.round(n * 10) / 10;
  const x = (at: number): number => round(((at - range.from) / Math.max(1, range.to - range.from)) * width);
  const y = (value: number): number => round(height - 1 - ((value - floor) / span) * (height - 4));
  const runs: MiniPoint[][] = [[]];
  for (const point of points) {
    if (point.value === null) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.flatMap((run) => {
    const first = run[0];
    const last = run.at(-1);
    if (first === undefined || last === undefined) return [];
    const line = `M${run.map(({ at, value }) => `${x(at)} ${y(value ?? 0)}`).join('L')}`;
    // One look alone is a short stroke.
    const shown = run.length === 1 ? `${line}h2` : line;
    return [{ line: shown, area: `${line}L${x(last.at)} ${height}L${x(first.at)} ${height}Z` }];
  });
}

/** A small area over time. Its numbers stand beside it. */
export const MiniArea = memo(function MiniArea(props: {
  readonly points: readonly MiniPoint[];
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  readonly fromZero?: boolean;
  readonly width?: number;
  readonly height?: number;
}) {
  const { points, from, to, colour, width = 222, height = 64 } = props;
  const runs = miniArea(points, { from, to }, { width, height }, props.fromZero === true);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true" className="mini-area">
      <path d={`M0 ${height - 0.5}H${width}M0 ${height / 2}H${width}`} stroke="var(--line)" />
      {runs.map(({ line, area }, index) => (
        <g key={index}>
          <path d={area} fill={colour} fillOpacity={0.14} />
          <path d={line} fill="none" stroke={colour} strokeWidth={1.5} strokeLinejoin="round" />
        </g>
      ))}
    </svg>
  );
});
