import fs from 'node:fs';
import path from 'node:path';
import { TIERS, type Finding } from '@core/api/findings';
import type { RuleFile } from '@core/api/rules';
import { readRuleFolders } from '../../engine/rule-files';
import { rulePlaces } from '../../engine/rule-places';
import { compare, readFindingsFile, type Baseline } from '../baseline';
import { CliFailure, EXIT, usage, type CliIo, type ExitCode } from '../io';
import { pidOf } from '../pid';
import { oneOf, parseOptions, type Parsed } from '../options';
import { findingsJson, findingsText } from '../print/findings';
import type { CheckReport } from '../report';
import { errorLine, openSession, type LaterInputs, type Session } from '../session';
import { printable } from '../terminal';
import { LOOK_OPTIONS, lookPlanOf } from '../look-plan';
import { isUrl, momentsOf, SERIES_OPTIONS, urlPlanOf } from '../url';

const FAIL_ON = ['proven', 'strong', 'suspect', 'never'] as const;
type FailOn = (typeof FAIL_ON)[number];
const FORMATS = ['text', 'json', 'sarif', 'markdown'] as const;

export async function check(
  args: readonly string[],
  io: CliIo,
  version: () => string,
  sampler?: string,
): Promise<ExitCode> {
  const parsed = parseOptions('check', args, {
    'fail-on': { type: 'string' },
    ...LOOK_OPTIONS,
    exe: { type: 'string' },
    url: { type: 'string' },
    rules: { type: 'string' },
    baseline: { type: 'string', multiple: true },
    ...SERIES_OPTIONS,
  });
  const format = oneOf('format', parsed.text('format'), FORMATS, 'text');
  const failOn = oneOf('fail-on', parsed.text('fail-on'), FAIL_ON, 'suspect');
  if (parsed.files.length === 0)
    throw usage('check needs at least one file (or - for standard input); see `parkscope help check`');
  const look = lookPlanOf(parsed, io);
  const named = parsed.text('rules');
  if (
    named !== null &&
    fs.statSync(path.resolve(io.places.cwd, named), { throwIfNoEntry: false })?.isDirectory() !== true
  )
    throw usage(`--rules ${named} is no folder; name the one that holds the files *.rule.yaml`);
  const hints = named === null ? io.places : { ...io.places, named };
  const folders = await readRuleFolders(rulePlaces(hints), hints);

  const plan = urlPlanOf(parsed, ['goroutine', 'heap'], '5s', '10s');
  const processPlan = { ...momentsOf(parsed, '2s', '4s'), ...(look === null ? {} : { look }) };
  const asked = parsed.text('url');
  const exe = parsed.text('exe');
  const inputs = exe === null ? parsed.files : await (await import('../core-file')).withExecutable(parsed.files, exe);
  const files = asked === null ? inputs : [...inputs, runtimeAnswer(asked, parsed)];
  const session = await openSession(files, io, folders, plan, processPlan, undefined, sampler);
  requireRules(session.rules.files, io);
  const baselineFiles = parsed.texts('baseline');
  const baseline = baselineFiles.length === 0 ? null : await readBaseline(baselineFiles, io, folders);
  const answer = await session.ask('findings', {});
  const compared = baseline === null ? null : compare(answer, baseline);
  const report: CheckReport = {
    info: session.info,
    files: parsed.files.filter((file) => file !== '-' && !isUrl(file)).map((file) => path.resolve(io.places.cwd, file)),
    answer: compared?.answer ?? answer,
    rules: session.rules,
    results: await session.ask('ruleResults', {}),
    leaks: await session.ask('leakComparison', {}),
    baseline: compared === null ? null : { ...compared, folded: baseline?.folded ?? 0 },
  };
  switch (format) {
    case 'json':
      await io.out(findingsJson(report));
      break;
    case 'sarif': {
      const [{ findingsSarif }, { findProject }] = await Promise.all([import('../print/sarif'), import('../project')]);
      await io.out(findingsSarif(report, findProject(io.places.cwd), version()));
      break;
    }
    case 'markdown': {
      const { findingsMarkdown } = await import('../print/markdown');
      await io.out(findingsMarkdown(report));
      break;
    }
    case 'text':
      await io.out(findingsText(report, io.style));
  }
  for (const { error } of session.failed) io.err(`parkscope: ${errorLine(error)}\n`);
  if (session.failed.length > 0) return EXIT.input;
  return report.answer.findings.some((finding) => reaches(finding, failOn)) ? EXIT.findings : EXIT.fine;
}

/** The runtime's own verdict, asked for when everything before it has been looked at. It makes the program collect its garbage. */
function runtimeAnswer(text: string, parsed: Parsed): LaterInputs {
  if (!isUrl(text)) throw usage(`--url is ${JSON.stringify(text)}; use http://HOST:PORT/debug/pprof/ or HOST:PORT`);
  if (!parsed.files.some((file) => pidOf(file) !== null))
    throw usage('--url asks the runtime beside a look at memory: name the process by its pid, too');
  return { url: text, plan: { ...urlPlanOf(parsed, ['goroutineleak'], '0s', '0s'), moments: 1, gc: true } };
}

/** A gate whose rules are broken must not pass. The user's own folder is no part of the gate: its mistakes are told, in the output. */
function requireRules(files: readonly RuleFile[], io: CliIo): void {
  const broken = files.filter(({ scope, problems }) => scope !== 'user' && problems.length > 0);
  for (const { path: file, problems } of broken)
    for (const { line, column, message, hint } of problems)
      io.err(printable(`parkscope: ${file}:${line}:${column}: ${message}${hint === '' ? '' : ` ${hint}`}`) + '\n');
  const [first] = broken;
  if (first === undefined) return;
  const what = broken.length === 1 ? first.path : `${broken.length} files of rules or suppressions`;
  throw new CliFailure(EXIT.usage, `${what} cannot be used; correct the mistakes above`);
}

/** Findings of earlier checks as JSON, or captures, which are judged in the same way. */
async function readBaseline(
  files: readonly string[],
  io: CliIo,
  folders: Parameters<typeof openSession>[2],
): Promise<Baseline> {
  const findings: Baseline['findings'][number][] = [];
  const captures: string[] = [];
  let folded = 0;
  for (const file of files) {
    const known = file === '-' ? null : readFindingsFile(path.resolve(io.places.cwd, file));
    if (known === null) captures.push(file);
    else {
      findings.push(...known.findings);
      folded += known.folded;
    }
  }
  if (captures.length > 0) {
    const session: Session = await openSession(captures, io, folders);
    for (const { error } of session.failed) throw new CliFailure(EXIT.input, `--baseline: ${errorLine(error)}`);
    const answer = await session.ask('findings', {});
    const { suppressed } = await session.ask('ruleResults', {});
    findings.push(...answer.findings, ...suppressed.map(({ finding }) => finding));
    folded += answer.folded;
  }
  return { findings, folded };
}

function reaches({ tier }: Finding, failOn: FailOn): boolean {
  return failOn !== 'never' && TIERS.indexOf(tier) <= TIERS.indexOf(failOn);
}
