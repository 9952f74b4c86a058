import { analyse } from '@core/analysis/analyses';
import { judge } from '@core/rules/run';
import { describe, expect, it } from 'vitest';
import type { Capture } from '@core/model/tables';
import { goroutineCapture } from '../../support/stacks';
import { traceCapture, type Change } from '../../support/trace-tables';

const STACK = 'ex.com/q.worker:3;ex.com/q.put:9;runtime.chansend1:1';
const COUNT = 2000;

/** `changes` of 2,000 workers, and what a decoder says of their end: all in chan send at one site. */
function workers(changes: (i: number) => readonly Change[]): Capture {
  const ids = Array.from({ length: COUNT }, (_, i) => i + 1);
  const dump = goroutineCapture(
    ids.map((goid) => ({ stack: STACK, goid, operation: 'chan send', state: 'chan send' })),
    { kind: 'trace' },
  );
  const made = traceCapture({
    endNs: 2e9,
    cuts: [1e9],
    goroutines: ids.map((id, i) => ({ id, entry: 'ex.com/q.worker', changes: changes(i) })),
  });
  // Both builders number stacks in the order of first use: the one stack of the dump is the first of the trace.
  return { ...made, goroutines: dump.goroutines, durationNs: 2e9 };
}

const wait = (at: number): Change => ({ at, state: 'waiting', reason: 'chan send', stack: STACK });

describe('goroutines alive at the end of a trace', () => {
  it('are suspect when a crowd waited at one place all the time', () => {
    const stuck = workers(() => [wait(0), wait(1e9)]);
    const { findings } = judge(analyse([stuck]), null);
    expect(findings.map(({ rule, tier, count }) => [rule, tier, count])).toEqual([
      ['abandoned-sender', 'suspect', COUNT],
    ]);
    const texts = findings[0]?.evidence.map(({ text }) => text.replaceAll('\u00a0', ' ')) ?? [];
    expect(texts).toContain('None of them was woken there during the 2.00 s of the trace.');
  });

  it('are suspect when they ran before they came there, as a leak that grows does', () => {
    const leak = workers(() => [{ at: 5, state: 'runnable' }, { at: 9, state: 'running' }, wait(40)]);
    expect(judge(analyse([leak]), null).findings.map(({ tier }) => tier)).toEqual(['suspect']);
  });

  it('are no finding when most were woken from there: back-pressure moves', () => {
    const busy = workers(() => [wait(0), { at: 500, state: 'runnable' }, { at: 600, state: 'running' }, wait(700)]);
    expect(judge(analyse([busy]), null).findings).toEqual([]);
  });
});
