import { WORD_EXACT, type ArgumentWords } from '@core/model/argument-words';
import type { StackTable } from '@core/model/tables';

/** Index of the first word of frame `depth` of a row, if its arguments begin with a pointer; −1 = none was kept. */
export function firstWord(words: ArgumentWords, row: number, depth: number): number {
  for (let i = words.start[row]; i < words.start[row + 1]; i++)
    if (words.depth[i] === depth && words.position[i] === 0) return i;
  return -1;
}

export function isExact(words: ArgumentWords, word: number): boolean {
  return (words.flags[word] & WORD_EXACT) !== 0;
}

/** The frame at `depth` from the leaf of a stack; −1 when it is not that deep. */
export function frameAt(stacks: StackTable, stack: number, depth: number): number {
  let at = stack;
  for (let i = 0; i < depth && at !== 0; i++) at = stacks.prefix[at];
  return at === 0 ? -1 : stacks.frame[at];
}
