import type { Note } from '@core/api/document';
import { engineError, type EngineError } from '@core/api/errors';
import { formatCount } from '@core/base/format';
import type { JsonScanner } from '@core/base/json-scan';
import type { ParseInput } from './format';

/** What formats written as JSON have in common: how they say that a document is damaged or ends early. */

/** `what` with its article: `a speedscope profile`. */
export function malformedJson(input: ParseInput, what: string, scan: JsonScanner): EngineError {
  return malformedAt(input, what, scan.problem, scan.at);
}

/** `why` is the end of a sentence: `field 7 is missing`. */
export function malformedAt(input: ParseInput, what: string, why: string, offset: number): EngineError {
  return engineError('malformed', `${input.name} is damaged at byte ${formatCount(offset)}`, {
    reason: `It is ${what}, but ${why}.`,
    hint: 'Save or fetch it again.',
    offset,
    excerpt: new TextDecoder().decode(input.bytes.subarray(Math.max(0, offset - 40), offset + 80)),
  });
}

/** It ends before anything of use. */
export function cutJson(input: ParseInput, what: string, missing: string): EngineError {
  return engineError('truncated', `${input.name} ends before anything can be shown`, {
    reason: `It is ${what} that ends at byte ${formatCount(input.bytes.length)}, and ${missing}.`,
    hint: 'Save or fetch it again, and let the program that writes it end.',
    offset: input.bytes.length,
  });
}

/** It ends early, and what was read before is shown. */
export function cutNote(input: ParseInput, read: string): Note {
  return {
    kind: 'truncated',
    message: `The file ends early, at byte ${formatCount(input.bytes.length)}: ${read} read until there.`,
    count: 1,
    offset: input.bytes.length,
    hint: 'Counts are lower bounds.',
  };
}
