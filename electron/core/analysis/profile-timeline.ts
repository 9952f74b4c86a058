import type { Attribution, Granularity } from '@core/api/profile';
import type { Capture } from '@core/model/tables';
import { unitNames } from './lens';
import { OWN, type Origins } from './origin';

/** Sums by name of one capture, and a function that has the name. */
export interface AreaSums {
  readonly byName: ReadonlyMap<string, { readonly sum: number; readonly func: number }>;
  readonly total: number;
  readonly shown: number;
}

/**
 * Each sample is counted once, at the function that it ends in, or at the innermost one of the program's own code (at the one it ends in
 * where no own code is on its stack). So areas add up to what is shown.
 */
export function sumAreas(
  capture: Capture,
  origins: Origins,
  sampleType: number,
  keep: Uint8Array | null,
  by: Exclude<Granularity, 'line'>,
  attribute: Attribution,
): AreaSums {
  const { stacks, frames, samples } = capture;
  const { count, prefix, frame } = stacks;
  /** Function that a stack counts for + 1; 0 for the empty stack. */
  const owner = new Uint32Array(count);
  const found = new Uint8Array(count);
  for (let row = 1; row < count; row++) {
    const func = frames.func[frame[row]];
    const own = origins.origin[func] === OWN;
    found[row] = attribute === 'own' && (own || found[prefix[row]] === 1) ? 1 : 0;
    owner[row] = own || found[row] === 0 ? func + 1 : owner[prefix[row]];
  }
  const values = samples.values[sampleType];
  const sums = new Float64Array(capture.functions.count + 1);
  let total = 0;
  let shown = 0;
  for (let i = 0; i < samples.count; i++) {
    total += Math.abs(values[i]);
    if (keep !== null && keep[i] === 0) continue;
    shown += values[i];
    sums[owner[samples.stack[i]]] += values[i];
  }
  const nameOf = unitNames(capture, by, origins);
  const byName = new Map<string, { sum: number; func: number }>();
  const largest = new Map<string, number>();
  sums.forEach((sum, entry) => {
    if (sum === 0) return;
    const func = entry - 1;
    const name = func < 0 ? '' : nameOf(func);
    const area = byName.get(name) ?? { sum: 0, func };
    area.sum += sum;
    if (Math.abs(sum) > (largest.get(name) ?? -1)) {
      largest.set(name, Math.abs(sum));
      area.func = func;
    }
    byName.set(name, area);
  });
  return { byName, total, shown };
}
