import { useEffect, type JSX } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import type { DocumentInfo } from '@core/api/document';
import { formatCount } from '@core/base/format';
import { errorText } from '../../client/error-text';
import { usePages } from '../../client/use-pages';
import { useLayout } from '../../state/settings';
import { useView, viewOf } from '../../state/view';
import { StatusItem } from '../../ui/status-slot';
import { MetricList, rowKey } from './metric-list';
import { MetricPane } from './metric-pane';
import { fromEngine } from '../../i18n/from-engine';
import { t } from '../../i18n/t';
import './metrics.css';

const LIST = { least: 320, first: 440 };

/** All metrics of a document on the left, one of them over time on the right. */
export function MetricsView({ info }: { readonly info: DocumentInfo }): JSX.Element {
  const { doc } = info;
  const { search, metric } = useView(doc).metrics;
  const pages = usePages('metricNames', pageOf(doc, search), rowKey);
  const { answer, rows, error } = pages;
  const first = rows.at(0)?.metric ?? null;
  const [width, setWidth] = useLayout<number>('metrics.list', LIST.first);
  // Something is always shown: what every Go process has, first.
  useEffect(() => {
    if (metric !== null || first === null) return;
    viewOf(doc).touch((now) => ({ metrics: { ...now.metrics, metric: first } }));
  }, [doc, metric, first]);
  return (
    <div className="metrics">
      <Group orientation="horizontal" className="panes" resizeTargetMinimumSize={{ coarse: 20, fine: 8 }}>
        <Panel
          id="names"
          defaultSize={Math.max(LIST.least, width)}
          minSize={LIST.least}
          groupResizeBehavior="preserve-pixel-size"
          onResize={(size) => setWidth(Math.round(size.inPixels))}
        >
          <MetricList
            doc={doc}
            all={answer?.all ?? 0}
            rows={rows}
            search={search}
            selected={metric}
            error={error === null ? null : errorText(error)}
          />
        </Panel>
        <Separator className="split" aria-label={t('Width of the list')} />
        <Panel id="chart" minSize={360}>
          {metric !== null && <MetricPane doc={doc} metric={metric} />}
        </Panel>
      </Group>
      {answer !== null && (
        <StatusItem place="left">
          {answer.clock.reason === ''
            ? t('{all} metrics, {scrapes, plural, one {# scrape} other {# scrapes}}', {
                all: formatCount(answer.all),
                scrapes: answer.scrapes,
              })
            : t('{all} metrics, {scrapes, plural, one {# scrape} other {# scrapes}}, in order: {reason}', {
                all: formatCount(answer.all),
                scrapes: answer.scrapes,
                reason: fromEngine(answer.clock.reason),
              })}
        </StatusItem>
      )}
    </div>
  );
}

function pageOf(doc: string, search: string) {
  return (offset: number, limit: number) => ({ doc, search, offset, limit });
}
