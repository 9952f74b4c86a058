import { Analyses } from '@core/analysis/analyses';
import { metricsOf } from '@core/formats/live/metrics';
import type { OpenDocument, OverTime } from './document';
import { judgedOf } from './live-marks';

/** What a document of captures is over time when one recording is among them, and what of it is judged; empty for others. */
export function recordingOver(analyses: readonly Analyses[]): Pick<OpenDocument, 'over' | 'judging'> {
  const at = analyses.findIndex(({ capture }) => capture.live !== undefined);
  const metrics = analyses[at]?.capture;
  const series = metrics?.live;
  if (series === undefined || analyses.filter(({ capture }) => capture.live !== undefined).length > 1) return {};
  const { length } = series.kept;
  const position = new Map(series.kept.map(({ number }, i) => [number, at - length + i]));
  const over: OverTime = {
    ...{ series, status: 'recording', marks: [], recording: null },
    reason: analyses[at - length].capture.notes.at(-1)?.message ?? '',
    indexOf: (number) => position.get(number) ?? at,
  };
  // Beside other captures all are judged, as those of any document.
  if (analyses.length !== length + 1) return { over };
  const indices = judgedOf(series.kept).map(({ number }) => over.indexOf(number));
  const { name, goVersion, timeMs } = metrics;
  const head = { ...{ name, goVersion, timeMs }, format: 'recording', durationNs: null, notes: [] } as const;
  const last = new Analyses(metricsOf(series, head, 1), analyses[at].ownModule);
  return {
    over,
    judging: { analyses: [last, ...indices.map((index) => analyses[index])], indices: [at, ...indices] },
  };
}
