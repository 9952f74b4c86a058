import { useMemo, type JSX } from 'react';
import type { GoroutineMember } from '@core/api/queries';
import type { WaiterRow, WaitingGroup } from '@core/api/waiters';
import { formatCount } from '@core/base/format';
import { useQuery } from '../../client/use-query';
import { Symbol } from '../../ui/symbol/symbol';
import { countText, minutesText } from '../../views/waiters/words';
import { t } from '../../i18n/t';

const SHOWN = 4;
/** Members asked for: of larger groups the oldest are found among those with the least ids, which were made first. */
const ASKED = 10_000;

interface Wait {
  readonly goid: number;
  readonly minutes: number | null;
  readonly group: WaitingGroup;
}

/** Who waits, the longest first; where goroutines have no ids, how many at each place. */
export function Waits(props: {
  readonly doc: string;
  readonly capture: number;
  readonly row: WaiterRow;
  readonly ownModule: string;
  readonly onList: () => void;
}): JSX.Element {
  const { doc, capture, row, ownModule } = props;
  const asked = (at: number) => {
    const group = row.groups[at];
    return group === undefined || group.goroutines.length === 0
      ? null
      : { doc, capture, group: group.group, offset: 0, limit: ASKED };
  };
  // Three questions whatever is shown: hooks do not come and go.
  const first = useQuery('goroutineMembers', asked(0)).answer;
  const second = useQuery('goroutineMembers', asked(1)).answer;
  const third = useQuery('goroutineMembers', asked(2)).answer;
  const waits = useMemo(
    () => oldestFirst(row.groups, [first?.rows ?? [], second?.rows ?? [], third?.rows ?? []]),
    [row.groups, first, second, third],
  );
  const named = waits.slice(0, SHOWN);
  const places = row.groups.slice(0, SHOWN);
  const more = row.waiting - (named.length > 0 ? named.length : places.reduce((sum, { count }) => sum + count, 0));
  return (
    <section>
      <h3>{named.length > 0 ? t('Waits, oldest first') : t('Who waits')}</h3>
      {named.length > 0
        ? named.map(({ goid, minutes, group }) => (
            <p key={`${group.group} ${goid}`} className="row wt-pair">
              <span className="clip">
                {t('g\u00a0{goid}', { goid })}{' '}
                {group.site !== null && <Symbol name={group.site.function} ownModule={ownModule} chars={22} />}
              </span>
              <span>{minutesText(minutes === null ? null : { min: minutes, max: minutes })}</span>
            </p>
          ))
        : places.map((group) => (
            <p key={group.group} className="row wt-pair">
              <span className="clip">
                {group.site !== null && <Symbol name={group.site.function} ownModule={ownModule} chars={26} />}
              </span>
              <span>{countText(group)}</span>
            </p>
          ))}
      <p className="d2">
        {more > 0 && t('{more} more.', { more: formatCount(more) })}{' '}
        <button type="button" className="lnk" onClick={props.onList}>
          {t('Open as list')}
        </button>
      </p>
    </section>
  );
}

/** Members of the groups that wait here, by the minutes they wait. */
function oldestFirst(
  groups: readonly WaitingGroup[],
  members: readonly (readonly GoroutineMember[])[],
): readonly Wait[] {
  return members
    .flatMap((rows, at) => {
      const group = groups[at];
      if (group === undefined) return [];
      // Of one stack some may wait here and others for something else.
      const ids = group.count > group.goroutines.length ? null : new Set(group.goroutines);
      return rows.flatMap(({ goid, waitMinutes }): Wait[] =>
        goid === null || ids?.has(goid) === false ? [] : [{ goid, minutes: waitMinutes, group }],
      );
    })
    .sort((a, b) => (b.minutes ?? -1) - (a.minutes ?? -1) || a.goid - b.goid);
}
