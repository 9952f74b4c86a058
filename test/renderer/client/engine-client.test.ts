import { expect, test } from 'vitest';
import { engineError } from '@core/api/errors';
import { EngineClient } from '../../../renderer/client/engine-client';
import { FakeEngine } from './fake-engine';

function connected(): { client: EngineClient; engine: FakeEngine } {
  const client = new EngineClient();
  const engine = new FakeEngine();
  client.attach(engine);
  return { client, engine };
}

test('answers find their call by id, whatever their order', async () => {
  const { client, engine } = connected();
  const first = client.call('document', { doc: 'd-1' });
  const second = client.call('document', { doc: 'd-2' });
  const [a, b] = engine.sent;
  engine.ok(b!.id, 'second');
  engine.ok(a!.id, 'first');
  expect(await first).toEqual({ ok: true, value: 'first' });
  expect(await second).toEqual({ ok: true, value: 'second' });
});

test('an error of the engine is a result, not an exception', async () => {
  const { client, engine } = connected();
  const call = client.call('document', { doc: 'd-1' });
  const error = engineError('not-found', 'There is no document d-1');
  engine.err(engine.sent[0]!.id, error);
  expect(await call).toEqual({ ok: false, error });
});

test('cancel settles at once, tells the engine, and drops the answer that still comes', async () => {
  const { client, engine } = connected();
  const controller = new AbortController();
  const call = client.call('document', { doc: 'd-1' }, controller.signal);
  controller.abort();
  expect(await call).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  const { id } = engine.sent[0]!;
  expect(engine.sent[1]).toMatchObject({ id, kind: 'cancel' });
  expect(() => engine.ok(id, 'late')).not.toThrow();
});

test('a call whose signal has fired is never sent', async () => {
  const { client, engine } = connected();
  expect(await client.call('document', { doc: 'd-1' }, AbortSignal.abort())).toMatchObject({
    error: { code: 'cancelled' },
  });
  expect(engine.sent).toEqual([]);
});

test('a lost engine settles what was asked of it; what is asked meanwhile goes to the next one', async () => {
  const { client, engine } = connected();
  const before = client.call('document', { doc: 'd-1' });
  client.detach();
  expect(await before).toMatchObject({ ok: false, error: { code: 'engine-lost' } });
  expect(engine.closed).toBe(true);

  const meanwhile = client.call('document', { doc: 'd-1' });
  const next = new FakeEngine();
  client.attach(next);
  next.answer('document', 'again');
  expect(await meanwhile).toEqual({ ok: true, value: 'again' });
});

test('a cancelled call that waits for an engine is not sent to it', async () => {
  const client = new EngineClient();
  const controller = new AbortController();
  const call = client.call('document', { doc: 'd-1' }, controller.signal);
  controller.abort();
  await call;
  const engine = new FakeEngine();
  client.attach(engine);
  expect(engine.sent).toEqual([]);
});

test('an answer of the engine before is not taken for one of the next', async () => {
  const { client, engine } = connected();
  void client.call('document', { doc: 'd-1' });
  const next = new FakeEngine();
  client.attach(next);
  const call = client.call('document', { doc: 'd-1' });
  engine.ok(next.sent[0]!.id, 'of the dead');
  next.ok(next.sent[0]!.id, 'of the living');
  expect(await call).toEqual({ ok: true, value: 'of the living' });
});

test('another protocol version is an error, and noise is ignored', async () => {
  const { client, engine } = connected();
  const call = client.call('document', { doc: 'd-1' });
  engine.say('noise');
  engine.say({ v: 99, id: engine.sent[0]!.id, kind: 'ok', answer: 1 });
  expect(await call).toMatchObject({ ok: false, error: { code: 'internal' } });
});

test('events reach their listeners until they leave', () => {
  const { client, engine } = connected();
  const heard: unknown[] = [];
  const stop = client.onEvent((event) => heard.push(event.type));
  const note = { type: 'note', doc: 'd-1', note: {} };
  engine.say({ v: 1, id: 0, kind: 'event', event: note });
  stop();
  engine.say({ v: 1, id: 0, kind: 'event', event: note });
  expect(heard).toEqual(['note']);
});
