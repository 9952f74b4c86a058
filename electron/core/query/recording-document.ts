import { Analyses } from '@core/analysis/analyses';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import { metricsOf } from '@core/formats/live/metrics';
import { LiveSeries } from '@core/formats/live/series';
import { captureInfo, tablesBytes, type OpenDocument, type OverTime } from './document';
import { judgedOf } from './live-marks';

/** A recording among the captures of a document, and which of them counts its metrics. */
interface RecordingAmong {
  readonly series: LiveSeries;
  readonly at: number;
}

/** Null when there is none, or more than one. */
export function recordingAmong(analyses: readonly Analyses[]): RecordingAmong | null {
  const [at, second] = analyses.flatMap(({ capture }, i) => (capture.live === undefined ? [] : [i]));
  if (at === undefined || second !== undefined) return null;
  const series = analyses[at].capture.live;
  return series instanceof LiveSeries ? { series, at } : null;
}

/**
 * A document of captures of which one is a recording: over time, too. Moments that are read again get indices behind all others, which are
 * never given to another moment; `analyses` has holes where they have gone again.
 */
export class RecordingDocument implements OpenDocument {
  readonly memo: OpenDocument['memo'];
  builtIn: OpenDocument['builtIn'] = null;
  judged: OpenDocument['judged'] = null;
  readonly judging?: NonNullable<OpenDocument['judging']>;
  readonly over: OverTime;
  readonly #opened: Omit<OpenDocument, 'over' | 'judging'>;
  readonly #recording: RecordingAmong;
  /** Captures by the numbers of their moments: those of the file, and those read again. */
  readonly #position: ReadonlyMap<number, number>;
  readonly #again = new Map<number, { readonly analyses: Analyses; readonly info: CaptureInfo }>();
  #next: number;

  constructor(opened: Omit<OpenDocument, 'over' | 'judging'>, recording: RecordingAmong) {
    const { analyses } = opened;
    const { series, at } = recording;
    const { length } = series.kept;
    this.memo = opened.memo;
    this.#opened = opened;
    this.#recording = recording;
    this.#next = analyses.length;
    this.#position = new Map(series.kept.map(({ number }, i) => [number, at - length + i]));
    this.over = {
      ...{ series, status: 'recording', marks: [], recording: null },
      reason: series.ended,
      indexOf: (number) => this.#position.get(number) ?? this.#recalled().get(number)?.info.index ?? at,
    };
    // Beside other captures all are judged, as those of any document.
    if (analyses.length !== length + 1) return;
    const indices = judgedOf(series.kept).map(({ number }) => this.over.indexOf(number));
    const { name, goVersion, timeMs } = analyses[at].capture;
    const head = { ...{ name, goVersion, timeMs }, format: 'recording', durationNs: null, notes: [] } as const;
    const last = new Analyses(metricsOf(series, head, 1), analyses[at].ownModule);
    this.judging = {
      analyses: [last, ...indices.map((index) => analyses[index])],
      indices: [at, ...indices],
    };
  }

  get info(): DocumentInfo {
    const { info } = this.#opened;
    const again = [...this.#recalled().values()];
    return {
      ...info,
      captures: [...info.captures, ...again.map((one) => one.info)],
      memoryBytes: info.memoryBytes + tablesBytes(again.map(({ analyses }) => analyses.capture)),
      live: this.#recording.series.info,
    };
  }

  get analyses(): readonly Analyses[] {
    const all = [...this.#opened.analyses];
    for (const { analyses, info } of this.#recalled().values()) all[info.index] = analyses;
    return all;
  }

  #recalled(): ReadonlyMap<number, { readonly analyses: Analyses; readonly info: CaptureInfo }> {
    const { series, at } = this.#recording;
    const there = series.kept.filter(({ recalled }) => recalled);
    for (const number of this.#again.keys())
      if (!there.some((one) => one.number === number)) this.#again.delete(number);
    for (const { number, capture } of there) {
      if (this.#again.has(number)) continue;
      const analyses = new Analyses(capture, this.#opened.analyses[at].ownModule);
      this.#again.set(number, { analyses, info: captureInfo(analyses, this.#next++) });
    }
    return this.#again;
  }
}
