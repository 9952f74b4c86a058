/** Pairs that Go prints in one line: `# Stack = StackInuse / StackSys`. */
const PAIRS = new Set(['Stack', 'MSpan', 'MCache']);

/**
 * The `# runtime.MemStats` section under a heap text, by the names of runtime.MemStats (plus `MaxRSS`). Bytes, counts and
 * nanoseconds; the rings PauseNs and PauseEnd are left out (their sum, PauseTotalNs, is not printed). Null when nothing is there.
 */
export function parseMemStats(text: string): Readonly<Record<string, number>> | null {
  const stats: Record<string, number> = {};
  for (const [, name, value, second] of text.matchAll(/^# (\w+) = (\d+(?:\.\d+)?(?:e[-+]\d+)?)(?: \/ (\d+))?\r?$/gm)) {
    if (second === undefined) stats[name] = Number(value);
    else if (PAIRS.has(name)) {
      stats[`${name}Inuse`] = Number(value);
      stats[`${name}Sys`] = Number(second);
    }
  }
  return Object.keys(stats).length > 0 ? stats : null;
}
