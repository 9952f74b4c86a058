import type { ExportAnswer } from '@core/api/export';
import type { TableParams } from '@core/api/table';
import type { ByteSink } from '@core/base/sink';
import { csvLine } from '@core/base/csv';
import { Tally } from '@core/export/job';
import type { OpenDocument } from './document';
import { MOST_ROWS } from './params';
import type { Run } from './questions/question';
import { namesFor } from './tables/code-names';
import { askTable } from './tables/registry';
import { writeInto, type ExportOptions } from './written';

/** Rows asked for, and written, at once. */
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
  const note = (words: string, count: number): void => tally.note(words, count);
  for (;;) {
    const page = { offset: tally.entries, limit: STEP };
    const { head, rows, total } = await askTable(params.table, { doc, names, run, page, note });
    if (page.offset === 0) yield encoder.encode(csvLine(head));
    for (let at = 0; at < rows.length; at += STEP) {
      const some = rows.slice(at, at + STEP);
      tally.entries += some.length;
      tally.done = tally.entries / total;
      yield encoder.encode(some.map(csvLine).join(''));
    }
    if (rows.length === 0 || tally.entries >= total) return;
  }
}
