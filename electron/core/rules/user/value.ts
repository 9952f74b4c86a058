import { packagePath } from '@core/base/go-name';
import type { CodeRef } from '@core/api/findings';

/** A value of CEL: int is a bigint, double a number. */
export type Value = bigint | number | string | boolean | null | List | ValueMap | PlaceValue;
export type List = readonly Value[];
export type ValueMap = ReadonlyMap<Value, Value>;

/** A place in code; empty where there is none. */
export class PlaceValue {
  readonly function: string;
  readonly file: string;
  readonly line: bigint;
  constructor(ref: CodeRef | null) {
    this.function = ref?.function ?? '';
    this.file = ref?.file ?? '';
    this.line = BigInt(ref?.line ?? 0);
  }

  get(field: string): Value | undefined {
    switch (field) {
      case 'function':
        return this.function;
      case 'file':
        return this.file;
      case 'line':
        return this.line;
      case 'package':
        return packagePath(this.function);
      default:
        return undefined;
    }
  }
}

/** What a row of a table answers for a field of it. Called for the fields that a condition or a message names, so rows cost little. */
export type Row = (field: string) => Value;

/** Whole numbers for `int` fields; what is no whole number (a scaled sample) is rounded. */
export function int(value: number): bigint {
  return BigInt(Math.round(value));
}

export function isList(value: Value): value is List {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ValueMap {
  return value instanceof Map;
}

/** Equality of CEL: numbers across types, lists and maps by content. */
export function equal(a: Value, b: Value): boolean {
  if (isNumber(a) && isNumber(b)) return Number.isNaN(a) || Number.isNaN(b) ? false : a <= b && a >= b;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (isMap(a) && isMap(b))
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && equal(value, b.get(key) ?? null));
  if (a instanceof PlaceValue && b instanceof PlaceValue)
    return a.function === b.function && a.file === b.file && a.line === b.line;
  return a === b;
}

export function isNumber(value: Value): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}
