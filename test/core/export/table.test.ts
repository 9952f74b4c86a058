import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import type { TableParams } from '@core/api/table';
import { csvLine } from '@core/base/csv';
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

async function opened(...paths: readonly string[]): Promise<Engine> {
  const engine = new Engine({ now: () => performance.now() });
  const answer = await engine.open({ doc: 'd-1', inputs: paths.map((path) => fileSource(capturePath(path))) });
  if (!answer.ok) throw new Error(answer.error.message);
  return engine;
}

async function written(engine: Engine, asked: TableParams['table']): Promise<readonly (readonly string[])[]> {
  const sink = memorySink();
  const answer = await engine.export({ doc: 'd-1', to: 'csv', table: asked, anonymise: false }, sink);
  if (!answer.ok) throw new Error(answer.error.message);
  const rows = parseCsv(sink.bytes.toString('utf8'));
  expect(answer.value.entries).toBe(rows.length - 1);
  for (const row of rows) expect(row.length).toBe(rows[0]?.length);
  return rows;
}

/** Of a table, the cells under a head. */
const under = (rows: readonly (readonly string[])[], head: string): readonly string[] => {
  const at = rows[0]?.indexOf(head) ?? -1;
  expect(at, `${head} in ${rows[0]?.join(', ')}`).toBeGreaterThanOrEqual(0);
  return rows.slice(1).map((row) => row[at] ?? '');
};
const sum = (cells: readonly string[]): number => cells.reduce((all, cell) => all + Number(cell), 0);

test('every goroutine of a group, and what they wait for', async () => {
  const engine = await opened('locks/go1.26/goroutine.debug2.txt');
  const capture = { capture: 0, filter: NO_FILTER };
  const all = { ...capture, groupBy: 'stack', sort: 'count', descending: true } as const;
  const groups = await engine.query('goroutineGroups', { doc: 'd-1', ...all, offset: 0, limit: 1 });
  if (!groups.ok) throw new Error(groups.error.message);
  const [largest] = groups.value.rows;
  const members = await written(engine, {
    question: 'goroutineMembers',
    params: { ...capture, group: largest!.group },
  });
  expect(sum(under(members, 'count'))).toBe(largest!.count);
  expect(new Set(under(members, 'goroutine')).size).toBe(members.length - 1);
  const waiters = await written(engine, { question: 'waiters', params: { ...capture, show: 'count' } });
  const answer = await engine.query('waiters', { doc: 'd-1', ...capture, show: 'count', offset: 0, limit: 100 });
  if (!answer.ok) throw new Error(answer.error.message);
  expect(waiters.length - 1).toBe(answer.value.total);
  expect(under(waiters, 'object')).toEqual(answer.value.rows.map(({ title }) => title));
});

test('findings, with their ids and places', async () => {
  const engine = await opened(...[1, 2, 3].map((n) => `series/go1.26/goroutine.${n}.debug2.txt`));
  const rows = await written(engine, { question: 'findings', params: {} });
  const answer = await engine.query('findings', { doc: 'd-1' });
  if (!answer.ok) throw new Error(answer.error.message);
  expect(under(rows, 'id')).toEqual(answer.value.findings.map(({ id }) => id));
  expect(under(rows, 'site')).toEqual(answer.value.findings.map(({ site }) => site?.function ?? ''));
});

test('heap over time: a row a capture, columns that add up', async () => {
  const engine = await opened(...[1, 2, 3, 4].map((n) => `heapseries/go1.27/heap.leak${n}.pb.gz`));
  const rows = await written(engine, {
    question: 'timeline',
    params: { kind: 'heap', sampleType: 'inuse_space', filter: NO_FILTER, by: 'package', attribute: 'own' },
  });
  expect(under(rows, 'capture')).toEqual([1, 2, 3, 4].map((n) => `heap.leak${n}.pb.gz`));
  for (const row of rows.slice(1)) expect(sum(row.slice(3))).toBe(Number(row[2]));
  expect(under(rows, 'time (UTC)')[0]).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test('labels of a profile, a row a value', async () => {
  const engine = await opened('busy/go1.26/cpu.pb.gz');
  const rows = await written(engine, {
    question: 'labels',
    params: { capture: 0, sampleType: 1, filter: NO_FILTER, search: '' },
  });
  expect(rows[0]).toEqual(['key', 'value', 'unit of value', 'cpu (nanoseconds)', 'samples']);
  expect(rows.length).toBeGreaterThan(2);
});

test('metrics, and the points of one', async () => {
  const engine = await opened(...[1, 2, 3, 4].map((n) => `metrics-shop/prometheus.${n}.txt`));
  const names = await written(engine, { question: 'metricNames', params: { search: '' } });
  const answer = await engine.query('metricNames', { doc: 'd-1', search: '', offset: 0, limit: 1 });
  if (!answer.ok) throw new Error(answer.error.message);
  expect(names.length - 1).toBe(answer.value.total);
  const range = { from: null, to: null, labels: '', mode: null, width: 16 };
  const points = await written(engine, {
    question: 'metricSeries',
    params: { metric: answer.value.rows[0]!.metric, ...range },
  });
  expect(points.length - 1).toBe(4);
});

test('every table of an execution trace', async () => {
  const engine = await opened('service/go1.26/trace.out');
  const base = { capture: 0, range: null };
  const filter = NO_FILTER;
  const groups = await written(engine, {
    question: 'traceGroups',
    params: { ...base, filter, sort: 'total', descending: true },
  });
  const summary = await engine.query('traceSummary', { doc: 'd-1', ...base });
  if (!summary.ok) throw new Error(summary.error.message);
  expect(sum(under(groups, 'goroutines'))).toBe(summary.value.alive);
  expect(sum(under(groups, 'running (ns)'))).toBeCloseTo(summary.value.times[0]!, -3);
  const wakeups = await written(engine, {
    question: 'traceWakeups',
    params: { ...base, filter, by: 'site', sort: 'count', descending: true },
  });
  expect(sum(under(wakeups, 'count'))).toBeGreaterThan(100);
  const pauses = await written(engine, {
    question: 'traceRanges',
    params: { ...base, kinds: ['stw'], sort: 'start', descending: false },
  });
  expect(pauses.length - 1).toBe(summary.value.stw.all.count);
  for (const question of ['traceTasks', 'traceRegions'] as const) {
    const rows = await written(engine, { question, params: { ...base, sort: 'total', descending: true } });
    expect(sum(under(rows, 'count'))).toBe(summary.value[question === 'traceTasks' ? 'tasks' : 'regions']);
  }
  const spans = await written(engine, {
    question: 'traceSpans',
    params: { ...base, of: 'regions', name: null, sort: 'start', descending: false },
  });
  expect(spans.length - 1).toBe(summary.value.regions);
});

test('a table that there is not, and names that are not replaced in one, are refused', async () => {
  const engine = await opened('busy/go1.26/cpu.pb.gz');
  const asked = JSON.parse('{"question":"flame","params":{}}') as TableParams['table'];
  const none = await engine.export({ doc: 'd-1', to: 'csv', table: asked, anonymise: false }, memorySink());
  expect(none).toMatchObject({ ok: false, error: { code: 'bad-params', field: 'table' } });
  const table = { question: 'findings', params: {} } as const;
  const names = await engine.export({ doc: 'd-1', to: 'csv', table, anonymise: true }, memorySink());
  expect(names).toMatchObject({ ok: false, error: { code: 'bad-params', field: 'anonymise' } });
});
