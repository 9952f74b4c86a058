/** Geometry of one small multiple: an area from 0 and its line, in px. Gaps (NaN) stay open. */
interface MultiplePath {
  readonly line: string;
  readonly area: string;
  /** X of each value. */
  readonly x: readonly number[];
}

/**
 * `values` at `times` (ms, ascending), on a scale from 0 (or the least value below it) to `most`, which several multiples share so that
 * their heights can be compared.
 */
export function multiplePath(
  values: ArrayLike<number>,
  times: readonly number[],
  most: number,
  width: number,
  height: number,
): MultiplePath {
  const list = Array.from(values);
  const known = list.filter((value) => !Number.isNaN(value));
  const low = Math.min(0, ...known);
  const span = Math.max(most, 0) - low || 1;
  const first = times[0] ?? 0;
  const last = times[times.length - 1] ?? 0;
  const round = (n: number): number => Math.round(n * 10) / 10;
  const x = times.map((t, i) =>
    round(
      last > first
        ? ((t - first) / (last - first)) * width
        : times.length < 2
          ? width / 2
          : (i / (times.length - 1)) * width,
    ),
  );
  const y = (value: number): number => round(height - 1 - ((value - low) / span) * (height - 2));
  const ground = y(0);
  const lines: string[] = [];
  const areas: string[] = [];
  let run: number[] = [];
  const end = (): void => {
    if (run.length > 0) {
      const points = run.map((i) => `${x[i]} ${y(list[i] ?? 0)}`).join('L');
      lines.push(`M${points}`);
      areas.push(`M${x[run[0] ?? 0]} ${ground}L${points}L${x[run[run.length - 1] ?? 0]} ${ground}Z`);
    }
    run = [];
  };
  list.forEach((value, i) => (Number.isNaN(value) ? end() : run.push(i)));
  end();
  return { line: lines.join(''), area: areas.join(''), x };
}
