import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeRun, type Format, type Verdict } from './judge-run';
import { unpackRuns } from './pack';

/** What is packed: a folder of packs each. */
export const CORPORA = ['leaks', 'healthy', 'servers', 'kernels'] as const;
export type Corpus = (typeof CORPORA)[number];

/** The committed packs below test/workloads/captures, in the order of their names; none before the first are written. */
export function packsOf(captures: string, corpus: Corpus): string[] {
  if (!existsSync(join(captures, corpus))) return [];
  return readdirSync(join(captures, corpus))
    .filter((name) => name.endsWith('.br'))
    .sort()
    .map((name) => join(captures, corpus, name));
}

/** What the engine says about every run in a pack. */
export async function judgePack(path: string, formats?: readonly Format[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const run of unpackRuns(new Uint8Array(readFileSync(path)))) verdicts.push(...(await judgeRun(run, formats)));
  return verdicts;
}
