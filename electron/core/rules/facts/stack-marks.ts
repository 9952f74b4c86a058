import type { Analyses } from '@core/analysis/analyses';

/** Stacks that are looked at one by one. */
const MANY = 4096;

/**
 * Which of a fixed list of patterns occur on each stack. A function's name meets each pattern once, when a stack that has it is first asked
 * about; a stack's marks are those of its frames.
 */
export class StackMarks {
  readonly #analysis: Analyses;
  readonly #patterns: readonly RegExp[];
  /** All of them as one: most names match none. */
  readonly #any: RegExp;
  /** Words of 32 marks. */
  readonly #words: number;
  /** By FunctionId, all its words in a row; `known` 0 = not looked at yet. */
  readonly #ofFunction: Uint32Array;
  readonly #known: Uint8Array;
  /** By FrameId: 1 = its function matches no pattern; 0 = it does, or was not looked at yet. */
  readonly #bare: Uint8Array;
  /** Of the stack that was asked about last: whoever asks about one asks for many patterns. */
  readonly #marks: Uint32Array;
  #stack = 0;
  /** Per row of the stack table 1 = some pattern matches; null until many were asked about. */
  #marked: Uint8Array | null = null;
  #asked = 0;

  /** Patterns have no flags and refer to no groups of theirs. */
  constructor(analysis: Analyses, patterns: readonly RegExp[]) {
    const { count } = analysis.capture.functions;
    this.#any = new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'));
    this.#analysis = analysis;
    this.#patterns = patterns;
    this.#words = Math.max(1, Math.ceil(patterns.length / 32));
    this.#ofFunction = new Uint32Array(count * this.#words);
    this.#known = new Uint8Array(count);
    this.#bare = new Uint8Array(analysis.capture.frames.count);
    this.#marks = new Uint32Array(this.#words);
  }

  /** No frame of the stack matches any pattern. */
  isBare(stack: number): boolean {
    if (this.#marked !== null) return this.#marked[stack] === 0;
    if (++this.#asked > MANY) this.#marked = this.#markAll();
    const { prefix, frame } = this.#analysis.capture.stacks;
    const bare = this.#bare;
    for (let at = stack; at !== 0; at = prefix[at])
      if (bare[frame[at]] === 0 && !this.#isBareFrame(frame[at])) return false;
    return true;
  }

  /** Row by row, which touches memory in its order: half a million walks from leaf to root take ten times as long. */
  #markAll(): Uint8Array {
    const { stacks, frames } = this.#analysis.capture;
    const { count, prefix, frame } = stacks;
    const byFrame = new Uint8Array(frames.count);
    for (let id = 0; id < frames.count; id++) byFrame[id] = this.#isBareFrame(id) ? 0 : 1;
    const marked = new Uint8Array(count);
    for (let at = 1; at < count; at++) marked[at] = marked[prefix[at]] | byFrame[frame[at]];
    return marked;
  }

  #isBareFrame(frame: number): boolean {
    const func = this.#analysis.capture.frames.func[frame];
    if (this.#known[func] === 0) this.#look(func);
    for (let word = 0; word < this.#words; word++) if (this.#ofFunction[func * this.#words + word] !== 0) return false;
    this.#bare[frame] = 1;
    return true;
  }

  /** Whether a frame of the stack matches some pattern. For stacks of which one asks for single patterns next, where some does. */
  hasAny(stack: number): boolean {
    return this.#of(stack).some((word) => word !== 0);
  }

  /** Whether a frame of the stack matches pattern `i`. */
  has(stack: number, i: number): boolean {
    return (this.#of(stack)[i >>> 5] & (1 << (i & 31))) !== 0;
  }

  #of(stack: number): Uint32Array {
    const marks = this.#marks;
    if (stack === this.#stack) return marks;
    const { stacks, frames } = this.#analysis.capture;
    const { prefix, frame } = stacks;
    const words = this.#words;
    marks.fill(0);
    for (let at = stack; at !== 0; at = prefix[at]) {
      const func = frames.func[frame[at]];
      if (this.#known[func] === 0) this.#look(func);
      for (let word = 0; word < words; word++) marks[word] |= this.#ofFunction[func * words + word];
    }
    this.#stack = stack;
    return marks;
  }

  #look(func: number): void {
    const { functions, strings } = this.#analysis.capture;
    const name = strings.get(functions.name[func]);
    this.#known[func] = 1;
    if (!this.#any.test(name)) return;
    this.#patterns.forEach((pattern, i) => {
      if (pattern.test(name)) this.#ofFunction[func * this.#words + (i >>> 5)] |= 1 << (i & 31);
    });
  }
}
