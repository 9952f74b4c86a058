import { scrapeTime } from '../scrape-time';
import type { Probe } from '../format';
import { NATIVE_HISTOGRAM } from './reader';

/** Lines looked at: more say nothing new, and patterns run on each. */
const LINES = 200;
const LONGEST = 4096;
const HEADER =
  /^#[ \t]+(?:(?:HELP|UNIT)[ \t]+\S|TYPE[ \t]+(?:"(?:[^"\\]|\\.)*"|\S+)[ \t]+(?:counter|gauge|histogram|summary|untyped|unknown|info|stateset|gaugehistogram)[ \t]*$|EOF[ \t]*$)/;
const VALUE = String.raw`[ \t]*[+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|\.\d+|nan|inf)(?:[ \t]+-?\d+(?:\.\d+)?)?[ \t]*(?:#[ \t]*\{.*)?$`;
const LABELLED = new RegExp(String.raw`^(?:[a-z_:][a-z0-9_:]*)?\{[ \t]*["a-z_][^]*\}${VALUE}`, 'i');
const PLAIN = new RegExp(String.raw`^[a-z_:][a-z0-9_:]*(?:\{\})?[ \t]${VALUE}`, 'i');
/** Names that every Go process with client_golang has: enough without a comment. */
const OF_GO = /^(?:go|process|promhttp)_[a-z]/;

/**
 * Prometheus text 0.0.4 or OpenMetrics 1.0, also without its comments (a filtered exposition). Of the lines looked at nine in ten must
 * be of it, so that a log that quotes an exposition is none.
 */
export function detectPrometheus({ text }: Probe): boolean {
  if (!/[{#]|^(?:go|process|promhttp)_/m.test(text)) return false;
  let sure = 0;
  let plain = 0;
  let odd = 0;
  let at = 0;
  for (let i = 0; i < LINES && at < text.length; i++) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    // The probe may end inside its last line.
    if (end === text.length && end >= 65_536 && sure + plain > 0) break;
    const line = text.slice(at, Math.min(end, at + LONGEST)).replace(/\r$/, '');
    at = end + 1;
    if (line.trim() === '') continue;
    if (HEADER.test(line) || LABELLED.test(line) || NATIVE_HISTOGRAM.test(line)) sure++;
    else if (PLAIN.test(line)) {
      if (OF_GO.test(line)) sure++;
      else plain++;
    } else if (!line.startsWith('#') && scrapeTime(line) === null && !/^(?:HTTP\/|[A-Z][A-Za-z-]+: )/.test(line)) odd++;
  }
  return sure > 0 && odd * 10 <= sure + plain;
}
