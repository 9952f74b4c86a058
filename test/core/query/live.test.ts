import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ok } from '@core/base/result';
import type { DocumentInfo } from '@core/api/document';
import type { LiveAnswer, LiveTick } from '@core/api/live';
import { PROTOCOL_VERSION, type EngineEvent, type EngineMessage } from '@core/api/protocol';
import { NO_FILTER, type FindingsAnswer, type GoroutineGroupsAnswer } from '@core/api/queries';
import { Engine } from '@core/query/engine';
import type { LiveFeed, LiveInput, LiveSource } from '@core/query/live-input';
import { serve } from '@core/query/serve';
import { batchOf, WatchWriter, type MadeGoroutine } from '../../support/live-writer';

const MAIN: MadeGoroutine = { id: 1, state: 'chan receive', stack: ['main.main'] };
const stuck = (count: number): MadeGoroutine[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ id: i + 2, state: 'chan send', stack: ['example.com/app.ask.func1'], waits: 0 },
  }));
const LIVE = { fromMs: null, toMs: null, spanMs: 60_000, width: 60, cursorMs: null };

/** A watch without a process: the test says what comes. `calls` are what the page wanted of it. */
function made(looks = false, looking: LiveSource['look'] = () => Promise.resolve(ok(null))) {
  const writer = new WatchWriter();
  const calls: unknown[] = [];
  let feed: LiveFeed | null = null;
  const source: LiveSource = {
    pace: (...steps) => {
      calls.push(['pace', ...steps]);
      return Promise.resolve(ok(null));
    },
    record: (target) => {
      calls.push(['record', target]);
      return Promise.resolve(ok(target === '' ? null : { name: 'a.parkrec', bytes: 8 }));
    },
    recording: () => null,
    tapes: () => [],
    look: (asked, signal, far) => {
      calls.push(['look', asked]);
      return looking(asked, signal, far);
    },
    stop: () => {
      calls.push(['stop']);
      return Promise.resolve();
    },
  };
  const input: LiveInput = {
    ...{ name: 'ingestd (4711)', looks },
    start(given) {
      feed = given;
      return source;
    },
  };
  const told = (): LiveFeed => {
    if (feed === null) throw new Error('nothing was started');
    return feed;
  };
  return {
    ...{ input, calls, writer, feed: told },
    moment(goroutines: readonly MadeGoroutine[]) {
      const channels = [{ length: 2, capacity: 4 }];
      for (const payload of [...writer.moment(goroutines, channels), writer.counters({ rssBytes: [1e6] })])
        expect(told().batch(batchOf(payload))).toBeNull();
    },
  };
}

/** A page's end of a port to an engine that can watch `input`. */
function page(input: LiveInput) {
  const engine = new Engine({
    now: () => performance.now(),
    processes: () => Promise.resolve(ok({ processes: [], takenMs: 7, notes: [] })),
  });
  const events: EngineEvent[] = [];
  const waiting = new Map<number, (message: EngineMessage) => void>();
  let receive: (message: unknown) => void = () => {};
  const end = serve(
    engine,
    {
      post(message) {
        const copy = structuredClone(message);
        if (copy.kind === 'event') events.push(copy.event);
        else waiting.get(copy.id)?.(copy);
      },
      onMessage: (handler) => (receive = handler),
    },
    () => Promise.resolve(input),
    () => performance.now(),
  );
  let id = 0;
  const call = (name: string, params: object = {}): Promise<EngineMessage> => {
    const mine = ++id;
    const answered = new Promise<EngineMessage>((done) => waiting.set(mine, done));
    receive({ v: PROTOCOL_VERSION, id: mine, kind: 'call', name, params: { doc: 'd-1', ...params } });
    return answered;
  };
  const ask = async <T>(name: string, params: object = {}): Promise<T> => {
    const message = await call(name, params);
    if (message.kind !== 'ok') throw new Error(JSON.stringify(message));
    return message.answer as T;
  };
  const ticks = (): LiveTick[] => events.filter((event) => event.type === 'live-tick');
  return { engine, events, call, ask, ticks, end };
}

/** Opens and gives the first moment. */
async function watched(...given: Parameters<typeof made>) {
  const watch = made(...given);
  const client = page(watch.input);
  const opening = client.ask<DocumentInfo>('open', { inputs: [{ source: 'src-1' }] });
  await sleep(20);
  watch.feed().begin();
  expect(watch.feed().batch(batchOf(watch.writer.facts()))).toBeNull();
  watch.moment([MAIN, ...stuck(3)]);
  return { watch, client, info: await opening };
}

describe('a live document over a port', () => {
  it('opens with its first moment and grows; captures keep their numbers', async () => {
    const { watch, client, info } = await watched();
    expect(info).toMatchObject({ title: 'ingestd (4711)', live: { pid: 4711, name: 'ingestd' } });
    expect(info.captures.map(({ index, kind }) => [index, kind])).toEqual([
      [0, 'metrics'],
      [1, 'goroutine'],
    ]);
    for (let i = 0; i < 100; i++) watch.moment([MAIN, ...stuck(4 + i)]);
    const later = await client.ask<DocumentInfo>('document');
    const indices = later.captures.map(({ index }) => index);
    expect(indices.slice(0, 2)).toEqual([0, 1]);
    expect(indices.at(-1)).toBe(101);
    expect(indices.length).toBeLessThan(40);
    const groups = (capture: number) => ({
      ...{ capture, groupBy: 'site', filter: NO_FILTER, sort: 'count', descending: true, offset: 0, limit: 10 },
    });
    const first = await client.ask<GoroutineGroupsAnswer>('goroutineGroups', groups(1));
    expect(first.goroutines.all).toBe(4);
    const gone = Array.from({ length: 100 }, (_, i) => i + 1).find((index) => !indices.includes(index));
    expect(await client.call('goroutineGroups', groups(gone ?? 0))).toMatchObject({
      kind: 'err',
      error: { code: 'not-found' },
    });
    const live = await client.ask<LiveAnswer>('live', LIVE);
    expect(live.capture).toBe(101);
    // The site is named as in the groups of its capture.
    const last = await client.ask<GoroutineGroupsAnswer>('goroutineGroups', groups(101));
    expect(live.sites[0]).toMatchObject({ count: 103, group: last.rows[0]?.group });
    expect(live.sites[0]?.perMinute).toBeCloseTo(60, 0);
    expect(live.states[0]).toMatchObject({ name: 'goroutines:chan send', at: 103, operation: 'chan send' });
    expect(live.channels[0]).toMatchObject({ length: 2, capacity: 4, waiting: 103 });
    expect(live.channels[0]?.at).toBe(0.5);
    expect(live.heap.map(({ name, at }) => [name, at])).toEqual([['heap:rss', 1e6]]);
    client.end();
  });

  it('tells how much of its time on processors it marked for what it allocates', async () => {
    const { watch, client } = await watched();
    expect((await client.ask<LiveAnswer>('live', LIVE)).pauses.assistPercent).toBeNull();
    // 1,400 ms on processors, of which 30 were mark assists, all in the last 200 ms, of which one row was not read whole.
    const counters = {
      cpuNs: Array.from({ length: 15 }, (_, i) => i * 100e6),
      gcAssistNs: Array.from({ length: 15 }, (_, i) => (i === 13 ? NaN : i === 14 ? 35e6 : 5e6)),
    };
    watch.writer.atMs += 1_000;
    expect(watch.feed().batch(batchOf(watch.writer.counters(counters)))).toBeNull();
    const live = await client.ask<LiveAnswer>('live', { ...LIVE, spanMs: 10_000, width: 100 });
    expect(live.pauses.assistPercent).toBeCloseTo((100 * 30) / 1400, 10);
    const track = live.heap.find(({ name }) => name === 'heap:assist');
    expect(track).toMatchObject({ title: 'mark assist', unit: 'percent' });
    expect(track?.at).toBeCloseTo(3, 10);
    expect(Math.max(...(track?.values.filter((value) => !Number.isNaN(value)) ?? []))).toBeLessThanOrEqual(100);
    expect(track?.values.some((value) => value === 0)).toBe(true);
    const idle = { cpuNs: [1400e6, 1400e6], gcAssistNs: [35e6, 35e6] };
    watch.writer.atMs += 20_000;
    expect(watch.feed().batch(batchOf(watch.writer.counters(idle)))).toBeNull();
    const after = await client.ask<LiveAnswer>('live', { ...LIVE, spanMs: 1_000, width: 20 });
    expect(after.pauses.assistPercent).toBeNull();
    client.end();
  });

  it('tells of changes at most four times a second, and judges', async () => {
    const { watch, client } = await watched();
    const started = performance.now();
    for (let i = 0; i < 30; i++) {
      watch.moment([MAIN, ...stuck(4 + i * 3)]);
      await sleep(50);
    }
    await sleep(1_200);
    const seconds = (performance.now() - started) / 1_000;
    const ticks = client.ticks();
    expect(ticks.length).toBeGreaterThan(3);
    expect(ticks.length).toBeLessThan(seconds * 4 + 3);
    expect(ticks.at(-1)).toMatchObject({ doc: 'd-1', status: 'watching', moments: 31 });
    expect(ticks.at(-1)?.judged).toBeGreaterThan(0);
    const { findings } = await client.ask<FindingsAnswer>('findings');
    expect(findings[0]).toMatchObject({ tier: 'strong', count: 91 });
    // Findings name captures of the document, however many are judged.
    const { captures } = await client.ask<DocumentInfo>('document');
    const known = captures.map(({ index }) => index);
    for (const { input } of findings[0]?.series ?? []) expect(known).toContain(input);
    const { marks } = await client.ask<LiveAnswer>('live', LIVE);
    expect(marks.map(({ finding }) => finding)).toContain(findings[0]?.id);
    client.end();
  });

  it('takes commands, and refuses what does not fit', async () => {
    const { watch, client } = await watched();
    expect(await client.ask('processes')).toEqual({ processes: [], takenMs: 7, notes: [] });
    expect(await client.ask('freeze')).toEqual({ capture: 1 });
    expect(await client.ask('record', { target: 'dst-1' })).toEqual({ name: 'a.parkrec', bytes: 8 });
    expect(await client.ask('pace', { goroutinesEveryMs: 500, countersEveryMs: 100 })).toBeNull();
    const refused = { kind: 'err', error: { code: 'bad-params' } };
    expect(await client.call('pace', { goroutinesEveryMs: 0, countersEveryMs: 100 })).toMatchObject(refused);
    expect(await client.call('record', { target: 7 })).toMatchObject(refused);
    expect(await client.ask('look')).toBeNull();
    expect(await client.ask('prove', { maxStopMs: 250 })).toBeNull();
    expect(await client.ask('endLook')).toBeNull();
    for (const maxStopMs of [0, 60_001, 1.5, '250'])
      expect(await client.call('prove', { maxStopMs })).toMatchObject(refused);
    expect(await client.ask('looks', { capture: null })).toMatchObject({ possible: true, running: null, look: null });
    expect(await client.call('freeze', { doc: 'd-9' })).toMatchObject({ error: { code: 'not-found' } });
    expect(await client.ask('detach')).toBeNull();
    expect((await client.ask<LiveAnswer>('live', LIVE)).status).toBe('detached');
    expect(await client.call('look')).toMatchObject(refused);
    expect(watch.calls).toEqual([
      ...[
        ['record', 'dst-1'],
        ['pace', 500, 100],
      ],
      ...[null, 250].map((maxStopMs) => ['look', { maxStopMs, explain: expect.any(Array) as unknown }]),
      ['stop'],
    ]);
    // What comes late changes nothing of that.
    watch.feed().status('ended', 'the process has ended');
    expect((await client.ask<LiveAnswer>('live', LIVE)).status).toBe('detached');
    client.end();
  });

  it('shows nothing where nobody looked', async () => {
    const { watch, client } = await watched();
    watch.writer.atMs += 30_000;
    watch.moment([MAIN, ...stuck(5)]);
    const { states, lastMs, fromMs, stepMs } = await client.ask<LiveAnswer>('live', LIVE);
    const [track] = states;
    const at = (agoMs: number) => track?.values[Math.floor((lastMs - agoMs - fromMs) / stepMs)];
    expect(at(15_000)).toBeNaN();
    expect(track?.values.at(-1)).toBe(5);
    client.end();
  });

  it('that cannot begin is an error, and another question is, too', async () => {
    const watch = made();
    const client = page(watch.input);
    const opening = client.call('open', { inputs: [{ source: 'src-1' }] });
    await sleep(20);
    watch.feed().status('ended', 'it may not be read');
    expect(await opening).toMatchObject({ kind: 'err', error: { code: 'unreadable' } });
    expect(client.engine.status().documents).toEqual([]);
    expect(watch.calls).toEqual([['stop']]);
    const file = new Engine({ now: () => 0 });
    expect(await file.processes()).toMatchObject({ ok: false, error: { code: 'unreadable' } });
    client.end();
  });
});
