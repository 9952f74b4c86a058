import type { Note } from '@core/api/document';
import { formatCount } from '@core/base/format';
import type { ParseInput } from './format';
import type { LegacyText } from './legacy-text';

/**
 * Notes on a debug=1 text. `read` of `promised` (its first line's total) were found; fewer, or a last line without its end, mean
 * that the text is cut off. `ratio` is the two as people read them.
 */
export function legacyNotes(
  text: LegacyText,
  input: ParseInput,
  ratio: string,
  read: number,
  promised: number,
): Note[] {
  const notes: Note[] = [];
  const end = input.bytes.length;
  if (read < promised || input.cut) {
    const share = promised > 0 ? Math.floor((100 * Math.min(read, promised)) / promised) : 0;
    notes.push({
      kind: 'truncated',
      message: `Truncated file: showing the first ${share} % (${ratio}). Ends at byte ${formatCount(end)}.`,
      count: Math.max(0, promised - read),
      offset: end,
      hint: 'Fetch it again and let the download finish; without debug=1 it is smaller.',
    });
  } else if (read > promised) {
    notes.push({
      kind: 'info',
      message: `The rows add up to ${formatCount(read)}, the first line promises ${formatCount(promised)}.`,
      count: read - promised,
      offset: null,
      hint: '',
    });
  }
  return [...notes, ...oddLineNotes(text)];
}

/** Lines that are none of the format. */
export function oddLineNotes(text: LegacyText): Note[] {
  if (text.oddLines === 0) return [];
  const message = `${formatCount(text.oddLines)} lines are not understood.`;
  return [{ kind: 'skipped', message, count: text.oddLines, offset: text.firstOdd, hint: '' }];
}

/** Rows that do not have the numbers of their format (`four numbers`). */
export function shortRowNote(rows: number, first: number, wanted: string): Note[] {
  if (rows === 0) return [];
  const message = `${formatCount(rows)} rows do not have ${wanted} and are left out.`;
  return [{ kind: 'skipped', message, count: rows, offset: first, hint: '' }];
}

export function inexactNote(rows: number): Note[] {
  if (rows === 0) return [];
  const message = `Numbers of ${formatCount(rows)} rows are beyond 2^53 and are rounded.`;
  return [{ kind: 'repaired', message, count: rows, offset: null, hint: '' }];
}
