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
