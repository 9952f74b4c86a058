import type { DiffRow } from '@core/api/queries';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { outputFormat, parseOptions, rowCount } from '../options';
import { diffJson, diffText, type DiffReport } from '../print/diff';
import { FILTER_OPTIONS, filterOf } from './filter';
import { allPages, openProfiles, PROFILE_OPTIONS, sampleTypeOf } from './profiles';

const ROWS = 20;

export async function diff(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('diff', args, { ...FILTER_OPTIONS, ...PROFILE_OPTIONS });
  const format = outputFormat(parsed, 'diff');
  const wanted = rowCount(parsed, ROWS);
  const filter = filterOf(parsed);
  const { files } = parsed;
  if (files.length !== 2) throw usage('diff needs two files, BASE and NEW; see `parkscope help diff`');
  const session = await openProfiles(files, parsed, io);
  const [base, newer] = session.info.captures;
  if (base === undefined || newer === undefined) throw new Error('two files without two captures');
  const sampleType = sampleTypeOf(newer, parsed.text('sample'));
  const normalized = parsed.flag('normalize');
  const sort = parsed.flag('cum') ? 'cum' : 'flat';
  const rows: DiffRow[] = [];
  const answer = await allPages(
    (offset, limit) =>
      session.ask('diff', {
        ...{ capture: 1, base: 0, sampleType, filter, normalize: normalized, sort, offset, limit },
        runtimeFrames: parsed.flag('runtime-frames'),
      }),
    rows,
    wanted,
  );
  const report: DiffReport = { base, newer, normalized, sort, answer, rows };
  await io.out(format === 'json' ? diffJson(report) : diffText(report, io.style));
  return EXIT.fine;
}
