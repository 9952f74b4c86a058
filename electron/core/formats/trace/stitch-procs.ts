import type { TraceProcTable } from '@core/model/trace';
import type { ProcColumns } from './generation';
import { Pieces } from './pieces';

/** State changes of Ps of all generations, without those that only restate what is known. */
export class ProcStitcher {
  readonly #proc = new Pieces<Uint16Array>(Uint16Array);
  readonly #atNs = new Pieces<Float64Array>(Float64Array);
  readonly #state = new Pieces<Uint8Array>(Uint8Array);
  readonly #thread = new Pieces<Float64Array>(Float64Array);
  /** State + 1 and thread of every P. */
  readonly #known = new Uint8Array(65536);
  readonly #holder = new Float64Array(65536);
  /** Ps seen. */
  count = 0;

  add({ proc, atNs, state, thread }: ProcColumns): void {
    let kept = 0;
    for (let i = 0; i < proc.length; i++) {
      const p = proc[i];
      const known = this.#known[p];
      if (known === 0) this.count++;
      let next = state[i];
      let holder = thread[i];
      if (next > 1) {
        // In a system call that is about to lose it: it goes on until it does.
        next = known === 2 ? 1 : 0;
        if (next === 1) holder = this.#holder[p];
      }
      if (known === next + 1 && holder === this.#holder[p]) continue;
      this.#known[p] = next + 1;
      this.#holder[p] = holder;
      proc[kept] = p;
      atNs[kept] = atNs[i];
      state[kept] = next;
      thread[kept++] = holder;
    }
    this.#proc.add(proc.subarray(0, kept));
    this.#atNs.add(atNs.subarray(0, kept));
    this.#state.add(state.subarray(0, kept));
    this.#thread.add(thread.subarray(0, kept));
  }

  finish(): TraceProcTable {
    return {
      count: this.#proc.length,
      proc: this.#proc.finish(),
      atNs: this.#atNs.finish(),
      state: this.#state.finish(),
      thread: this.#thread.finish(),
    };
  }
}
