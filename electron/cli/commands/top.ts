import type { CaptureInfo } from '@core/api/document';
import type { TopAnswer, TopRow } from '@core/api/queries';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { oneFile, outputFormat, parseOptions, rowCount } from '../options';
import { topJson, topText } from '../print/top';
import { openSession } from '../session';
import { FILTER_OPTIONS, filterOf } from './filter';

const ROWS = 20;
const PAGE = 10_000;

export async function top(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('top', args, {
    ...FILTER_OPTIONS,
    sample: { type: 'string' },
    cum: { type: 'boolean' },
    n: { type: 'string', short: 'n' },
  });
  const format = outputFormat(parsed, 'top');
  const wanted = rowCount(parsed, ROWS);
  const filter = filterOf(parsed);
  const file = oneFile(parsed, 'top');
  const session = await openSession([file], io);
  const { capture } = session;
  const sampleType = sampleTypeOf(capture, parsed.text('sample'));
  const sort = parsed.flag('cum') ? 'cum' : 'flat';
  const rows: TopRow[] = [];
  const page = (offset: number) =>
    session.ask('top', {
      capture: 0,
      sampleType,
      filter,
      sort,
      descending: true,
      offset,
      limit: Math.max(1, Math.min(wanted - offset, PAGE)),
    });
  const answer = await allPages(page, rows, wanted);
  await io.out(format === 'json' ? topJson(answer, rows) : topText(capture, answer, rows, io.style));
  return EXIT.fine;
}

async function allPages(
  page: (offset: number) => Promise<TopAnswer>,
  rows: TopRow[],
  wanted: number,
): Promise<TopAnswer> {
  for (;;) {
    const answer = await page(rows.length);
    rows.push(...answer.rows);
    if (answer.rows.length === 0 || rows.length >= Math.min(wanted, answer.totalRows)) return answer;
  }
}

function sampleTypeOf({ name, sampleTypes, defaultSampleType }: CaptureInfo, wanted: string | null): number {
  if (wanted === null) return defaultSampleType;
  const found = sampleTypes.findIndex(({ type }) => type === wanted);
  if (found >= 0) return found;
  throw usage(`--sample is ${JSON.stringify(wanted)}; ${name} has ${sampleTypes.map(({ type }) => type).join(', ')}`);
}
