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

/** Per label key the sums of its values, of label sets with an amount each. An entry without text (`` = not labelled) is left out. */
export function labelSums(capture: Capture, bySet: ReadonlyMap<number, number>): Map<string, Map<string, number>> {
  const { labelSets, strings } = capture;
  const keys = new Map<string, Map<string, number>>();
  for (const [set, amount] of bySet) {
    for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
      const value = labelText(capture, e);
      if (value === '') continue;
      const key = strings.get(labelSets.key[e]);
      const sums = keys.get(key) ?? new Map<string, number>();
      sums.set(value, (sums.get(value) ?? 0) + amount);
      keys.set(key, sums);
    }
  }
  return keys;
}
