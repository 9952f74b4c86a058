import { TABLE_QUESTIONS, type TableName, type TableQuestion } from '@core/api/table';
import { badParams } from '../failure';
import { findings } from './finding-table';
import { goroutineGroups, goroutineMembers, waiters } from './goroutine-tables';
import { metricNames, metricSeries } from './metric-tables';
import { diff, labels, timeline, top } from './profile-tables';
import type { TableOf, TablePage, TableTask } from './table';
import {
  traceGoroutines,
  traceGroups,
  traceRanges,
  traceRegions,
  traceSpans,
  traceTasks,
  traceWakeups,
} from './trace-tables';

/** Every table; a name of `TABLE_QUESTIONS` that is missing here does not compile. */
const TABLES: { readonly [N in TableName]: TableOf<N> } = {
  top,
  diff,
  goroutineGroups,
  goroutineMembers,
  waiters,
  findings,
  labels,
  timeline,
  metricNames,
  metricSeries,
  traceGroups,
  traceGoroutines,
  traceWakeups,
  traceRanges,
  traceTasks,
  traceRegions,
  traceSpans,
};

/** Asks for a page of a table. */
export function askTable({ question, params }: TableQuestion, task: TableTask): Promise<TablePage> {
  if (!TABLE_QUESTIONS.some((name) => name === question))
    throw badParams('table', `There is no table of ${JSON.stringify(question)}`);
  // TypeScript cannot see that name and parameters belong together.
  const table = TABLES[question] as TableOf<TableName>;
  return table({ ...params, doc: task.doc.info.doc, ...task.page } as Parameters<typeof table>[0], task);
}
