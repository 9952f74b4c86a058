import { X } from 'lucide-react';
import { useState, type JSX } from 'react';
import type { EngineError } from '@core/api/errors';
import type { GoroutineGroupDetail } from '@core/api/queries';
import { formatCount, formatShare } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { StateGlyph, stateKind } from '../../ui/state-glyph';
import { Stack } from '../../ui/stack/stack';
import { stateText, waitText } from './group-text';

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
      <section className="col" aria-label={`Stack ${number}`}>
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
    <section className="col" aria-label={`Stack ${number}: ${formatCount(row.count)} ${stateText(row)}`}>
      <div className="hd">
        <span className={pinned ? 'nth' : 'nth free'}>{number}</span>
        <StateGlyph kind={stateKind(row.operation, row.state)} />
        <b>{formatCount(row.count)}</b>
        <span className="clip st">{stateText(row)}</span>
        <span className="grow" />
        <span className="d2">{headFact(detail)}</span>
        {pinned && (
          <button type="button" className="x" aria-label={`Empty column ${number}`} onClick={props.onClose}>
            <X size={12} strokeWidth={1.3} aria-hidden />
          </button>
        )}
      </div>
      <div className="body">
        {stacks.length > 1 && (
          <div className="which" role="group" aria-label="Stacks of this group">
            {stacks.map(({ count }, i) => (
              <button key={i} type="button" aria-pressed={i === which} onClick={() => setWhich(i)}>
                {formatCount(count)}
              </button>
            ))}
            <span className="d2">
              {more > 0 ? `have one of these stacks; ${formatCount(more)} more stacks` : 'by stack'}
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
            label={`Stack of ${formatCount(stack.count)} goroutines, leaf first`}
            after={
              detail.creators !== null && detail.creators > 1 ? (
                <li className="fr fold">created in {formatCount(detail.creators)} different parents</li>
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
    return idRange.first === idRange.last ? `g ${idRange.first}` : `g ${idRange.first} to g ${idRange.last}`;
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
      {row.waitMinutes !== null && detail.idRange !== null && <div>Waiting {waitText(row.waitMinutes)}.</div>}
      {lockedToThread > 0 && <div>{formatCount(lockedToThread)} locked to a thread.</div>}
      {labels.map(({ key, values }) => (
        <div
          key={key}
          className="clip"
          title={values.map(({ value, count }) => `${value} ${formatCount(count)}`).join('\n')}
        >
          <span className="d">{key}</span>
          {values.slice(0, 2).map(({ value, count }) => (
            <span key={value} className="lv">
              {value} {formatShare(count, row.count)}
            </span>
          ))}
          {values.length > 2 && <span className="lv">{values.length - 2} more</span>}
        </div>
      ))}
      <button type="button" className="lnk" onClick={onMembers}>
        {row.count === 1 ? 'Show the goroutine' : `List ${formatCount(row.count)} goroutines`}
      </button>
    </div>
  );
}

/** What the captures of the series say of one group. */
function seriesSentence(series: readonly number[]): string {
  const counts = series.map(formatCount).join(', ');
  const last = series[series.length - 1] ?? 0;
  const first = series[0] ?? 0;
  const verb = last > first ? 'Grew' : last < first ? 'Shrank' : 'Steady';
  return `${verb} over ${series.length} captures: ${counts}.`;
}
