import type { TextLabel } from '../go-quote';
import { parseLabels } from '../go-quote';
import { splitState } from '@core/model/operation';
import { GOROUTINE_LOCKED_TO_THREAD } from '@core/model/tables';

/** What stands behind the id in a goroutine's header. */
export interface HeaderTail {
  /** As printed, without the marks that are flags. */
  readonly state: string;
  readonly flags: number;
  /** −1 = none printed. */
  readonly minutes: number;
  readonly labels: readonly TextLabel[];
}

/**
 * Reads `[chan receive (nil chan) (leaked), 12 minutes, locked to thread, synctest bubble 3] {route: a}:`, of Go 1.18 to 1.27. Parts
 * that are not known stay in the state, so that they are seen. Null when it is no header.
 */
export function parseHeaderTail(tail: string): HeaderTail | null {
  if (!tail.startsWith('[')) return null;
  let labels: readonly TextLabel[] = [];
  const inside = tail.indexOf(' labels:{');
  let close = tail.indexOf(']');
  let end = close;
  if (inside >= 0 && inside < close) {
    const parsed = parseLabels(tail, inside + ' labels:'.length);
    if (parsed === null || tail[parsed.end] !== ']') return null;
    labels = parsed.labels;
    close = parsed.end;
    end = inside;
  }
  if (close < 2) return null;
  let after = close + 1;
  if (tail.startsWith(' {', after)) {
    const parsed = parseLabels(tail, after + 1);
    if (parsed === null) return null;
    labels = parsed.labels;
    after = parsed.end;
  }
  if (tail.slice(after) !== ':') return null;
  // Another header behind one that was cut: `[chan regoroutine 1 [running]:`.
  if (tail.slice(1, end).includes('[')) return null;
  const parts = tail.slice(1, end).split(', ');
  let printed = parts[0];
  let flags = 0;
  let minutes = -1;
  for (const part of parts.slice(1)) {
    const waited = /^(\d{1,9}) minutes$/.exec(part);
    if (waited) minutes = Number(waited[1]);
    else if (part === 'locked to thread') flags |= GOROUTINE_LOCKED_TO_THREAD;
    else if (!/^synctest (?:group|bubble) \d+$/.test(part)) printed += ', ' + part;
  }
  const split = splitState(printed);
  return { state: split.state, flags: flags | split.flags, minutes, labels };
}
