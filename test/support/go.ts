import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Null when `go` runs, else why tests that compare with Go's own tools cannot. In CI that is a failure, not a skip. */
export function goMissing(): string | null {
  const { status, error } = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (status === 0) return null;
  const why = `no Go toolchain to compare with: ${error?.message ?? `go version ended with ${status}`}`;
  if (process.env['CI'] === 'true') throw new Error(why);
  return why;
}

let tool: string | null = null;

/** Go's pprof itself: through `go tool` every run takes ten times as long. */
function pprofTool(): string {
  if (tool !== null) return tool;
  const where = () => spawnSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).stdout.trim();
  // Since Go 1.24 the first run builds it.
  if (!existsSync(where())) spawnSync('go', ['tool', 'pprof', '-h']);
  tool = where();
  return tool;
}

/** One row of `go tool pprof -top`. */
export interface PprofRow {
  readonly function: string;
  readonly flat: number;
  readonly cum: number;
}

/** Every row of `go tool pprof -top`, unscaled, in its order. */
export function pprofTop(
  file: string,
  sampleType: string,
  unit: string,
  args: readonly string[] = [],
): { rows: PprofRow[]; total: number } {
  const { status, stdout, stderr } = spawnSync(
    pprofTool(),
    [
      ...['-top', '-symbolize=none', '-nodecount=1000000', '-nodefraction=0', '-edgefraction=0'],
      ...[`-unit=${unit}`, `-sample_index=${sampleType}`, ...args, file],
    ],
    { encoding: 'utf8', env: { ...process.env, PPROF_TMPDIR: process.env['TMPDIR'] ?? '/tmp' } },
  );
  if (status !== 0) throw new Error(`go tool pprof ended with ${status}: ${stderr}`);
  const total = / of ([-\d.]+)\S* total/.exec(stdout);
  const lines = stdout.split('\n');
  const rows = lines
    .slice(lines.findIndex((line) => /^\s+flat\s+flat%/.test(line)) + 1)
    .filter((line) => line.trim() !== '');
  return {
    total: Number(total?.[1] ?? NaN),
    rows: rows.map((line) => {
      const match = /^\s*([-\d.]+)\S*\s+\S+\s+\S+\s+([-\d.]+)\S*\s+\S+\s{2}(.*)$/.exec(line);
      if (match === null) throw new Error(`no row of pprof: ${line}`);
      return {
        flat: Number(match[1]),
        cum: Number(match[2]),
        function: match[3].replace(/ \((partial-)?inline\)$/, ''),
      };
    }),
  };
}
