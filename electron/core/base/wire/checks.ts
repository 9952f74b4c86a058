/** Checks JSON of the other side against what a message promises. */

/** Answers the value with its type, without fields that are not known (additions of a later minor), or throws a `Mismatch`. */
export type Check<T> = (value: unknown, at: string) => T;

export class Mismatch extends Error {
  constructor(at: string, expected: string) {
    super(`${at} is no ${expected}`);
    this.name = 'Mismatch';
  }
}

export const text: Check<string> = (value, at) => {
  if (typeof value !== 'string') throw new Mismatch(at, 'string');
  return value;
};

export const flag: Check<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw new Mismatch(at, 'boolean');
  return value;
};

export const real: Check<number> = (value, at) => {
  if (typeof value !== 'number') throw new Mismatch(at, 'number');
  return value;
};

/** Exact: beyond 2^53 a number would be another one here than there. */
export const whole: Check<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Mismatch(at, 'safe integer');
  return value;
};

export const anything: Check<unknown> = (value, at) => {
  if (value === undefined) throw new Mismatch(at, 'value');
  return value;
};

export function literal<const T extends string>(expected: T): Check<T> {
  return (value, at) => {
    if (value !== expected) throw new Mismatch(at, JSON.stringify(expected));
    return expected;
  };
}

export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value, at) => (value === null ? null : check(value, at));
}

/** A field that earlier minors do not send. */
export function orElse<T>(check: Check<T>, absent: T): Check<T> {
  return (value, at) => (value === undefined ? absent : check(value, at));
}

export function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new Mismatch(at, 'list');
    return value.map((item, i) => check(item, `${at}[${i}]`));
  };
}

/** The result has the fields in the order of `fields`. */
export function record<T extends object>(fields: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const checks = Object.entries<Check<unknown>>(fields);
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Mismatch(at, 'object');
    const given = new Map<string, unknown>(Object.entries(value));
    return Object.fromEntries(checks.map(([name, check]) => [name, check(given.get(name), `${at}.${name}`)])) as T;
  };
}
