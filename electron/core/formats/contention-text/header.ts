import { latin1 } from '@core/base/latin1';

/** The lines `name=value` between the first line and the rows. */
export interface ContentionHeader {
  /** `cycles/second`; 0 = not there. */
  readonly hertz: number;
  /** `sampling period`; 1 where it is not there. */
  readonly period: number;
  /** `ms since reset`; null where it is not there. */
  readonly milliseconds: number | null;
  /** `discarded samples`; 0 where it is not there. */
  readonly discarded: number;
  /** Offset of the first line behind them. */
  readonly end: number;
  /** What cannot be used: another profiler's text (`format`, `resolution`), or a number that is none. */
  readonly refused: { readonly offset: number; readonly name: string; readonly foreign: boolean } | null;
  /** Names that pprof does not know either. */
  readonly unknown: readonly { readonly offset: number; readonly name: string }[];
}

/** More is no header. */
const MOST_LINES = 64;

/** Reads on from `start`, the offset behind the first line. */
export function readHeader(bytes: Uint8Array, start: number): ContentionHeader {
  let hertz = 0;
  let period = 1;
  let milliseconds: number | null = null;
  let discarded = 0;
  let refused: ContentionHeader['refused'] = null;
  const unknown: { offset: number; name: string }[] = [];
  let at = start;
  for (let lines = 0; at < bytes.length && lines < MOST_LINES; lines++) {
    let end = bytes.indexOf(10, at);
    if (end < 0) end = bytes.length;
    const line = latin1(bytes, at, Math.min(end, at + 200)).trim();
    if (line !== '' && !line.startsWith('#')) {
      const equals = line.indexOf('=');
      if (line.startsWith('---') || equals < 0) break;
      const name = line.slice(0, equals).trim();
      const value = parseInteger(line.slice(equals + 1).trim());
      const foreign = name === 'format' || name === 'resolution';
      const known = ['cycles/second', 'sampling period', 'ms since reset', 'discarded samples'].includes(name);
      if (foreign || (known && value === null)) refused ??= { offset: at, name, foreign };
      else if (!known) unknown.push({ offset: at, name });
      if (value !== null) {
        if (name === 'cycles/second') hertz = value;
        else if (name === 'sampling period') period = value;
        else if (name === 'ms since reset') milliseconds = value;
        else if (name === 'discarded samples') discarded = value;
      }
    }
    at = end + 1;
  }
  return { hertz, period, milliseconds, discarded, end: Math.min(at, bytes.length), refused, unknown };
}

/** Decimal, hexadecimal or octal as Go's ParseInt with base 0; null for what is no number. */
function parseInteger(text: string): number | null {
  if (/^[-+]?0[0-7]+$/.test(text)) return parseInt(text, 8);
  return /^[-+]?(?:\d{1,18}|0x[0-9a-f]{1,15})$/i.test(text) ? Number(text) : null;
}
