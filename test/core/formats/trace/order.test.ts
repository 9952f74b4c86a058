import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { TRACE_STATES } from '@core/model/trace';
import type { Capture } from '@core/model/tables';
import { mustAnswer, openBytes, stackText } from '../../../support/check-import';
import { NO_M, TraceWriter } from '../../../support/trace-writer';

async function opened(writer: TraceWriter): Promise<Capture> {
  const answer = await openBytes(writer.bytes());
  if (!answer.ok) throw new Error(`${answer.error.message}: ${answer.error.reason}`);
  return answer.value;
}

/** All state changes: `time goroutine state reason by/P`, by time. */
function changes({ trace }: Capture): string[] {
  const lines: [number, string][] = [];
  for (const chunk of trace!.chunks) {
    chunk.goroutine.forEach((g, k) => {
      for (let row = chunk.first[k]!; row < chunk.first[k + 1]!; row++) {
        const at = chunk.startNs + chunk.offsetNs[row]!;
        const { changes, actors } = chunk;
        const change = chunk.change[row]!;
        const state = TRACE_STATES[changes.state[change]!]!;
        const actor = chunk.actor[row]!;
        const named =
          state === 'runnable' || state === 'waiting'
            ? actor === 0
              ? ''
              : `by ${trace!.goroutines.id[actors[actor]! - 1]}`
            : actor === 0
              ? ''
              : `P${actor - 1}`;
        const words = [at, `g${trace!.goroutines.id[g]}`, state, trace!.reasons[changes.reason[change]!], named];
        lines.push([at, words.filter((word) => word !== '').join(' ')]);
      }
    });
  }
  return lines.sort((a, b) => a[0] - b[0]).map(([, line]) => line);
}

/** Two Ps, M1 runs goroutine 1 on P0, M2 holds P1 and nothing else; goroutine 2 waits. */
const start = (writer: TraceWriter, at: number): TraceWriter =>
  writer
    .clock()
    .events(NO_M, at, [0, 'GoStatus', 2, NO_M, 4])
    .events(1, at, [1, 'ProcStatus', 0, 1], [1, 'GoStatus', 1, 1, 2])
    .events(2, at, [2, 'ProcStatus', 1, 1]);

describe('the partial order', () => {
  test('an event waits for what it needs, whatever the clock of its thread says', async () => {
    // M2 starts goroutine 2 (by its clock) before M1 has woken it.
    const capture = await opened(
      start(new TraceWriter(), 100).events(2, 110, [0, 'GoStart', 2, 2]).events(1, 200, [0, 'GoUnblock', 2, 1, 0]),
    );
    expect(changes(capture)).toEqual([
      '99 g2 waiting',
      '101 g1 running P0',
      '199 g2 runnable by 1',
      '200 g2 running P1',
    ]);
    expect(capture.notes).toEqual([]);
  });

  test('times of the stream strictly increase', async () => {
    const capture = await opened(
      start(new TraceWriter(), 100).events(
        1,
        150,
        [0, 'GoUnblock', 2, 1, 0],
        [0, 'GoStop', 0, 0],
        [0, 'GoStart', 1, 1],
      ),
    );
    expect(changes(capture).slice(2)).toEqual(['149 g2 runnable by 1', '150 g1 runnable', '151 g1 running P0']);
  });

  test('a coroutine switch is three changes', async () => {
    const capture = await opened(
      start(new TraceWriter(23), 100).events(1, 150, [0, 'GoSwitch', 2, 1], [5, 'GoSwitchDestroy', 1, 1]),
    );
    expect(changes(capture).slice(2)).toEqual([
      '149 g2 runnable by 1',
      '150 g1 waiting',
      '151 g2 running P0',
      '154 g1 runnable by 2',
      '156 g1 running P0',
    ]);
    const { goroutines, eventCounts } = capture.trace!;
    expect(goroutines.endedNs[goroutines.id.indexOf(2)]).toBe(155);
    expect(eventCounts).toEqual({ Sync: 2, StateTransition: 4 + 6 });
  });

  test('who was to come before never comes: applied by time, and said', async () => {
    const capture = await opened(start(new TraceWriter(), 100).events(2, 110, [0, 'GoStart', 7, 3]));
    expect(changes(capture).at(-1)).toBe('109 g7 running P1');
    expect(capture.notes).toMatchObject([{ kind: 'repaired', count: 1, offset: expect.any(Number) as number }]);
    expect(capture.notes[0]?.message).toContain('order is broken');
  });
});

describe('several generations', () => {
  test('a state that is restated is no change; waiting spans generations', async () => {
    const capture = await opened(
      start(new TraceWriter(), 100)
        .next()
        .clock()
        .events(NO_M, 1000, [0, 'GoStatus', 2, NO_M, 4])
        .events(1, 1000, [1, 'ProcStatus', 0, 1], [1, 'GoStatus', 1, 1, 2], [1, 'GoUnblock', 2, 1, 0]),
    );
    expect(changes(capture)).toEqual(['99 g2 waiting', '101 g1 running P0', '1002 g2 runnable by 1']);
    expect(capture.trace?.generations).toBe(2);
  });

  test('a generation that begins before the last one ended moves behind it, event by event', async () => {
    const writer = start(new TraceWriter(), 100).events(1, 500, [0, 'GoUnblock', 2, 1, 0]).next();
    writer.clock().events(NO_M, 400, [0, 'GoStatus', 2, NO_M, 1]);
    writer.events(1, 450, [0, 'ProcStatus', 0, 1], [0, 'GoStatus', 1, 1, 2], [100, 'GoStop', 0, 0]);
    const capture = await opened(writer);
    // The Sync takes 500, the four statuses what follows.
    expect(capture.trace?.chunks.map((chunk) => [chunk.startNs, chunk.endNs])).toEqual([
      [0, 499],
      [500, 549],
    ]);
    expect(changes(capture).at(-1)).toBe('549 g1 runnable');
  });

  test('a missing generation is told; who is not named afterwards ended meanwhile', async () => {
    const writer = start(new TraceWriter(), 100).next(3);
    writer.clock().events(1, 1000, [0, 'ProcStatus', 0, 1], [0, 'GoStatus', 1, 1, 2]);
    const capture = await opened(writer);
    const { goroutines } = capture.trace!;
    expect(goroutines.endedNs[goroutines.id.indexOf(2)]).toBe(capture.trace!.chunks[1]!.startNs);
    expect(goroutines.endedNs[goroutines.id.indexOf(1)]).toBeNaN();
    expect(capture.notes.map((note) => note.kind)).toEqual(['skipped', 'repaired']);
    expect(capture.notes[0]).toMatchObject({ count: 2 });
  });

  test('regions and tasks go on; what began before the trace has no start', async () => {
    const writer = start(new TraceWriter(), 100).strings({ 1: 'load', 2: 'parse' });
    writer
      .events(1, 150, [0, 'UserTaskBegin', 5, 0, 1, 0], [1, 'UserRegionBegin', 5, 2, 0], [1, 'UserRegionEnd', 9, 1, 0])
      .next();
    writer.clock().strings({ 7: 'parse' });
    writer.events(
      1,
      1000,
      [0, 'ProcStatus', 0, 1],
      [0, 'GoStatus', 1, 1, 2],
      [1, 'UserRegionEnd', 5, 7, 0],
      [1, 'UserTaskEnd', 5, 0],
    );
    const { trace, strings } = await opened(writer);
    const { tasks, regions } = trace!;
    expect(Array.from(tasks.id)).toEqual([5, 9]);
    expect([tasks.startNs[0], tasks.endNs[0], tasks.startNs[1]]).toEqual([149, 1003 - 1, NaN]);
    expect(Array.from(regions.name, (name) => strings.get(name))).toEqual(['parse', 'load']);
    expect([regions.startNs[0], regions.endNs[0]]).toEqual([150, 1001]);
    expect([regions.startNs[1], regions.endNs[1]]).toEqual([NaN, 151]);
  });
});

describe('what a trace also is', () => {
  test('profiles count intervals that ended, from the first run on', async () => {
    const writer = start(new TraceWriter(), 100)
      .strings({ 1: 'chan receive', 2: 'network', 3: 'main.work', 4: '/src/main.go' })
      .stacks({ 1: [[0x10, 3, 4, 7]] });
    writer.events(1, 200, [0, 'GoBlock', 1, 1], [1, 'GoStart', 2, 2]);
    writer.events(
      2,
      150,
      [0, 'GoUnblock', 2, 1, 0],
      [150, 'GoUnblock', 1, 1, 0],
      [50, 'GoStart', 1, 2],
      [10, 'GoBlock', 2, 1],
    );
    const capture = await opened(writer);
    const { samples } = capture;
    expect(samples.types.map(({ type, unit }) => `${type}/${unit}`)).toEqual([
      'sync/nanoseconds',
      'network/nanoseconds',
      'syscall/nanoseconds',
      'scheduler/nanoseconds',
    ]);
    const row = samples.stack.findIndex((stack) => stackText(capture, stack)[0] === 'main.work /src/main.go:7');
    // Blocked from 200 to 300; its network wait never ends.
    expect(samples.values.map((column) => column[row])).toEqual([100, 0, 0, 0]);
  });

  test('the living are a goroutine table, their operation from the reason of the tracer', async () => {
    const writer = start(new TraceWriter(), 100).strings({ 1: 'network', 2: 'main.work', 3: '/src/main.go' });
    writer.stacks({ 1: [[0x10, 2, 3, 7]] }).events(1, 200, [0, 'GoBlock', 1, 1]);
    const capture = await opened(writer);
    const { goroutines, strings } = capture;
    expect(Array.from(goroutines!.goid)).toEqual([2, 1]);
    expect(Array.from(goroutines!.state, (state) => strings.get(state))).toEqual(['waiting', 'network']);
    expect(stackText(capture, goroutines!.stack[1]!)).toEqual(['main.work /src/main.go:7']);
  });

  test('CPU samples come by time and bring their profile', async () => {
    const writer = start(new TraceWriter(), 100)
      .strings({ 1: 'main.work', 2: 'x.go' })
      .stacks({ 1: [[0x10, 1, 2, 7]] });
    const capture = await opened(writer.sample(300, 1, 0, 1, 1).sample(200, 1, 0, 1, 1));
    expect(Array.from(capture.trace!.cpuSamples.atNs)).toEqual([199, 299]);
    expect(capture.samples.types[capture.samples.defaultType]).toEqual({ type: 'cpu', unit: 'nanoseconds' });
    expect(capture.samples.values.slice(0, 2).map((column) => column[0])).toEqual([2, 20_000_000]);
  });
});

describe('hostile traces', () => {
  const max = 2n ** 64n - 1n;
  const cases: Record<string, (writer: TraceWriter) => TraceWriter> = {
    'ids of 64 bits': (w) =>
      w.events(
        max - 1n,
        200,
        [1, 'GoCreate', max, max, max],
        [1, 'GoStatus', max - 2n, max - 3n, 3],
        [1, 'ProcStatus', max, 1],
      ),
    'a P that no column holds': (w) => w.events(7, 200, [0, 'ProcStatus', 100_000, 2], [0, 'ProcStart', 100_000, 1]),
    'a number of eleven bytes': (w) => w.batch(1, 200, [16, ...new Array<number>(11).fill(255), 1]),
    'an event of no kind': (w) => w.batch(1, 200, [250, 1, 2, 3]),
    'an event cut by its batch': (w) => w.batch(1, 200, [14, 1, 2]),
    'a stack of 2^40 frames': (w) => w.batch(NO_M, 1, [2, 3, 1, ...[128, 128, 128, 128, 128, 64]]),
    'a string longer than its batch': (w) => w.batch(NO_M, 1, [4, 5, 1, 128, 8, 65]),
    'a task that is its own parent': (w) =>
      w.events(1, 200, [0, 'UserTaskBegin', 5, 5, 0, 0], [0, 'UserTaskBegin', 5, 5, 0, 0]),
    'two tasks in a circle': (w) =>
      w.events(
        1,
        200,
        [0, 'UserTaskBegin', 5, 6, 0, 0],
        [0, 'UserTaskBegin', 6, 5, 0, 0],
        [0, 'UserTaskEnd', 6, 0],
        [0, 'UserTaskBegin', 6, 5, 0, 0],
      ),
    'times of 64 bits': (w) => w.batch(9, max, [11, ...new Array<number>(9).fill(255), 1]),
    'a frequency of zero': (w) => w.next().batch(NO_M, 1, [8, 0]).events(1, 5, [1, 'ProcStatus', 0, 1]),
    'a batch of 2^63 bytes': (w) => w.raw(1, 1, 1, 1, ...new Array<number>(9).fill(255), 1),
    'generation zero': (w) => w.raw(1, 0, 1, 1, 0),
    'generations that go backwards': (w) => w.next(5).clock().next(-3).clock(),
    'a goroutine that ends twice': (w) => w.events(1, 200, [0, 'GoDestroy'], [0, 'GoDestroy'], [0, 'GoBlock', 0, 0]),
    'a thousand reasons': (w) => {
      const table: Record<number, string> = {};
      for (let i = 1; i <= 1000; i++) table[i] = `r${i}`;
      w.strings(table);
      let seq = 0;
      for (let i = 1; i <= 1000; i++) w.events(1, 1000 + i, [0, 'GoStop', i, 0], [0, 'GoStart', 1, ++seq]);
      return w;
    },
  };

  test.each(Object.keys(cases))('%s', async (name) => {
    const answer = await mustAnswer(cases[name]!(start(new TraceWriter(), 100)).bytes(), name);
    expect(answer.ok).toBe(true);
    // A task in a circle and a time of 64 bits are odd, but whole; all others leave something to be said.
    if (answer.ok && !/circle|own parent|64 bits/.test(name)) expect(answer.value.notes).not.toEqual([]);
  });

  test('twenty thousand threads do not cost their square', async () => {
    const writer = start(new TraceWriter(), 100);
    for (let m = 10; m < 20_000; m++) writer.events(m, 200 + m, [0, 'GoStart', m, 5]);
    const answer = await mustAnswer(writer.bytes(), 'threads');
    expect(answer.ok && answer.value.trace?.threadCount).toBe(19_992);
  }, 20_000);
});

test('a trace whose gzip is cut between two batches ends early, though it looks whole', async () => {
  const whole = start(new TraceWriter(), 100).bytes();
  const packed = gzipSync(whole);
  const answer = await openBytes(packed.subarray(0, packed.length - 4));
  expect(answer.ok && answer.value.notes.map((note) => note.kind)).toEqual(['truncated']);
});
