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
/** Answers that come sooner are not announced: nothing should flash. */
export const ANNOUNCED_AFTER_MS = 300;
/** Answers are at most 4 MiB, most of them a few KiB. */
const KEEP_UNUSED = 24;

interface Entry {
  state: QueryState<unknown>;
  users: number;
  controller: AbortController | null;
  /** Something newer is to be had: asked again as soon as the present run is over. */
  again: boolean;
  /** When the present run began. */
  since: number;
  /** The user did not want to wait for it. */
  stopped: boolean;
  readonly run: () => void;
  readonly listeners: Set<() => void>;
}

/**
 * Answers by question. A question runs while somebody uses it, is cancelled when the last user leaves, and its answer is
 * kept for the next one. Answers of a question that was given up are dropped.
 */
export class QueryCache {
  readonly #entries = new Map<string, Entry>();
  readonly #watchers = new Set<() => void>();
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
      entry.stopped = false;
      this.#set(entry, { ...entry.state, loading: false });
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

  /**
   * What a document's questions that have no answer yet are at: when the first of them was asked (by the clock of this cache), or
   * `stopped`. Null when nothing is waited for.
   */
  waiting(doc: string): number | 'stopped' | null {
    let since: number | null = null;
    let stopped = false;
    for (const entry of this.#unanswered(doc)) {
      if (entry.controller !== null) since = Math.min(since ?? Infinity, entry.since);
      stopped ||= entry.stopped;
    }
    return since ?? (stopped ? 'stopped' : null);
  }

  /** Something has been waited for so long that it is said. */
  waitsLong(doc: string): boolean {
    const since = this.waiting(doc);
    return typeof since === 'number' && this.#now() - since >= ANNOUNCED_AFTER_MS;
  }

  /** Cancels them, and does not ask again until `goOn` or another question. */
  stop(doc: string): void {
    for (const entry of this.#unanswered(doc)) {
      if (entry.controller === null) continue;
      entry.stopped = true;
      entry.controller.abort();
    }
  }

  goOn(doc: string): void {
    for (const entry of this.#unanswered(doc)) if (entry.stopped) entry.run();
  }

  /** Calls back after every change of any question; returns the function that ends it. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  #unanswered(doc: string): readonly Entry[] {
    const mark = `"doc":${JSON.stringify(doc)}`;
    const found: Entry[] = [];
    for (const [key, entry] of this.#entries) {
      if (entry.users > 0 && entry.state.answer === null && key.includes(mark)) found.push(entry);
    }
    return found;
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
      since: 0,
      stopped: false,
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
    entry.stopped = false;
    const started = (entry.since = this.#now());
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
    for (const watcher of [...this.#watchers]) watcher();
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
