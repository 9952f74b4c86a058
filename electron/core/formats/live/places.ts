import { GrowableColumn } from '@core/base/columns';
import { PairTable } from '@core/model/frame-builder';
import type { PlaceTable } from '@core/model/live';
import { classifyWait } from '@core/model/operation';
import { ChangeLog } from './history';
import type { Dictionary } from './dictionary';

/** Places that a program of usual size has. */
const ROOM = 256;
const words = () => new GrowableColumn(Uint32Array, ROOM);
const bytes = () => new GrowableColumn(Uint8Array, ROOM);

/**
 * Where goroutines are (stack, state, creator) and how many of them, over time. It is told every move, so that a moment in which
 * little happened costs little however many goroutines there are.
 */
export class Places implements PlaceTable {
  readonly #dictionary: Dictionary;
  readonly #states = new PairTable();
  readonly #rows = new PairTable();
  readonly #stack = words();
  readonly #state = words();
  readonly #creator = words();
  readonly #operation = bytes();
  readonly #flags = bytes();
  readonly #now = new GrowableColumn(Int32Array, ROOM);
  readonly #dirty = bytes();
  #changed: number[] = [];
  readonly #logs: ChangeLog[] = [];
  /** Goroutines by StringId of their state. */
  readonly #byState = new Map<number, number>();

  constructor(dictionary: Dictionary) {
    this.#dictionary = dictionary;
  }

  get count(): number {
    return this.#logs.length;
  }
  get stack(): Uint32Array {
    return this.#stack.data;
  }
  get state(): Uint32Array {
    return this.#state.data;
  }
  get creator(): Uint32Array {
    return this.#creator.data;
  }
  get operation(): Uint8Array {
    return this.#operation.data;
  }
  /** GOROUTINE_* bits that follow from state and stack. */
  get flags(): Uint8Array {
    return this.#flags.data;
  }

  place(stack: number, state: number, creator: number): number {
    const place = this.#rows.id(this.#states.id(stack, state), creator);
    if (place < this.#logs.length) return place;
    this.#stack.push(stack);
    this.#state.push(state);
    this.#creator.push(creator);
    const { operation, flags } = this.#wait(stack, state);
    this.#operation.push(operation);
    this.#flags.push(flags);
    this.#now.push(0);
    this.#dirty.push(0);
    this.#logs.push(new ChangeLog());
    return place;
  }

  #wait(stack: number, state: number) {
    const { strings, functions, frames, stacks } = this.#dictionary.tables();
    const frameAt = (depth: number): number => {
      let at = stack;
      for (let i = 0; i < depth; i++) at = stacks.prefix[at];
      return stacks.frame[at];
    };
    return classifyWait(
      strings.get(state),
      (depth) => strings.get(functions.name[frames.func[frameAt(depth)]]),
      stacks.depth[stack],
      (depth) => frames.line[frameAt(depth)],
    );
  }

  /** A goroutine comes (+1) or goes (−1). */
  move(place: number, by: 1 | -1): void {
    this.#now.data[place] += by;
    const state = this.#state.data[place];
    this.#byState.set(state, (this.#byState.get(state) ?? 0) + by);
    if (this.#dirty.data[place] !== 0) return;
    this.#dirty.data[place] = 1;
    this.#changed.push(place);
  }

  /** Writes down what changed since the last moment; answers how many numbers that were. */
  close(atMs: number): number {
    let written = 0;
    for (const place of this.#changed) {
      this.#dirty.data[place] = 0;
      if (this.#logs[place].write(atMs, this.#now.data[place])) written++;
    }
    this.#changed = [];
    return written;
  }

  counts(place: number): ChangeLog {
    return this.#logs[place];
  }

  states(): ReadonlyMap<number, number> {
    return this.#byState;
  }

  thin(): number {
    return this.#logs.reduce((sum, log) => sum + log.thin(), 0);
  }

  get byteLength(): number {
    return this.#logs.reduce((sum, log) => sum + log.length * 12 + 120, 0) + this.#stack.data.length * 19;
  }
}
