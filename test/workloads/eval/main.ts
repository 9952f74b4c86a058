import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { freshGoker } from './goker';
import { formatsOf, judgeAll } from './judge-all';
import { alarms, extras, misses, wrong } from './lists';
import { capturesFolder, findRuns } from './runs';
import { agreement } from './score';
import { table } from './table';
import { freshZoo } from './zoo';

const HELP = `npm run eval -- [options]
Scores the engine on the captures in .cache/workloads/captures and prints the table.
  --fresh goker|leaks|healthy|all   first make captures of what has changed (--width N at a time, default 2)
  --only TEXT   only programs whose name has TEXT in it (repeatable); also of --fresh
  --go 1.22, --style once, --corpus goker, --variant leak, --format debug2, --mode series   only those (repeatable)
  --misses --wrong --alarms --extras --differ   list them (--match RE: only those whose first lines match)
  --json FILE   every verdict, for other tools`;

/** Command line of `npm run eval`; answers the exit status. */
export async function main(root: string, code: string, argv: readonly string[]): Promise<number> {
  const several = { type: 'string', multiple: true, default: [] as string[] } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...{ fresh: several, only: several, go: several, style: several, corpus: several, variant: several },
      ...{
        format: several,
        mode: several,
        misses: flag,
        wrong: flag,
        alarms: flag,
        extras: flag,
        differ: flag,
        help: flag,
      },
      ...{ match: { type: 'string', default: '' }, json: { type: 'string' }, width: { type: 'string', default: '2' } },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const say = (line: string): void => console.log(line);
  const fresh = { root, only: values.only, go: values.go, style: values.style, width: Number(values.width), say };
  for (const what of values.fresh) {
    if (what === 'leaks' || what === 'all') await freshZoo('leaks', fresh);
    if (what === 'healthy' || what === 'all') await freshZoo('healthy', fresh);
    if (what === 'goker' || what === 'all') await freshGoker(fresh);
  }
  const wants = (all: readonly string[], one: string): boolean => all.length === 0 || all.includes(one);
  const runs = findRuns(capturesFolder(root)).filter(
    ({ info }) =>
      (values.only.length === 0 || values.only.some((part) => info.program.includes(part))) &&
      wants(values.go, info.go) &&
      wants(values.style, info.style) &&
      wants(values.corpus, info.corpus) &&
      wants(values.variant, info.variant),
  );
  if (runs.length === 0) {
    console.error('eval: no captures. Make some: npm run eval -- --fresh all');
    return 2;
  }
  const started = Date.now();
  const answer = await judgeAll(
    runs.map(({ folder }) => folder),
    formatsOf(values.format),
    availableParallelism(),
    code,
  );
  const verdicts = answer.verdicts.filter(({ mode }) => wants(values.mode, mode));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${runs.length} runs, ${verdicts.length} documents judged in ${seconds} s`);
  console.log(table(verdicts));
  const match = new RegExp(values.match);
  const list = (lines: readonly string[]): void => {
    let shown = false;
    for (const line of lines) {
      if (!line.startsWith(' ')) shown = match.test(line);
      if (shown) console.log(line);
    }
  };
  if (values.misses) list(misses(verdicts));
  if (values.wrong) list(wrong(verdicts));
  if (values.alarms) list(alarms(verdicts));
  if (values.extras) list(extras(verdicts));
  if (values.differ) for (const mode of ['single', 'series']) list(agreement(verdicts, mode).examples);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(verdicts));
  const problems = new Map<string, string[]>();
  for (const { folder, problem } of answer.failures) {
    problems.set(problem, [...(problems.get(problem) ?? []), folder]);
  }
  for (const [problem, folders] of problems) {
    console.error(`NOT JUDGED: ${folders.length} runs, the first ${folders[0]}\n${problem}`);
  }
  return answer.failures.length === 0 ? 0 : 1;
}
