import { compileGoRegexp, type Matcher } from '@core/base/regexp/compile';
import { err, ok, type Result } from '@core/base/result';
import type { Capture } from '@core/model/tables';
import { scaleUnit, type Measure } from './measure';

/** An expression as `-tagfocus` and `-tagignore` of pprof take it (internal/driver/driver_focus.go). */
export interface TagMatcher {
  /** Only labels of this key; null = any. */
  readonly key: string | null;
  /** Numeric labels within it; null = text labels by the patterns. */
  readonly range: TagRange | null;
  readonly patterns: readonly Matcher[];
}

/** Bounds in `unit`, both included; null = open. */
export interface TagRange {
  readonly unit: string;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * `bytes=1kb:2mb`, `4mb:`, `:64kb`, `32kb` are ranges of numeric labels; `key=re,re` any of the patterns in the key's values; `re,re`
 * each of the patterns in some `key:value`.
 */
export function compileTagFilter(source: string): Result<TagMatcher, string> {
  const equals = source.indexOf('=');
  const key = equals < 0 ? null : source.slice(0, equals);
  const value = source.slice(equals + 1);
  const range = parseTagRange(value);
  if (range !== null) return ok({ key: key === '' ? null : key, range, patterns: [] });
  const patterns: Matcher[] = [];
  for (const part of value.split(',')) {
    const compiled = compileGoRegexp(part);
    if (!compiled.ok) return compiled;
    patterns.push(compiled.value);
  }
  return patterns.length === 0 ? err('It is empty.') : ok({ key: key === '' ? null : key, range: null, patterns });
}

/** Null for what is no range, as pprof sees it. */
export function parseTagRange(text: string): TagRange | null {
  const found = [...text.matchAll(/([+-]?\d+)([A-Za-z]+)?/g)].slice(0, 2);
  const [first, second] = found;
  if (first === undefined) return null;
  const scaled = (part: RegExpMatchArray, to: string): Measure => scaleUnit(Number(part[1]), part[2] ?? '', to);
  const { value, unit } = scaled(first, first[2] ?? '');
  if (second === undefined) {
    if (text === first[0]) return { unit, low: value, high: value };
    if (text === `${first[0]}:`) return { unit, low: value, high: null };
    return text === `:${first[0]}` ? { unit, low: null, high: value } : null;
  }
  if (text !== `${first[0]}:${second[0]}`) return null;
  const end = scaled(second, unit);
  return end.unit === unit ? { unit, low: value, high: end.value } : null;
}

export function inRange({ unit, low, high }: TagRange, number: number, of: string): boolean {
  const { value, unit: found } = scaleUnit(number, of, unit);
  return found === unit && (low === null || value >= low) && (high === null || value <= high);
}

/** Label sets that an expression matches, a byte a set. */
export function tagMask(capture: Capture, { key, range, patterns }: TagMatcher, units: NumberUnits): Uint8Array {
  const { labelSets, strings } = capture;
  const mask = new Uint8Array(labelSets.count);
  for (let set = 0; set < labelSets.count; set++) {
    const hits = new Uint8Array(patterns.length);
    for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
      const name = strings.get(labelSets.key[e]);
      if (key !== null && name !== key) continue;
      const number = labelSets.number[e];
      if (range !== null) {
        if (!Number.isNaN(number) && inRange(range, number, units.get(name) ?? name)) mask[set] = 1;
        continue;
      }
      // A label without a text is none to pprof.
      if (!Number.isNaN(number) || labelSets.value[e] === 0) continue;
      const value = strings.get(labelSets.value[e]);
      patterns.forEach((pattern, i) => {
        if (pattern.test(key === null ? `${name}:${value}` : value)) hits[i] = 1;
      });
    }
    if (range === null && (key === null ? hits.every((hit) => hit === 1) : hits.includes(1))) mask[set] = 1;
  }
  return mask;
}

/** Unit of the numeric labels of a key. */
export type NumberUnits = ReadonlyMap<string, string>;

/** The first unit that a key comes with; without any, its own name (which is how `bytes` has one), as pprof's NumLabelUnits. */
export function numberUnits({ labelSets, strings }: Capture): NumberUnits {
  const units = new Map<string, string>();
  const bare = new Set<string>();
  for (let e = 0; e < labelSets.number.length; e++) {
    if (Number.isNaN(labelSets.number[e])) continue;
    const key = strings.get(labelSets.key[e]);
    const unit = strings.get(labelSets.unit[e]);
    if (unit === '') bare.add(key);
    else if (!units.has(key)) units.set(key, unit);
  }
  for (const key of bare) if (!units.has(key)) units.set(key, key === 'alignment' || key === 'request' ? 'bytes' : key);
  return units;
}
