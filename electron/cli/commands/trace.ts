import { TRACE_GROUP_SORTS, type TimeRange } from '@core/api/trace';
import { EXIT, usage, type CliIo, type ExitCode } from '../io';
import { oneFile, oneOf, outputFormat, parseOptions, rowCount, type Parsed } from '../options';
import { traceJson, traceText, type TraceReport } from '../print/trace';
import { openSession, type Session } from '../session';
import { FILTER_OPTIONS, filterOf } from './filter';

const ROWS = 10;
const PAGE = 10_000;

export async function trace(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('trace', args, {
    ...FILTER_OPTIONS,
    sort: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    n: { type: 'string', short: 'n' },
  });
  const format = outputFormat(parsed, 'trace');
  const json = format === 'json';
  const wanted = rowCount(parsed, json ? Infinity : ROWS);
  const sort = oneOf('sort', parsed.text('sort'), TRACE_GROUP_SORTS, 'runnable');
  const filter = filterOf(parsed);
  const range = rangeOf(parsed);
  const session = await openSession([oneFile(parsed, 'trace')], io);
  const base = { capture: 0, range };
  const summary = await session.ask('traceSummary', base);
  const groups = (by: typeof sort) =>
    pages(wanted, (page) =>
      session.ask('traceGroups', { ...base, ...page, filter, sort: by, descending: by !== 'function' }),
    );
  const byTotal = { ...base, sort: 'total', descending: true } as const;
  const heaviest = await groups(sort);
  const blocked = json ? heaviest : await groups('blocked');
  const wakeups = await pages(wanted, (page) =>
    session.ask('traceWakeups', { ...base, ...page, filter, by: 'site', sort: 'wait', descending: true }),
  );
  const taskNames = await pages(wanted, (page) => session.ask('traceTasks', { ...byTotal, ...page }));
  const regionNames = await pages(wanted, (page) => session.ask('traceRegions', { ...byTotal, ...page }));
  const ranges = (kind: 'gc' | 'stw') =>
    pages(Infinity, (page) =>
      session.ask('traceRanges', { ...base, ...page, kinds: [kind], sort: 'start', descending: false }),
    );
  const report: TraceReport = {
    ...{ groups: heaviest.rows, blocked: blocked.rows, groupsTotal: heaviest.total },
    ...{ wakeups: wakeups.rows, wakeupsTotal: wakeups.total },
    ...{ taskNames: taskNames.rows, taskNamesTotal: taskNames.total },
    ...{ regionNames: regionNames.rows, regionNamesTotal: regionNames.total },
    ...{ gc: json ? (await ranges('gc')).rows : [], stw: json ? (await ranges('stw')).rows : [] },
    tasks: json ? (await spans(session, range, 'tasks', wanted)).rows : [],
    regions: json ? (await spans(session, range, 'regions', wanted)).rows : [],
  };
  const { capture } = session;
  await io.out(json ? traceJson(capture, summary, report) : traceText(capture, summary, report, sort, io.style));
  return EXIT.fine;
}

function spans(session: Session, range: TimeRange | null, of: 'tasks' | 'regions', wanted: number) {
  return pages(wanted, (page) =>
    session.ask('traceSpans', { capture: 0, range, of, name: null, sort: 'start', descending: false, ...page }),
  );
}

/** The first `wanted` rows of a question, page by page. */
async function pages<R>(
  wanted: number,
  ask: (page: { offset: number; limit: number }) => Promise<{ readonly rows: readonly R[]; readonly total: number }>,
): Promise<{ rows: R[]; total: number }> {
  const rows: R[] = [];
  for (;;) {
    const left = wanted - rows.length;
    const answer = await ask({ offset: rows.length, limit: Math.max(1, Math.min(left, PAGE)) });
    for (const row of answer.rows) rows.push(row);
    if (answer.rows.length === 0 || rows.length >= Math.min(wanted, answer.total)) return { rows, total: answer.total };
  }
}

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, '': 1e9 };

function rangeOf(parsed: Parsed): TimeRange | null {
  const moment = (name: 'from' | 'to'): number | null => {
    const text = parsed.text(name);
    if (text === null) return null;
    const match = /^\+?(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|)$/.exec(text);
    const unit = UNITS[match?.[2] ?? 'none'];
    if (match === null || unit === undefined) {
      throw usage(`--${name} is ${JSON.stringify(text)}; use a time since the start such as 1.84s or 250ms`);
    }
    return Number(match[1]) * unit;
  };
  const [from, to] = [moment('from'), moment('to')];
  if (from === null && to === null) return null;
  if (from !== null && to !== null && to <= from) throw usage('--to must be later than --from');
  return { fromNs: from ?? 0, toNs: to ?? Number.MAX_SAFE_INTEGER };
}
