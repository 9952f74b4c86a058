import { shortName } from '@core/base/go-name';
import { formatCount } from '@core/base/format';
import { err, ok, type Result } from '@core/base/result';
import type { Normalize } from '@core/api/profile';
import type { Capture } from '@core/model/tables';
import { scaleSamples } from './scale';

/**
 * A capture scaled so that it can be compared with a base of the same sample types (`compatible`). By the total: each sample type to that of
 * the base, as -normalize of pprof, rounding included. By duration: all values by the ratio of the two durations, so that rates are compared.
 * By a function: each sample type so that the function, with all it calls, has as much as in the base; types in which either has
 * none of it stay as they are. The error is a sentence that says why that cannot be, for sample type `type`.
 */
export function normalizeTo(capture: Capture, base: Capture, by: Normalize, type: string): Result<Capture, string> {
  if (by === false) return ok(capture);
  if (by === true) return ok(normalize(capture, base));
  const ratios = by === 'duration' ? byDuration(capture, base) : byFunction(capture, base, by.function, type);
  return ratios.ok ? ok(scaleSamples(capture, ratios.value)) : ratios;
}

/** Scales a profile to the totals of another with the same sample types: pprof's -normalize, rounding included. */
export function normalize(capture: Capture, base: Capture): Capture {
  const sum = (column: Float64Array): number => column.reduce((total, value) => total + value, 0);
  const ratios = capture.samples.values.map((column, i) => {
    const own = sum(column);
    return own === 0 ? 0 : sum(base.samples.values[i]) / own;
  });
  return scaleSamples(capture, ratios);
}

function byDuration(capture: Capture, base: Capture): Result<readonly number[], string> {
  const silent = [capture, base].filter(({ durationNs }) => durationNs === null || durationNs <= 0);
  if (silent.length > 0)
    return err(
      `${silent.map(({ name }) => name).join(' and ')} ${silent.length === 1 ? 'does' : 'do'} not say how long it was recorded.`,
    );
  const ratio = (base.durationNs ?? 0) / (capture.durationNs ?? 1);
  return ok(capture.samples.values.map(() => ratio));
}

function byFunction(capture: Capture, base: Capture, name: string, type: string): Result<readonly number[], string> {
  const wanted = fullName([capture, base], name);
  if (!wanted.ok) return wanted;
  const [own, other] = [capture, base].map((side) => within(side, wanted.value));
  const ratios: number[] = [];
  for (const [i, column] of capture.samples.values.entries()) {
    const [now, before] = [sumOf(column, own), sumOf(base.samples.values[i], other)];
    if (now > 0 && before > 0) {
      ratios.push(before / now);
      continue;
    }
    if (capture.samples.types[i].type === type)
      return err(`${shortName(wanted.value)} has no ${type} in ${now > 0 ? base.name : capture.name}.`);
    ratios.push(1);
  }
  return ok(ratios);
}

/** A function is told by its whole name, or by the short one where no other is called so: `(*Batch).put` or `queue.(*Batch).put`. */
function fullName(captures: readonly Capture[], wanted: string): Result<string, string> {
  const found = new Set<string>();
  for (const { functions, strings } of captures) {
    for (let i = 0; i < functions.count; i++) {
      const name = strings.get(functions.name[i]);
      if (name === wanted) return ok(name);
      if (name.endsWith(wanted) && (shortName(name) === wanted || name.endsWith(`/${wanted}`))) found.add(name);
    }
  }
  const [one] = found;
  if (found.size === 1) return ok(one);
  if (found.size === 0) return err(`There is no function ${wanted} in either.`);
  return err(`${formatCount(found.size)} functions are called ${wanted}: ${[...found].slice(0, 3).join(', ')}.`);
}

/** Per sample: 1 = the function is on its stack. */
function within({ samples, stacks, frames, functions, strings }: Capture, name: string): Uint8Array {
  const isIt = Uint8Array.from(functions.name, (id) => Number(strings.get(id) === name));
  const { count, prefix, frame } = stacks;
  const on = new Uint8Array(count);
  for (let at = 1; at < count; at++) on[at] = on[prefix[at]] | isIt[frames.func[frame[at]]];
  return Uint8Array.from(samples.stack, (stack) => on[stack]);
}

function sumOf(column: Float64Array, counts: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) if (counts[i] === 1) sum += column[i];
  return sum;
}
