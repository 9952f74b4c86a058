import type {
  Filter,
  GoroutineGroupDetail,
  GoroutineGroupRow,
  GoroutineGroupsAnswer,
  GroupBy,
} from '@core/api/queries';
import type { GroupWaits } from '@core/api/waiters';
import { CliFailure, EXIT, usage, type CliIo, type ExitCode } from '../io';
import { oneFile, outputFormat, parseOptions, rowCount } from '../options';
import { goroutinesText, groupJson } from '../print/goroutines';
import { waitersJson, waitersText, type AllWaiters } from '../print/waiters';
import { openSession, type Session } from '../session';
import { URL_OPTIONS, urlPlanOf } from '../url';
import { FILTER_OPTIONS, filterOf } from './filter';

const GROUPS = 20;
const PAGE = 1_000;
const MEMBERS = 10_000;

export async function goroutines(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseOptions('goroutines', args, {
    ...FILTER_OPTIONS,
    ...URL_OPTIONS,
    group: { type: 'string' },
    waits: { type: 'boolean' },
    n: { type: 'string', short: 'n' },
  });
  const format = outputFormat(parsed, 'goroutines');
  const waits = parsed.flag('waits');
  const group = parsed.text('group');
  if (waits && group !== null && format === 'text') throw usage('--waits shows objects, not groups; leave out --group');
  const groupBy = groupByOf(group ?? 'stack');
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
  const page = (offset: number) => groupPage(session, capture.index, groupBy, filter, wanted, offset);
  const detail = (row: GoroutineGroupRow): Promise<GoroutineGroupDetail> =>
    session.ask('goroutineGroup', { capture: capture.index, group: row.group, filter });

  if (format === 'json') {
    await io.out('{\n');
    await writeGroups(session, capture.index, groupBy, filter, wanted, (text) => io.out(text));
    if (waits) {
      const all = waitersJson(await allWaiters(session, capture.index, filter, Infinity));
      await io.out(`,\n  "waiters": ${JSON.stringify(all, null, 2).replaceAll('\n', '\n  ')}`);
    }
    await io.out('\n}\n');
    return EXIT.fine;
  }
  if (waits) {
    const all = await allWaiters(session, capture.index, filter, wanted);
    await io.out(waitersText(capture, all, io.style));
    return EXIT.fine;
  }
  let answer = await page(0);
  const rows = [...answer.rows];
  while (rows.length < Math.min(wanted, answer.total) && answer.rows.length > 0) {
    answer = await page(rows.length);
    rows.push(...answer.rows);
  }
  const details = groupBy === 'stack' ? await Promise.all(rows.map(detail)) : [];
  await io.out(goroutinesText(capture, groupBy, answer, rows, details, io.style));
  return EXIT.fine;
}

/**
 * The members `schema`, `total` and `groups` of `parkscope.goroutines/1`, group by group: a dump of a million stacks is never held as text.
 * `waitsOn`: who knows better than the capture what goroutines wait on.
 */
export async function writeGroups(
  session: Session,
  capture: number,
  groupBy: GroupBy,
  filter: Filter,
  wanted: number,
  write: (text: string) => Promise<void>,
  waitsOn?: (ids: Iterable<number>) => GroupWaits | null,
): Promise<void> {
  const page = (offset: number) => groupPage(session, capture, groupBy, filter, wanted, offset);
  let answer = await page(0);
  await write(`  "schema": "parkscope.goroutines/1",\n  "total": ${answer.goroutines.shown},\n  "groups": [`);
  let written = 0;
  while (answer.rows.length > 0 && written < wanted) {
    let text = '';
    for (const row of answer.rows) {
      const detail = await session.ask('goroutineGroup', { capture, group: row.group, filter });
      const own = waitsOn?.(await memberIds(session, { capture, group: row.group, filter }, detail));
      text += `${written++ === 0 ? '\n    ' : ',\n    '}${groupJson(row, detail, own)}`;
    }
    await write(text);
    if (written < Math.min(wanted, answer.total)) answer = await page(written);
    else break;
  }
  await write(written === 0 ? ']' : '\n  ]');
}

/** Ids of all goroutines of a group; a detail has the first hundred. */
async function memberIds(
  session: Session,
  group: { readonly capture: number; readonly group: string; readonly filter: Filter },
  { goroutines: first, row }: GoroutineGroupDetail,
): Promise<readonly number[]> {
  if (first.length >= row.count) return first;
  const ids: number[] = [];
  for (let total = 1; ids.length < total;) {
    const page = await session.ask('goroutineMembers', { ...group, offset: ids.length, limit: MEMBERS });
    if (page.rows.length === 0) break;
    total = page.total;
    // A process' goroutines have ids.
    ids.push(...page.rows.map(({ goid }) => goid ?? -1));
  }
  return ids;
}

/** As many rows as wanted, those that nobody is left to release first. */
async function allWaiters(session: Session, capture: number, filter: Filter, wanted: number): Promise<AllWaiters> {
  const page = (offset: number) =>
    session.ask('waiters', {
      ...{ capture, filter, show: 'stuck', offset },
      limit: Math.max(1, Math.min(wanted - offset, PAGE)),
    });
  const first = await page(0);
  const rows = [...first.rows];
  for (let more = first; rows.length < Math.min(wanted, first.total) && more.rows.length > 0; rows.push(...more.rows))
    more = await page(rows.length);
  if (rows.length === first.rows.length) return first;
  // Each page says what is not in it: of all of them together that is less.
  const shown = rows.slice(first.rows.length);
  const sum = (of: 'objects' | 'waiting'): number => shown.reduce((total, row) => total + row[of], 0);
  const folded = {
    objects: first.folded.objects - sum('objects'),
    goroutines: Math.max(0, first.folded.goroutines - sum('waiting')),
  };
  return { ...first, rows, folded };
}

function groupPage(
  session: Session,
  capture: number,
  groupBy: GroupBy,
  filter: Filter,
  wanted: number,
  offset: number,
): Promise<GoroutineGroupsAnswer> {
  return session.ask('goroutineGroups', {
    ...{ capture, groupBy, filter, sort: 'count', descending: true, offset },
    limit: Math.max(1, Math.min(wanted - offset, PAGE)),
  });
}

const GROUPINGS = ['stack', 'site', 'creator', 'state'] as const;

function groupByOf(text: string): GroupBy {
  const found = GROUPINGS.find((by) => by === text);
  if (found !== undefined) return found;
  if (text.startsWith('label:') && text.length > 'label:'.length) return `label:${text.slice('label:'.length)}`;
  throw usage(`--group is ${JSON.stringify(text)}; use ${GROUPINGS.join(', ')} or label:KEY`);
}
