import type { StackRuns, StackTable } from './tables';

/** A stack table and the column `stack` of the samples whose stacks are in it. */
export interface GrownStacks {
  readonly table: StackTable;
  /** StackId by sample. */
  readonly stack: Uint32Array;
}

export interface LazyStacks {
  readonly table: StackTable;
  /** StackId by sample; grows the table. */
  stack(): Uint32Array;
}

/**
 * A stack table that is grown when a column of it is first read: a prefix tree of millions of rows takes more time and memory than
 * all else of a profile, and a top, a label filter or a series of captures do without. `grow` must not throw; it runs once, on the
 * thread that reads, and the runs are let go after it. A spread (`{...table}`) reads every column.
 */
export function lazyStacks(from: StackRuns, grow: (runs: StackRuns) => GrownStacks): LazyStacks {
  let state: { readonly runs: StackRuns } | { readonly runs: null; readonly grown: GrownStacks } = { runs: from };
  const grown = (): GrownStacks => {
    if (state.runs !== null) state = { runs: null, grown: grow(state.runs) };
    return state.grown;
  };
  return {
    stack: () => grown().stack,
    table: {
      get count() {
        return grown().table.count;
      },
      get prefix() {
        return grown().table.prefix;
      },
      get frame() {
        return grown().table.frame;
      },
      get depth() {
        return grown().table.depth;
      },
      // The last one, so that a copy of the table has either all columns or the runs.
      get runs() {
        return state.runs;
      },
    },
  };
}
