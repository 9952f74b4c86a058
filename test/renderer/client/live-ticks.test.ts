import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PROTOCOL_VERSION } from '@core/api/protocol';
import { EngineClient } from '../../../renderer/client/engine-client';
import { followLive } from '../../../renderer/client/live-ticks';
import { QueryCache } from '../../../renderer/client/query-cache';
import { liveOf, useLiveStore } from '../../../renderer/state/live';
import { useSession, type OpenDocument } from '../../../renderer/state/session';
import { FakeEngine } from './fake-engine';

const DOC: OpenDocument = {
  ...{
    id: 'd-1',
    title: 'ingestd 1',
    inputs: [],
    status: 'ready',
    progress: null,
    since: 0,
    info: null,
    findings: null,
  },
  ...{ error: null, epoch: 1 },
};
let engine: FakeEngine;
let cache: QueryCache;
let end: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  useSession.setState({ documents: [DOC], active: 'd-1' });
  const client = new EngineClient();
  engine = new FakeEngine();
  client.attach(engine);
  cache = new QueryCache(client, () => 0);
  end = followLive(client, cache);
});
afterEach(() => {
  end();
  useLiveStore.getState().forget('d-1');
  vi.useRealTimers();
});

const tick = async (moments: number, judged: number, doc = 'd-1'): Promise<void> => {
  const event = { type: 'live-tick', doc, status: 'watching', lastMs: moments, moments, judged };
  engine.say({ v: PROTOCOL_VERSION, id: 0, kind: 'event', event });
  await vi.advanceTimersByTimeAsync(0);
};
const answerAll = async (): Promise<void> => {
  for (const name of ['document', 'findings'])
    for (const call of engine.calls(name))
      engine.ok(call.id, name === 'document' ? { doc: 'd-1' } : { summary: { strong: 1 } });
  await vi.advanceTimersByTimeAsync(0);
};

test('the tracks follow each tick; captures and findings once a second, where they are new', async () => {
  const params = { doc: 'd-1', fromMs: null, toMs: null, spanMs: 1000, width: 16, cursorMs: null };
  cache.use(QueryCache.key('live', params, 1), 'live', params, () => undefined);
  engine.answer('live', 'first');
  await vi.advanceTimersByTimeAsync(0);
  for (let i = 1; i <= 4; i++) {
    await tick(i, i);
    engine.answer('live', i);
    await answerAll();
    await vi.advanceTimersByTimeAsync(250);
  }
  await answerAll();
  expect(engine.calls('live')).toHaveLength(5);
  expect(engine.calls('document')).toHaveLength(2);
  expect(engine.calls('findings')).toHaveLength(2);
  expect(useSession.getState().documents[0]?.findings).toEqual({ strong: 1 });
});

test('nothing is asked again when only the time went on', async () => {
  await tick(1, 1);
  await answerAll();
  await vi.advanceTimersByTimeAsync(1100);
  await tick(1, 1);
  await answerAll();
  expect(engine.calls('document')).toHaveLength(1);
  expect(engine.calls('findings')).toHaveLength(1);
});

test('while the view stands still its findings do; they follow when it goes on', async () => {
  await tick(1, 1);
  await answerAll();
  liveOf('d-1').change({ pausedMs: 5 });
  await vi.advanceTimersByTimeAsync(1100);
  await tick(2, 2);
  await answerAll();
  expect(engine.calls('document')).toHaveLength(2);
  expect(engine.calls('findings')).toHaveLength(1);
  liveOf('d-1').change({ pausedMs: null });
  await vi.advanceTimersByTimeAsync(1100);
  await tick(3, 2);
  await answerAll();
  expect(engine.calls('findings')).toHaveLength(2);
});

test('a closed document is not followed any longer', async () => {
  await tick(1, 1);
  await answerAll();
  useSession.setState({ documents: [] });
  await tick(2, 2);
  await vi.advanceTimersByTimeAsync(6000);
  expect(engine.calls('document')).toHaveLength(1);
});
