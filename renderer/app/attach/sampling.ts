/** How a watch begins: how often to look, ms, and whether it is written to disk from the start. */
export interface Sampling {
  readonly countersEveryMs: number;
  readonly goroutinesEveryMs: number;
  readonly record: boolean;
}

export const COUNTER_PACES_MS = [100, 250, 1000] as const;
export const GOROUTINE_PACES_MS = [500, 1000, 2000, 5000, 10_000, 60_000] as const;
export const FIRST_SAMPLING: Sampling = { countersEveryMs: 100, goroutinesEveryMs: 1000, record: false };
