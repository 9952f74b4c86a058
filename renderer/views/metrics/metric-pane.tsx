import { useEffect, useState, type JSX } from 'react';
import type { MetricMode, MetricSeriesAnswer } from '@core/api/metrics';
import { formatCount } from '@core/base/format';
import { MetricChart } from '../../charts/metric-chart';
import { LINE_TOKENS } from '../../charts/metric-option';
import { Pictured, type LegendEntry } from '../../charts/picture/pictured';
import { errorText } from '../../client/error-text';
import { useShownTable } from '../../client/shown-tables';
import { useQuery } from '../../client/use-query';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { useCommands, type Command } from '../../ui/commands';
import { viewCommand } from '../../ui/keys/view-commands';
import { Halves } from '../../ui/halves';
import { Segments } from '../../ui/segments';
import { StatusItem } from '../../ui/status-slot';
import { useSize } from '../../ui/use-size';
import { CommandKey } from '../../ui/keys/caps';
import { LineTable } from './line-table';
import { PointTable } from './point-table';
import { msg, t } from '../../i18n/t';
import { fromEngine } from '../../i18n/from-engine';

const MODES: Readonly<Record<MetricMode, { readonly text: string; readonly title: string }>> = {
  value: { text: msg('Value'), title: msg('As the process said it') },
  rate: { text: msg('Rate'), title: msg('Change per second; a restart begins anew') },
  quantiles: { text: msg('Quantiles'), title: msg('Of what was observed between one scrape and the next') },
};

/** One metric: what it is, its lines over time, their numbers. */
export function MetricPane({ doc, metric }: { readonly doc: string; readonly metric: string }): JSX.Element {
  const { mode, labels } = useView(doc).metrics;
  const [asTable, setAsTable] = useState(false);
  const [share, setShare] = useLayout<number>('metrics.chart', 68);
  const [measure, { width, height }] = useSize<HTMLDivElement>();
  // Asked for in steps, so that dragging a splitter does not ask for every pixel.
  const points = Math.max(64, Math.min(4096, Math.ceil(width / 128) * 128));
  const chosen = mode[metric] ?? null;
  const query = useQuery('metricSeries', { doc, metric, mode: chosen, labels, from: null, to: null, width: points });
  const { answer, error } = query;
  useShownTable('metricSeries', { doc, metric, mode: chosen, labels, from: null, to: null, width: points });
  useTableKey(setAsTable);
  const set = (next: Partial<Pick<ReturnType<typeof useView>['metrics'], 'mode' | 'labels'>>): void =>
    viewOf(doc).touch((now) => ({ metrics: { ...now.metrics, ...next } }));
  if (error !== null) return <p className="metric-none">{errorText(error)}</p>;
  if (answer === null) return <div className="metric" aria-busy="true" />;
  return (
    <div className={`metric${query.stale ? ' stale' : ''}`}>
      <Head answer={answer} />
      <div className="tools">
        {answer.modes.length > 1 && (
          <Segments
            label={t('Show')}
            options={answer.modes.map((value) => ({ value, ...MODES[value] }))}
            value={answer.mode}
            onChange={(value) => set({ mode: { ...mode, [metric]: value } })}
          />
        )}
        {answer.row.sets > 1 && (
          <label className="inp">
            <input
              type="search"
              placeholder={t('Labels of {sets} series', { sets: formatCount(answer.row.sets) })}
              aria-label={t('Only series whose labels contain')}
              value={labels}
              onChange={(event) => set({ labels: event.target.value })}
            />
          </label>
        )}
        <span className="grow" />
        {answer.restarts.length > 0 && (
          <span className="d2">
            {t('{restarts, plural, one {# restart} other {# restarts}}', { restarts: answer.restarts.length })}
          </span>
        )}
        <button
          type="button"
          className={`btn q${asTable ? ' on' : ''}`}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {t('Table')} <CommandKey id="metrics.table" />
        </button>
      </div>
      <Halves
        label={t('Height of the chart')}
        share={share}
        onShare={setShare}
        upperMin={160}
        lowerMin={72}
        upper={
          <div ref={measure} className="plot">
            {asTable ? (
              <PointTable answer={answer} />
            ) : answer.lines.length === 0 ? (
              <p className="metric-none">{labels === '' ? t('It has no points.') : t('No series has these labels.')}</p>
            ) : (
              height > 0 && (
                <Pictured title={fromEngine(answer.row.title)} lines={[answer.row.name]} legend={legendOf(answer)}>
                  <div>
                    <MetricChart answer={answer} height={height} />
                  </div>
                </Pictured>
              )
            )}
          </div>
        }
        lower={<LineTable answer={answer} />}
      />
      <StatusItem place="timing">{t('Read in {max} ms', { max: Math.max(1, Math.round(answer.tookMs)) })}</StatusItem>
    </div>
  );
}

function legendOf({ lines }: MetricSeriesAnswer): readonly LegendEntry[] {
  if (lines.length < 2) return [];
  return lines.map(({ label }, i) => ({ text: label, token: LINE_TOKENS[i % LINE_TOKENS.length] ?? '--ink' }));
}

function Head({ answer }: { readonly answer: MetricSeriesAnswer }): JSX.Element {
  const { row, unit, clock } = answer;
  const facts = [
    row.type === 'unknown' ? null : row.type,
    unitText(unit),
    row.sets > 1 ? t('{sets} series', { sets: formatCount(row.sets) }) : null,
    clock.kind === 'order' && row.points > 1 ? t('scrapes in order, without time') : null,
  ];
  return (
    <div className="about">
      <h2>{fromEngine(row.title)}</h2>
      <p className="d2">
        {row.title !== row.name && <span className="m">{row.name}</span>}
        {row.title !== row.name && ' · '}
        {facts.filter((fact) => fact !== null).join(', ')}
      </p>
      {row.help !== '' && (
        <p className="d2 help" title={fromEngine(row.help)}>
          {fromEngine(row.help)}
        </p>
      )}
    </div>
  );
}

/** `bytes per second`; null for a plain count. */
function unitText(unit: string): string | null {
  if (unit === '') return null;
  return unit.replace(/^\//, 'change/').replace('/scrape', ' per scrape').replace('/s', ' per second');
}

/** Alt+T, as in every chart; the view has one. */
function useTableKey(toggle: (change: (now: boolean) => boolean) => void): void {
  const [commands] = useState<readonly Command[]>(() => [
    viewCommand('metrics.table', { run: () => toggle((now) => !now) }),
  ]);
  useCommands(commands);
  useEffect(() => () => toggle(() => false), [toggle]);
}
