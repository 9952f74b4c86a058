import type { CaptureInfo } from '@core/api/document';
import type { SourceAnswer, SourceLine } from '@core/api/profile';
import { formatShare, formatValue } from '@core/base/format';
import { paint, printable, type TerminalStyle } from '../terminal';
import { jsonText } from './json';
import { counted } from './names';

export interface ListReport {
  readonly capture: CaptureInfo;
  /** One a function, largest cum first. */
  readonly answers: readonly SourceAnswer[];
  /** Functions that match and are not printed. */
  readonly left: number;
}

/** `parkscope.list/1`. Values in the sample type's own unit; `text` is null where the file was not found. */
export function listJson({ answers, left }: ListReport): string {
  const [first] = answers;
  return jsonText('parkscope.list/1', {
    sampleType: first?.sampleType ?? null,
    total: first?.total ?? 0,
    functions: answers.map((answer) => ({
      function: answer.function,
      file: answer.file,
      flat: answer.flat,
      cum: answer.cum,
      unplaced: answer.unplaced,
      source: answer.code === null ? null : { path: answer.code.path, newer: answer.code.newer },
      looked: answer.looked,
      lines: answer.lines.map(({ line, flat, cum, calls }) => ({
        ...{ line, flat, cum, calls },
        text: answer.code?.lines[line - answer.code.from] ?? null,
      })),
    })),
    left,
  });
}

const WIDTH = 10;

/** As `go tool pprof -list` prints it: flat, cum, line, text; a dot where there is nothing. */
export function listText({ capture, answers, left }: ListReport, style: TerminalStyle): string {
  const [first] = answers;
  const lines: string[] = [];
  if (first !== undefined) {
    const { type, unit } = first.sampleType;
    lines.push(
      `${paint(style, 'bold', printable(`${capture.name}: ${type}`))} (${printable(unit)}), total ${plain(first.total, unit)}`,
    );
  }
  for (const answer of answers) lines.push('', ...functionLines(answer, style));
  if (left > 0) lines.push('', paint(style, 'dim', `… ${counted(left, 'more function')} (-n 0 prints all)`));
  return `${lines.join('\n')}\n`;
}

const plain = (amount: number, unit: string): string => formatValue(amount, unit).replace('\u00a0', ' ');

function functionLines(answer: SourceAnswer, style: TerminalStyle): string[] {
  const { sampleType, code, flat, cum, total, looked } = answer;
  const { unit } = sampleType;
  const share = formatShare(cum, total).replace('\u00a0', '');
  const out = [
    paint(style, 'bold', `ROUTINE ${printable(answer.function)} in ${printable(answer.file || 'an unknown file')}`),
    `${plain(flat, unit).padStart(WIDTH)} ${plain(cum, unit).padStart(WIDTH)} (flat, cum) ${share} of total`,
  ];
  if (code === null) {
    out.push(
      paint(
        style,
        'yellow',
        looked.length === 0
          ? 'note: the source was not looked for.'
          : `note: the source was not found in ${counted(looked.length, 'place')}; --source DIR adds one.`,
      ),
    );
  } else if (code.newer)
    out.push(paint(style, 'yellow', 'note: the file is newer than the profile; lines may not fit.'));
  const amount = (value: number): string => (value === 0 ? '.' : plain(value, unit)).padStart(WIDTH);
  const row = (line: number, sampled: SourceLine | undefined, text: string): string => {
    const numbers = `${amount(sampled?.flat ?? 0)} ${amount(sampled?.cum ?? 0)}`;
    const printed = `${numbers} ${String(line).padStart(6)}:${printable(text.replaceAll('\t', '    '))}`.trimEnd();
    return sampled === undefined ? paint(style, 'dim', printed) : printed;
  };
  const byLine = new Map(answer.lines.map((line) => [line.line, line]));
  const end = code === null ? 0 : code.from + code.lines.length;
  code?.lines.forEach((text, i) => out.push(row(code.from + i, byLine.get(code.from + i), text)));
  for (const sampled of answer.lines)
    if (code === null || sampled.line < code.from || sampled.line >= end) out.push(row(sampled.line, sampled, ''));
  if (answer.unplaced !== 0) out.push(`${plain(answer.unplaced, unit)} in it on no line that the profile tells.`);
  return out;
}
