import { METRIC_TYPES } from '@core/model/metrics';
import type { Capture } from '@core/model/tables';

/** Every series of a capture as a line: `name{k="v"} type unit: value@ms value`; `@` only where a point says its own time. */
export function seriesText(capture: Capture): string[] {
  const { metrics, labelSets, strings } = capture;
  if (metrics === null) return [];
  const { series, points } = metrics;
  return Array.from({ length: series.count }, (_, i) => {
    const labels: string[] = [];
    const set = series.labels[i]!;
    for (let e = labelSets.start[set]!; e < labelSets.start[set + 1]!; e++)
      labels.push(`${strings.get(labelSets.key[e]!)}=${JSON.stringify(strings.get(labelSets.value[e]!))}`);
    const values: string[] = [];
    for (let p = series.first[i]!; p < series.first[i + 1]!; p++)
      values.push(`${points.value[p]}${Number.isNaN(points.timeMs[p]) ? '' : `@${points.timeMs[p]}`}`);
    const name = `${strings.get(series.name[i]!)}{${labels.join()}}`;
    return `${[name, METRIC_TYPES[series.type[i]!], strings.get(series.unit[i]!)].join(' ').trim()}: ${values.join(' ')}`;
  });
}
