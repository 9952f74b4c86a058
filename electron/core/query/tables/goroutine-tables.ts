import type { GoroutineGroupRow, GoroutineMember } from '@core/api/queries';
import type { WaiterRow } from '@core/api/waiters';
import { QUESTIONS } from '../questions/registry';
import { column, pageOf, placeColumns, type TableColumn, type TableOf } from './table';

export const goroutineGroups: TableOf<'goroutineGroups'> = async (params, { doc, names, run, page }) => {
  const { rows, total } = await QUESTIONS.goroutineGroups(doc, { ...params, ...page }, run);
  const columns: readonly TableColumn<GoroutineGroupRow>[] = [
    column('count', ({ count }) => count),
    column('state', ({ state }) => state),
    column('operation', ({ operation }) => operation),
    column('wait min (minutes)', ({ waitMinutes }) => waitMinutes?.min ?? null),
    column('wait max (minutes)', ({ waitMinutes }) => waitMinutes?.max ?? null),
    column('label', ({ label }) => (names.anonymous ? '' : label)),
    column('stacks', ({ stacks }) => stacks),
    ...placeColumns<GoroutineGroupRow>('site', ({ site }) => site, names),
    ...placeColumns<GoroutineGroupRow>('entry', ({ entry }) => entry, names),
    ...placeColumns<GoroutineGroupRow>('created by', ({ creator }) => creator, names),
  ];
  return pageOf(columns, rows, total);
};

export const goroutineMembers: TableOf<'goroutineMembers'> = async (params, { doc, run, page }) => {
  const { rows, total } = await QUESTIONS.goroutineMembers(doc, { ...params, ...page }, run);
  const columns: readonly TableColumn<GoroutineMember>[] = [
    column('goroutine', ({ goid }) => goid),
    column('count', ({ count }) => count),
    column('state', ({ state }) => state),
    column('wait (minutes)', ({ waitMinutes }) => waitMinutes),
    column('created by goroutine', ({ creatorGoid }) => creatorGoid),
    column('labels', ({ labels }) =>
      Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ),
  ];
  return pageOf(columns, rows, total);
};

export const waiters: TableOf<'waiters'> = async (params, { doc, names, run, page }) => {
  const { rows, total } = await QUESTIONS.waiters(doc, { ...params, ...page }, run);
  const columns: readonly TableColumn<WaiterRow>[] = [
    column('waiting', ({ waiting }) => waiting),
    column('kind', ({ kind }) => kind),
    column('object', ({ title }) => title),
    column('objects', ({ objects }) => objects),
    column('address', ({ address }) => address),
    column('type', ({ type }) => type),
    column('state', ({ state }) => state),
    column('certain', ({ fact }) => (fact ? 'yes' : 'no')),
    column('cycle', ({ cycle }) => (cycle === 0 ? null : cycle)),
    column('groups', ({ groups, groupsFolded }) => groups.length + groupsFolded),
    ...placeColumns<WaiterRow>('largest group', ({ groups: [largest] }) => largest?.site ?? null, names),
    column('could release it', ({ releasers, releasersFolded }) => releasers.length + releasersFolded),
    ...placeColumns<WaiterRow>('first releaser', ({ releasers: [first] }) => first?.site ?? null, names),
    column('nobody found', ({ nobody }) => (nobody ? 'yes' : 'no')),
  ];
  return pageOf(columns, rows, total);
};
