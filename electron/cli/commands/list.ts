import { homedir } from 'node:os';
import type { SourceAnswer } from '@core/api/profile';
import type { TopRow } from '@core/api/queries';
import { compileGoRegexp } from '@core/base/regexp/compile';
import { SourceFiles } from '../../engine/source-files';
import { CliFailure, EXIT, usage, type CliIo, type ExitCode } from '../io';
import { outputFormat, parseOptions, rowCount } from '../options';
import { listJson, listText } from '../print/list';
import { FILTER_OPTIONS, filterOf, FRAME_OPTIONS, lensOf } from './filter';
import { allPages, openProfiles, PROFILE_OPTIONS, sampleTypeOf } from './profiles';

const FUNCTIONS = 10;

/** Source lines of functions with what was sampled on them. */
export async function list(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const { cum: _, normalize: __, ...common } = PROFILE_OPTIONS;
  const parsed = parseOptions('list', args, {
    ...FILTER_OPTIONS,
    ...FRAME_OPTIONS,
    ...common,
    source: { type: 'string', multiple: true },
  });
  const format = outputFormat(parsed, 'list');
  const wanted = rowCount(parsed, FUNCTIONS);
  const [file, pattern, ...rest] = parsed.files;
  if (file === undefined || pattern === undefined || rest.length > 0)
    throw usage('list needs a file and a function (a regular expression); see `parkscope help list`');
  const matcher = compileGoRegexp(pattern);
  if (!matcher.ok) throw usage(`${JSON.stringify(pattern)} is no regular expression: ${matcher.error}`);
  const sources = new SourceFiles({ cwd: process.cwd(), home: homedir(), env: process.env });
  for (const folder of parsed.texts('source')) sources.addFolder(folder);
  const session = await openProfiles([file], parsed, io, sources);
  const params = {
    capture: session.capture.index,
    sampleType: sampleTypeOf(session.capture, parsed.text('sample')),
    filter: { ...filterOf(parsed), ...lensOf(parsed) },
    runtimeFrames: parsed.flag('runtime-frames'),
  };
  const rows: TopRow[] = [];
  await allPages(
    (offset, limit) => session.ask('top', { ...params, sort: 'cum', descending: true, offset, limit }),
    rows,
    Number.MAX_SAFE_INTEGER,
  );
  const matches = rows.filter((row) => matcher.value.test(row.function));
  if (matches.length === 0)
    throw new CliFailure(EXIT.input, `no function that passes the filter matches ${JSON.stringify(pattern)}`);
  const answers: SourceAnswer[] = [];
  for (const row of matches.slice(0, wanted))
    answers.push(await session.ask('source', { ...params, function: row.function, file: '' }));
  const report = { capture: session.capture, answers, left: matches.length - answers.length };
  await io.out(format === 'json' ? listJson(report) : listText(report, io.style));
  return EXIT.fine;
}
