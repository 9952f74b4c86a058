import { shortName } from '@core/base/go-name';
import type { Capture } from '@core/model/tables';
import type { TraceTables } from '@core/model/trace';

/** Names of a trace as JSON strings, each made once. */
export class TimelineWords {
  readonly #capture: Capture;
  readonly #trace: TraceTables;
  readonly #goroutines: (string | undefined)[] = [];
  readonly #texts = new Map<number, string>();

  constructor(capture: Capture, trace: TraceTables) {
    this.#capture = capture;
    this.#trace = trace;
  }

  /** `"G12 (*Server).serve"`, of a row of the goroutine table. */
  goroutine(row: number): string {
    const known = this.#goroutines[row];
    if (known !== undefined) return known;
    const entry = this.#trace.goroutines.entry[row];
    const name = entry === 0 ? '' : ` ${shortName(this.#function(entry - 1))}`;
    return (this.#goroutines[row] = JSON.stringify(`G${this.id(row)}${name}`));
  }

  id(row: number): number {
    return this.#trace.goroutines.id[row];
  }

  /** A string of the capture, `otherwise` where there is none. */
  text(id: number, otherwise: string): string {
    if (id === 0) return JSON.stringify(otherwise);
    let text = this.#texts.get(id);
    if (text === undefined) {
      text = JSON.stringify(this.#capture.strings.get(id));
      this.#texts.set(id, text);
    }
    return text;
  }

  /** Function at the leaf of a stack. */
  leaf(stack: number): string {
    return JSON.stringify(stack === 0 ? '(no stack)' : this.#function(this.#capture.stacks.frame[stack]));
  }

  #function(frame: number): string {
    const { strings, functions, frames } = this.#capture;
    return strings.get(functions.name[frames.func[frame]]);
  }
}
