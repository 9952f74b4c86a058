import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Go versions the zoo runs on; `label` is what tables and folders say. The first has the runtime's own leak profile. */
export const GO_VERSIONS = [
  { label: '1.27', toolchain: 'go1.27.4' },
  { label: '1.26', toolchain: 'go1.26.8' },
  { label: '1.24', toolchain: 'go1.24.13' },
  { label: '1.22', toolchain: 'go1.22.12' },
] as const;

export type GoVersion = (typeof GO_VERSIONS)[number];

/** A place where something is leaked, by a mark in the source or the runtime's verdict. */
export interface Site {
  /**
   * `goroutine` goroutines stand at file:line · `library` goroutines have `function` on their stack · `heap` memory allocated at
   * file:line · `process` the process as a whole.
   */
  readonly kind: 'goroutine' | 'library' | 'heap' | 'process';
  /** The last two parts of the path, `` where none. */
  readonly file: string;
  readonly line: number;
  readonly function: string;
  /** Numbers of the taxonomy (patterns.json); none = known to be leaked, not why. */
  readonly patterns: readonly number[];
  /** Goroutines that stand there at each moment; empty for heap and process. */
  readonly counts: readonly number[];
}

/** `leak` something is leaked · `fixed` its twin · `idle`, `load` a healthy service · `negative` looks like a leak, must end some time. */
export type Variant = 'leak' | 'fixed' | 'idle' | 'load' | 'negative';

/** One run of one program, kept as `run.json` beside its captures. */
export interface RunInfo {
  readonly corpus: string;
  readonly program: string;
  readonly variant: Variant;
  readonly style: string;
  /** Label of the Go version. */
  readonly go: string;
  readonly moments: number;
  /** Of the sources and the way of running: a run with the same hash is not made again. */
  readonly hash: string;
  /** What manifested: goroutines stand there at the last moment. */
  readonly truth: readonly Site[];
  /** Marks at which nothing stands. */
  readonly absent: readonly Site[];
}

/** Files of one run in memory. */
export interface Run {
  readonly info: RunInfo;
  readonly files: readonly CaptureFile[];
}

/** `name` = `K.what`, as the harness writes it. */
export interface CaptureFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Null where the host does not know it. */
  readonly modifiedMs: number | null;
}

export const INFO = 'run.json';

/** Where runs are kept, below the project's folder. */
export function capturesFolder(root: string): string {
  return join(root, '.cache/workloads/captures');
}

/** Folder of a run below `capturesFolder`. */
export function runFolder(info: Pick<RunInfo, 'corpus' | 'program' | 'variant' | 'style' | 'go'>): string {
  return join(info.corpus, info.program, `${info.variant}-${info.style}`, info.go);
}

export function readInfo(folder: string): RunInfo | null {
  const path = join(folder, INFO);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RunInfo) : null;
}

/** All runs below a folder, in the order of their paths. */
export function findRuns(folder: string): { folder: string; info: RunInfo }[] {
  if (!existsSync(folder)) return [];
  const info = readInfo(folder);
  if (info !== null) return [{ folder, info }];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => findRuns(join(folder, entry.name)));
}

/** The last two parts of a path: the same with and without `-trimpath`, on every machine. */
export function shortFile(path: string): string {
  return path.split(/[/\\]/).slice(-2).join('/');
}
