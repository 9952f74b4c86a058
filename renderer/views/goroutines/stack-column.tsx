import { X } from 'lucide-react';
import { useState, type JSX } from 'react';
import type { EngineError } from '@core/api/errors';
import type { GoroutineGroupDetail } from '@core/api/queries';
import { formatCount, formatShare } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { StateGlyph, stateKind } from '../../ui/state-glyph';
import { Stack } from '../../ui/stack/stack';
import { stateText } from '../../ui/state-text';
import { waitText } from './group-text';
import { t } from '../../i18n/t';

interface StackColumnProps {
  readonly number: number;
  /** False: it follows the selection. */
  readonly pinned: boolean;
  readonly detail: GoroutineGroupDetail | null;
  readonly error: EngineError | null;
  readonly ownModule: string;
  readonly same: ReadonlySet<string>;
  readonly onClose: () => void;
  readonly onMembers: () => void;
  readonly onFunction: (name: string) => void;
}

/** One group's stack with what is known of its members. */
export function StackColumn(props: StackColumnProps): JSX.Element {
  const { detail, number, pinned } = props;
  const [which, setWhich] = useState(0);
  if (detail === null) {
    return (
      <section className="col" aria-label={t('Stack {number}', { number })}>
        <div className="hd">
          <span className={pinned ? 'nth' : 'nth free'}>{number}</span>
        </div>
        {props.error !== null && <p className="facts d2">{errorText(props.error)}</p>}
      </section>
    );
  }
  const { row, stacks } = detail;
  const stack = stacks[Math.min(which, stacks.length - 1)];
  const more = row.stacks - stacks.length;
  return (
    <section
      className="col"
      aria-label={t('Stack {number}: {count} {state}', {
        number,
        count: formatCount(row.count),
        state: stateText(row),
      })}
    >
      <div className="hd">
        <span className={pinned ? 'nth' : 'nth free'}>{number}</span>
        <StateGlyph kind={stateKind(row.operation, row.state)} />
        <b>{formatCount(row.count)}</b>
        <span className="clip st">{stateText(row)}</span>
        <span className="grow" />
        <span className="d2">{headFact(detail)}</span>
        {pinned && (
          <button
            type="button"
            className="x"
            aria-label={t('Empty column {number}', { number })}
            onClick={props.onClose}
          >
            <X size={12} strokeWidth={1.3} aria-hidden />
          </button>
        )}
      </div>
      <div className="body">
        {stacks.length > 1 && (
          <div className="which" role="group" aria-label={t('Stacks of this group')}>
            {stacks.map(({ count }, i) => (
              <button key={i} type="button" aria-pressed={i === which} onClick={() => setWhich(i)}>
                {formatCount(count)}
              </button>
            ))}
            <span className="d2">
              {more > 0
                ? t('have one of these stacks; {more} more stacks', { more: formatCount(more) })
                : t('by stack')}
            </span>
          </div>
        )}
        {stack !== undefined && (
          <Stack
            frames={stack.frames}
            creator={detail.creator}
            ownModule={props.ownModule}
            same={props.same}
            onFunction={props.onFunction}
            label={t('Stack of {count} goroutines, leaf first', { count: formatCount(stack.count) })}
            after={
              detail.creators !== null && detail.creators > 1 ? (
                <li className="fr fold">
                  {t('created in {creators} different parents', { creators: formatCount(detail.creators) })}
                </li>
              ) : null
            }
          />
        )}
        <Facts detail={detail} onMembers={props.onMembers} />
      </div>
    </section>
  );
}

function headFact({ row, idRange }: GoroutineGroupDetail): string {
  if (idRange !== null) {
    return idRange.first === idRange.last
      ? `g ${idRange.first}`
      : t('g {first} to g {last}', { first: idRange.first, last: idRange.last });
  }
  return row.waitMinutes === null ? '' : waitText(row.waitMinutes);
}

function Facts({
  detail,
  onMembers,
}: {
  readonly detail: GoroutineGroupDetail;
  readonly onMembers: () => void;
}): JSX.Element {
  const { row, labels, lockedToThread } = detail;
  return (
    <div className="facts">
      {row.series.length > 1 && <div>{seriesSentence(row.series)}</div>}
      {row.waitMinutes !== null && detail.idRange !== null && (
        <div>{t('Waiting {wait}.', { wait: waitText(row.waitMinutes) })}</div>
      )}
      {lockedToThread > 0 && (
        <div>{t('{lockedToThread} locked to a thread.', { lockedToThread: formatCount(lockedToThread) })}</div>
      )}
      {labels.map(({ key, values }) => (
        <div
          key={key}
          className="clip label"
          title={values.map(({ value, count }) => `${value} ${formatCount(count)}`).join('\n')}
        >
          <span className="d">{key}</span>
          {values.slice(0, 2).map(({ value, count }) => (
            <span key={value} className="share">
              {value} {formatShare(count, row.count)}
            </span>
          ))}
          {values.length > 2 && <span className="share">{t('{values} more', { values: values.length - 2 })}</span>}
        </div>
      ))}
      <button type="button" className="lnk" onClick={onMembers}>
        {row.count === 1 ? t('Show the goroutine') : t('List {count} goroutines', { count: formatCount(row.count) })}
      </button>
    </div>
  );
}

/** What the captures of the series say of one group. */
function seriesSentence(series: readonly number[]): string {
  const counts = series.map(formatCount).join(', ');
  const last = series[series.length - 1] ?? 0;
  const first = series[0] ?? 0;
  const verb = last > first ? t('Grew') : last < first ? t('Shrank') : t('Steady');
  return t('{verb} over {series} captures: {counts}.', { verb, series: series.length, counts });
}
