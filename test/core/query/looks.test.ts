import { describe, expect, it } from 'vitest';
import type { LooksAnswer } from '@core/api/live';
import { bytesSource } from '@core/base/source';
import type { UnreachableMessage } from '@core/base/wire/unreachable';
import { Engine } from '@core/query/engine';
import { block, recordingOf, WatchWriter, type MadeGoroutine } from '../../support/live-writer';

const GOROUTINES: readonly MadeGoroutine[] = [
  { id: 1, state: 'sleep', stack: ['main.main'] },
  ...[2, 3].map((id) => ({ id, state: 'chan send', stack: ['main.ask.func1'] })),
];
const START = { type: 'start', atMs: 0, pid: 4711, startMs: 1, name: 'ingestd' };

const found = (more: Partial<UnreachableMessage> = {}) => ({
  ...{ type: 'unreachable', atMs: 1_763_750_001_500, grade: 'strong', unproven: '', notes: ['It runs C code.'] },
  scanned: {
    ...{ passes: 3, heapBytes: 1 << 20, objects: 100, rootWords: 50, goroutines: 3, suspects: 2, unclear: 1 },
    ...{ expectedStopNs: 3e6, stopNs: [] },
  },
  groups: { objects: [1], retainedObjects: [10], retainedBytes: [4096], stackBytes: [2048] },
  verdicts: { goroutine: [2], group: [0] },
  ...more,
});

/** Four moments: a look after the second, a proof after the third. */
async function opened() {
  const writer = new WatchWriter();
  const proof = found({ grade: 'proven', atMs: 1_763_750_002_500, verdicts: { goroutine: [2, 3], group: [0, 0] } });
  const stops = { ...proof, scanned: { ...proof.scanned, passes: 5, stopNs: [2e6, 3e6] } };
  const bytes = recordingOf(
    block([START, { type: 'begin', atMs: 0 }, writer.facts(), ...writer.moment(GOROUTINES)]),
    block([...writer.moment(GOROUTINES), found()]),
    block([...writer.moment(GOROUTINES), stops]),
    block(writer.moment(GOROUTINES)),
  );
  const engine = new Engine({ now: () => performance.now() });
  const info = await engine.open({ doc: 'd-1', inputs: [bytesSource('ingestd.parkrec', bytes)] });
  if (!info.ok) throw new Error(info.error.message);
  return async (capture: number | null): Promise<LooksAnswer> => {
    const answer = await engine.query('looks', { doc: 'd-1', capture });
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };
}

describe('the end of a recording', () => {
  it.each([
    [{ type: 'end', atMs: 0, status: 'ended', reason: 'It ended.' }, 'It ended.'],
    [{ type: 'begin', atMs: 0 }, ''],
  ])('%j is told as %j, whatever was found before it', async (last, reason) => {
    const writer = new WatchWriter();
    const bytes = recordingOf(
      block([START, { type: 'begin', atMs: 0 }, writer.facts(), ...writer.moment(GOROUTINES), found(), last]),
    );
    const engine = new Engine({ now: () => performance.now() });
    await engine.open({ doc: 'd-1', inputs: [bytesSource('ingestd.parkrec', bytes)] });
    const range = { fromMs: null, toMs: null, spanMs: 60_000, width: 16, cursorMs: null };
    const answer = await engine.query('live', { doc: 'd-1', ...range });
    expect(answer).toMatchObject({ ok: true, value: { status: 'recording', reason } });
  });
});

describe('looks of a recording', () => {
  it('are those that were known at the moment that is shown', async () => {
    const ask = await opened();
    const idle = { possible: false, running: null, refused: '' };
    expect(await ask(0)).toEqual({ ...idle, stopNs: [], look: null, proof: null, runtimeMs: null });
    expect(await ask(1)).toMatchObject({
      ...{ ...idle, stopNs: [], proof: null },
      look: { atMs: 1_763_750_001_500, grade: 'strong', found: 1, suspects: 2, unclear: 1, notes: ['It runs C code.'] },
    });
    expect((await ask(1)).look).toMatchObject({ retainedBytes: 4096, stackBytes: 2048, expectedStopNs: 3e6 });
    const last = await ask(3);
    expect(last).toMatchObject({ ...idle, stopNs: [2e6, 3e6], proof: { grade: 'proven', found: 2, passes: 5 } });
    expect(last.look).toEqual(last.proof);
    // Of none that is named the newest, and so of the metrics, which are of all moments.
    for (const capture of [null, 4]) expect(await ask(capture)).toEqual(last);
  });

  it('are asked of documents over time only', async () => {
    const engine = new Engine({ now: () => performance.now() });
    const text = 'goroutine 1 [running]:\nmain.main()\n\t/src/main.go:7 +0x1d\n';
    await engine.open({ doc: 'd-1', inputs: [bytesSource('a.txt', new TextEncoder().encode(text))] });
    const answer = await engine.query('looks', { doc: 'd-1', capture: null });
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-params' } });
    expect(await engine.query('leakComparison', { doc: 'd-1' })).toEqual({ ok: true, value: null });
  });
});
