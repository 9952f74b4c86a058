import type { Finding } from '@core/api/findings';
import { QUESTIONS } from '../questions/registry';
import { column, pageOf, placeColumns, type TableColumn, type TableOf } from './table';

/** The findings that the view lists; what is beyond is counted. */
export const findings: TableOf<'findings'> = async (params, task) => {
  const { findings: found, folded } = await QUESTIONS.findings(task.doc, params, task.run);
  const { names } = task;
  task.note('smaller findings are left out', folded);
  const columns: readonly TableColumn<Finding>[] = [
    column('id', ({ id }) => id),
    column('rule', ({ rule }) => rule),
    column('tier', ({ tier }) => tier),
    column('count', ({ count }) => count),
    column('at least', ({ atLeast }) => (atLeast ? 'yes' : 'no')),
    column('growth (per minute)', ({ growthPerMinute }) => growthPerMinute),
    column('memory (bytes)', ({ bytes }) => bytes),
    column('operation', ({ operation }) => operation),
    column('title', ({ title }) => title),
    column('advice', ({ advice }) => advice.join(' ')),
    ...placeColumns<Finding>('site', ({ site }) => site, names),
    ...placeColumns<Finding>('entry', ({ entry }) => entry, names),
    ...placeColumns<Finding>('created by', ({ creator }) => creator, names),
    column('goroutines', ({ goroutines }) => goroutines.join(' ')),
  ];
  return pageOf(columns, found);
};
