import type { EngineError } from '@core/api/errors';
import type { Answer, Params, QueryName } from '@core/api/queries';
import type { EngineClient } from './engine-client';

/** What is known about one question now. `elapsedMs` is the time of the last answer, including the way there and back. */
export interface QueryState<A> {
  readonly answer: A | null;
  readonly error: EngineError | null;
  readonly loading: boolean;
  readonly elapsedMs: number | null;
}

export const IDLE: QueryState<never> = { answer: null, error: null, loading: false, elapsedMs: null };
/** Answers are at most 4 MiB, most of them a few KiB. */
const KEEP_UNUSED = 24;

interface Entry {
  state: QueryState<unknown>;
  users: number;
  controller: AbortController | null;
  /** Something newer is to be had: asked again as soon as the present run is over. */
  again: boolean;
  readonly run: () => void;
  readonly listeners: Set<() => void>;
}

/**
 * Answers by question. A question runs while somebody uses it, is cancelled when the last user leaves, and its answer is
 * kept for the next one. Answers of a question that was given up are dropped.
 */
export class QueryCache {
  readonly #entries = new Map<string, Entry>();
  readonly #client: EngineClient;
  readonly #now: () => number;

  constructor(client: EngineClient, now: () => number = () => performance.now()) {
    this.#client = client;
    this.#now = now;
  }

  /** The same question of the same state of a document has the same key. */
  static key<N extends QueryName>(name: N, params: Params<N>, epoch: number): string {
    return `${name} ${epoch} ${JSON.stringify(params)}`;
  }

  peek<N extends QueryName>(key: string): QueryState<Answer<N>> {
    return (this.#entries.get(key)?.state ?? IDLE) as QueryState<Answer<N>>;
  }

  /** Begins to use a question; the returned function stops it. */
  use<N extends QueryName>(key: string, name: N, params: Params<N>, listener: () => void): () => void {
    const entry = this.#entries.get(key) ?? this.#create(key, name, params);
    entry.users++;
    entry.listeners.add(listener);
    // Most recently used last, so that trimming drops what nobody asked for longest.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (entry.state.answer === null && !entry.state.loading) entry.run();
    return () => {
      entry.listeners.delete(listener);
      entry.users--;
      if (entry.users > 0) return;
      entry.controller?.abort();
      // At once and not when the cancel settles: somebody who comes in between must ask again.
      entry.controller = null;
      entry.state = { ...entry.state, loading: false };
      this.#trim();
    };
  }

  /** Asks again, keeping the answer there is until the new one arrives. */
  refetch(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.users > 0) entry.run();
  }

  /** Answers to these questions are no longer true: asks again what somebody uses, and forgets the others. */
  refresh(names: readonly QueryName[]): void {
    for (const [key, entry] of this.#entries) {
      if (!names.some((name) => key.startsWith(`${name} `))) continue;
      if (entry.users > 0) entry.run();
      else this.#entries.delete(key);
    }
  }

  /**
   * Answers of a document that grows have newer ones. Unlike `refresh` it lets a question that is under way finish: ticks that come faster
   * than answers must not keep every answer from arriving.
   */
  renew(names: readonly QueryName[], doc: string): void {
    const mark = `"doc":${JSON.stringify(doc)}`;
    for (const [key, entry] of this.#entries) {
      if (!key.includes(mark) || !names.some((name) => key.startsWith(`${name} `))) continue;
      if (entry.users === 0) this.#entries.delete(key);
      else if (entry.controller === null) entry.run();
      else entry.again = true;
    }
  }

  /** Forgets a closed document. */
  forget(doc: string): void {
    const mark = `"doc":${JSON.stringify(doc)}`;
    for (const [key, entry] of this.#entries) {
      if (entry.users === 0 && key.includes(mark)) this.#entries.delete(key);
    }
  }

  #create<N extends QueryName>(key: string, name: N, params: Params<N>): Entry {
    const entry: Entry = {
      state: IDLE,
      users: 0,
      controller: null,
      again: false,
      listeners: new Set(),
      run: () => void this.#run(entry, name, params),
    };
    this.#entries.set(key, entry);
    return entry;
  }

  async #run<N extends QueryName>(entry: Entry, name: N, params: Params<N>): Promise<void> {
    entry.controller?.abort();
    entry.again = false;
    const controller = new AbortController();
    entry.controller = controller;
    const started = this.#now();
    this.#set(entry, { ...entry.state, loading: true });
    const result = await this.#client.call<QueryName>(name, params, controller.signal);
    if (entry.controller !== controller) return; // a newer run took over
    entry.controller = null;
    const elapsedMs = this.#now() - started;
    if (result.ok) this.#set(entry, { answer: result.value, error: null, loading: false, elapsedMs });
    else if (result.error.code === 'cancelled') this.#set(entry, { ...entry.state, loading: false });
    // A lost engine is the shell's affair: the question is asked again when its document is back.
    else if (result.error.code === 'engine-lost') this.#set(entry, { ...entry.state, loading: false });
    else this.#set(entry, { ...entry.state, error: result.error, loading: false, elapsedMs });
    if (entry.again && entry.users > 0) entry.run();
  }

  #set(entry: Entry, state: QueryState<unknown>): void {
    entry.state = state;
    for (const listener of [...entry.listeners]) listener();
  }

  #trim(): void {
    let unused = 0;
    for (const entry of this.#entries.values()) if (entry.users === 0) unused++;
    for (const [key, entry] of this.#entries) {
      if (unused <= KEEP_UNUSED) return;
      if (entry.users > 0) continue;
      this.#entries.delete(key);
      unused--;
    }
  }
}
