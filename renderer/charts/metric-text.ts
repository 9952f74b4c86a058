import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';

const NBSP = '\u00a0';
const MINUS = '\u2212';

/** A number with three digits where it is small: `0.0042`, `12.5`, `41,205`, `1.3e+18`. */
function plainNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15) return value.toExponential(1).replace('-', MINUS);
  if (size >= 100 || Number.isInteger(value)) return formatCount(value);
  const text = size >= 0.001 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
  return text.replace(/-/g, MINUS);
}

/** A value of a metric in its unit, rates with `/s` or `/scrape` at the end: `30.2 MiB`, `547 µs`, `85.1/s`, `∞`, `–`. */
export function metricValue(value: number | null, unit: string): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  const [, of = '', per = ''] = /^(.*?)(\/s|\/scrape)?$/.exec(unit) ?? [];
  switch (of) {
    case 'bytes':
      return formatBytes(value) + per;
    case 'seconds':
      return (value === 0 ? `0${NBSP}s` : formatNanoseconds(value * 1e9)) + per;
    case 'nanoseconds':
      return formatNanoseconds(value) + per;
    case 'percent':
      return `${plainNumber(value)}${NBSP}%${per}`;
    case '':
      return plainNumber(value) + per;
    default:
      return `${plainNumber(value)}${NBSP}${of}${per}`;
  }
}
