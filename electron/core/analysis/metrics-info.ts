import type { MetricsInfo } from '@core/api/document';
import type { Capture } from '@core/model/tables';

/** How many metrics a capture has, and over what time; null without any. */
export function metricsInfo({ metrics, timeMs }: Capture): MetricsInfo | null {
  if (metrics === null) return null;
  const { series, points, scrapeTimeMs } = metrics;
  // The capture's own time is that of its only scrape.
  const alone = scrapeTimeMs.length === 1 ? (timeMs ?? NaN) : NaN;
  let from = Infinity;
  let to = -Infinity;
  for (let i = 0; i < points.count; i++) {
    let time = points.timeMs[i];
    if (Number.isNaN(time)) time = scrapeTimeMs[points.scrape[i]];
    if (Number.isNaN(time)) time = alone;
    if (time < from) from = time;
    if (time > to) to = time;
  }
  return {
    names: new Set(series.name).size,
    series: series.count,
    points: points.count,
    scrapes: scrapeTimeMs.length,
    fromMs: from <= to ? from : null,
    toMs: from <= to ? to : null,
  };
}
