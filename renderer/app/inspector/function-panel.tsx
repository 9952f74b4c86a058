import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { FunctionDetailAnswer } from '@core/api/queries';
import { formatCount, formatShare, formatValue } from '@core/base/format';
import { baseName } from '@core/base/go-name';
import { useQuery } from '../../client/use-query';
import { escapeRegExp, withPart } from '../../state/filter-text';
import { captureAt, profileParams } from '../../state/scope';
import { useView, viewOf } from '../../state/view';
import { Symbol } from '../../ui/symbol/symbol';
import { FunctionSource } from './function-source';
import { Nothing } from './nothing';
import { t } from '../../i18n/t';

const SHOWN = 6;

/** Numbers, callers, callees and labels of one function. */
export function FunctionPanel({ info, name }: { readonly info: DocumentInfo; readonly name: string }): JSX.Element {
  const state = useView(info.doc);
  const params = profileParams(info, state);
  const { answer, error } = useQuery('functionDetail', params === null ? null : { ...params, function: name });
  const type = params === null ? undefined : captureAt(info, params.capture)?.sampleTypes[params.sampleType];
  if (answer === null) return <Nothing text={error?.message ?? ''} />;
  const unit = type?.unit ?? '';
  const add = (kind: 'focus' | 'ignore') => () =>
    viewOf(info.doc).change((now) => ({
      filter: withPart(now.filter, { kind, value: `^${escapeRegExp(answer.function)}$` }),
    }));
  const sandwich = (): void =>
    viewOf(info.doc).change((now) => ({
      view: 'flame',
      flame: { ...now.flame, mode: 'sandwich', by: 'function', at: answer.function },
      selection: { ...now.selection, node: null },
    }));
  return (
    <>
      <h2>
        <Symbol name={answer.function} ownModule={info.ownModule} />
      </h2>
      {answer.file !== '' && (
        <p className="where m" title={answer.file}>
          {baseName(answer.file)}
          {answer.line > 0 ? `:${answer.line}` : ''}
        </p>
      )}
      <Numbers answer={answer} unit={unit} typeName={unit === 'nanoseconds' ? 'time' : (type?.type ?? '')} />
      <Relatives
        title={t('Callers')}
        info={info}
        rows={answer.callers}
        total={answer.callersTotal}
        of={answer.cum}
        unit={unit}
      />
      <Relatives
        title={t('Callees')}
        info={info}
        rows={answer.callees}
        total={answer.calleesTotal}
        of={answer.cum}
        unit={unit}
      />
      {params !== null && state.view !== 'source' && <FunctionSource params={params} name={answer.function} />}
      {answer.labels.length > 0 && (
        <section>
          <h3>{t('Labels')}</h3>
          {answer.labels.slice(0, SHOWN).map((label) => (
            <button
              type="button"
              className="row"
              key={`${label.key} ${label.value}`}
              title={t('Keep samples with this label')}
              onClick={() =>
                viewOf(info.doc).change((now) => ({
                  filter: withPart(now.filter, { kind: 'label', key: label.key, value: label.value }),
                }))
              }
            >
              <span className="clip">
                {label.key} = {label.value}
              </span>
              <span>{formatValue(label.sum, unit)}</span>
              <span>{formatShare(label.sum, answer.cum)}</span>
            </button>
          ))}
          <button type="button" className="lnk" onClick={() => viewOf(info.doc).select({ function: null, node: null })}>
            {t('All labels of the profile')}
          </button>
        </section>
      )}
      <div className="go">
        <button type="button" className="btn" onClick={add('focus')} title={t('Keep what passes through it (f)')}>
          {t('Focus')}
        </button>
        <button type="button" className="btn" onClick={sandwich} title={t('Callers above it, callees below')}>
          {t('Sandwich')}
        </button>
        <button type="button" className="btn q" onClick={add('ignore')} title={t('Drop what passes through it (i)')}>
          {t('Ignore')}
        </button>
      </div>
    </>
  );
}

function Numbers(props: {
  readonly answer: FunctionDetailAnswer;
  readonly unit: string;
  readonly typeName: string;
}): JSX.Element {
  const { answer, unit } = props;
  const row = (title: string, value: number, strong: boolean): JSX.Element => (
    <tr className={strong ? 'b' : ''}>
      <th scope="row">{title}</th>
      <td>{formatValue(value, unit)}</td>
      <td>{formatShare(value, answer.total)}</td>
    </tr>
  );
  return (
    <table style={{ marginTop: 8 }}>
      <thead>
        <tr>
          <td />
          <th scope="col">{props.typeName.replaceAll('_', ' ')}</th>
          <th scope="col">{t('of all')}</th>
        </tr>
      </thead>
      <tbody>
        {row(t('Cum'), answer.cum, true)}
        {row(t('Flat'), answer.flat, false)}
      </tbody>
    </table>
  );
}

function Relatives(props: {
  readonly title: string;
  readonly info: DocumentInfo;
  readonly rows: FunctionDetailAnswer['callers'];
  readonly total: number;
  readonly of: number;
  readonly unit: string;
}): JSX.Element {
  const { info, rows, total } = props;
  const shown = rows.slice(0, SHOWN);
  return (
    <section>
      <h3>
        {props.title}, {formatCount(total)}
      </h3>
      {shown.map((row) => (
        <button
          type="button"
          className="row"
          key={row.function}
          onClick={() => viewOf(info.doc).select({ function: row.function, node: null })}
        >
          <span className="clip">
            <Symbol name={row.function} ownModule={info.ownModule} chars={22} />
          </span>
          <span>{formatValue(row.value, props.unit)}</span>
          <span>{formatShare(row.value, props.of)}</span>
        </button>
      ))}
      {total > shown.length && <p className="d2">{t('{total} more', { total: formatCount(total - shown.length) })}</p>}
    </section>
  );
}
