import type { Probe } from '../format';

const FIELD = /"(?:HeapAlloc|HeapInuse|HeapSys|StackInuse|TotalAlloc|Mallocs|NextGC|PauseTotalNs)"\s*:\s*\d/g;

/**
 * The answer of /debug/vars (package expvar): an object with the variables that every program has, `cmdline` or `memstats`; or MemStats
 * alone, by the names of its fields. Several in a row, or in a list, as well.
 */
export function detectExpvar({ text }: Probe): boolean {
  if (!/^\s*(?:\[\s*)?\{\s*"/.test(text)) return false;
  if (/"memstats"\s*:\s*\{/.test(text) || /[{,]\s*"cmdline"\s*:\s*\[\s*"/.test(text)) return true;
  return new Set(text.match(FIELD)?.map((found) => found.split('"')[1])).size >= 3;
}
