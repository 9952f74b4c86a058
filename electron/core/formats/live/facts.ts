import type { CoreFile, LiveInfo } from '@core/api/live';
import type { Batch } from '@core/base/wire/batches';
import { column } from './columns';

/** Sentences about what cannot be read. */
const MOST_MISSING = 100;

/** What a watch says of its process, once. */
export class Facts {
  readonly #all = new Map<string, string>();
  missing: readonly string[] = [];

  /** Answers whether the facts are of another process than those before. */
  take(batch: Batch): boolean {
    const before = `${this.#all.get('pid') ?? ''} ${this.#all.get('startMs') ?? ''}`;
    const known = this.#all.size > 0;
    const [keys, values] = [column(batch, 'key', 'text'), column(batch, 'value', 'text')];
    const missing: string[] = [];
    keys.forEach((key, i) => {
      if (key === 'missing') missing.push(values[i]);
      else this.#all.set(key, values[i]);
    });
    this.missing = [...new Set(missing)].slice(0, MOST_MISSING);
    return known && before !== `${this.#text('pid')} ${this.#text('startMs')}`;
  }

  get all(): ReadonlyMap<string, string> {
    return this.#all;
  }

  get info(): LiveInfo {
    const core = this.#text('core');
    return {
      pid: this.#number('pid'),
      name: this.#text('name'),
      command: this.#text('command'),
      goVersion: this.#text('goVersion'),
      module: this.#text('module'),
      revision: this.#text('revision'),
      dirty: this.#text('dirty') === 'true',
      startMs: this.#number('startMs'),
      host: this.#text('host'),
      ...(core === '' ? {} : { core: this.#core(core) }),
    };
  }

  #core(name: string): CoreFile {
    return {
      name,
      executable: this.#text('executable'),
      bytes: this.#number('coreBytes'),
      writtenMs: this.#number('coreWrittenMs'),
      threads: this.#number('threads'),
    };
  }

  get processors(): number {
    return this.#number('gomaxprocs');
  }

  #text(key: string): string {
    return this.#all.get(key) ?? '';
  }
  #number(key: string): number {
    const value = Number(this.#text(key));
    return Number.isFinite(value) ? value : 0;
  }
}
