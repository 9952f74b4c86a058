import { classifyGoroutines } from '@core/model/operation';
import { GOROUTINE_LEAKED } from '@core/model/tables';
import type { Capture, GoroutineTable } from '@core/model/tables';
import { RowIndex } from './rows';

type Tables = Pick<Capture, 'strings' | 'functions' | 'frames' | 'stacks' | 'samples' | 'labelSets'>;

/**
 * The goroutines of a goroutine or goroutineleak profile: one row for each stack and label set. `negative` counts samples that
 * stand for no goroutines because the profile is a difference.
 */
export function goroutinesOf(
  tables: Tables,
  leaked: boolean,
): { readonly table: GoroutineTable; readonly negative: number } {
  const { samples, labelSets, stacks } = tables;
  const values = samples.values[0];
  const stack = new Uint32Array(samples.count);
  const labels = new Uint32Array(samples.count);
  const weight = new Uint32Array(samples.count);
  const index = new RowIndex([stack, labels], samples.count);
  const { stack: stackIds, labels: labelIds } = samples;
  const sharesLabels = ofSeveral(labelIds, labelSets.count);
  const sharesStack = ofSeveral(stackIds, stacks.count);
  let count = 0;
  let total = 0;
  let negative = 0;
  for (let i = 0; i < samples.count; i++) {
    if (values[i] < 0) negative++;
    if (values[i] <= 0) continue;
    stack[count] = stackIds[i];
    labels[count] = labelIds[i];
    // Where each goroutine has a stack or labels of its own (a request id), nothing has to be looked up.
    const alone = sharesLabels[labels[count]] === 0 || sharesStack[stack[count]] === 0;
    const row = alone ? count : index.add(count);
    if (row === count) count++;
    const before = weight[row];
    weight[row] = Math.min(0xffffffff, before + values[i]);
    total += weight[row] - before;
  }
  const stackOf = stack.slice(0, count);
  const { operation, flags } = classifyGoroutines(tables, stackOf, null);
  if (leaked) for (let row = 0; row < count; row++) flags[row] |= GOROUTINE_LEAKED;
  return {
    negative,
    table: {
      count,
      total,
      goid: new Float64Array(count).fill(-1),
      weight: weight.slice(0, count),
      stack: stackOf,
      state: new Uint32Array(count),
      operation,
      flags,
      waitMinutes: new Int32Array(count).fill(-1),
      creator: new Uint32Array(count),
      creatorGoid: new Float64Array(count).fill(-1),
      labels: labels.slice(0, count),
    },
  };
}

/** By id: 1 = several samples have it. */
function ofSeveral(ids: Uint32Array, count: number): Uint8Array {
  const several = new Uint8Array(count);
  const one = new Uint8Array(count);
  for (const id of ids) {
    several[id] = one[id];
    one[id] = 1;
  }
  return several;
}
