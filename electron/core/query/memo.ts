/** Results that depend on a filter, least recently used out first when their bytes pass the budget. */
export class Memo {
  readonly #budget: number;
  readonly #entries = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  #bytes = 0;

  /** `budget` in bytes. One result larger than it is kept until the next one comes. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  get byteLength(): number {
    return this.#bytes;
  }

  /** A result that is held, for callers that compute with pauses and then `get` it in. */
  find<T>(key: string): T | undefined {
    return this.#entries.get(key)?.value as T | undefined;
  }

  /** Drops results whose key begins so: what they were computed from has changed. */
  forget(prefix: string): void {
    for (const [key, { bytes }] of this.#entries) {
      if (!key.startsWith(prefix)) continue;
      this.#entries.delete(key);
      this.#bytes -= bytes;
    }
  }

  /** `key` must name everything that `compute` depends on, and the type of its result. */
  get<T>(key: string, compute: () => T, bytesOf: (value: T) => number): T {
    const held = this.#entries.get(key);
    if (held !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, held);
      return held.value as T;
    }
    const value = compute();
    const bytes = bytesOf(value) + key.length * 2;
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#budget || oldest === key) break;
      this.#entries.delete(oldest);
      this.#bytes -= entry.bytes;
    }
    return value;
  }
}
