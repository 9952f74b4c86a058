import type { ExportAnswer } from '@core/api/export';
import type { TableParams } from '@core/api/table';
import type { ByteSink } from '@core/base/sink';
import { csvLine } from '@core/export/csv';
import { Tally } from '@core/export/job';
import type { OpenDocument } from './document';
import { MOST_ROWS } from './params';
import type { Run } from './questions/question';
import { namesFor } from './tables/code-names';
import { askTable } from './tables/registry';
import { writeInto, type ExportOptions } from './written';

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
    const page = { offset: tally.entries, limit: STEP };
    const note = (words: string, count: number): void => {
      if (page.offset === 0) tally.note(words, count);
    };
    const { head, rows, total } = await askTable(params.table, { doc, names, run, page, note });
    const lines = [...(tally.entries === 0 ? [head] : []), ...rows].map(csvLine).join('');
    tally.entries += rows.length;
    tally.done = total === 0 ? 1 : tally.entries / total;
    yield encoder.encode(lines);
    if (rows.length === 0 || tally.entries >= total) return;
  }
}
