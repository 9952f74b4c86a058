import type { Analyses } from '@core/analysis/analyses';
import { keepGoroutines, isEmptyFilter, type CompiledFilter } from '@core/analysis/filter';
import { groupGoroutines, type GroupTable } from '@core/analysis/group';
import { labelKeys } from '@core/analysis/labels';
import { metricsInfo } from '@core/analysis/metrics-info';
import type { CaptureInfo, DocumentInfo, Note } from '@core/api/document';
import type { FindingsAnswer, GroupBy } from '@core/api/queries';
import type { RuleResultsAnswer } from '@core/api/rules';
import { captureBytes, type Capture } from '@core/model/tables';
import type { Judgement } from '@core/rules/run';
import type { LiveAnswer, LiveStatus, LooksAnswer } from '@core/api/live';
import type { LiveTables } from '@core/model/live';
import type { Memo } from './memo';

/** An open document: what the Engine holds for one id. */
export interface OpenDocument {
  readonly info: DocumentInfo;
  /** One per capture, same order as `info.captures`. */
  readonly analyses: readonly Analyses[];
  readonly memo: Memo;
  /** What the built-in rules say, once judged; it depends on nothing but the captures. */
  builtIn: { readonly judgement: Judgement; readonly ms: number } | null;
  /** Findings by the users' rules and suppressions of a revision, on one day. */
  judged: Judged | null;
  /** Captures to judge and their indices in the document; all of them where it is absent. */
  readonly judging?: { readonly analyses: readonly Analyses[]; readonly indices: readonly number[] };
  /** The document over time; absent unless it is live, or a recording. */
  readonly over?: OverTime;
}

/** What a live document, or a recording, is beside its captures. */
export interface OverTime {
  readonly series: LiveTables;
  readonly status: LiveStatus;
  readonly reason: string;
  readonly marks: LiveAnswer['marks'];
  readonly recording: LiveAnswer['recording'];
  /** Of a process that is watched. */
  readonly looks?: LookStatus;
  /** What the runtime itself said of leaked goroutines, and when; absent or null where it was not asked. */
  readonly runtime?: RuntimeAnswer | null;
  /** Index of the capture of a moment of `series.kept`. */
  indexOf(number: number): number;
}

/** The runtime's own leak profile, of a process that is watched. */
export interface RuntimeAnswer {
  readonly analyses: Analyses;
  /** ms since the epoch. */
  readonly atMs: number;
}

/** What is done to find goroutines that can never wake. */
export type LookStatus = Pick<LooksAnswer, 'running' | 'refused' | 'stopNs'>;

export interface Judged {
  readonly revision: number;
  readonly day: number;
  readonly answer: FindingsAnswer;
  readonly results: RuleResultsAnswer;
}

export function captureInfo(analyses: Analyses, index: number): CaptureInfo {
  const { capture } = analyses;
  const { samples, functions, frames, goroutines } = capture;
  return {
    index,
    name: capture.name,
    format: capture.format,
    kind: capture.kind,
    size: capture.size,
    compression: capture.compression,
    goVersion: capture.goVersion,
    timeMs: capture.timeMs,
    timeSource: capture.timeSource,
    durationNs: capture.durationNs,
    sampleTypes: samples.types,
    defaultSampleType: samples.defaultType,
    period:
      samples.periodType === null || samples.period === 0 ? null : { value: samples.period, ...samples.periodType },
    counts: {
      samples: samples.count,
      functions: functions.count,
      frames: frames.count,
      stacks: stackCount(capture),
      goroutines: goroutines?.total ?? null,
      mappings: capture.mappings?.count ?? 0,
    },
    docUrl: capture.docUrl,
    metrics: metricsInfo(capture),
    labelKeys: labelKeys(capture),
    comments: capture.comments,
    hidesFrames: analyses.pruned !== analyses,
    notes: analyses.pruneProblem === '' ? capture.notes : [...capture.notes, unusablePattern(analyses.pruneProblem)],
  };
}

/** Locations that a profile whose stacks are not grown may have for its stacks to be counted all the same. */
const COUNTED = 1 << 20;

/** Without the empty stack; null where counting would mean to grow millions of them. */
function stackCount({ stacks }: Capture): number | null {
  return stacks.runs && stacks.runs.location.length > COUNTED ? null : stacks.count - 1;
}

/** Rows that working through the stacks of a capture means, without growing them. */
export function stackWork({ stacks }: Capture): number {
  return stacks.runs ? stacks.runs.location.length : stacks.count;
}

function unusablePattern(why: string): Note {
  return {
    kind: 'skipped',
    message: `Frames that the profile wants hidden are shown: its pattern of them is no regular expression (${why}).`,
    count: 1,
    offset: null,
    hint: '',
  };
}

export function documentTitle(captures: readonly Capture[]): string {
  const first = captures[0]?.name ?? '';
  return captures.length < 2 ? first : `${first} and ${captures.length - 1} more`;
}

export function tablesBytes(captures: readonly Capture[]): number {
  return captures.reduce((sum, capture) => sum + captureBytes(capture), 0);
}

/** Counts are lower bounds where a capture ends early. */
export function isCut({ notes }: Capture): boolean {
  return notes.some((note) => note.kind === 'truncated');
}

/** Groups under a filter; those without one stay with the capture. */
export function groupsOf(doc: OpenDocument, index: number, by: GroupBy, filter: CompiledFilter): GroupTable {
  const analyses = doc.analyses[index];
  if (isEmptyFilter(filter)) return analyses.groups(by);
  const keep = () =>
    doc.memo.get(
      `keep ${index} ${filter.key}`,
      () => keepGoroutines(analyses.capture, filter),
      (mask) => mask?.byteLength ?? 0,
    );
  return doc.memo.get(
    `groups ${index} ${by} ${filter.key}`,
    () => groupGoroutines(analyses.capture, analyses.sites, by, keep()),
    (table) => table.groupOf.byteLength + table.members.byteLength + table.count * 100,
  );
}
