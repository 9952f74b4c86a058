import type { CaptureInfo, DocumentInfo, MetricsInfo } from '@core/api/document';
import { formatCount, formatFileSize, formatNanoseconds, formatValue } from '@core/base/format';
import { paint, printable, proseWidth, wrap, type TerminalStyle } from '../terminal';
import { jsonText, jsonTime } from './json';
import { counted, noteText } from './names';

/** `parkscope.info/1`: the capture, and where the file or folder holds several, all of them in `captures`. */
export function infoJson(capture: CaptureInfo, captures: readonly CaptureInfo[]): string {
  const more = captures.length > 1 ? { captures: captures.map(infoFields) } : {};
  return jsonText('parkscope.info/1', { ...infoFields(capture), ...more });
}

function infoFields(capture: CaptureInfo): Readonly<Record<string, unknown>> {
  const { name, format, kind, size, compression, goVersion, timeMs, timeSource, durationNs } = capture;
  const { sampleTypes, defaultSampleType, period, hidesFrames, counts, docUrl, labelKeys, comments, notes } = capture;
  return {
    ...{ name, format, kind, size, compression, goVersion, time: jsonTime(timeMs), timeSource, durationNs },
    ...{
      sampleTypes,
      defaultSampleType,
      period,
      hidesFrames,
      counts,
      docUrl,
      metrics: metricsJson(capture.metrics),
      labelKeys,
      comments,
      notes,
    },
  };
}

function metricsJson(metrics: MetricsInfo | null): Readonly<Record<string, unknown>> | null {
  if (metrics === null) return null;
  const { names, series, points, scrapes, fromMs, toMs } = metrics;
  return { names, series, points, scrapes, from: jsonTime(fromMs), to: jsonTime(toMs) };
}

/** Several captures: a line each, then their notes. */
export function infoListText(raw: DocumentInfo, style: TerminalStyle): string {
  const { captures } = printable(raw);
  const width = Math.min(40, Math.max(...captures.map(({ name }) => name.length)));
  const lines = captures.flatMap((capture) => {
    const { kind, format, counts, metrics, goVersion } = capture;
    const facts = [
      `${kind}, ${FORMATS[format]}`,
      goVersion,
      counts.goroutines === null ? null : `${atLeast(capture)}${counted(counts.goroutines, 'goroutine')}`,
      counts.samples > 0 && counts.goroutines === null ? counted(counts.samples, 'sample') : null,
      metrics === null ? null : metricsText(metrics),
      jsonTime(capture.timeMs),
    ];
    const text = facts.filter((fact) => fact !== null).join(', ');
    const notes = capture.notes.flatMap((note) =>
      wrap(`${''.padEnd(width)}  note: `, noteText(note), proseWidth(style)),
    );
    return [...wrap(`${capture.name.padEnd(width)}  `, text, proseWidth(style)), ...notes];
  });
  return `${paint(style, 'bold', `${formatCount(captures.length)} captures`)}\n${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** `175 metrics, 270 series, 1,080 points in 4 scrapes`. */
function metricsText({ names, series, points, scrapes }: MetricsInfo): string {
  const several = scrapes > 1 ? ` in ${formatCount(scrapes)} scrapes` : '';
  return `${counted(names, 'metric')}, ${formatCount(series)} series, ${counted(points, 'point')}${several}`;
}

/** From the first to the last point. */
function spanText({ fromMs, toMs }: MetricsInfo): string {
  if (fromMs === null || toMs === null) return '–';
  if (fromMs === toMs) return jsonTime(fromMs) ?? '–';
  return `${jsonTime(fromMs) ?? ''} to ${jsonTime(toMs) ?? ''}, ${formatNanoseconds((toMs - fromMs) * 1e6)}`;
}

const FORMATS: Readonly<Record<CaptureInfo['format'], string>> = {
  pprof: 'pprof protobuf',
  'goroutine-text': 'goroutine profile as text (debug=1)',
  'goroutine-dump': 'goroutine dump (debug=2 or a crash)',
  'heap-text': 'heap profile as text (debug=1)',
  'contention-text': 'block or mutex profile as text (debug=1)',
  trace: 'execution trace',
  expvar: 'expvar JSON (/debug/vars)',
  prometheus: 'Prometheus text or OpenMetrics',
  'runtime-metrics': 'runtime/metrics as text',
  collapsed: 'collapsed stacks',
  speedscope: 'speedscope JSON',
  'chrome-trace': 'Chrome trace JSON',
  'perf-script': 'perf script text',
  cpuprofile: 'V8 CPU profile',
  heapprofile: 'V8 heap profile',
  live: 'live process',
  recording: 'recording of a process',
};

const OF_PROFILES = new Set(['Go version', 'duration', 'sample types', 'period', 'goroutines', 'samples', 'stacks']);

export function infoText(raw: CaptureInfo, style: TerminalStyle): string {
  const capture = printable(raw);
  const { counts, sampleTypes, defaultSampleType } = capture;
  const types = sampleTypes.map(
    ({ type, unit }, i) =>
      `${type}/${unit}${i === defaultSampleType && sampleTypes.length > 1 ? ' (shown first)' : ''}`,
  );
  const time = jsonTime(capture.timeMs);
  const { metrics } = capture;
  const all: (readonly [string, string])[] = [
    [
      'file',
      `${capture.name}, ${formatFileSize(capture.size)}${capture.compression === 'none' ? '' : `, ${capture.compression}`}`,
    ],
    ['format', FORMATS[capture.format]],
    ['kind', capture.kind],
    // A trace says which Go writes its format, as its comment.
    ...(capture.goVersion === null && capture.kind === 'trace'
      ? []
      : [['Go version', capture.goVersion ?? '?'] as const]),
    ['time', time === null ? '?' : `${time}${capture.timeSource === 'file' ? ' (of the file)' : ''}`],
    ['duration', capture.durationNs === null ? '–' : formatNanoseconds(capture.durationNs)],
    ['sample types', types.length === 0 ? '–' : types.join(', ')],
    ...periodRow(capture),
    ['goroutines', counts.goroutines === null ? '–' : atLeast(capture) + formatCount(counts.goroutines)],
    ['samples', formatCount(counts.samples)],
    [
      'stacks',
      `${counts.stacks === null ? '' : `${formatCount(counts.stacks)} nodes, `}${formatCount(counts.frames)} frames, ${formatCount(counts.functions)} functions`,
    ],
    ...(counts.mappings === 0 ? [] : [['mappings', formatCount(counts.mappings)] as const]),
    ...(metrics === null ? [] : [['metrics', metricsText(metrics)] as const, ['points', spanText(metrics)] as const]),
    ...(capture.hidesFrames
      ? [['hidden', 'frames that the profile wants hidden; top and diff show them with --runtime-frames'] as const]
      : []),
    ['labels', capture.labelKeys.length === 0 ? '–' : capture.labelKeys.join(', ')],
    ...(capture.docUrl === '' ? [] : [['about', capture.docUrl] as const]),
    ...raw.comments.flatMap((comment) => comment.split('\n')).map((line) => ['comment', printable(line)] as const),
    ...capture.notes.map((note) => ['note', noteText(note)] as const),
  ];
  // Of metrics alone there is no version, no sample and no stack to tell.
  const rows = capture.kind === 'metrics' ? all.filter(([key]) => !OF_PROFILES.has(key)) : all;
  const lines = rows.flatMap(([key, value], i) => {
    const repeated = rows[i - 1]?.[0] === key;
    const [first = '', ...rest] = wrap(''.padEnd(14), value, proseWidth(style));
    return [paint(style, 'dim', (repeated ? '' : key).padEnd(14)) + first.slice(14), ...rest];
  });
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Nothing where every event is a sample. */
function periodRow({ period }: CaptureInfo): (readonly [string, string])[] {
  if (period === null || period.value <= 1) return [];
  const of = period.unit === 'count' ? '' : 'of ';
  return [['period', `one sample for ${formatValue(period.value, period.unit)} ${of}${period.type}`]];
}

function atLeast({ notes }: CaptureInfo): string {
  return notes.some(({ kind }) => kind === 'truncated') ? '≥ ' : '';
}
