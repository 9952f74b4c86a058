import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { FORMATS, judgeRun, type Format, type Verdict } from './judge-run';
import { unpackRuns } from './pack';
import { INFO, readInfo, type Run, type RunInfo } from './runs';

/** What could not be judged. */
export interface Failure {
  readonly folder: string;
  readonly problem: string;
}

interface Share {
  readonly evalShare: true;
  readonly folders: readonly string[];
  readonly formats: readonly Format[];
  /** Files without times, as after a copy: what the captures themselves say is all there is. */
  readonly untimed: boolean;
}

interface Answer {
  readonly verdicts: readonly Verdict[];
  readonly failures: readonly Failure[];
}

export function loadRun(folder: string, info: RunInfo): Run {
  const files = readdirSync(folder)
    .filter((name) => name !== INFO)
    .sort()
    .map((name) => {
      const path = join(folder, name);
      return { name, bytes: new Uint8Array(readFileSync(path)), modifiedMs: statSync(path).mtimeMs };
    });
  return { info, files };
}

interface JudgeOptions {
  readonly formats: readonly Format[];
  readonly threads: number;
  readonly code: string;
  readonly untimed?: boolean;
}

/** Judges runs (folders) and packs of runs (files) on `threads` threads; `code` is the bundle that this is part of. */
export async function judgeAll(
  folders: readonly string[],
  { formats, threads, code, untimed = false }: JudgeOptions,
): Promise<Answer> {
  const shares = Array.from({ length: Math.min(threads, folders.length) }, (_, thread) =>
    folders.filter((_folder, i) => i % threads === thread),
  );
  const answers = await Promise.all(
    shares.map(
      (share) =>
        new Promise<Answer>((resolve, reject) => {
          const data: Share = { evalShare: true, folders: share, formats, untimed };
          const worker = new Worker(code, { workerData: data });
          worker.on('message', resolve);
          worker.on('error', reject);
        }),
    ),
  );
  return { verdicts: answers.flatMap((one) => one.verdicts), failures: answers.flatMap((one) => one.failures) };
}

async function work({ folders, formats, untimed }: Share): Promise<Answer> {
  const verdicts: Verdict[] = [];
  const failures: Failure[] = [];
  for (const folder of folders) {
    try {
      for (const run of runsAt(folder)) {
        verdicts.push(...(await judgeRun(untimed ? withoutTimes(run) : run, formats)));
      }
    } catch (error) {
      failures.push({ folder, problem: problemOf(error) });
    }
  }
  return { verdicts, failures };
}

/** The runs of a pack, or the one in a folder. */
function runsAt(path: string): Run[] {
  if (path.endsWith('.br')) return unpackRuns(new Uint8Array(readFileSync(path)));
  const info = readInfo(path);
  return info === null ? [] : [loadRun(path, info)];
}

function withoutTimes({ info, files }: Run): Run {
  return { info, files: files.map((file) => ({ ...file, modifiedMs: null })) };
}

/** The message and where it comes from, alike for all runs that fail alike. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error.stack ?? error.message).split('\n').slice(0, 6).join('\n');
}

function isShare(data: unknown): data is Share {
  return typeof data === 'object' && data !== null && 'evalShare' in data;
}

if (parentPort !== null && isShare(workerData)) parentPort.postMessage(await work(workerData));

export function formatsOf(names: readonly string[]): Format[] {
  const unknown = names.filter((name) => !FORMATS.some((format) => format === name));
  if (unknown.length > 0) throw new Error(`no format ${unknown.join(', ')}; there are ${FORMATS.join(', ')}`);
  return FORMATS.filter((format) => names.length === 0 || names.includes(format));
}
