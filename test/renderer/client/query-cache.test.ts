import { expect, test } from 'vitest';
import { engineError } from '@core/api/errors';
import { EngineClient } from '../../../renderer/client/engine-client';
import { QueryCache } from '../../../renderer/client/query-cache';
import { FakeEngine, settled } from './fake-engine';

function setUp(): { cache: QueryCache; engine: FakeEngine; client: EngineClient; tick: (ms: number) => void } {
  const client = new EngineClient();
  const engine = new FakeEngine();
  client.attach(engine);
  let now = 0;
  return { cache: new QueryCache(client, () => now), engine, client, tick: (ms) => (now += ms) };
}

const params = { doc: 'd-1' };
const key = QueryCache.key('document', params, 1);
const nobody = (): void => undefined;

test('a question runs once for all its users and says how long it took', async () => {
  const { cache, engine, tick } = setUp();
  const seen: boolean[] = [];
  cache.use(key, 'document', params, () => seen.push(cache.peek(key).loading));
  cache.use(key, 'document', params, nobody);
  expect(engine.calls('document')).toHaveLength(1);
  tick(12);
  engine.answer('document', 'info');
  await settled();
  expect(cache.peek(key)).toEqual({ answer: 'info', error: null, loading: false, elapsedMs: 12 });
  expect(seen).toEqual([true, false]);
});

test('the answer stays for the next user', async () => {
  const { cache, engine } = setUp();
  const leave = cache.use(key, 'document', params, nobody);
  engine.answer('document', 'info');
  await settled();
  leave();
  cache.use(key, 'document', params, nobody);
  expect(engine.calls('document')).toHaveLength(1);
  expect(cache.peek(key).answer).toBe('info');
});

test('the last user who leaves cancels the question; a later one asks again', async () => {
  const { cache, engine } = setUp();
  cache.use(key, 'document', params, nobody)();
  expect(engine.sent.map((m) => m.kind)).toEqual(['call', 'cancel']);
  await settled();
  cache.use(key, 'document', params, nobody);
  expect(engine.calls('document')).toHaveLength(2);
  engine.answer('document', 'info');
  await settled();
  expect(cache.peek(key).answer).toBe('info');
});

test('leaving and coming back at once is answered by the second question, not stuck in the first', async () => {
  const { cache, engine } = setUp();
  const leave = cache.use(key, 'document', params, nobody);
  leave();
  cache.use(key, 'document', params, nobody);
  await settled();
  const second = engine.calls('document').at(-1)!;
  expect(engine.calls('document')).toHaveLength(2);
  engine.ok(second.id, 'info');
  await settled();
  expect(cache.peek(key)).toMatchObject({ answer: 'info', loading: false });
});

test('a refetch keeps the answer until the new one is there and drops the one it replaced', async () => {
  const { cache, engine } = setUp();
  cache.use(key, 'document', params, nobody);
  engine.answer('document', 'old');
  await settled();
  cache.refetch(key);
  cache.refetch(key);
  const [, first, second] = engine.calls('document');
  expect(cache.peek(key)).toMatchObject({ answer: 'old', loading: true });
  engine.ok(second!.id, 'new');
  engine.ok(first!.id, 'given up');
  await settled();
  expect(cache.peek(key)).toMatchObject({ answer: 'new', loading: false });
});

test('an error leaves the answer before it in place', async () => {
  const { cache, engine } = setUp();
  cache.use(key, 'document', params, nobody);
  engine.answer('document', 'old');
  await settled();
  cache.refetch(key);
  const error = engineError('bad-params', 'bad', { field: 'filter.focus[0]' });
  engine.err(engine.calls('document').at(-1)!.id, error);
  await settled();
  expect(cache.peek(key)).toMatchObject({ answer: 'old', error, loading: false });
});

test('a lost engine is no error of the question', async () => {
  const { cache, client } = setUp();
  cache.use(key, 'document', params, nobody);
  client.detach();
  await settled();
  expect(cache.peek(key)).toMatchObject({ error: null, loading: false });
});

test('another epoch of the document is another question', () => {
  expect(QueryCache.key('document', params, 2)).not.toBe(key);
});

test('answers nobody uses are given up, oldest first, and so are those of a closed document', async () => {
  const { cache, engine } = setUp();
  const keys = Array.from({ length: 60 }, (_, i) => QueryCache.key('document', { doc: `d-${i}` }, 1));
  for (const [i, k] of keys.entries()) {
    const leave = cache.use(k, 'document', { doc: `d-${i}` }, nobody);
    engine.answer('document', i);
    await settled();
    leave();
  }
  expect(cache.peek(keys[0]!).answer).toBeNull();
  expect(cache.peek(keys[59]!).answer).toBe(59);
  cache.forget('d-59');
  expect(cache.peek(keys[59]!).answer).toBeNull();
  expect(cache.peek(keys[58]!).answer).toBe(58);
});

test('answers that are no longer true are asked for again where somebody looks, and forgotten elsewhere', async () => {
  const { cache, engine } = setUp();
  const other = QueryCache.key('findings', params, 1);
  cache.use(key, 'document', params, nobody);
  const leave = cache.use(other, 'findings', params, nobody);
  engine.answer('document', 'info');
  engine.answer('findings', 'before');
  await settled();
  cache.refresh(['findings']);
  // The one before stays until the new one is there.
  expect(cache.peek(other)).toMatchObject({ answer: 'before', loading: true });
  engine.answer('findings', 'after');
  await settled();
  expect(cache.peek(other).answer).toBe('after');
  expect(engine.calls('document')).toHaveLength(1);

  leave();
  cache.refresh(['findings', 'ruleResults']);
  expect(cache.peek(other).answer).toBeNull();
});

test('what grows is asked again when its answer is there, however fast the ticks come', async () => {
  const { cache, engine } = setUp();
  cache.use(key, 'document', params, nobody);
  cache.renew(['document'], 'd-1');
  cache.renew(['document'], 'd-1');
  expect(engine.calls('document')).toHaveLength(1);
  engine.answer('document', 'first');
  await settled();
  expect(cache.peek(key).answer).toBe('first');
  expect(engine.calls('document')).toHaveLength(2);
  engine.answer('document', 'second');
  await settled();
  expect(cache.peek(key)).toMatchObject({ answer: 'second', loading: false });
  expect(engine.calls('document')).toHaveLength(2);
});

test('only the document that grows is asked again, and only what somebody uses', async () => {
  const { cache, engine } = setUp();
  cache.use(key, 'document', params, nobody);
  engine.answer('document', 'info');
  await settled();
  cache.renew(['document'], 'd-2');
  cache.renew(['findings'], 'd-1');
  expect(engine.calls('document')).toHaveLength(1);
  cache.renew(['document'], 'd-1');
  expect(engine.calls('document')).toHaveLength(2);
});

test('what a document waits for is told, can be stopped, and goes on', async () => {
  const { cache, engine, tick } = setUp();
  let changes = 0;
  const end = cache.watch(() => changes++);
  expect(cache.waiting('d-1')).toBeNull();
  tick(5);
  cache.use(key, 'document', params, nobody);
  expect(cache.waiting('d-1')).toBe(5);
  expect(cache.waiting('d-2')).toBeNull();
  expect(cache.waitsLong('d-1')).toBe(false);
  tick(300);
  expect(cache.waitsLong('d-1')).toBe(true);
  const before = changes;
  cache.stop('d-1');
  expect(engine.sent.map((m) => m.kind)).toEqual(['call', 'cancel']);
  await settled();
  expect(cache.waiting('d-1')).toBe('stopped');
  expect(cache.waitsLong('d-1')).toBe(false);
  expect(changes).toBeGreaterThan(before);
  cache.goOn('d-1');
  expect(cache.waiting('d-1')).toBe(305);
  engine.answer('document', 'info');
  await settled();
  expect(cache.waiting('d-1')).toBeNull();
  expect(cache.peek(key).answer).toBe('info');
  // An answer that is renewed is not waited for.
  cache.refetch(key);
  expect(cache.waiting('d-1')).toBeNull();
  end();
});

test('a question that was stopped and left is asked when somebody comes back', async () => {
  const { cache, engine } = setUp();
  const leave = cache.use(key, 'document', params, nobody);
  cache.stop('d-1');
  await settled();
  leave();
  expect(cache.waiting('d-1')).toBeNull();
  cache.use(key, 'document', params, nobody);
  expect(typeof cache.waiting('d-1')).toBe('number');
  expect(engine.calls('document')).toHaveLength(2);
});
