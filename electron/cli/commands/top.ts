import type { Combination, TopRow } from '@core/api/queries';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { outputFormat, parseOptions, rowCount, type Parsed } from '../options';
import { topJson, topText } from '../print/top';
import { FILTER_OPTIONS, filterOf, granularityOf, LENS_OPTIONS, lensOf } from './filter';
import { allPages, openProfiles, PROFILE_OPTIONS, sampleTypeOf } from './profiles';

const ROWS = 20;

export async function top(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('top', args, {
    ...FILTER_OPTIONS,
    ...LENS_OPTIONS,
    ...PROFILE_OPTIONS,
    base: { type: 'string', multiple: true },
    'diff-base': { type: 'string', multiple: true },
  });
  const format = outputFormat(parsed, 'top');
  const wanted = rowCount(parsed, ROWS);
  const filter = { ...filterOf(parsed), ...lensOf(parsed) };
  const by = granularityOf(parsed);
  const bases = basesOf(parsed);
  const { files } = parsed;
  if (files.length === 0) throw usage('top needs a file (or - for standard input); see `parkscope help top`');
  const session = await openProfiles([...files, ...bases], parsed, io);
  const { captures } = session.info;
  const sampleType = sampleTypeOf(session.capture, parsed.text('sample'));
  const combine = combinationOf(parsed, files.length, bases.length);
  const rows: TopRow[] = [];
  const answer = await allPages(
    (offset, limit) =>
      session.ask('top', {
        ...{
          capture: combine === null ? session.capture.index : 0,
          sampleType,
          filter,
          sort: parsed.flag('cum') ? 'cum' : 'flat',
          descending: true,
          by,
          offset,
          limit,
        },
        runtimeFrames: parsed.flag('runtime-frames'),
        ...(combine === null ? {} : { combine }),
      }),
    rows,
    wanted,
  );
  const report = {
    inputs: combine === null ? captures.slice(0, 1) : captures.slice(0, files.length),
    bases: combine === null ? [] : captures.slice(files.length),
    unseen: combine === null ? captures.length - 1 : 0,
    answer,
    rows,
  };
  await io.out(format === 'json' ? topJson(report) : topText(report, io.style));
  return EXIT.fine;
}

function basesOf(parsed: Parsed): readonly string[] {
  const [base, diffBase] = [parsed.texts('base'), parsed.texts('diff-base')];
  if (base.length > 0 && diffBase.length > 0) throw usage('use --base or --diff-base, not both');
  if (parsed.flag('normalize') && base.length + diffBase.length === 0)
    throw usage('--normalize needs --base or --diff-base');
  return [...base, ...diffBase];
}

function combinationOf(parsed: Parsed, files: number, bases: number): Combination | null {
  if (files + bases === 1) return null;
  return {
    add: Array.from({ length: files - 1 }, (_, i) => i + 1),
    subtract: Array.from({ length: bases }, (_, i) => files + i),
    relative: parsed.texts('diff-base').length > 0,
    normalize: parsed.flag('normalize'),
  };
}
