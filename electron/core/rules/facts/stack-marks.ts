import type { Analyses } from '@core/analysis/analyses';

/**
 * Which of a fixed list of patterns occur on each stack. A function's name meets each pattern once; a stack's marks are those of its
 * frames, carried from root to leaf in one pass over the prefix tree.
 */
export class StackMarks {
  /** Words of 32 marks per stack, one array a word. */
  readonly #stacks: readonly Uint32Array[];

  constructor(analysis: Analyses, patterns: readonly RegExp[]) {
    const { functions, frames, stacks, strings } = analysis.capture;
    const words = Math.max(1, Math.ceil(patterns.length / 32));
    const byFunction = Array.from({ length: words }, () => new Uint32Array(functions.count));
    for (let f = 0; f < functions.count; f++) {
      const name = strings.get(functions.name[f]);
      patterns.forEach((pattern, i) => {
        if (pattern.test(name)) byFunction[i >>> 5][f] |= 1 << (i & 31);
      });
    }
    this.#stacks = byFunction.map((ofFunction) => {
      const marks = new Uint32Array(stacks.count);
      for (let i = 1; i < stacks.count; i++)
        marks[i] = marks[stacks.prefix[i]] | ofFunction[frames.func[stacks.frame[i]]];
      return marks;
    });
  }

  /** No frame of the stack matches any pattern. */
  isBare(stack: number): boolean {
    return this.#stacks.every((marks) => marks[stack] === 0);
  }

  /** Whether a frame of the stack matches pattern `i`. */
  has(stack: number, i: number): boolean {
    return (this.#stacks[i >>> 5][stack] & (1 << (i & 31))) !== 0;
  }
}
