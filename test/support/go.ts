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
export function pprofTool(): string {
  if (tool !== null) return tool;
  const where = () => spawnSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).stdout.trim();
  // Since Go 1.24 the first run builds it.
  if (!existsSync(where())) spawnSync('go', ['tool', 'pprof', '-h']);
  tool = where();
  return tool;
}

/** Standard output of one run of `go tool pprof` on captures, which never reaches for symbols or the network. */
function pprof(args: readonly string[], ...files: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(pprofTool(), ['-symbolize=none', ...args, ...files], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, TZ: 'UTC', PPROF_TMPDIR: process.env['TMPDIR'] ?? '/tmp' },
  });
  if (status !== 0) throw new Error(`go tool pprof ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

/** What `go tool pprof -raw` prints, as far as it is compared. */
export interface PprofRaw {
  readonly types: readonly string[];
  readonly period: number;
  readonly samples: readonly {
    readonly values: readonly number[];
    readonly locations: readonly number[];
    /** Of the locations, leaf first. */
    readonly addresses: readonly number[];
    /** `key:[a b]`, strings and numbers, as printed; ``. */
    readonly labels: string;
  }[];
  /** Text of the lines of a location, innermost first: `name file:line:column s=start`. */
  readonly lines: ReadonlyMap<number, readonly string[]>;
}

export function pprofRaw(file: string, args: readonly string[] = []): PprofRaw {
  return parseRaw(pprof(['-raw', ...args], file));
}

export function parseRaw(text: string): PprofRaw {
  const [head = '', rest = ''] = text.split(/^Samples:\n/m);
  const [samplePart = '', symbolPart = ''] = rest.split(/^Locations\n/m);
  const [typeLine = '', ...sampleLines] = samplePart.split('\n');
  const address = new Map<number, number>();
  const lines = new Map<number, string[]>();
  let open: string[] = [];
  for (const line of (symbolPart.split(/^Mappings\n/m)[0] ?? '').split('\n')) {
    const start = /^ *(\d+): (0x[0-9a-f]+) (?:M=\d+ )?(?:\[F\] )?(.*)$/.exec(line);
    if (start !== null) {
      open = [];
      lines.set(Number(start[1]), open);
      address.set(Number(start[1]), Number(start[2]));
    }
    const text_ = start === null ? line.trim() : (start[3] ?? '');
    if (text_ !== '') open.push(text_);
  }
  const samples: { values: number[]; locations: number[]; addresses: number[]; labels: string }[] = [];
  for (const line of sampleLines) {
    const sample = /^((?: +-?\d+)+): ([\d ]*)$/.exec(line);
    if (sample === null) {
      const last = samples.at(-1);
      if (last !== undefined && line.trim() !== '') last.labels = `${last.labels} ${line.trim()}`.trim();
      continue;
    }
    const numbers = (part: string | undefined) => (part ?? '').trim().split(/ +/).filter(Boolean).map(Number);
    const locations = numbers(sample[2]);
    samples.push({
      values: numbers(sample[1]),
      locations,
      addresses: locations.map((id) => address.get(id) ?? NaN),
      labels: '',
    });
  }
  return {
    types: typeLine.trim().split(' '),
    period: Number(/^Period: (-?\d+)$/m.exec(head)?.[1] ?? NaN),
    samples,
    lines,
  };
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
  return parseTop(stdout);
}

/** The table that `-top` prints. */
export function parseTop(stdout: string): { rows: PprofRow[]; total: number } {
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
