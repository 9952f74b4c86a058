import type { JSX } from 'react';
import type { DocumentInfo } from '@core/api/document';
import type { AffectedBy } from '@core/api/findings';
import { formatCount } from '@core/base/format';
import { withPart } from '../../state/filter-text';
import { viewOf } from '../../state/view';
import { WORDS } from './words';
import { t } from '../../i18n/t';

/** Narrower shares carry no text of their own. */
const LEAST_SHARE = 0.06;
const HUES = ['--own4', '--own2', '--own3', '--own1', '--own5', '--own6'];

/** Share by the values of one label, as one bar. */
export function Affected(props: { readonly info: DocumentInfo; readonly affected: AffectedBy }): JSX.Element {
  const { info, affected } = props;
  const total = affected.values.reduce((sum, { count }) => sum + count, 0);
  const wide = affected.values.filter(({ count }) => count / total >= LEAST_SHARE);
  const rest = affected.values.slice(wide.length);
  const restCount = rest.reduce((sum, { count }) => sum + count, 0);
  const show = (value: string) => () =>
    viewOf(info.doc).change((now) => ({
      view: 'goroutines',
      filter: withPart(now.filter, { kind: 'label', key: affected.key, value }),
    }));
  return (
    <section>
      <h2>
        {WORDS.affected} <span className="d">{WORDS.byLabel(affected.key)}</span>
      </h2>
      <div className="f-bar">
        {wide.map(({ value, count }, index) => (
          <button
            type="button"
            key={value}
            title={`${affected.key} = ${value}: ${formatCount(count)}`}
            style={{ flexGrow: count, background: `var(${HUES[index % HUES.length] ?? '--own1'})` }}
            onClick={show(value)}
          >
            {value} {formatCount(count)}
          </button>
        ))}
        {restCount > 0 && (
          <span
            style={{ flexGrow: restCount }}
            title={rest.map(({ value, count }) => `${value} ${formatCount(count)}`).join('\n')}
          />
        )}
      </div>
      <p className="sm d2 f-values">
        <span>
          {rest.length > 0
            ? t(
                '{values, plural, one {# value} other {# values}}; the last {rest, plural, one {# has} other {# have}} {count}',
                {
                  values: affected.values.length,
                  rest: rest.length,
                  count: formatCount(restCount),
                },
              )
            : t('{values, plural, one {# value} other {# values}}', { values: affected.values.length })}
        </span>
        <span className="grow" />
        <button
          type="button"
          className="lnk"
          onClick={() =>
            viewOf(info.doc).change((now) => ({
              view: 'goroutines',
              goroutines: { ...now.goroutines, groupBy: `label:${affected.key}` },
            }))
          }
        >
          {WORDS.groupBy(affected.key)}
        </button>
      </p>
    </section>
  );
}
