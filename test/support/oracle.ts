import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './fixtures';
import { goMissing } from './go';

/** What test/oracle (report.go) says about a trace. Times are ns since the first event, null = outside of the trace. */
export interface OracleReport {
  readonly error: string;
  readonly endNs: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly stacks: readonly string[];
  readonly wall: readonly { readonly atNs: number; readonly epochNs: string }[];
  readonly goroutines: readonly {
    readonly id: number;
    readonly createdNs: number | null;
    readonly endedNs: number | null;
    readonly creator: number;
    readonly label: string;
    readonly durations: Readonly<Record<string, number>>;
    readonly stack: number;
    readonly changes: readonly {
      readonly atNs: number;
      readonly from: string;
      readonly to: string;
      readonly reason: string;
      readonly stack: number;
      readonly own: number;
      readonly proc: number;
      readonly by: number;
    }[];
  }[];
  readonly procs: readonly {
    readonly atNs: number;
    readonly proc: number;
    readonly from: string;
    readonly to: string;
    readonly thread: number;
  }[];
  readonly ranges: readonly {
    readonly name: string;
    readonly goroutine: number;
    readonly proc: number;
    readonly startNs: number;
    readonly active: boolean;
    readonly endNs: number | null;
    readonly stack: number;
    readonly swept: number;
    readonly reclaimed: number;
  }[];
  readonly metrics: readonly { readonly atNs: number; readonly name: string; readonly value: number }[];
  readonly tasks: readonly {
    readonly id: number;
    readonly parent: number;
    readonly name: string;
    readonly startNs: number | null;
    readonly endNs: number | null;
    readonly goroutine: number;
    readonly stack: number;
  }[];
  readonly regions: readonly {
    readonly goroutine: number;
    readonly task: number;
    readonly name: string;
    readonly startNs: number | null;
    readonly endNs: number | null;
    readonly stack: number;
  }[];
  readonly logs: readonly {
    readonly atNs: number;
    readonly goroutine: number;
    readonly task: number;
    readonly category: string;
    readonly message: string;
    readonly stack: number;
  }[];
  readonly samples: readonly {
    readonly atNs: number;
    readonly goroutine: number;
    readonly proc: number;
    readonly thread: number;
    readonly stack: number;
  }[];
  readonly threads: number;
}

const FOLDER = join(ROOT, 'test/oracle');
let built: { readonly binary: string } | { readonly missing: string } | null = null;

/** Builds the oracle, once for each state of its source; it stays in .cache. */
function build(): { readonly binary: string } | { readonly missing: string } {
  const noGo = goMissing();
  if (noGo !== null) return { missing: noGo };
  const hash = createHash('sha256');
  for (const file of readdirSync(FOLDER).sort()) hash.update(readFileSync(join(FOLDER, file)));
  const folder = join(ROOT, '.cache/oracle');
  const binary = join(folder, hash.digest('hex').slice(0, 16));
  if (existsSync(binary)) return { binary };
  mkdirSync(folder, { recursive: true });
  const made = `${binary}.${process.pid}`; // several test files may build it at once
  const env = { ...process.env, GOFLAGS: '', GOWORK: 'off' };
  const { status, stderr } = spawnSync('go', ['build', '-o', made, '.'], { cwd: FOLDER, encoding: 'utf8', env });
  if (status === 0) {
    renameSync(made, binary);
    return { binary };
  }
  const missing = `test/oracle cannot be built (it needs the module golang.org/x/exp): ${stderr.trim()}`;
  if (process.env['CI'] === 'true') throw new Error(missing);
  return { missing };
}

/** Null when the oracle can be asked, else why not. In CI that is a failure, not a skip. */
export function oracleMissing(): string | null {
  built ??= build();
  return 'missing' in built ? built.missing : null;
}

function ask(...args: string[]): string {
  built ??= build();
  if ('missing' in built) throw new Error(built.missing);
  const { status, stdout, stderr } = spawnSync(built.binary, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`oracle ${args.join(' ')}: ${stderr}`);
  return stdout;
}

export function oracleReport(file: string): OracleReport {
  return JSON.parse(ask('report', file)) as OracleReport;
}

/** Encodes a textual trace into a file, and gives what its test expects: `SUCCESS`, or `FAILURE "pattern"`. */
export function oracleEncode(textual: string, out: string): string {
  return ask('encode', textual, out).trim();
}

/** Paths of the test data that come with x/exp/trace, below `trace/testdata`. */
export function oracleTestdata(folder: string): string[] {
  const { status, stdout, stderr } = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', 'golang.org/x/exp'], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`where is golang.org/x/exp? ${stderr}`);
  const place = join(stdout.trim(), 'trace/testdata', folder);
  return readdirSync(place).map((name) => join(place, name));
}
