import { engineError } from '@core/api/errors';
import type { EngineError } from '@core/api/errors';
import type { Note } from '@core/api/document';
import { formatCount } from '@core/base/format';
import type { ParseInput } from '@core/formats/format';
import type { Damage } from './damage';
import { fieldName } from './scan';
import type { Layout } from './scan';

/** What was repaired or left out while a profile was read. */
export interface Repairs {
  /** Bytes of the profile where it ends early; null = it does not. */
  readonly cutAt: number | null;
  /** Samples left out because what they refer to is missing; names that are missing. */
  readonly dropped: number;
  readonly lost: number;
  /** Numbers beyond 2^53. */
  readonly inexact: number;
  readonly missingMappings: number;
  readonly oddLines: number;
  readonly mergedFunctions: number;
  /** Groups of a negative number of goroutines. */
  readonly negative: number;
}

/** In words, for people. */
export function notesOf(repairs: Repairs): Note[] {
  const notes: Note[] = [];
  const note = (kind: Note['kind'], message: string, count: number, offset: number | null = null, hint = ''): void => {
    notes.push({ kind, message, count, offset, hint });
  };
  const { cutAt, dropped, lost: names, inexact, missingMappings, oddLines, mergedFunctions, negative } = repairs;
  if (cutAt !== null) {
    const lost: string[] = [];
    if (dropped > 0) lost.push(`${formatCount(dropped)} samples are left out because what they refer to is missing`);
    if (names > 0) lost.push(`${formatCount(names)} names are missing`);
    note(
      'truncated',
      `The profile ends early, at byte ${formatCount(cutAt)}${lost.length > 0 ? `; ${lost.join(', and ')}` : ''}.`,
      dropped + names,
      cutAt,
      'Make the capture again to have all of it.',
    );
  }
  if (inexact > 0) note('repaired', `${formatCount(inexact)} numbers are beyond 2^53 and are rounded.`, inexact);
  if (missingMappings > 0) {
    const many = formatCount(missingMappings);
    note(
      'repaired',
      `${many} locations refer to a mapping that is not in the profile; they are shown without their binary.`,
      missingMappings,
    );
  }
  if (oddLines > 0) {
    note('repaired', `${formatCount(oddLines)} line numbers are no line numbers and are shown as unknown.`, oddLines);
  }
  if (mergedFunctions > 0) {
    note(
      'repaired',
      `${formatCount(mergedFunctions)} functions have the name and the file of another one but begin on another line or differ in system name; they are shown as one.`,
      mergedFunctions,
    );
  }
  if (negative > 0) {
    note(
      'skipped',
      `${formatCount(negative)} groups have a negative number of goroutines, as in a difference of two profiles; they are no goroutines.`,
      negative,
      null,
      'Open the two profiles instead of their difference.',
    );
  }
  return notes;
}

const ARTICLES = {
  none: 'a pprof profile',
  gzip: 'a gzipped pprof profile',
  zstd: 'a pprof profile packed with zstd',
} as const;

/** The answer to bytes that are no profile. */
export function damaged(input: ParseInput, { code, offset, where, why }: Damage): EngineError {
  const article = ARTICLES[input.compression];
  const excerpt = Array.from(input.bytes.subarray(offset, offset + 32), (b) => b.toString(16).padStart(2, '0')).join(
    ' ',
  );
  const two = where.endsWith('second profile');
  const at = formatCount(offset);
  return engineError(
    code,
    two
      ? `${input.name} holds two profiles`
      : code === 'too-large'
        ? `${input.name} unfolds to more stacks than fit`
        : `${input.name} is damaged at byte ${at}`,
    {
      reason: `It is ${article}, but ${why}. ${two ? 'Read as one, its numbers would be wrong.' : 'None of its numbers can be trusted.'}`,
      hint: two
        ? 'Split it, or merge the originals with go tool pprof -proto A B.'
        : 'Make the capture again, and transfer it as binary.',
      offset,
      excerpt,
      field: where,
    },
  );
}

/** The answer to a profile that ends before anything can be made of it. */
export function cutShort(input: ParseInput, layout: Layout, why: string): EngineError {
  const size = input.bytes.length;
  const inside = layout.cutAt >= 0 ? `, inside ${insideOf(input.bytes, layout.cutAt)}` : '';
  const found = `${formatCount(layout.samples.count)} samples`;
  const unpacked = input.compression === 'none' ? '' : ' of the unpacked profile';
  return engineError('truncated', `${input.name} is cut off and cannot be read`, {
    reason: `It is a pprof profile that ends at byte ${formatCount(size)}${unpacked}${inside}: ${found} were found, but ${why}.`,
    hint: 'Make the capture again; curl tells a broken transfer by its exit code 18.',
    offset: layout.cutAt >= 0 ? layout.cutAt : size,
  });
}

function insideOf(bytes: Uint8Array, at: number): string {
  const tag = bytes[at];
  return tag > 127 ? 'a field' : `its ${fieldName(tag >> 3)}`;
}
