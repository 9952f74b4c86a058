/** Numbers as ui.md §4 prints them: grouped counts, three digits, a no-break space before the unit, U+2212 for minus. */

const NBSP = '\u00a0';
const MINUS = '\u2212';

function three(value: number): string {
  if (value >= 100) return Math.round(value).toString();
  return value >= 10 ? value.toFixed(1) : value.toFixed(value === 0 ? 0 : 2);
}

/** `41,205`; negative numbers carry U+2212. */
export function formatCount(value: number): string {
  const digits = Math.abs(Math.round(value)).toString();
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return value < 0 ? MINUS + grouped : grouped;
}

/** `+1,300`, `−4`, `0`. */
export function formatSigned(value: number): string {
  return value > 0 ? '+' + formatCount(value) : formatCount(value);
}

/** Memory, in KiB MiB GiB: `322 MiB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
}

/** Size of a file, in kB MB GB: `58.4 MB`. */
export function formatFileSize(bytes: number): string {
  return scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB']);
}

function scaled(value: number, base: number, units: readonly string[]): string {
  const sign = value < 0 ? MINUS : '';
  let size = Math.abs(value);
  let unit = 0;
  while (size >= base - 0.5 && unit < units.length - 1) {
    size /= base;
    unit++;
  }
  return sign + (unit === 0 ? Math.round(size).toString() : three(size)) + NBSP + units[unit];
}

/** `412 µs`, `24.1 s`, `2 h 06 min`. */
export function formatNanoseconds(ns: number): string {
  const sign = ns < 0 ? MINUS : '';
  const abs = Math.abs(ns);
  if (abs < 1e3) return `${sign}${Math.round(abs)}${NBSP}ns`;
  if (abs < 1e6) return `${sign}${three(abs / 1e3)}${NBSP}µs`;
  if (abs < 1e9) return `${sign}${three(abs / 1e6)}${NBSP}ms`;
  if (abs < 600e9) return `${sign}${three(abs / 1e9)}${NBSP}s`;
  const minutes = Math.round(abs / 60e9);
  if (minutes < 60) return `${sign}${minutes}${NBSP}min`;
  return `${sign}${Math.floor(minutes / 60)}${NBSP}h${NBSP}${String(minutes % 60).padStart(2, '0')}${NBSP}min`;
}

/** A value in the unit of its sample type (`bytes`, `nanoseconds`, `count`, anything else as it is). */
export function formatValue(value: number, unit: string): string {
  switch (unit) {
    case 'bytes':
    case 'byte':
      return formatBytes(value);
    case 'nanoseconds':
      return formatNanoseconds(value);
    case 'microseconds':
      return formatNanoseconds(value * 1e3);
    case 'milliseconds':
      return formatNanoseconds(value * 1e6);
    case 'seconds':
      return formatNanoseconds(value * 1e9);
    case 'count':
    case '':
      return formatCount(value);
    default:
      return `${formatCount(value)}${NBSP}${unit}`;
  }
}

/** Share of a whole, `12.4 %`, `<0.1 %`, `100 %`; `–` where the whole is 0. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  if (percent !== 0 && Math.abs(percent) < 0.1) return `<0.1${NBSP}%`;
  if (Math.abs(percent) >= 99.95) return `${Math.round(percent)}${NBSP}%`;
  return `${percent.toFixed(1).replace('-', MINUS)}${NBSP}%`;
}
