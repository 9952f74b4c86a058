import type { Problem, ProblemKind } from './generation';

/** Counts what is wrong with a generation or with a trace, and where it began. */
export class Problems {
  readonly #found = new Map<ProblemKind, { count: number; readonly offset: number | null }>();

  add(kind: ProblemKind, offset: number | null, count = 1): void {
    const known = this.#found.get(kind);
    if (known === undefined) this.#found.set(kind, { count, offset });
    else known.count += count;
  }

  list(): Problem[] {
    return [...this.#found].map(([kind, { count, offset }]) => ({ kind, count, offset }));
  }
}
