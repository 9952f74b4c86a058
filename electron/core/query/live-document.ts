import { Analyses, releaseBeyond } from '@core/analysis/analyses';
import { guessOwnModule } from '@core/analysis/origin';
import type { CaptureInfo, DocumentInfo } from '@core/api/document';
import type { Finding } from '@core/api/findings';
import type { LiveAnswer, LiveStatus } from '@core/api/live';
import { metricsOf } from '@core/formats/live/metrics';
import type { LiveSeries } from '@core/formats/live/series';
import type { Capture } from '@core/model/tables';
import {
  captureInfo,
  tablesBytes,
  type Judged,
  type LookStatus,
  type OpenDocument,
  type OverTime,
  type RuntimeAnswer,
} from './document';
import { judgedOf, Marks } from './live-marks';
import { Memo } from './memo';

type Judging = NonNullable<OpenDocument['judging']>;

/**
 * What is worked out about moments that are kept and not judged just now, bytes. With the captures' own budget it bounds what a watch holds,
 * however many goroutines there are: of a hundred thousand a moment has 4 MB, and as much again is worked out about one that is judged.
 */
const DERIVED_BUDGET = 32 << 20;

/** Metrics are asked for by a view that draws them: they are made anew when they are older than this, ms. */
const METRICS_EVERY_MS = 2_000;

/**
 * A document whose captures change: capture 0 is what was counted, capture n + 1 the n-th moment of the series for as long as it is kept, so
 * that the number of a capture never means another one. `analyses` has holes where moments are not kept.
 */
export class LiveDocument implements OpenDocument, OverTime {
  readonly memo: Memo;
  readonly series: LiveSeries;
  builtIn: OpenDocument['builtIn'] = null;
  judged: Judged | null = null;
  status: LiveStatus;
  reason = '';
  runtime: RuntimeAnswer | null = null;
  /** Counts the judgements. */
  judgements = 0;
  readonly #marks = new Marks();
  readonly #doc: string;
  readonly #title: string;
  readonly #failed: () => DocumentInfo['failed'];
  readonly #openMs: () => number;
  readonly #now: () => number;
  readonly #recording: () => LiveAnswer['recording'];
  readonly #looks: () => LookStatus;
  readonly #known = new Map<number, { readonly analyses: Analyses; readonly info: CaptureInfo }>();
  #metrics: { readonly analyses: Analyses; readonly rows: number; readonly madeAt: number } | null = null;
  #ownModule = '';
  #judging: Judging | null = null;
  /** Moments of the series when that was chosen. */
  #chosenAt = 0;

  constructor(
    doc: string,
    title: string,
    series: LiveSeries,
    given: {
      readonly status: LiveStatus;
      readonly memo: number;
      failed(): DocumentInfo['failed'];
      openMs(): number;
      now(): number;
      recording(): LiveAnswer['recording'];
      looks(): LookStatus;
    },
  ) {
    this.#doc = doc;
    this.#title = title;
    this.series = series;
    this.status = given.status;
    this.memo = new Memo(given.memo);
    this.#failed = () => given.failed();
    this.#openMs = () => given.openMs();
    this.#now = () => given.now();
    this.#recording = () => given.recording();
    this.#looks = () => given.looks();
  }

  get info(): DocumentInfo {
    const captures = [this.#metricsInfo(), ...this.#kept().map(({ info }) => info)];
    return {
      ...{ doc: this.#doc, title: this.#title, captures, failed: this.#failed(), ownModule: this.#ownModule },
      memoryBytes: this.series.byteLength + tablesBytes(this.#kept().map(({ analyses }) => analyses.capture)),
      openMs: this.#openMs(),
      live: this.series.info,
    };
  }

  get analyses(): readonly Analyses[] {
    const all: Analyses[] = [this.#metricsNow(Infinity)];
    for (const { analyses, info } of this.#kept()) all[info.index] = analyses;
    return all;
  }

  get over(): OverTime {
    return this;
  }
  get recording(): LiveAnswer['recording'] {
    return this.#recording();
  }

  get looks(): LookStatus {
    return this.#looks();
  }

  /** The runtime was asked for its own leak profile. */
  runtimeSaid(profile: Capture, atMs: number): void {
    this.runtime = { analyses: new Analyses(profile, this.#ownModule), atMs };
  }

  /** The newest moment says something else now. */
  forgetNewest(): void {
    const newest = this.series.kept.at(-1);
    if (newest !== undefined) this.#known.delete(newest.number);
    this.memo.forget('');
  }

  /** Of the capture of a moment. */
  indexOf(number: number): number {
    return number + 1;
  }

  /** What is asked about next shows metrics: they should be new. */
  refreshMetrics(): void {
    this.#metricsNow(this.#isOver ? -1 : METRICS_EVERY_MS);
  }

  get #isOver(): boolean {
    return this.status === 'ended' || this.status === 'detached';
  }

  #metricsNow(maxAgeMs: number): Analyses {
    const held = this.#metrics;
    const rows = this.series.counters.count + this.series.moments.taken;
    if (held !== null && (held.rows === rows || this.#now() - held.madeAt <= maxAgeMs)) return held.analyses;
    const capture = metricsOf(this.series, this.#metricsHead());
    const analyses = new Analyses(capture, this.#ownModule);
    this.#metrics = { analyses, rows, madeAt: this.#now() };
    this.memo.forget('metric');
    return analyses;
  }

  #metricsHead() {
    const { moments, info } = this.series;
    const last = moments.count === 0 ? null : moments.atMs[moments.count - 1];
    return {
      ...({ name: `${this.#title}: metrics`, format: 'live', goVersion: info.goVersion || null } as const),
      ...{ timeMs: last, durationNs: null, notes: [] },
    };
  }

  #metricsInfo(): CaptureInfo {
    const { counters, moments } = this.series;
    const base = captureInfo(this.#metricsNow(Infinity), 0);
    const series = counters.names.length + 1;
    const points = counters.names.length * counters.count + moments.count;
    const fromMs = moments.count === 0 ? null : moments.atMs[0];
    const toMs = moments.count === 0 ? null : moments.atMs[moments.count - 1];
    return { ...base, timeMs: toMs, metrics: { names: series, series, points, scrapes: 1, fromMs, toMs } };
  }

  /** Moments that can be looked at now, with what was worked out about them. */
  #kept() {
    const { kept } = this.series;
    const numbers = new Set(kept.map(({ number }) => number));
    for (const number of this.#known.keys()) if (!numbers.has(number)) this.#known.delete(number);
    return kept.map((moment) => {
      let known = this.#known.get(moment.number);
      if (known === undefined) {
        const { capture } = moment;
        if (this.#ownModule === '') this.#ownModule = guessOwnModule([capture]);
        const analyses = new Analyses(capture, this.#ownModule);
        known = { analyses, info: captureInfo(analyses, this.indexOf(moment.number)) };
        this.#known.set(moment.number, known);
      }
      return known;
    });
  }

  /** What was chosen when it was judged last: findings name these captures. */
  get judging(): Judging {
    return (this.#judging ??= this.#choose());
  }

  /** Findings that are asked for next are of the moments that are there now. */
  rejudge(): void {
    this.#judging = this.#choose();
    this.builtIn = null;
    this.judged = null;
  }

  /** Nothing comes any more: what is judged is the last that came. */
  settle(): void {
    if (this.#isOver && this.#chosenAt !== this.series.moments.taken) this.rejudge();
  }

  /** The first moment that is kept, others spread over the time, the newest; and their indices. */
  #choose(): Judging {
    this.#chosenAt = this.series.moments.taken;
    // What somebody had read again changes no verdict.
    const again = new Set(this.series.kept.flatMap(({ number, recalled }) => (recalled ? [this.indexOf(number)] : [])));
    const kept = this.#kept();
    const chosen = judgedOf(kept.filter(({ info }) => !again.has(info.index)));
    const others = kept.filter((one) => !chosen.includes(one));
    releaseBeyond(
      DERIVED_BUDGET,
      others.map(({ analyses }) => analyses),
    );
    // What a capture of metrics says last is what rules ask of it.
    const metrics = new Analyses(metricsOf(this.series, this.#metricsHead(), 1), this.#ownModule);
    return {
      analyses: [metrics, ...chosen.map(({ analyses }) => analyses)],
      indices: [0, ...chosen.map(({ info }) => info.index)],
    };
  }

  /** A judgement was made: findings that reached a tier for the first time are marked. */
  markFindings(findings: readonly Finding[]): void {
    this.judgements++;
    const { moments } = this.series;
    this.#marks.add(moments.count === 0 ? 0 : moments.atMs[moments.count - 1], findings);
  }

  get marks(): LiveAnswer['marks'] {
    return this.#marks.list;
  }
}
