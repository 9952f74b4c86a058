import type { GoroutineGroupDetail, GoroutineGroupRow, GroupBy } from '@core/api/queries';
import { CliFailure, EXIT, usage, type CliIo, type ExitCode } from '../io';
import { oneFile, outputFormat, parseOptions, rowCount } from '../options';
import { goroutinesText, groupJson } from '../print/goroutines';
import { openSession } from '../session';
import { URL_OPTIONS, urlPlanOf } from '../url';
import { FILTER_OPTIONS, filterOf } from './filter';

const GROUPS = 20;
const PAGE = 1_000;

export async function goroutines(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('goroutines', args, {
    ...FILTER_OPTIONS,
    ...URL_OPTIONS,
    group: { type: 'string' },
    n: { type: 'string', short: 'n' },
  });
  const format = outputFormat(parsed, 'goroutines');
  const groupBy = groupByOf(parsed.text('group') ?? 'stack');
  const wanted = rowCount(parsed, format === 'json' ? Infinity : GROUPS);
  const filter = filterOf(parsed);
  const session = await openSession(
    [oneFile(parsed, 'goroutines')],
    io,
    undefined,
    urlPlanOf(parsed, ['goroutine'], '0s', '0s'),
  );
  // Of a folder the first that has some.
  const capture = session.info.captures.find(({ counts }) => counts.goroutines !== null) ?? session.capture;
  if (capture.counts.goroutines === null) {
    throw new CliFailure(
      EXIT.input,
      capture.kind === 'metrics'
        ? `${capture.name} has metrics and shows no goroutines; use \`parkscope info\` for it`
        : `${capture.name} is a ${capture.kind} profile and shows no goroutines; use \`parkscope top\` for it`,
    );
  }
  if (groupBy.startsWith('label:') && !capture.labelKeys.includes(groupBy.slice('label:'.length))) {
    const has = capture.labelKeys.length === 0 ? 'no labels' : `the labels ${capture.labelKeys.join(', ')}`;
    throw usage(`--group is ${JSON.stringify(groupBy)}; ${capture.name} has ${has}`);
  }
  const page = (offset: number) =>
    session.ask('goroutineGroups', {
      ...{ capture: capture.index, groupBy, filter, sort: 'count', descending: true, offset },
      limit: Math.max(1, Math.min(wanted - offset, PAGE)),
    });
  const detail = (row: GoroutineGroupRow): Promise<GoroutineGroupDetail> =>
    session.ask('goroutineGroup', { capture: capture.index, group: row.group, filter });

  let answer = await page(0);
  if (format === 'json') {
    // Written group by group: a dump of a million different stacks must not be held as text.
    await io.out(`{\n  "schema": "parkscope.goroutines/1",\n  "total": ${answer.goroutines.shown},\n  "groups": [`);
    let written = 0;
    while (answer.rows.length > 0 && written < wanted) {
      let text = '';
      for (const row of answer.rows)
        text += `${written++ === 0 ? '\n    ' : ',\n    '}${groupJson(row, await detail(row))}`;
      await io.out(text);
      if (written < Math.min(wanted, answer.total)) answer = await page(written);
      else break;
    }
    await io.out(written === 0 ? ']\n}\n' : '\n  ]\n}\n');
    return EXIT.fine;
  }
  const rows = [...answer.rows];
  while (rows.length < Math.min(wanted, answer.total) && answer.rows.length > 0) {
    answer = await page(rows.length);
    rows.push(...answer.rows);
  }
  const details = groupBy === 'stack' ? await Promise.all(rows.map(detail)) : [];
  await io.out(goroutinesText(capture, groupBy, answer, rows, details, io.style));
  return EXIT.fine;
}

const GROUPINGS = ['stack', 'site', 'creator', 'state'] as const;

function groupByOf(text: string): GroupBy {
  const found = GROUPINGS.find((by) => by === text);
  if (found !== undefined) return found;
  if (text.startsWith('label:') && text.length > 'label:'.length) return `label:${text.slice('label:'.length)}`;
  throw usage(`--group is ${JSON.stringify(text)}; use ${GROUPINGS.join(', ')} or label:KEY`);
}
