import type { JSX } from 'react';
import type { Finding } from '@core/api/findings';
import { formatCount, formatNanoseconds } from '@core/base/format';
import { totalAt, type AreaModel } from '../../charts/area-model';
import { momentLabel } from '../../charts/area-option';
import { metricValue } from '../../charts/metric-text';
import { Verdict } from '../../ui/verdict';
import { overlayAt, rangeRows } from './heap-model';
import type { Range } from './plot';
import { t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

/** The range in numbers: also the legend. A click on an area does what a click into the chart does. */
export function RangePane(props: {
  readonly model: AreaModel;
  readonly range: Range;
  readonly marked: string | null;
  /** Dropped from names, as everywhere. */
  readonly ownModule: string;
  /** Null where areas are no code. */
  readonly onArea: ((name: string) => void) | null;
  readonly findings: readonly Finding[];
  readonly onFinding: (id: string) => void;
}): JSX.Element {
  const { model, range, onArea, findings } = props;
  const { areas, overlays, times, unit, clock, gc, limit } = model;
  const [from, to] = [times[range.from] ?? 0, times[range.to] ?? 0];
  const rows = rangeRows(areas, range.from, range.to);
  const total = totalAt(areas, range.to);
  const cycles = gc.filter((t) => t > from && t <= to).length;
  return (
    <section className="hp-range" aria-label={t('Range A to B')} tabIndex={0}>
      <h2>
        {t('Range A to B')}
        <span className="d2">
          {clock === 'time'
            ? formatNanoseconds((to - from) * 1e6)
            : t('{to} captures', { to: formatCount(range.to - range.from + 1) })}
        </span>
      </h2>
      {clock === 'time' && (
        <p className="d2">{t('{from} – {to}', { from: momentLabel(from, model), to: momentLabel(to, model) })}</p>
      )}
      <table>
        <thead>
          <tr>
            <th scope="col">{t('Area')}</th>
            <th scope="col">{t('at B')}</th>
            <th scope="col">{t('change')}</th>
          </tr>
        </thead>
        <tbody>
          {[...rows].reverse().map((row) => (
            <tr key={row.name} className={props.marked === row.name ? 'on' : ''}>
              <th scope="row">
                <span>
                  <i style={{ background: `var(${row.token})` }} />
                  {onArea === null ? (
                    <span className="clip">{row.name}</span>
                  ) : (
                    <button
                      type="button"
                      className="clip"
                      title={t('Filter: {row}', { row: row.name })}
                      onClick={() => onArea(row.name)}
                    >
                      {shortName(row.name, props.ownModule)}
                    </button>
                  )}
                </span>
              </th>
              <td>{metricValue(row.at, unit)}</td>
              <td>
                <Delta value={row.change} unit={unit} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="sum">
            <th scope="row">{t('All areas')}</th>
            <td>{metricValue(total, unit)}</td>
            <td>
              <Delta value={total - totalAt(areas, range.from)} unit={unit} />
            </td>
          </tr>
          {overlays.map((line) => {
            const [a, b] = [overlayAt(line, from), overlayAt(line, to)];
            return (
              <tr key={line.name}>
                <th scope="row">{line.name}</th>
                <td>{metricValue(b, unit)}</td>
                <td>
                  <Delta value={b - a} unit={unit} />
                </td>
              </tr>
            );
          })}
          {limit !== null && (
            <tr>
              <th scope="row">{t('GOMEMLIMIT')}</th>
              <td>{metricValue(limit, unit)}</td>
              <td />
            </tr>
          )}
          {gc.length > 0 && (
            <tr>
              <th scope="row">{t('GC cycles')}</th>
              <td>{formatCount(cycles)}</td>
              <td className="d2">
                {clock === 'time' && to > from
                  ? t('{cycles}/min', { cycles: ((cycles * 60_000) / (to - from)).toFixed(1) })
                  : ''}
              </td>
            </tr>
          )}
        </tfoot>
      </table>
      {findings.length > 0 && (
        <ul className="hp-found" aria-label={t('Findings about memory')}>
          {findings.map((finding) => (
            <li key={finding.id}>
              <Verdict tier={finding.tier} size={12} />
              <button
                type="button"
                className="lnk"
                title={fromEngine(finding.title)}
                onClick={() => props.onFinding(finding.id)}
              >
                {fromEngine(finding.summary)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Delta({ value, unit }: { readonly value: number; readonly unit: string }): JSX.Element {
  const text = metricValue(value, unit);
  if (Number.isNaN(value) || value === 0) return <span className="d2">{text}</span>;
  return <span className={value > 0 ? 'up' : 'down'}>{value > 0 ? `+${text}` : text}</span>;
}

function shortName(name: string, ownModule: string): string {
  if (name === '') return 'unknown';
  return ownModule !== '' && name.startsWith(`${ownModule}/`) ? name.slice(ownModule.length + 1) : name;
}
