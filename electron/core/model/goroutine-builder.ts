import { GrowableColumn } from '@core/base/columns';
import { classifyGoroutines } from './operation';
import type { StackTables } from './operation';
import type { Ancestry, GoroutineTable, LabelSetTable, SampleTable } from './tables';

/** One row to be; see GoroutineTable for the meaning of each. */
export interface GoroutineRow {
  readonly goid: number;
  readonly weight: number;
  readonly stack: number;
  readonly state: number;
  readonly flags: number;
  readonly waitMinutes: number;
  readonly creator: number;
  readonly creatorGoid: number;
  readonly labels: number;
}

/** Builds the goroutine table; operations are judged at the end, once per state and stack. */
export class GoroutineBuilder {
  readonly #goid = new GrowableColumn(Float64Array);
  readonly #weight = new GrowableColumn(Uint32Array);
  readonly #stack = new GrowableColumn(Uint32Array);
  readonly #state = new GrowableColumn(Uint32Array);
  readonly #flags = new GrowableColumn(Uint8Array);
  readonly #minutes = new GrowableColumn(Int32Array);
  readonly #creator = new GrowableColumn(Uint32Array);
  readonly #creatorGoid = new GrowableColumn(Float64Array);
  readonly #labels = new GrowableColumn(Uint32Array);
  #total = 0;
  readonly #ancestorRow = new GrowableColumn(Uint32Array, 16);
  readonly #ancestorGoid = new GrowableColumn(Float64Array, 16);
  readonly #ancestorStack = new GrowableColumn(Uint32Array, 16);
  readonly #ancestorCreator = new GrowableColumn(Uint32Array, 16);

  get count(): number {
    return this.#goid.length;
  }

  /** Appends and returns the row. */
  add(row: GoroutineRow): number {
    this.#weight.push(row.weight);
    this.#stack.push(row.stack);
    this.#state.push(row.state);
    this.#flags.push(row.flags);
    this.#minutes.push(row.waitMinutes);
    this.#creator.push(row.creator);
    this.#creatorGoid.push(row.creatorGoid);
    this.#labels.push(row.labels);
    this.#total += row.weight;
    return this.#goid.push(row.goid);
  }

  /** Forgets ancestors of a row that was never added; call it before `addAncestor` of a new one. */
  beginAncestry(): void {
    const rows = this.#ancestorRow;
    if (rows.length === 0 || rows.data[rows.length - 1] < this.count) return;
    while (rows.length > 0 && rows.data[rows.length - 1] === this.count) rows.length--;
    for (const column of [this.#ancestorGoid, this.#ancestorStack, this.#ancestorCreator]) column.length = rows.length;
  }

  /** An ancestor of the row that is added next, nearest first; see `Ancestry`. */
  addAncestor(goid: number, stack: number, creator: number): void {
    this.#ancestorRow.push(this.count);
    this.#ancestorGoid.push(goid);
    this.#ancestorStack.push(stack);
    this.#ancestorCreator.push(creator);
  }

  stackOf(row: number): number {
    return this.#stack.data[row];
  }

  /** For a goroutine that is printed twice, the second time with its stack. */
  setStack(row: number, stack: number, creator: number, creatorGoid: number): void {
    this.#stack.data[row] = stack;
    this.#creator.data[row] = creator;
    this.#creatorGoid.data[row] = creatorGoid;
  }

  #ancestry(): Ancestry | null {
    this.beginAncestry();
    const count = this.#ancestorRow.length;
    if (count === 0) return null;
    const start = new Uint32Array(this.count + 1);
    for (let i = 0; i < count; i++) start[this.#ancestorRow.data[i] + 1]++;
    for (let row = 0; row < this.count; row++) start[row + 1] += start[row];
    return {
      start,
      goid: this.#ancestorGoid.finish(),
      stack: this.#ancestorStack.finish(),
      creator: this.#ancestorCreator.finish(),
    };
  }

  /** `operations`: judged already by the caller (debug=1 knows more than frames); else they are judged here. */
  finish(
    tables: StackTables,
    judged: { readonly operation: Uint8Array; readonly flags: Uint8Array } | null = null,
  ): GoroutineTable {
    const stack = this.#stack.finish();
    const state = this.#state.finish();
    const flags = this.#flags.finish();
    const waits = judged ?? classifyGoroutines(tables, stack, state);
    for (let i = 0; i < flags.length; i++) flags[i] |= waits.flags[i];
    const ancestry = this.#ancestry();
    return {
      ...(ancestry === null ? {} : { ancestry }),
      count: stack.length,
      total: this.#total,
      goid: this.#goid.finish(),
      weight: this.#weight.finish(),
      stack,
      state,
      operation: waits.operation,
      flags,
      waitMinutes: this.#minutes.finish(),
      creator: this.#creator.finish(),
      creatorGoid: this.#creatorGoid.finish(),
      labels: this.#labels.finish(),
    };
  }
}

/** The profile that every goroutine capture also is: goroutine/count, one row per (stack, label set). */
export function goroutineSamples(
  goroutines: Pick<GoroutineTable, 'count' | 'stack' | 'labels' | 'weight'>,
  labelSets: LabelSetTable,
  type = 'goroutine',
): SampleTable {
  const rows = new Map<number, number>();
  const stack = new GrowableColumn(Uint32Array);
  const labels = new GrowableColumn(Uint32Array);
  const value = new GrowableColumn(Float64Array);
  for (let i = 0; i < goroutines.count; i++) {
    const key = goroutines.stack[i] * labelSets.count + goroutines.labels[i];
    const row = rows.get(key);
    if (row !== undefined) {
      value.data[row] += goroutines.weight[i];
      continue;
    }
    rows.set(key, stack.push(goroutines.stack[i]));
    labels.push(goroutines.labels[i]);
    value.push(goroutines.weight[i]);
  }
  return {
    count: stack.length,
    types: [{ type, unit: 'count' }],
    defaultType: 0,
    period: 1,
    periodType: { type, unit: 'count' },
    stack: stack.finish(),
    labels: labels.finish(),
    values: [value.finish()],
  };
}
