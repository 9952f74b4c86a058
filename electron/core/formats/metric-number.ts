import { latin1 } from '@core/base/latin1';

const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const SPECIAL = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i;
/** No number of a program is longer; what is would be read digit by digit for nothing. */
const LONGEST = 400;

/**
 * A number as Go's strconv.ParseFloat reads it (without hexadecimal): `12`, `1e-07`, `NaN`, `+Inf`; null for what is none. Integers
 * are exact up to 2^53.
 */
export function metricNumber(bytes: Uint8Array, start: number, end: number): number | null {
  let at = start;
  const negative = bytes[at] === 0x2d;
  if (negative) at++;
  let value = 0;
  let digits = 0;
  let fraction = 0;
  let point = false;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === 0x2e && !point) {
      point = true;
      continue;
    }
    const digit = byte - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
    digits++;
    if (point) fraction++;
  }
  if (at === end && digits > 0 && digits <= 15) {
    // Both are exact, so the quotient is the nearest double.
    const scaled = fraction === 0 ? value : value / POWERS[fraction];
    return negative ? -scaled : scaled;
  }
  return textNumber(end - start > LONGEST ? '' : latin1(bytes, start, end));
}

export function textNumber(text: string): number | null {
  if (DECIMAL.test(text)) return Number(text);
  const special = SPECIAL.exec(text);
  if (special === null) return null;
  if (special[2] === undefined) return NaN;
  return special[1] === '-' ? -Infinity : Infinity;
}

/** math.MaxInt64 and math.MaxUint64: how Go says “no limit”, and no number that anybody reads. */
const LIMITS = new Set(['9223372036854775807', '18446744073709551615']);

/** True for digits that stand for an integer which `value` is not exactly. */
export function isRounded(bytes: Uint8Array, start: number, end: number, value: number): boolean {
  if (end - start < 16 || end - start > LONGEST || Number.isSafeInteger(value) || !Number.isFinite(value)) return false;
  const text = latin1(bytes, start, end);
  return /^-?\d+$/.test(text) && !LIMITS.has(text) && BigInt(text) !== BigInt(value);
}
