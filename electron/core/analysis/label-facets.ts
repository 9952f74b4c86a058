import type { LabelKeyRow } from '@core/api/profile';
import type { Capture } from '@core/model/tables';
import { labelText } from './labels';
import { numberUnits } from './tag-filter';

/** Sum and number of the samples of each label set. */
export interface SetSums {
  readonly sum: Float64Array;
  readonly samples: Float64Array;
}

export function sumBySet(capture: Capture, sampleType: number, keep: Uint8Array | null): SetSums {
  const { samples, labelSets } = capture;
  const values = samples.values[sampleType];
  const sum = new Float64Array(labelSets.count);
  const count = new Float64Array(labelSets.count);
  for (let i = 0; i < samples.count; i++) {
    if (values[i] === 0 || (keep !== null && keep[i] === 0)) continue;
    sum[samples.labels[i]] += values[i];
    count[samples.labels[i]]++;
  }
  return { sum, samples: count };
}

/**
 * Every label key with its values, the largest first. A sample with a key twice counts once for the key, and for each of the two values.
 * `limit` values a key are listed.
 */
export function labelFacets(capture: Capture, { sum, samples }: SetSums, search: string, limit: number): LabelKeyRow[] {
  const { labelSets, strings } = capture;
  const units = numberUnits(capture);
  const wanted = search.toLowerCase();
  const keys = new Map<string, Key>();
  for (let set = 0; set < labelSets.count; set++) {
    if (samples[set] === 0) continue;
    const seen = new Set<string>();
    for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
      const text = labelText(capture, e);
      if (text === '') continue;
      const name = strings.get(labelSets.key[e]);
      let key = keys.get(name);
      if (key === undefined)
        keys.set(name, (key = { labelled: 0, min: Infinity, max: -Infinity, numeric: true, values: new Map() }));
      const number = labelSets.number[e];
      if (Number.isNaN(number)) key.numeric = false;
      else {
        key.min = Math.min(key.min, number);
        key.max = Math.max(key.max, number);
      }
      if (!seen.has(name)) key.labelled += sum[set];
      seen.add(name);
      if (seen.has(`${name}\0${text}`)) continue;
      seen.add(`${name}\0${text}`);
      const value = key.values.get(text) ?? { sum: 0, samples: 0 };
      value.sum += sum[set];
      value.samples += samples[set];
      key.values.set(text, value);
    }
  }
  return [...keys]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, { labelled, min, max, numeric, values }]) => {
      const all = [...values]
        .filter(([value]) => wanted === '' || `${key}=${value}`.toLowerCase().includes(wanted))
        .map(([value, of]) => ({ value, ...of }))
        .sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum) || (a.value < b.value ? -1 : 1));
      if (all.length === 0) return [];
      return [
        {
          key,
          unit: numeric ? (units.get(key) ?? '') : null,
          labelled,
          range: numeric ? { min, max } : null,
          values: all.slice(0, limit),
          valuesTotal: all.length,
        },
      ];
    });
}

interface Key {
  labelled: number;
  min: number;
  max: number;
  numeric: boolean;
  readonly values: Map<string, { sum: number; samples: number }>;
}
