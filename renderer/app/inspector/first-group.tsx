import type { JSX } from 'react';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { errorText } from '../../client/error-text';
import { useQuery } from '../../client/use-query';
import { possibleGroupBy } from '../../state/scope';
import { useView } from '../../state/view';
import { GroupPanel } from './group-panel';
import { Nothing } from './nothing';
import { t } from '../../i18n/t';

/** Before a group is chosen: the first of the table, whose stack the view shows too. */
export function FirstGroup({
  info,
  capture,
}: {
  readonly info: DocumentInfo;
  readonly capture: CaptureInfo;
}): JSX.Element {
  const { filter, goroutines } = useView(info.doc);
  const { sort, descending } = goroutines;
  const { index } = capture;
  const groupBy = possibleGroupBy(goroutines.groupBy, capture);
  const { answer, error } = useQuery('goroutineGroups', {
    ...{ doc: info.doc, capture: index, groupBy, filter, sort, descending },
    offset: 0,
    limit: 1,
  });
  const first = answer?.rows[0]?.group;
  if (first !== undefined) return <GroupPanel info={info} capture={index} group={first} />;
  return (
    <Nothing text={error !== null ? errorText(error) : answer === null ? '' : t('No group matches the filter.')} />
  );
}
