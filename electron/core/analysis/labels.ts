import type { Capture } from '@core/model/tables';

/** Label keys of a capture, sorted. */
export function labelKeys({ labelSets, strings }: Capture): string[] {
  const keys = new Set<string>();
  for (const id of new Set(labelSets.key)) keys.add(strings.get(id));
  return [...keys].sort();
}

/** Text of one entry of the label table: `acme`, `4096 bytes`. */
export function labelText({ labelSets, strings }: Capture, entry: number): string {
  const number = labelSets.number[entry];
  if (Number.isNaN(number)) return strings.get(labelSets.value[entry]);
  const unit = strings.get(labelSets.unit[entry]);
  return unit === '' ? String(number) : `${number} ${unit}`;
}

/** Which rows of a goroutine table are counted, and for how many goroutines each stands. */
interface Counted {
  readonly rows: Iterable<number>;
  readonly labels: Uint32Array;
  readonly weight: Uint32Array;
}

/**
 * Per label key how many goroutines have each of its values, in the order of their rows. An entry without text (`` = not labelled) is left
 * out, and so are keys whose number of values and of goroutines are not `worth` it. Texts are made last: half a million request ids are
 * counted by their numbers, and most of them are of no interest then.
 */
export function labelSums(
  capture: Capture,
  counted: Counted,
  worth: (values: number, goroutines: number) => boolean = () => true,
): Map<string, Map<string, number>> {
  const { labelSets, strings } = capture;
  const { sets, amounts } = amountsBySet(capture, counted);
  /** By key: entry of the label table that has a value first, by the value's id, or its text where it is a number; and the sums by the same. */
  const keys = new Map<number, { readonly first: number[]; readonly sums: Map<number | string, number> }>();
  for (const [i, set] of sets.entries()) {
    for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
      const isText = Number.isNaN(labelSets.number[e]);
      const value = isText ? labelSets.value[e] : labelText(capture, e);
      if (value === 0) continue;
      let key = keys.get(labelSets.key[e]);
      if (key === undefined) keys.set(labelSets.key[e], (key = { first: [], sums: new Map() }));
      const before = key.sums.get(value);
      if (before === undefined) key.first.push(e);
      key.sums.set(value, (before ?? 0) + amounts[i]);
    }
  }
  const named = new Map<string, Map<string, number>>();
  for (const [key, { first, sums }] of keys) {
    if (!worth(sums.size, sumOf(sums))) continue;
    const texts = new Map<string, number>();
    let at = 0;
    for (const amount of sums.values()) {
      const text = labelText(capture, first[at++]);
      if (text !== '') texts.set(text, (texts.get(text) ?? 0) + amount);
    }
    if (texts.size > 0) named.set(strings.get(key), texts);
  }
  return named;
}

export function sumOf(sums: ReadonlyMap<unknown, number>): number {
  let total = 0;
  for (const sum of sums.values()) total += sum;
  return total;
}

/** By label set, for each capture: goroutines that have it; 0 between uses. */
const tallies = new WeakMap<Capture, Float64Array>();

/** Label sets of the rows, each once, in the order of the rows, and how many goroutines have each. */
function amountsBySet(capture: Capture, { rows, labels, weight }: Counted) {
  let tally = tallies.get(capture);
  if (tally === undefined) tallies.set(capture, (tally = new Float64Array(capture.labelSets.count)));
  const sets: number[] = [];
  for (const row of rows) {
    const set = labels[row];
    if (tally[set] === 0) sets.push(set);
    tally[set] += weight[row];
  }
  const amounts = Float64Array.from(sets, (set) => tally[set]);
  for (const set of sets) tally[set] = 0;
  return { sets, amounts };
}
