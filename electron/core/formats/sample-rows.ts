import { GrowableColumn } from '@core/base/columns';
import { PairTable } from '@core/model/frame-builder';
import type { SampleTable } from '@core/model/tables';

/** Beyond the 64 bits that any profiler counts with: damage, and sums of it would be infinite. */
const LARGEST = 2 ** 63;

/** A number that a profile can have, in any unit. */
export function isAmount(value: number): boolean {
  return value >= -LARGEST && value <= LARGEST;
}

/** Rows of a profile to be, one for each pair of stack and label set, however often the pair comes: values add up. */
export class SampleRows {
  readonly #pairs = new PairTable();
  readonly #columns: GrowableColumn<Float64Array>[];

  constructor(columns: number) {
    this.#columns = Array.from({ length: columns }, () => new GrowableColumn(Float64Array));
  }

  get count(): number {
    return this.#pairs.count;
  }

  /** The row of (stack, labels), where `labels` is anything dense that `finish` can translate. */
  row(stack: number, labels: number): number {
    const row = this.#pairs.id(stack, labels);
    if (row === this.#columns[0].length) for (const column of this.#columns) column.push(0);
    return row;
  }

  /** One more column, 0 in all rows so far; its number. */
  widen(): number {
    const column = new GrowableColumn(Float64Array, Math.max(1024, this.count));
    column.length = this.count;
    return this.#columns.push(column) - 1;
  }

  add(row: number, column: number, value: number): void {
    this.#columns[column].data[row] += value;
  }

  /** `labelSets`: LabelSetId of what was given as labels; as given where left out. */
  finish(
    types: Pick<SampleTable, 'types' | 'defaultType'> & Partial<SampleTable>,
    labelSets: Uint32Array | null = null,
  ): SampleTable {
    const labels = this.#pairs.b.finish();
    return {
      period: 0,
      periodType: null,
      ...types,
      count: this.#pairs.count,
      stack: this.#pairs.a.finish(),
      labels: labelSets === null ? labels : labels.map((label) => labelSets[label]),
      values: this.#columns.map((column) => column.finish()),
    };
  }
}
