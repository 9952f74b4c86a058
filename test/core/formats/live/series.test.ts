import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyBatches } from '@core/formats/live/key';
import { LiveSeries } from '@core/formats/live/series';
import { assertIntegrity } from '@core/model/integrity';
import type { Capture } from '@core/model/tables';
import { OPERATIONS } from '@core/api/operation';
import { batchOf, WatchWriter, type MadeGoroutine } from '../../../support/live-writer';
import { stackText } from '../../../support/check-import';

const series = (captureBytes = 1 << 30) => new LiveSeries({ format: 'live', name: 'ingestd', captureBytes });

function take(into: LiveSeries, payloads: readonly Uint8Array<ArrayBuffer>[]): void {
  for (const payload of payloads) expect(typeof into.take(batchOf(payload))).toBe('boolean');
}

const SEND: MadeGoroutine = { id: 7, state: 'chan send', stack: ['runtime.gopark', 'main.work', 'runtime.goexit'] };
const RECEIVE: MadeGoroutine = { id: 1, state: 'chan receive', stack: ['main.main', 'runtime.main'] };

/** What a capture says of its goroutines. */
function told(capture: Capture) {
  const { goroutines, strings } = capture;
  if (goroutines === null) throw new Error('no goroutines');
  return Array.from({ length: goroutines.count }, (_, row) => ({
    id: goroutines.goid[row],
    state: strings.get(goroutines.state[row]),
    stack: stackText(capture, goroutines.stack[row]).map((frame) => frame.split(' ')[0]),
    labels: goroutines.labels[row] === 0 ? 0 : 1,
  }));
}

const goroutine = fc.record({
  state: fc.constantFrom('chan send', 'chan receive', 'select', 'IO wait', 'sync.Mutex.Lock'),
  stack: fc.uniqueArray(fc.constantFrom('main.a', 'main.b', 'main.c', 'net/http.serve'), { minLength: 1 }),
  labels: fc.option(fc.record({ tenant: fc.constantFrom('a', 'b', 'c') }), { nil: undefined }),
  system: fc.boolean(),
});
const moment = fc.uniqueArray(fc.nat(30), { maxLength: 20 }).chain((ids) =>
  fc.array(goroutine, { minLength: ids.length, maxLength: ids.length }).map((made) =>
    ids.map((id, i): MadeGoroutine => {
      const { labels, ...rest } = made[i]!;
      return { id, ...rest, ...(labels === undefined ? {} : { labels }) };
    }),
  ),
);

describe('a series of what changed', () => {
  it('says at every moment what all of it would', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 8 }), (moments) => {
        const live = series();
        const writer = new WatchWriter();
        live.begin();
        for (const goroutines of moments) take(live, writer.moment(goroutines));
        expect(live.kept.map(({ number }) => number)).toEqual(moments.map((_, i) => i));
        live.kept.forEach(({ capture, atMs, goroutines }, i) => {
          assertIntegrity(capture);
          const shown = moments[i]!.filter(({ system }) => system !== true).sort((a, b) => a.id - b.id);
          expect(told(capture)).toEqual(
            shown.map(({ id, state, stack, labels }) => ({ id, state, stack, labels: labels === undefined ? 0 : 1 })),
          );
          expect(goroutines).toBe(shown.length);
          // What is kept of every moment says the same.
          for (const [state, history] of live.states)
            expect(history.at(atMs)).toBe(shown.filter((one) => one.state === state).length);
          const [segment] = live.segments;
          let placed = 0;
          for (let place = 0; place < segment!.places.count; place++) placed += segment!.counts(place).at(atMs);
          expect(placed).toBe(shown.length);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('a key says all that is so: what comes after it can be read without what came before', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 2, maxLength: 6 }), fc.nat(4), (moments, at) => {
        const [live, late] = [series(), series()];
        const writer = new WatchWriter();
        live.begin();
        moments.forEach((goroutines, i) => {
          const payloads = writer.moment(goroutines, [{ length: 1, capacity: 2 }]);
          take(live, payloads);
          const split = Math.min(at, moments.length - 1);
          if (i > split) take(late, payloads);
          if (i !== split) return;
          late.begin();
          take(late, keyBatches(live) as Uint8Array<ArrayBuffer>[]);
        });
        expect(told(late.kept.at(-1)!.capture)).toEqual(told(live.kept.at(-1)!.capture));
      }),
      { numRuns: 20 },
    );
  });

  it('stacks are as Go prints them, waits have minutes, operations are those of dumps', () => {
    const live = series();
    live.begin();
    take(live, new WatchWriter().moment([SEND, RECEIVE]));
    const { capture } = live.kept[0]!;
    expect(told(capture)).toEqual([
      { id: 1, state: 'chan receive', stack: ['main.main'], labels: 0 },
      { id: 7, state: 'chan send', stack: ['main.work'], labels: 0 },
    ]);
    expect([...capture.goroutines!.waitMinutes]).toEqual([2, 2]);
    expect([...capture.goroutines!.operation].map((row) => OPERATIONS[row])).toEqual(['chan receive', 'chan send']);
  });

  it('waits are facts of the moment: objects are those that somebody waits for', () => {
    const live = series();
    const writer = new WatchWriter();
    live.begin();
    const channels = [
      { length: 0, capacity: 0 },
      { length: 3, capacity: 8 },
    ];
    take(live, writer.moment([{ ...SEND, waits: 1 }, RECEIVE], channels));
    take(live, writer.moment([{ ...SEND, waits: 1 }, RECEIVE], [channels[0]!, { length: 8, capacity: 8 }]));
    const lengths = live.kept.map(({ capture }) => [...capture.waits!.objects.value]);
    expect(lengths).toEqual([[3], [8]]);
    expect(live.kept[1]!.capture.waits!.waits).toMatchObject({ count: 1 });
    const [channel] = live.channels;
    expect(channel).toMatchObject({ address: '0xc0001001', capacity: 8 });
    expect(live.kept.map(({ atMs }) => channel!.length.at(atMs))).toEqual([3, 8]);
  });

  it('tables that do not fit end the watch, and what was seen stays', () => {
    const live = series();
    const writer = new WatchWriter();
    live.begin();
    take(live, writer.moment([SEND]));
    const [, ...without] = writer.moment([{ ...SEND, state: 'select' }]);
    const answers = without.map((payload) => live.take(batchOf(payload)));
    expect(answers.at(-1)).toContain('text');
    expect(live.kept.map(({ number }) => number)).toEqual([0]);
    live.begin();
    take(live, new WatchWriter(writer.atMs).moment([SEND, RECEIVE]));
    expect(live.kept.map(({ goroutines }) => goroutines)).toEqual([1, 2]);
    expect(live.segments).toHaveLength(2);
  });

  it('another process is told, and its captures are no series with those before', () => {
    const live = series();
    const writer = new WatchWriter();
    live.begin();
    take(live, [writer.facts(), ...writer.moment([SEND])]);
    live.begin();
    const other = new WatchWriter(writer.atMs);
    take(live, [other.facts({ startMs: '1763749999000' }), ...other.moment([SEND])]);
    expect(live.kept.map(({ capture }) => capture.otherProcess)).toEqual([undefined, true]);
  });
});

describe('memory', () => {
  it('keeps the first, the newest, what was frozen, and some between, however long it goes on', () => {
    const live = series(1);
    const writer = new WatchWriter();
    live.begin();
    let most = 0;
    for (let i = 0; i < 400; i++) {
      take(live, writer.moment([{ ...SEND, id: i }]));
      if (i === 333) live.freeze();
      most = Math.max(most, live.kept.length);
    }
    const numbers = live.kept.map(({ number }) => number);
    expect(most).toBeLessThan(14);
    expect(numbers[0]).toBe(0);
    expect(numbers).toContain(333);
    expect(numbers.at(-1)).toBe(399);
    const spread = numbers.filter((number) => number !== 333 && number < 390);
    for (let i = 2; i < spread.length; i++) expect(spread[i]! - spread[i - 1]!).toBe(spread[1]! - spread[0]!);
  });

  it('of watches that have ended nothing is kept that only a running one needs', () => {
    const live = series();
    const writer = new WatchWriter();
    live.begin();
    take(live, writer.moment([SEND, RECEIVE]));
    const [first] = live.segments;
    const rows = first!.dictionaryRows;
    live.begin();
    expect(first!.rows.count).toBe(0);
    expect(first!.dictionaryRows).toBeLessThanOrEqual(rows);
    // Its moments can be looked at all the same, and what comes is of the other.
    expect(told(live.kept[0]!.capture).map(({ id }) => id)).toEqual([1, 7]);
    take(live, new WatchWriter(writer.atMs).moment([RECEIVE]));
    expect(live.kept.map(({ goroutines }) => goroutines)).toEqual([2, 1]);
    expect(live.states.get('chan send')?.at(writer.atMs)).toBe(0);
  });

  it('numbers of a day fit, with less detail the older they are', () => {
    const live = series(1);
    const writer = new WatchWriter();
    live.begin();
    take(live, writer.moment([SEND]));
    const rows = { rssBytes: Array.from({ length: 10_000 }, (_, i) => i) };
    for (let i = 0; i < 20; i++) {
      writer.atMs += 1_000_000;
      take(live, [writer.counters(rows)]);
    }
    expect(live.counters.count).toBeLessThanOrEqual(36_000);
    expect(live.counters.atMs[live.counters.count - 1]).toBe(writer.atMs - 1_000 + 9_999 * 100);
    const times = live.counters.atMs.subarray(0, live.counters.count);
    for (let i = 1; i < times.length; i++) expect(times[i]! > times[i - 1]!).toBe(true);
  });
});
