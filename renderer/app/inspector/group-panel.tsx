import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { GoroutineGroupDetail } from '@core/api/queries';
import { formatCount, formatShare } from '@core/base/format';
import { useQuery } from '../../client/use-query';
import { withPart } from '../../state/filter-text';
import { viewOf } from '../../state/view';
import { Stack } from '../../ui/stack/stack';
import { StateGlyph, stateKind } from '../../ui/state-glyph';
import { Nothing } from './nothing';
import { WaitsFor } from './waiter-link';
import { t } from '../../i18n/t';

const LABELS_SHOWN = 4;
const IDS_SHOWN = 12;

/** A group of goroutines: how many, how long, their stacks, labels and ids. */
export function GroupPanel(props: {
  readonly info: DocumentInfo;
  readonly capture: number;
  readonly group: string;
}): JSX.Element {
  const { info, capture, group } = props;
  const { answer, error } = useQuery('goroutineGroup', { doc: info.doc, capture, group });
  if (answer === null) return <Nothing text={error?.message ?? ''} />;
  const { row } = answer;
  return (
    <>
      <h2>
        <StateGlyph kind={stateKind(row.operation, row.state)} />
        <b className="b">{formatCount(row.count)}</b> {row.state}
      </h2>
      <Facts answer={answer} />
      <WaitsFor info={info} capture={capture} detail={answer} />
      {answer.stacks.map((stack, index) => (
        <section key={index}>
          <h3>
            {answer.stacks.length === 1 && row.stacks === 1
              ? t('Stack')
              : t('Stack of {count}', { count: formatCount(stack.count) })}
          </h3>
          <Stack frames={stack.frames} creator={answer.creator} ownModule={info.ownModule} flush />
        </section>
      ))}
      {row.stacks > answer.stacks.length && (
        <p className="d2">{t('{stacks} more stacks', { stacks: formatCount(row.stacks - answer.stacks.length) })}</p>
      )}
      {answer.labels.map(({ key, values }) => (
        <section key={key}>
          <h3>{key}</h3>
          {values.slice(0, LABELS_SHOWN).map(({ value, count }) => (
            <button
              type="button"
              className="row"
              key={value}
              title={t('Show only {key} = {value}', { key, value })}
              onClick={() =>
                viewOf(info.doc).change((now) => ({ filter: withPart(now.filter, { kind: 'label', key, value }) }))
              }
            >
              <span className="clip">{value}</span>
              <span>{formatCount(count)}</span>
              <span>{formatShare(count, row.count)}</span>
            </button>
          ))}
          {values.length > LABELS_SHOWN && (
            <p className="d2">{t('{values} more values', { values: formatCount(values.length - LABELS_SHOWN) })}</p>
          )}
        </section>
      ))}
      <Ids answer={answer} />
    </>
  );
}

function Facts({ answer }: { readonly answer: GoroutineGroupDetail }): JSX.Element {
  const { row } = answer;
  const wait = row.waitMinutes;
  return (
    <dl className="nv" style={{ marginTop: 8 }}>
      {wait !== null && (
        <>
          <dt>{t('Waits')}</dt>
          <dd>
            {wait.min === wait.max
              ? t('{min}\u00a0min', { min: formatCount(wait.min) })
              : t('{min}–{max}\u00a0min', { min: wait.min, max: formatCount(wait.max) })}
          </dd>
        </>
      )}
      {row.leaked && (
        <>
          <dt>{t('Leak profile')}</dt>
          <dd>{t('leaked')}</dd>
        </>
      )}
      {answer.creators !== null && answer.creators > 0 && (
        <>
          <dt>{t('Created by')}</dt>
          <dd>
            {answer.creators === 1
              ? t('1 goroutine')
              : t('{creators} goroutines', { creators: formatCount(answer.creators) })}
          </dd>
        </>
      )}
      {answer.lockedToThread > 0 && (
        <>
          <dt>{t('Locked to a thread')}</dt>
          <dd>{formatCount(answer.lockedToThread)}</dd>
        </>
      )}
    </dl>
  );
}

function Ids({ answer }: { readonly answer: GoroutineGroupDetail }): JSX.Element | null {
  const { goroutines, idRange, row } = answer;
  if (goroutines.length === 0) return null;
  const shown = goroutines.slice(0, IDS_SHOWN);
  return (
    <section>
      <h3>
        {idRange === null || idRange.first === idRange.last
          ? t('Goroutines')
          : t('g {first} to g {last}', { first: idRange.first, last: idRange.last })}
      </h3>
      <p className="d2 pre">{shown.map((id) => `g\u00a0${id}`).join(', ')}</p>
      {row.count > shown.length && (
        <p className="d2">{t('{count} more', { count: formatCount(row.count - shown.length) })}</p>
      )}
    </section>
  );
}
