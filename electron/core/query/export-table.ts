import { ORIGINS } from '@core/analysis/origin';
import type { CodeRef, Origin } from '@core/api/findings';
import type { ExportAnswer } from '@core/api/export';
import type { DiffRow, GoroutineGroupRow, TopRow } from '@core/api/queries';
import type { TableParams } from '@core/api/table';
import type { ByteSink } from '@core/base/sink';
import { Anonymiser } from '@core/export/anonymise';
import { csvLine, type Cell } from '@core/export/csv';
import { Tally } from '@core/export/job';
import type { OpenDocument } from './document';
import { badParams } from './failure';
import { checkBoolean, checkCapture, MOST_ROWS } from './params';
import { QUESTIONS } from './questions/registry';
import type { Run } from './questions/question';
import { writeInto, type ExportOptions } from './written';

/** Some rows of a table as cells, and how many there are in all. */
interface Page {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly total: number;
}

/** Rows asked for at once. */
const STEP = Math.min(2000, MOST_ROWS);

/** Writes all rows of a table, page by page. */
export function exportTable(
  doc: OpenDocument,
  params: TableParams,
  sink: ByteSink,
  run: Run,
  options: ExportOptions,
): Promise<ExportAnswer> {
  return writeInto(sink, options, () => {
    const tally = new Tally('rows');
    tally.what = 'Writing the table';
    return { chunks: pages(doc, params, run, tally), tally };
  });
}

async function* pages(
  doc: OpenDocument,
  params: TableParams,
  run: Run,
  tally: Tally,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  const names = namesFor(doc, params);
  for (;;) {
    const { head, rows, total } = await pageOf(doc, params, names, tally.entries, run);
    const lines = [...(tally.entries === 0 ? [head] : []), ...rows].map(csvLine).join('');
    tally.entries += rows.length;
    tally.done = total === 0 ? 1 : tally.entries / total;
    yield encoder.encode(lines);
    if (rows.length === 0 || tally.entries >= total) return;
  }
}

/** How functions and their files are called in the table. */
interface Names {
  function(name: string, origin: Origin | null): string;
  file(file: string, name: string, origin: Origin | null): string;
}

const AS_THEY_ARE: Names = { function: (name) => name, file: (file) => file };

function namesFor(doc: OpenDocument, { anonymise, table }: TableParams): Names {
  if (!checkBoolean('anonymise', anonymise)) return AS_THEY_ARE;
  const by = table.question === 'goroutineGroups' ? 'function' : (table.params.by ?? 'function');
  if (by !== 'function')
    throw badParams('anonymise', `Names of functions are replaced; these rows are by ${by}`, 'Group by function.');
  const { capture, origins } = checkCapture(doc, table.params.capture);
  // Groups do not say whose code a creator is.
  const known = new Map<string, number>();
  capture.functions.name.forEach((name, i) => known.set(capture.strings.get(name), origins.origin[i]));
  const other = new Anonymiser();
  const rowOf = (name: string, origin: Origin | null): number =>
    origin === null ? (known.get(name) ?? 0) : ORIGINS.indexOf(origin);
  return {
    function: (name, origin) => other.function(name, rowOf(name, origin)),
    file: (file, name, origin) => other.file(file, name, rowOf(name, origin)),
  };
}

async function pageOf(
  doc: OpenDocument,
  { doc: id, table, anonymise }: TableParams,
  names: Names,
  offset: number,
  run: Run,
): Promise<Page> {
  const page = { doc: id, offset, limit: STEP };
  switch (table.question) {
    case 'top': {
      const { rows, totalRows, sampleType } = await QUESTIONS.top(doc, { ...table.params, ...page }, run);
      const head = ['function', 'file', 'origin', `flat (${sampleType.unit})`, `cum (${sampleType.unit})`];
      return { head, rows: rows.map((row) => topCells(row, names)), total: totalRows };
    }
    case 'diff': {
      const { rows, totalRows, sampleType } = await QUESTIONS.diff(doc, { ...table.params, ...page }, run);
      const numbers = ['flat', 'cum'].flatMap((which) =>
        ['A', 'B', 'change', 'error'].map((part) => `${which} ${part} (${sampleType.unit})`),
      );
      return {
        head: ['function', 'file', 'origin', ...numbers],
        rows: rows.map((row) => diffCells(row, names)),
        total: totalRows,
      };
    }
    case 'goroutineGroups': {
      const { rows, total } = await QUESTIONS.goroutineGroups(doc, { ...table.params, ...page }, run);
      return { head: GROUP_HEAD, rows: rows.map((row) => groupCells(row, names, anonymise)), total };
    }
  }
}

function topCells(row: TopRow, names: Names): readonly Cell[] {
  const { function: name, file, origin, flat, cum } = row;
  return [names.function(name, origin), names.file(file, name, origin), origin, flat, cum];
}

function diffCells({ function: name, file, origin, flat, cum, error }: DiffRow, names: Names): readonly Cell[] {
  return [
    ...[names.function(name, origin), names.file(file, name, origin), origin],
    ...[flat.base, flat.new, flat.delta, error?.flat ?? null],
    ...[cum.base, cum.new, cum.delta, error?.cum ?? null],
  ];
}

const GROUP_HEAD = [
  ...['count', 'state', 'operation', 'wait min (minutes)', 'wait max (minutes)', 'label', 'stacks'],
  ...['site', 'entry', 'created by'].flatMap((what) => [what, `${what} file`, `${what} line`]),
];

function groupCells(row: GoroutineGroupRow, names: Names, anonymise: boolean): readonly Cell[] {
  const { count, state, operation, waitMinutes, label, stacks } = row;
  const place = (ref: CodeRef | null): readonly Cell[] =>
    ref === null
      ? [null, null, null]
      : [names.function(ref.function, null), names.file(ref.file, ref.function, null), ref.line];
  return [
    ...[count, state, operation, waitMinutes?.min ?? null, waitMinutes?.max ?? null, anonymise ? '' : label, stacks],
    ...[row.site, row.entry, row.creator].flatMap(place),
  ];
}
