import type { DocumentInfo } from '@core/api/document';
import type { TableName, TableQuestion } from '@core/api/table';
import { useShownTables } from '../../client/shown-tables';
import { msg } from '../../i18n/t';
import type { ViewState } from '../../state/view';
import { shownTable } from './table-order';

/** What tables are called, English for `t`. */
export const TABLE_WORDS: Readonly<Record<TableName, string>> = {
  top: msg('Functions'),
  diff: msg('Changes of functions'),
  goroutineGroups: msg('Groups of goroutines'),
  goroutineMembers: msg('Goroutines of the group'),
  waiters: msg('Who waits for what'),
  findings: msg('Findings'),
  labels: msg('Labels'),
  timeline: msg('Memory over time'),
  metricNames: msg('Metrics'),
  metricSeries: msg('Points of the metric'),
  traceGroups: msg('Goroutines by function'),
  traceGoroutines: msg('Goroutines of the function'),
  traceWakeups: msg('Wake-ups'),
  traceRanges: msg('Collections and pauses'),
  traceTasks: msg('Tasks'),
  traceRegions: msg('Regions'),
  traceSpans: msg('Tasks or regions one by one'),
};

/** The tables that the view shows, its main one first; what stands beside every view (labels) last. */
export function useTables(info: DocumentInfo, view: ViewState): readonly TableQuestion[] {
  const own = shownTable(info, view);
  const others = useShownTables(info.doc).filter(({ question }) => question !== own?.question);
  const beside = others.filter(({ question }) => question === 'labels');
  return [...(own === null ? [] : [own]), ...others.filter((table) => !beside.includes(table)), ...beside];
}
