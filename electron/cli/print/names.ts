import type { CaptureInfo, Note } from '@core/api/document';
import type { CodeRef, StackFrame } from '@core/api/findings';
import { formatCount } from '@core/base/format';
import { baseName, packagePath } from '@core/base/go-name';
import { paint, wrap, type TerminalStyle } from '../terminal';

/** `ingest.go:88`; without a line the file alone; `` without a file. */
export function placeText(ref: Pick<CodeRef, 'file' | 'line'>): string {
  if (ref.file === '') return '';
  return ref.line > 0 ? `${baseName(ref.file)}:${ref.line}` : baseName(ref.file);
}

/** The name from the last element of its import path on: `ingest.(*Batcher).flush`. */
export function symbolText(name: string): string {
  const path = packagePath(name);
  return name.slice(path.lastIndexOf('/') + 1);
}

/** `1 goroutine`, `41,205 goroutines`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** Frames leaf first, places aligned; runs of three and more frames of the runtime fold to their number. */
export function stackLines(
  style: TerminalStyle,
  frames: readonly StackFrame[],
  creator: StackFrame | null,
  indent: string,
): string[] {
  const rows: (readonly [name: string, place: string, own: boolean])[] = [];
  for (let i = 0; i < frames.length;) {
    let end = i;
    while (frames[end]?.origin === 'runtime') end++;
    if (end - i >= 2) {
      rows.push([`${end - i} runtime frames`, '', false]);
      i = end;
      continue;
    }
    const frame = frames[i++];
    if (frame === undefined) break;
    rows.push([
      symbolText(frame.function),
      `${placeText(frame)}${frame.inlined ? '  inlined' : ''}`,
      frame.origin === 'own',
    ]);
  }
  if (creator !== null) rows.push([`created by ${symbolText(creator.function)}`, placeText(creator), false]);
  const widest = Math.min(
    64,
    rows.reduce((most, [name]) => Math.max(most, name.length), 0),
  );
  return rows.map(([name, place, own]) => {
    const line = `${name.padEnd(widest)}  ${place}`.trimEnd();
    return indent + (own ? line : paint(style, 'dim', line));
  });
}

/** What a parser wants people to know, one paragraph a note. */
export function noteLines(style: TerminalStyle, { notes }: Pick<CaptureInfo, 'notes'>, width: number): string[] {
  return notes.flatMap((note) => wrap('note: ', noteText(note), width).map((line) => paint(style, 'yellow', line)));
}

export function noteText({ message, hint }: Note): string {
  return [message, hint]
    .filter((part) => part !== '')
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(' ');
}
