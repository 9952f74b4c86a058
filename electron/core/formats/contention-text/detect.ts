import type { Probe } from '../format';

/**
 * First line of /debug/pprof/block?debug=1 (`contention`) and mutex?debug=1 (`mutex`), and of the C++ profiler (`contentionz`), whose
 * line ends in a number and dashes.
 */
export const FIRST_LINE = /^\s*--- (contention:|mutex:|contentionz )[^\n]{0,200}(?:\n|$)/;

export function detectContentionText(probe: Probe): boolean {
  return FIRST_LINE.test(probe.text);
}
