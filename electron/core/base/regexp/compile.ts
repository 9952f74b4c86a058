import { err, ok, type Result } from '../result';
import { parsePattern, PatternError } from './parse';
import { compileNode, matcherOf } from './program';

/** Whether a pattern matches anywhere in a text. A RegExp without the flags g and y is one, too. */
export interface Matcher {
  test(text: string): boolean;
}

/** What a pattern may cost: its length in characters, and instructions, of which each may be taken at every character of a text. */
export interface PatternLimits {
  readonly length: number;
  readonly instructions: number;
}

const OF_USERS: PatternLimits = { length: 2000, instructions: 20_000 };

/**
 * A pattern in Go's syntax (RE2, as regexp.Compile takes it), or why it is none, in Go's words. Patterns that come with a file, which may
 * be hostile, need limits of their own.
 */
export function compileGoRegexp(pattern: string, limits: PatternLimits = OF_USERS): Result<Matcher, string> {
  if (pattern.length > limits.length) return err(`It is longer than ${limits.length} characters.`);
  // Most filters are plain names.
  if (!/[\\^$.|?*+()[\]{}]/.test(pattern)) return ok({ test: (text) => text.includes(pattern) });
  try {
    const program = compileNode(parsePattern(pattern), limits.instructions);
    return program === null ? err('It is too large.') : ok({ test: matcherOf(program) });
  } catch (error) {
    if (error instanceof PatternError) return err(error.message);
    throw error;
  }
}
