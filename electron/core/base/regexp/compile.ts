import { err, ok, type Result } from '../result';
import { parsePattern, PatternError } from './parse';
import { compileNode, matcherOf } from './program';

/** Whether a pattern matches anywhere in a text. A RegExp without the flags g and y is one, too. */
export interface Matcher {
  test(text: string): boolean;
}

const LONGEST_PATTERN = 2000;

/**
 * A pattern in Go's syntax (RE2, as regexp.Compile takes it), or why it is none, in Go's words. `longest` in characters: for
 * patterns of users; those of files (drop_frames) may be longer.
 */
export function compileGoRegexp(pattern: string, longest = LONGEST_PATTERN): Result<Matcher, string> {
  if (pattern.length > longest) return err(`It is longer than ${longest} characters.`);
  // Most filters are plain names.
  if (!/[\\^$.|?*+()[\]{}]/.test(pattern)) return ok({ test: (text) => text.includes(pattern) });
  try {
    const program = compileNode(parsePattern(pattern));
    return program === null ? err('It is too large.') : ok({ test: matcherOf(program) });
  } catch (error) {
    if (error instanceof PatternError) return err(error.message);
    throw error;
  }
}
