import type { CallAnswer, OpenInput } from '@core/api/protocol';
import type { EngineError } from '@core/api/errors';
import type { Result } from '@core/base/result';
import type { EngineClient } from './engine-client';

/** Steps of looking, ms. */
export interface Pace {
  readonly goroutinesEveryMs: number;
  readonly countersEveryMs: number;
}

/** What the user wants of a watch beside that it is. */
interface Wish {
  readonly pace: Pace | null;
  /** Where it is recorded to; `` = it is not. `last`: and where it was last, which an engine can read. */
  readonly target: string;
  readonly last: string;
  readonly detached: boolean;
}
const NO_WISH: Wish = { pace: null, target: '', last: '', detached: false };

/** How a watch went on with another engine. */
interface GoneOn {
  /** It was recorded, and what was recorded is there. */
  readonly kept: boolean;
  readonly problems: readonly EngineError[];
}

/**
 * What is done to watches, by document: an engine that is started anew knows nothing of it, and is told again. What was recorded the document
 * begins with.
 */
export class Watches {
  readonly #client: EngineClient;
  readonly #wishes = new Map<string, Wish>();

  constructor(client: EngineClient) {
    this.#client = client;
  }

  async pace(doc: string, pace: Pace): Promise<Result<null, EngineError>> {
    const done = await this.#client.call('pace', { doc, ...pace });
    if (done.ok) this.#wish(doc, { pace });
    return done;
  }

  /** `target` `` ends the recording. */
  async record(doc: string, target: string): Promise<Result<CallAnswer<'record'>, EngineError>> {
    const done = await this.#client.call('record', { doc, target });
    if (done.ok) this.#wish(doc, target === '' ? { target } : { target, last: target });
    return done;
  }

  async detach(doc: string): Promise<Result<null, EngineError>> {
    const done = await this.#client.call('detach', { doc });
    if (done.ok) this.#wish(doc, { target: '', detached: true });
    return done;
  }

  forget(doc: string): void {
    this.#wishes.delete(doc);
  }

  /** What to open the document from, for another engine. */
  inputs(doc: string, inputs: readonly OpenInput[]): readonly OpenInput[] {
    const continues = this.#wishes.get(doc)?.last ?? '';
    if (continues === '') return inputs;
    return inputs.map((input) => ('source' in input ? { ...input, continues } : input));
  }

  /** The document is there again: what was wanted of it is asked for once more. */
  async goOn(doc: string): Promise<GoneOn> {
    const wish = this.#wishes.get(doc) ?? NO_WISH;
    const problems: EngineError[] = [];
    const ask = async (call: Promise<Result<unknown, EngineError>>): Promise<void> => {
      const done = await call;
      // Lost again: the next engine is told.
      if (!done.ok && done.error.code !== 'engine-lost') problems.push(done.error);
    };
    if (wish.pace !== null) await ask(this.#client.call('pace', { doc, ...wish.pace }));
    if (wish.target !== '') await ask(this.#client.call('record', { doc, target: wish.target }));
    if (wish.detached) await ask(this.#client.call('detach', { doc }));
    return { kept: wish.last !== '', problems };
  }

  #wish(doc: string, change: Partial<Wish>): void {
    this.#wishes.set(doc, { ...(this.#wishes.get(doc) ?? NO_WISH), ...change });
  }
}
