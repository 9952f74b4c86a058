import { MOST_STOP_MS } from '@core/api/live';
import { usage, type CliIo } from './io';
import type { Parsed } from './options';
import { pidOf } from './pid';
import { printable } from './terminal';
import type { LookPlan } from './unreachable';
import { durationMs } from './url';

/** Options of commands that look at the memory of a process for what can never wake. */
export const LOOK_OPTIONS = {
  prove: { type: 'boolean' },
  'no-look': { type: 'boolean' },
  'max-stop': { type: 'string' },
} as const;

/** Longest stop that is allowed where nothing is said. */
const STOP = '250ms';

/** Whether to look for goroutines that can never wake, and to prove it. */
export function lookPlanOf(parsed: Parsed, io: CliIo): LookPlan | null {
  const prove = parsed.flag('prove');
  const asked = parsed.text('max-stop');
  if (asked !== null && !prove) throw usage('--max-stop says how long a proof may stop the process: give --prove, too');
  const maxStopMs = durationMs('max-stop', asked ?? STOP);
  if (!Number.isInteger(maxStopMs) || maxStopMs < 1 || maxStopMs > MOST_STOP_MS)
    throw usage(`--max-stop is ${JSON.stringify(asked)}; use whole milliseconds, from 1ms to 60s`);
  if (prove && !parsed.files.some((file) => pidOf(file) !== null))
    throw usage('--prove reads the memory of a process: name one by its pid');
  if (parsed.flag('no-look')) {
    if (prove) throw usage('--prove begins with a look: leave --no-look out');
    return null;
  }
  return { prove, maxStopMs, announce: (sentence) => io.err(printable(`parkscope: ${sentence}`) + '\n') };
}
