import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Capture } from '@core/model/tables';
import { openBytes, openFile, stackText } from '../../../support/check-import';
import { capturePath } from '../../../support/fixtures';
import { goMissing } from '../../../support/go';

const missing = goMissing();
if (missing !== null) console.warn(`skipped: profiles of traces against go tool trace: ${missing}`);

/** Time by stack, for one sample type. */
function byStack(capture: Capture, column: number): Record<string, number> {
  const sums: Record<string, number> = {};
  capture.samples.stack.forEach((stack, row) => {
    const value = capture.samples.values[column]?.[row] ?? 0;
    // Where there is no stack to unwind the runtime writes one frame of nothing, which go tool trace takes for the empty stack.
    const key = stackText(capture, stack)
      .filter((frame) => frame !== ' :0')
      .join('\n');
    if (value !== 0) sums[key] = (sums[key] ?? 0) + value;
  });
  return sums;
}

const KINDS = { sync: 'sync', net: 'network', syscall: 'syscall', sched: 'scheduler' } as const;

describe.skipIf(missing !== null)('the profile of a trace', () => {
  test.each(['service/go1.22/trace.out', 'service/go1.26/trace.out', 'healthy/go1.27/trace.out'])(
    '%s: what go tool trace -pprof writes, stack by stack',
    async (file) => {
      const ours = await openFile(capturePath(file));
      for (const [kind, type] of Object.entries(KINDS)) {
        const { status, stdout, stderr } = spawnSync('go', ['tool', 'trace', `-pprof=${kind}`, capturePath(file)]);
        if (status !== 0) throw new Error(`go tool trace: ${stderr.toString()}`);
        const theirs = await openBytes(new Uint8Array(stdout));
        if (!theirs.ok) throw new Error(theirs.error.message);
        const delay = theirs.value.samples.types.findIndex(({ unit }) => unit === 'nanoseconds');
        const column = ours.samples.types.findIndex((sample) => sample.type === type);
        expect(byStack(ours, column), kind).toEqual(byStack(theirs.value, delay));
      }
    },
    120_000,
  );
});
