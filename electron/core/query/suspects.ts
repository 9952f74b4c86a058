import { analyse } from '@core/analysis/analyses';
import type { Batch } from '@core/base/wire/batches';
import { LiveSeries } from '@core/formats/live/series';
import { judge } from '@core/rules/run';
import { judgedOf } from './live-marks';
import { whomToExplain } from './live-look';

/** Captures of moments that are judged, bytes. */
const CAPTURES_BUDGET = 64 << 20;

/**
 * Goroutines of a watch, as its batches tell, for which a look at memory should tell what keeps what they wait for. None where the batches make
 * no sense: who reads the recording of them is told.
 */
export function suspectsOf(batches: readonly Batch[]): readonly number[] {
  const series = new LiveSeries({ format: 'recording', name: '', captureBytes: CAPTURES_BUDGET });
  series.begin();
  for (const batch of batches) if (typeof series.take(batch) === 'string') return [];
  const captures = judgedOf(series.kept).map(({ capture }) => capture);
  return captures.length === 0 ? [] : whomToExplain(judge(analyse(captures), null).findings);
}
