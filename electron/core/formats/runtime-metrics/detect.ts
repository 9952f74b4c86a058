import type { Probe } from '../format';
import { scrapeTime } from '../scrape-time';
import { isRuntimeMetric } from './names';

const LINE = /^(\/[\w/-]+:[\w*/-]+?)\s*(?:[:=]\s*|\s)\s*(?:[+-]?(?:\d|\.\d|Inf|NaN)|[&{[])/;
const JSON_START = /^\s*(?:\{|\[\s*\{)\s*"(?:\/[\w/-]+:[\w*/-]+"\s*:|[Nn]ame"\s*:\s*"\/[\w/-]+:)/;
const LINES = 50;

/** Metrics of package runtime/metrics as programs print them: a line or a field for each, by its name. */
export function detectRuntimeMetrics({ text }: Probe): boolean {
  if (JSON_START.test(text.slice(0, 4096))) return true;
  let found = 0;
  let odd = 0;
  let at = 0;
  for (let i = 0; i < LINES && at < text.length; i++) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const line = text.slice(at, Math.min(end, at + 400)).trim();
    at = end + 1;
    if (line === '' || line.startsWith('#') || scrapeTime(line) !== null) continue;
    const name = LINE.exec(line)?.[1];
    if (name !== undefined && isRuntimeMetric(name)) found++;
    else odd++;
  }
  return found > 0 && odd * 10 <= found;
}
