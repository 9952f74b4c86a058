import { TIERS, type Finding } from '@core/api/findings';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { oneOf, outputFormat, parseOptions } from '../options';
import { findingsJson, findingsText } from '../print/findings';
import { errorLine, openSession } from '../session';

const FAIL_ON = ['proven', 'strong', 'suspect', 'never'] as const;
type FailOn = (typeof FAIL_ON)[number];

export async function check(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('check', args, {
    'fail-on': { type: 'string' },
    prove: { type: 'boolean' },
    'max-stop': { type: 'string' },
    rules: { type: 'string' },
    baseline: { type: 'string' },
  });
  for (const later of ['prove', 'max-stop', 'rules', 'baseline']) {
    if (parsed.flag(later) || parsed.text(later) !== null) throw usage(`--${later} is not in this version`);
  }
  const format = outputFormat(parsed, 'check');
  const failOn = oneOf('fail-on', parsed.text('fail-on'), FAIL_ON, 'suspect');
  if (parsed.files.length === 0)
    throw usage('check needs at least one file (or - for standard input); see `parkscope help check`');
  const session = await openSession(parsed.files, io);
  const answer = await session.ask('findings', {});
  if (format === 'json') await io.out(findingsJson(session.info, answer));
  else await io.out(findingsText(session.info, answer, io.style));
  for (const { error } of session.failed) io.err(`parkscope: ${errorLine(error)}\n`);
  if (session.failed.length > 0) return EXIT.input;
  return answer.findings.some((finding) => reaches(finding, failOn)) ? EXIT.findings : EXIT.fine;
}

function reaches({ tier }: Finding, failOn: FailOn): boolean {
  return failOn !== 'never' && TIERS.indexOf(tier) <= TIERS.indexOf(failOn);
}
