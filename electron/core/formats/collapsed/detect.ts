import type { Probe } from '@core/formats/format';

/** A stack, blank space, a number that ends the line. py-spy writes empty stacks too. */
const LINE = /^(?:(\S|\S.*\S)[ \t]+|[ \t]+)-?\d+(?:\.\d+)?$/;
/** A sample of Prometheus text with a semicolon in a label: `a{b="c;d"} 12`. */
const METRIC = /^[A-Za-z_:][\w:.]*\{[^{}]*"\s*,?\}\s/;

/**
 * Every line of the head is a stack and a number, and at least one stack has two frames: the format has no mark, so nothing else may be
 * there. Comments (`#`) are allowed before the stacks, as some writers put their command there.
 */
export function detectCollapsed({ text }: Probe): boolean {
  // The last line may be cut off, by the end of the head or of the file; where it is the only one it must do.
  const lastBreak = text.lastIndexOf('\n');
  let stacks = 0;
  let deep = 0;
  for (const raw of (lastBreak < 0 ? text : text.slice(0, lastBreak)).split('\n')) {
    const line = raw.trimEnd();
    if (line === '' || (line.startsWith('#') && stacks === 0)) continue;
    const match = LINE.exec(line);
    if (match === null || METRIC.test(line)) return false;
    stacks++;
    if (/[^;\s];[^;]/.test(match[1] ?? '')) deep++;
  }
  return deep > 0;
}
