import type { Probe } from '@core/formats/format';
import { readFrameLine, readHeader } from './lines';

/** Lines looked at: comments of `--header` come first, and a first sample may have no stack. */
const LOOKED_AT = 400;

/** A sample's header line followed by a frame line: `comm pid time: event:`, then `\taddress symbol (dso)`. */
export function detectPerfScript({ text }: Probe): boolean {
  let header = false;
  let stacks = 0;
  const lines = text.split('\n', LOOKED_AT + 1);
  if (lines.length <= LOOKED_AT) lines.pop();
  for (const raw of lines) {
    const line = raw.trimEnd();
    if (line === '') {
      header = false;
    } else if (line.startsWith('#') && stacks === 0) {
      continue;
    } else if (/^[\t ]/.test(line) && header) {
      if (readFrameLine(line) !== null) return true;
      return false;
    } else {
      const found = readHeader(line);
      if (found === null) return false;
      header = true;
      stacks++;
      if (found.frame !== null) return true;
    }
  }
  return false;
}
