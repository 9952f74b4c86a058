import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { barsOf, worse, type BarsByMode } from './bars';
import { freshGoker } from './goker';
import { formatsOf, judgeAll, type Failure } from './judge-all';
import { CORPORA, packsOf } from './judge-packs';
import { command } from './process';
import { alarms, extras, misses, wrong } from './lists';
import { capturesFolder, findRuns, type RunInfo } from './runs';
import { agreement } from './score';
import { table } from './table';
import { writePacks } from './write-packs';
import { freshZoo } from './zoo';

const HELP = `npm run eval -- [options]
Scores the engine on captures of real programs and prints the table. Captures are those in .cache/workloads/captures, else the packs.
  --fresh goker|leaks|kernels|healthy|all|servers   first make captures of what has changed (--width N at a time, default 2)
  --only TEXT   only programs whose name has TEXT in it (repeatable); also of --fresh
  --go 1.22, --style once, --corpus goker, --variant leak, --format debug2, --mode series   only those (repeatable)
  --misses --wrong --alarms --extras --differ   list them (--match RE: only those whose first lines match)
  --untimed     files without times, as after a copy
  --packed      on the committed packs
  --pack        write the packs (with --only those) anew from the captures that are there, and the bars that npm test holds the engine to
  --bars        write the bars anew from the packs
  --json FILE   every verdict, for other tools`;

const several = { type: 'string', multiple: true, default: [] as string[] } as const;
const flag = { type: 'boolean', default: false } as const;
const text = { type: 'string' } as const;
const OPTIONS = {
  ...{ fresh: several, only: several, go: several, style: several, corpus: several, variant: several, format: several },
  ...{ mode: several, match: text, json: text, width: text },
  ...{
    misses: flag,
    wrong: flag,
    alarms: flag,
    extras: flag,
    differ: flag,
    packed: flag,
    pack: flag,
    bars: flag,
    help: flag,
    untimed: flag,
  },
};

/** Command line of `npm run eval`; answers the exit status. */
export async function main(root: string, code: string, argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const say = (line: string): void => console.log(line);
  const fresh = { root, only: values.only, go: values.go, style: values.style, width: Number(values.width ?? 2), say };
  for (const what of values.fresh) {
    if (what === 'leaks' || what === 'all') await freshZoo('leaks', fresh);
    if (what === 'healthy' || what === 'all') await freshZoo('healthy', fresh);
    if (what === 'kernels' || what === 'all') await freshZoo('kernels', fresh);
    if (what === 'goker' || what === 'all') await freshGoker(fresh);
    if (what === 'servers') {
      const script = join(root, 'test/workloads/servers/run.mjs');
      say((await command(process.execPath, [script, ...values.only], { cwd: root, longestMs: 3_600_000 })).output);
    }
  }
  const packs = join(root, 'test/workloads/captures');
  if (values.pack) say(await writePacks(root, values.only));
  if (values.pack || values.bars) return await writeBars(packs, code);

  const wants = (all: readonly string[], one: string): boolean => all.length === 0 || all.includes(one);
  const named = (program: string): boolean =>
    values.only.length === 0 || values.only.some((part) => program.includes(part));
  const wanted = (info: RunInfo): boolean =>
    named(info.program) &&
    wants(values.go, info.go) &&
    wants(values.style, info.style) &&
    wants(values.corpus, info.corpus) &&
    wants(values.variant, info.variant);
  const made = values.packed ? [] : findRuns(capturesFolder(root));
  let paths = made.filter(({ info }) => wanted(info)).map(({ folder }) => folder);
  if (made.length === 0) {
    say('of the committed packs:');
    paths = CORPORA.flatMap((corpus) => packsOf(packs, corpus)).filter((path) => named(basename(path, '.br')));
  }
  if (paths.length === 0) {
    if (values.fresh.length > 0) return 0;
    console.error('eval: no captures of what was asked for');
    return 2;
  }
  const started = Date.now();
  const answer = await judgeAll(paths, {
    formats: formatsOf(values.format),
    threads: availableParallelism(),
    code,
    untimed: values.untimed,
  });
  const verdicts = answer.verdicts.filter(({ info, mode }) => wanted(info) && wants(values.mode, mode));
  const runs = new Set(verdicts.map(({ info }) => info)).size;
  say(`${runs} runs, ${verdicts.length} documents judged in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  say(table(verdicts));
  const match = new RegExp(values.match ?? '');
  const list = (lines: readonly string[]): void => {
    let shown = false;
    for (const line of lines) {
      if (!line.startsWith(' ')) shown = match.test(line);
      if (shown) say(line);
    }
  };
  if (values.misses) list(misses(verdicts));
  if (values.wrong) list(wrong(verdicts));
  if (values.alarms) list(alarms(verdicts));
  if (values.extras) list(extras(verdicts));
  if (values.differ) for (const mode of ['single', 'series']) list(agreement(verdicts, mode).examples);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(verdicts));
  return tellFailures(answer.failures);
}

/** Answers the exit status. */
function tellFailures(failures: readonly Failure[]): number {
  const problems = new Map<string, string[]>();
  for (const { folder, problem } of failures) problems.set(problem, [...(problems.get(problem) ?? []), folder]);
  for (const [problem, folders] of problems) {
    console.error(`NOT JUDGED: ${folders.length}, the first ${folders[0]}\n${problem}`);
  }
  return failures.length === 0 ? 0 : 1;
}

/** Writes bars.json and tells what is worse in it than before. */
async function writeBars(packs: string, code: string): Promise<number> {
  const path = join(packs, 'bars.json');
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, BarsByMode>) : {};
  const now: Record<string, BarsByMode> = {};
  for (const corpus of CORPORA) {
    const { verdicts, failures } = await judgeAll(packsOf(packs, corpus), {
      formats: formatsOf([]),
      threads: availableParallelism(),
      code,
    });
    if (failures.length > 0) return tellFailures(failures);
    now[corpus] = barsOf(verdicts);
    const was = before[corpus];
    for (const line of was === undefined ? [] : worse(was, now[corpus]))
      console.log(`${corpus}, worse or other packs: ${line}`);
  }
  writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`);
  console.log(`wrote ${path}`);
  return 0;
}
