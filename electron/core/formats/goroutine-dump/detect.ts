import type { Probe } from '../format';

/** A goroutine's header at the start of a line, or behind the same text that a log writes before every line. */
export const HEADER =
  /^(.{0,200}?)goroutine \d{1,19} (?:gp=0x[0-9a-f]+ m=(?:nil|\d+)(?: mp=0x[0-9a-f]+)? )?\[[^\]\r\n]{1,400}\][^\r\n]{0,4000}:\r?$/m;

/** debug=2, runtime.Stack, and everything that Go prints when a program crashes. */
export function detectGoroutineDump(probe: Probe): boolean {
  if (/^\s*</.test(probe.text) || /^\S+ profile: total \d+\r?$/m.test(probe.text.slice(0, 200))) return false;
  return HEADER.test(probe.text);
}
