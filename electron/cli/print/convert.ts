import type { DocumentInfo } from '@core/api/document';
import type { ExportAnswer, ExportFormat } from '@core/api/export';
import { formatFileSize } from '@core/base/format';
import { paint, printable, proseWidth, wrap, type TerminalStyle } from '../terminal';
import { counted, noteLines } from './names';

export type ConvertFormat = ExportFormat | 'csv' | 'svg';

const FORMATS: Readonly<Record<ConvertFormat, string>> = {
  csv: 'CSV of functions',
  svg: 'flame graph as SVG',
  pprof: 'pprof',
  collapsed: 'collapsed stacks',
  speedscope: 'speedscope JSON',
  chrome: 'Chrome trace JSON',
};

/** `out.pb.gz: pprof, 238 samples, 14.7 kB`, and what was left out of it. */
export function convertText(
  output: string,
  to: ConvertFormat,
  { captures }: DocumentInfo,
  index: number,
  { bytes, entries, noun, notes }: ExportAnswer,
  style: TerminalStyle,
): string {
  const count = counted(entries, noun.replace(/s$/, ''));
  const size = formatFileSize(bytes).replace('\u00a0', ' ');
  const others = captures.length - 1;
  const capture = captures[index];
  const lines = [
    `${printable(output)}: ${FORMATS[to]}, ${count}, ${size}`,
    ...(capture === undefined ? [] : noteLines(style, printable(capture), proseWidth(style))),
    ...notes.flatMap((note) =>
      wrap('note: ', printable(note), proseWidth(style)).map((line) => paint(style, 'yellow', line)),
    ),
    ...(others > 0
      ? [paint(style, 'dim', `${counted(others, 'other capture')} not written; --capture N writes another one`)]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
