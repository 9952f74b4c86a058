import type { DiffRow, TopRow } from '@core/api/queries';
import { QUESTIONS } from '../questions/registry';
import type { CodeNames } from './code-names';
import { column, pageOf, type TableColumn, type TableOf } from './table';

export const top: TableOf<'top'> = async (params, { doc, names, run, page }) => {
  const { rows, totalRows, sampleType } = await QUESTIONS.top(doc, { ...params, ...page }, run);
  const columns = [
    ...functionColumns<TopRow>(names),
    column<TopRow>(`flat (${sampleType.unit})`, ({ flat }) => flat),
    column<TopRow>(`cum (${sampleType.unit})`, ({ cum }) => cum),
  ];
  return pageOf(columns, rows, totalRows);
};

export const diff: TableOf<'diff'> = async (params, { doc, names, run, page }) => {
  const { rows, totalRows, sampleType } = await QUESTIONS.diff(doc, { ...params, ...page }, run);
  const of = (which: 'flat' | 'cum'): readonly TableColumn<DiffRow>[] => [
    column(`${which} A (${sampleType.unit})`, (row) => row[which].base),
    column(`${which} B (${sampleType.unit})`, (row) => row[which].new),
    column(`${which} change (${sampleType.unit})`, (row) => row[which].delta),
    column(`${which} error (${sampleType.unit})`, ({ error }) => error?.[which] ?? null),
  ];
  return pageOf([...functionColumns<DiffRow>(names), ...of('flat'), ...of('cum')], rows, totalRows);
};

function functionColumns<Row extends Pick<TopRow, 'function' | 'file' | 'origin'>>(
  names: CodeNames,
): readonly TableColumn<Row>[] {
  return [
    column('function', ({ function: name, origin }) => names.function(name, origin)),
    column('file', ({ function: name, file, origin }) => names.file(file, name, origin)),
    column('origin', ({ origin }) => origin),
  ];
}

/** Values that a key may list: all that the question gives. */
const VALUES = 1000;

/** A row for each value of each key. */
export const labels: TableOf<'labels'> = async (params, task) => {
  const { keys, sampleType } = await QUESTIONS.labels(task.doc, { ...params, limit: VALUES }, task.run);
  const rows = keys.flatMap(({ key, unit, values }) =>
    values.map(({ value, sum, samples }) => ({ key, value, unit, sum, samples })),
  );
  task.note(
    'smaller values of labels are left out',
    keys.reduce((sum, { values, valuesTotal }) => sum + valuesTotal - values.length, 0),
  );
  type Row = (typeof rows)[number];
  const columns = [
    column<Row>('key', ({ key }) => key),
    column<Row>('value', ({ value }) => value),
    column<Row>('unit of value', ({ unit }) => unit),
    column<Row>(`${sampleType.type} (${sampleType.unit})`, ({ sum }) => sum),
    column<Row>('samples', ({ samples }) => samples),
  ];
  return pageOf(columns, rows);
};

/** Areas that a series may have by name: all that the question gives. */
const AREAS = 50;

/** A row for each capture, a column for each area. */
export const timeline: TableOf<'timeline'> = async (params, task) => {
  const answer = await QUESTIONS.timeline(task.doc, { ...params, limit: AREAS }, task.run);
  const { captures, areas, rest, clock, sampleType } = answer;
  const { unit } = sampleType;
  task.note('smaller areas are one column', rest.areas);
  const rows = captures.map(({ capture, atMs, shown }, i) => ({ capture, atMs, shown, i }));
  type Row = (typeof rows)[number];
  const columns = [
    column<Row>('capture', ({ capture }) => task.doc.info.captures[capture]?.name ?? null),
    column<Row>('time (UTC)', ({ atMs }) => (clock === 'time' ? new Date(atMs).toISOString() : null)),
    column<Row>(`all (${unit})`, ({ shown }) => shown),
    ...areas.map(({ name, values }) => column<Row>(`${name} (${unit})`, ({ i }) => values[i])),
    ...(rest.areas > 0 ? [column<Row>(`${rest.areas} smaller ones (${unit})`, ({ i }) => rest.values[i])] : []),
  ];
  return pageOf(columns, rows);
};
