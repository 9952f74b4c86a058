import { expect, test } from 'vitest';
import { TRACE_STATES } from '@core/model/trace';
import type { Capture } from '@core/model/tables';
import { openBytes } from '../../../support/check-import';
import { NO_M, TraceWriter } from '../../../support/trace-writer';

const SECOND = 1e9;

/** Goroutine 1 wakes goroutine 2 once in each of `generations`, a second apart; 2 runs and waits again. */
async function idle(generations: number): Promise<Capture> {
  const writer = new TraceWriter();
  for (let n = 0; n < generations; n++) {
    const at = n * SECOND + 100;
    if (n > 0) writer.next();
    writer.clock().strings({ 1: n % 2 === 0 ? 'chan receive' : 'select' });
    writer
      .events(NO_M, at, [0, 'GoStatus', 2, NO_M, 4])
      .events(1, at, [0, 'ProcStatus', 0, 1], [0, 'GoStatus', 1, 1, 2], [100, 'GoUnblock', 2, 1, 0])
      .events(2, at, [0, 'ProcStatus', 7, 1], [200, 'GoStart', 2, 2], [50, 'GoBlock', 1, 0]);
  }
  const answer = await openBytes(writer.bytes());
  if (!answer.ok) throw new Error(`${answer.error.message}: ${answer.error.reason}`);
  return answer.value;
}

/** Rows of a goroutine: `time state reason actor`. */
function rowsOf({ trace }: Capture, id: number): string[] {
  const g = trace!.goroutines.id.indexOf(id);
  return trace!.chunks.flatMap(({ goroutine, first, startNs, offsetNs, change, actor, changes, actors }) => {
    const k = goroutine.indexOf(g);
    if (k < 0) return [];
    return Array.from({ length: first[k + 1]! - first[k]! }, (_, i) => {
      const row = first[k]! + i;
      const state = TRACE_STATES[changes.state[change[row]!]!]!;
      const by = actors[actor[row]!]!;
      const who = state === 'runnable' ? `by ${trace!.goroutines.id[by - 1]}` : `P${actor[row]! - 1}`;
      const reason = trace!.reasons[changes.reason[change[row]!]!];
      return `${startNs + offsetNs[row]!} ${state === 'waiting' ? `waiting ${reason}` : `${state} ${who}`}`;
    });
  });
}

test.each([2, 63, 64, 200])('%i generations with few rows', async (generations) => {
  const capture = await idle(generations);
  const expected = Array.from({ length: generations }, (_, n) => {
    // The trace begins with the clock of its first generation, at 1.
    const at = n * SECOND + 100 - 1;
    return [
      `${at + 100} runnable by 1`,
      `${at + 200} running P7`,
      `${at + 250} waiting ${n % 2 === 0 ? 'chan receive' : 'select'}`,
    ];
  }).flat();
  expect(rowsOf(capture, 2).slice(1)).toEqual(expected);
  expect(rowsOf(capture, 1)).toHaveLength(1);
  expect(capture.trace?.generations).toBe(generations);
  // Each of its own, until they are many.
  expect(capture.trace?.chunks.length).toBe(Math.floor(generations / 64) + (generations % 64));
  expect(capture.notes).toEqual([]);
});
