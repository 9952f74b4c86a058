import type { Normalize } from '@core/api/profile';
import type { DiffRow } from '@core/api/queries';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { outputFormat, parseOptions, rowCount } from '../options';
import { diffJson, diffText, type DiffReport } from '../print/diff';
import { FILTER_OPTIONS, filterOf } from './filter';
import { allPages, openProfiles, PROFILE_OPTIONS, sampleTypeOf } from './profiles';

const ROWS = 20;

/**
 * `--normalize`, alone or with what by: `--normalize duration`, `--normalize=main.work`. Alone it stands before a file as well, so it
 * takes the next argument only where that leaves the two files.
 */
function normalizeOf(args: readonly string[], files: (rest: readonly string[]) => number) {
  const end = args.indexOf('--');
  const at = args.findIndex((arg, i) => (end < 0 || i < end) && /^--normalize(=|$)/.test(arg));
  if (at < 0) return { rest: args, by: false };
  const given = args[at] ?? '';
  const rest = args.toSpliced(at, 1);
  if (given.includes('=')) return { rest, by: normalizing(given.slice(given.indexOf('=') + 1)) };
  const next = args[at + 1];
  if (next === undefined || next.startsWith('-') || files(rest) !== 3) return { rest, by: true };
  return { rest: args.toSpliced(at, 2), by: normalizing(next) };
}

function normalizing(by: string): Normalize {
  if (by === '') throw usage('--normalize= is empty; use total, duration or the name of a function');
  return by === 'total' ? true : by === 'duration' ? by : { function: by };
}

export async function diff(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const { normalize: _, ...options } = { ...FILTER_OPTIONS, ...PROFILE_OPTIONS };
  const parse = (given: readonly string[]) => parseOptions('diff', given, options);
  const { rest, by: normalized } = normalizeOf(args, (given) => parse(given).files.length);
  const parsed = parse(rest);
  const format = outputFormat(parsed, 'diff');
  const wanted = rowCount(parsed, ROWS);
  const filter = filterOf(parsed);
  const { files } = parsed;
  if (files.length !== 2) throw usage('diff needs two files, BASE and NEW; see `parkscope help diff`');
  const session = await openProfiles(files, parsed, io);
  const [base, newer] = session.info.captures;
  if (base === undefined || newer === undefined) throw new Error('two files without two captures');
  const sampleType = sampleTypeOf(newer, parsed.text('sample'));
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
