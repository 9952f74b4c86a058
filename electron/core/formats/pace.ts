import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import type { ParseInput } from './format';

/** Bytes between two looks at the host. */
const STEP = 4 << 20;

/** Tells a loop over an input's bytes when to report, to let messages in and to end when nobody waits for it any more. */
export class Pace {
  readonly #input: ParseInput;
  readonly #noun: string;
  #next = STEP;

  constructor(input: ParseInput, noun: string) {
    this.#input = input;
    this.#noun = noun;
  }

  due(at: number): boolean {
    return at >= this.#next;
  }

  async breathe(at: number, found: number): Promise<void> {
    this.#next = at + STEP;
    this.#input.progress({ done: at, found, noun: this.#noun });
    await yieldToHost();
    throwIfCancelled(this.#input.signal);
  }
}
