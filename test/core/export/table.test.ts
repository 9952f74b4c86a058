import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import type { TableParams } from '@core/api/table';
import { csvLine } from '@core/export/csv';
import { Engine } from '@core/query/engine';
import { makeProfile } from '../../bench/pprof/generate.mjs';
import { bytesSource, type ByteSource } from '@core/base/source';
import { fileSource } from '../../support/engine';
import { memorySink } from '../../support/export';
import { capturePath } from '../../support/fixtures';

const CPU = capturePath('busy/go1.26/cpu.pb.gz');
const top = (more = {}): TableParams['table'] => ({
  question: 'top',
  params: { capture: 0, sampleType: 1, filter: NO_FILTER, sort: 'flat', descending: true, ...more },
});

async function table(
  sources: readonly ByteSource[],
  asked: TableParams['table'],
  anonymise = false,
): Promise<{ readonly rows: readonly (readonly string[])[]; readonly engine: Engine; readonly noun: string }> {
  const engine = new Engine({ now: () => performance.now() });
  const opened = await engine.open({ doc: 'd-1', inputs: sources });
  if (!opened.ok) throw new Error(opened.error.message);
  const sink = memorySink();
  const answer = await engine.export({ doc: 'd-1', to: 'csv', table: asked, anonymise }, sink);
  if (!answer.ok) throw new Error(answer.error.message);
  const rows = parseCsv(sink.bytes.toString('utf8'));
  expect(answer.value.entries).toBe(rows.length - 1);
  expect(answer.value.bytes).toBe(sink.bytes.length);
  return { rows, engine, noun: answer.value.noun };
}

/** RFC 4180, by hand: a field is quoted or has none of `,"\r\n`. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  for (let match = field.exec(text); match !== null && match.index < text.length; match = field.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]);
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

test('every function of a profile, as Top has them', async () => {
  const { rows, engine } = await table([fileSource(CPU)], top());
  const params = { doc: 'd-1', ...top().params, offset: 0, limit: 10_000 };
  const answer = await engine.query('top', params as Parameters<typeof engine.query<'top'>>[1]);
  if (!answer.ok) throw new Error(answer.error.message);
  expect(rows[0]).toEqual(['function', 'file', 'origin', 'flat (nanoseconds)', 'cum (nanoseconds)']);
  expect(rows.slice(1)).toEqual(
    answer.value.rows.map((row) => [row.function, row.file, row.origin, String(row.flat), String(row.cum)]),
  );
});

test('all rows of a large one, not only a page', async () => {
  const { rows } = await table([bytesSource('large.pb', makeProfile({ samples: 4000 }))], top({ sampleType: 3 }));
  expect(rows.length).toBeGreaterThan(4000);
  expect(new Set(rows.map(([name]) => name)).size).toBe(rows.length);
});

test('a filter leaves the rows that it leaves', async () => {
  const { rows } = await table([fileSource(CPU)], top({ filter: { ...NO_FILTER, focus: ['no such function'] } }));
  expect(rows).toHaveLength(1);
});

test('groups of goroutines, and what changed between two captures', async () => {
  const dumps = [1, 2].map((n) => fileSource(capturePath(`series/go1.26/goroutine.${n}.debug2.txt`)));
  const groups = await table(dumps, {
    question: 'goroutineGroups',
    params: { capture: 1, groupBy: 'stack', filter: NO_FILTER, sort: 'count', descending: true },
  });
  expect(groups.rows[1]?.slice(0, 3)).toEqual(['160', 'chan send', 'chan send']);
  expect(groups.rows[1]?.[9]).toBe('88');
  const params = { capture: 1, base: 0, sampleType: 0, filter: NO_FILTER, normalize: false, sort: 'cum' } as const;
  const changes = await table(dumps, { question: 'diff', params });
  const send = changes.rows.find(([name]) => name.endsWith('(*Batcher).deliver'));
  expect(send?.slice(7, 10)).toEqual(['80', '160', '80']);
});

test('under other names nothing of the program is told, in groups neither', async () => {
  const secret = /fixture|render|layout|ingest|Batcher|tenant/i;
  for (const [file, asked] of [
    [CPU, top()],
    [
      capturePath('series/go1.26/goroutine.1.debug2.txt'),
      {
        question: 'goroutineGroups',
        params: { capture: 0, groupBy: 'stack', filter: NO_FILTER, sort: 'count', descending: true },
      },
    ],
  ] as const) {
    const plain = await table([fileSource(file)], asked);
    const other = await table([fileSource(file)], asked, true);
    expect(plain.rows.flat().some((cell) => secret.test(cell))).toBe(true);
    expect(other.rows.flat().filter((cell) => secret.test(cell))).toEqual([]);
    expect(other.rows.length).toBe(plain.rows.length);
  }
  await expect(table([fileSource(CPU)], top({ by: 'package' }), true)).rejects.toThrow('these rows are by package');
});

test('any text comes back from a cell, and none is a formula', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }), { minLength: 2, maxLength: 5 }),
      (cells) => {
        const line = csvLine(cells);
        expect(parseCsv(line)).toEqual([cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell))]);
      },
    ),
  );
  expect(csvLine(['=cmd()', -5, null, 'a,b'])).toBe(`'=cmd(),-5,,"a,b"\r\n`);
});
