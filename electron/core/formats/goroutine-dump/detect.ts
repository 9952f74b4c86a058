import type { Probe } from '../format';
import { sniffText } from '../log/sniff';

/** debug=2, runtime.Stack, and everything that Go prints when a program crashes; alone or within a log. */
export function detectGoroutineDump(probe: Probe): boolean {
  // A debug=1 text in front decides, whatever follows it.
  if (/^\s*\S+ profile: /.test(probe.text.slice(0, 200))) return false;
  return sniffText(probe.head, probe.text) === 'dump';
}
