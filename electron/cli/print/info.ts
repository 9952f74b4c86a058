import type { CaptureInfo } from '@core/api/document';
import { formatCount, formatFileSize, formatNanoseconds } from '@core/base/format';
import { paint, printable, proseWidth, wrap, type TerminalStyle } from '../terminal';
import { jsonText, jsonTime } from './json';
import { noteText } from './names';

/** `parkscope.info/1`. */
export function infoJson(capture: CaptureInfo): string {
  const { name, format, kind, size, compression, goVersion, timeMs, timeSource, durationNs } = capture;
  const { sampleTypes, defaultSampleType, counts, docUrl, labelKeys, comments, notes } = capture;
  return jsonText('parkscope.info/1', {
    ...{ name, format, kind, size, compression, goVersion, time: jsonTime(timeMs), timeSource, durationNs },
    ...{ sampleTypes, defaultSampleType, counts, docUrl, labelKeys, comments, notes },
  });
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
};

export function infoText(raw: CaptureInfo, style: TerminalStyle): string {
  const capture = printable(raw);
  const { counts, sampleTypes, defaultSampleType } = capture;
  const types = sampleTypes.map(
    ({ type, unit }, i) =>
      `${type}/${unit}${i === defaultSampleType && sampleTypes.length > 1 ? ' (shown first)' : ''}`,
  );
  const time = jsonTime(capture.timeMs);
  const rows: (readonly [string, string])[] = [
    [
      'file',
      `${capture.name}, ${formatFileSize(capture.size)}${capture.compression === 'none' ? '' : `, ${capture.compression}`}`,
    ],
    ['format', FORMATS[capture.format]],
    ['kind', capture.kind],
    ['Go version', capture.goVersion ?? '?'],
    ['time', time === null ? '?' : `${time}${capture.timeSource === 'file' ? ' (of the file)' : ''}`],
    ['duration', capture.durationNs === null ? '–' : formatNanoseconds(capture.durationNs)],
    ['sample types', types.length === 0 ? '–' : types.join(', ')],
    ['goroutines', counts.goroutines === null ? '–' : atLeast(capture) + formatCount(counts.goroutines)],
    ['samples', formatCount(counts.samples)],
    [
      'stacks',
      `${formatCount(counts.stacks)} nodes, ${formatCount(counts.frames)} frames, ${formatCount(counts.functions)} functions`,
    ],
    ...(counts.mappings === 0 ? [] : [['mappings', formatCount(counts.mappings)] as const]),
    ['labels', capture.labelKeys.length === 0 ? '–' : capture.labelKeys.join(', ')],
    ...(capture.docUrl === '' ? [] : [['about', capture.docUrl] as const]),
    ...raw.comments.flatMap((comment) => comment.split('\n')).map((line) => ['comment', printable(line)] as const),
    ...capture.notes.map((note) => ['note', noteText(note)] as const),
  ];
  const lines = rows.flatMap(([key, value], i) => {
    const repeated = rows[i - 1]?.[0] === key;
    const [first = '', ...rest] = wrap(''.padEnd(14), value, proseWidth(style));
    return [paint(style, 'dim', (repeated ? '' : key).padEnd(14)) + first.slice(14), ...rest];
  });
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function atLeast({ notes }: CaptureInfo): string {
  return notes.some(({ kind }) => kind === 'truncated') ? '≥ ' : '';
}
