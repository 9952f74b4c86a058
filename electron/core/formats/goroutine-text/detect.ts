import type { Probe } from '../format';
import { sniffText } from '../log/sniff';

/** First line of every count profile with debug=1: `goroutine profile: total 9`, also of custom profiles. */
export const FIRST_LINE = /^\s*(\S{1,200}) profile: total (\d{1,15})[ \t]*\r?(?:\n|$)/;

/** At the start, or within a log before any goroutine is. */
export function detectGoroutineText(probe: Probe): boolean {
  return FIRST_LINE.test(probe.text) || sniffText(probe.head, probe.text) === 'profile';
}
