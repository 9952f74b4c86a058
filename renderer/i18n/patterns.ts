/** A message with plain places (`Skipped {n} records`) as an expression that finds their texts in a finished sentence. */
export interface Pattern {
  readonly message: string;
  readonly expression: RegExp;
  /** Of the groups of the expression, in order. */
  readonly names: readonly string[];
}

/** The fewest letters of its own that a pattern must have: `{a} of {b}` would fit anything. */
const FEWEST_LETTERS = 6;

/** Patterns of the messages that have places, the most specific (most text of its own) first. */
export function patternsOf(messages: readonly string[]): readonly Pattern[] {
  return messages
    .filter((message) => /\{\w+\}/.test(message) && letters(message) >= FEWEST_LETTERS)
    .toSorted((a, b) => literal(b).length - literal(a).length)
    .map((message) => {
      const names: string[] = [];
      const source = message
        .split(/(\{\w+\})/)
        .map((part) => {
          if (!/^\{\w+\}$/.test(part)) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
          names.push(part.slice(1, -1));
          return '(.+?)';
        })
        .join('');
      return { message, expression: new RegExp(`^${source}$`, 's'), names };
    });
}

function literal(message: string): string {
  return message.replace(/\{\w+\}/g, '');
}

function letters(message: string): number {
  return literal(message).replace(/[^\p{L}]/gu, '').length;
}
