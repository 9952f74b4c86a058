import { describe, expect, it } from 'vitest';
import { engineError } from '@core/api/errors';
import { PROTOCOL_VERSION, type EngineMessage, type OpenInput } from '@core/api/protocol';
import { NO_FILTER } from '@core/api/queries';
import { Engine } from '@core/query/engine';
import { serve, type ResolveSource, type ResolveTarget } from '@core/query/serve';
import { bytesSource } from '@core/base/source';
import { capturePath } from '../../support/fixtures';
import { fileSource } from '../../support/engine';
import { memorySink } from '../../support/export';

/** The client's end of a port: posts messages, waits for the one that ends a call. */
function connect(
  resolve: ResolveSource = () => Promise.resolve(fileSource(capturePath('locks/go1.26/goroutine.debug2.txt'))),
  target?: ResolveTarget,
) {
  const sent: EngineMessage[] = [];
  const waiting = new Map<number, (message: EngineMessage) => void>();
  let receive: (message: unknown) => void = () => {};
  const engine = new Engine({ now: () => performance.now() });
  serve(
    engine,
    {
      post(message) {
        const copy = structuredClone(message);
        sent.push(copy);
        if (copy.kind !== 'event') waiting.get(copy.id)?.(copy);
      },
      onMessage: (handler) => (receive = handler),
    },
    resolve,
    () => performance.now(),
    target,
  );
  const call = (id: number, name: string, params: unknown): Promise<EngineMessage> => {
    const answered = new Promise<EngineMessage>((done) => waiting.set(id, done));
    receive({ v: PROTOCOL_VERSION, id, kind: 'call', name, params });
    return answered;
  };
  const open = (id: number, inputs: readonly OpenInput[] = [{ source: 's-1' }]) =>
    call(id, 'open', { doc: 'd-1', inputs });
  return { engine, sent, call, open, raw: (message: unknown) => receive(message) };
}

/** A dump of many goroutines as text. */
function dump(goroutines: number): string {
  let text = '';
  for (let i = 1; i <= goroutines; i++) {
    text += `goroutine ${i} [chan send]:\nex.com/q.put(0xc000)\n\t/src/q/put.go:${i % 500} +0x1f\ncreated by ex.com/q.Start\n\t/src/q/q.go:7 +0x2a\n\n`;
  }
  return text;
}

describe('serve', () => {
  it('opens, answers with typed arrays, closes', async () => {
    const client = connect();
    expect(await client.open(1)).toMatchObject({
      id: 1,
      kind: 'ok',
      answer: { doc: 'd-1', title: 'goroutine.debug2.txt' },
    });
    const flame = await client.call(2, 'flame', {
      ...{ doc: 'd-1', capture: 0, sampleType: 0, filter: NO_FILTER, zoom: null, width: 100, minPx: 1, search: '' },
    });
    expect(flame).toMatchObject({ id: 2, kind: 'ok', answer: { total: 87 } });
    expect(flame.kind === 'ok' && (flame.answer as { x: unknown }).x).toBeInstanceOf(Float32Array);
    expect(await client.call(3, 'status', {})).toMatchObject({
      answer: { protocol: PROTOCOL_VERSION, documents: ['d-1'] },
    });
    expect(await client.call(4, 'close', { doc: 'd-1' })).toMatchObject({ kind: 'ok', answer: null });
    expect(await client.call(5, 'document', { doc: 'd-1' })).toMatchObject({
      kind: 'err',
      error: { code: 'not-found' },
    });
  });
  it('opens pasted text', async () => {
    const client = connect();
    const opened = await client.open(1, [{ text: dump(3), name: 'pasted.txt' }]);
    expect(opened).toMatchObject({
      kind: 'ok',
      answer: { captures: [{ name: 'pasted.txt', counts: { goroutines: 3 } }] },
    });
  });
  it('answers by id, not by order', async () => {
    const client = connect();
    await client.open(1);
    await Promise.all([
      client.call(9, 'findings', { doc: 'd-1' }),
      client.call(5, 'document', { doc: 'd-1' }),
      client.call(7, 'document', { doc: 'x' }),
    ]);
    const kinds = new Map(client.sent.map(({ id, kind }) => [id, kind]));
    expect([kinds.get(9), kinds.get(5), kinds.get(7)]).toEqual(['ok', 'ok', 'err']);
  });
  it('cancels a question that was asked before it', async () => {
    const client = connect();
    await client.open(1);
    const asked = client.call(2, 'findings', { doc: 'd-1' });
    client.raw({ v: PROTOCOL_VERSION, id: 2, kind: 'cancel' });
    expect(await asked).toMatchObject({ kind: 'err', error: { code: 'cancelled' } });
    expect(await client.call(3, 'findings', { doc: 'd-1' })).toMatchObject({ kind: 'ok' });
  });
  it('cancels an open in the middle, and what was open stays', async () => {
    const client = connect();
    await client.open(1);
    const text = dump(60_000);
    const asked = client.call(2, 'open', { doc: 'd-2', inputs: [{ text, name: 'big.txt' }] });
    const timer = setTimeout(() => client.raw({ v: PROTOCOL_VERSION, id: 2, kind: 'cancel' }), 5);
    expect(await asked).toMatchObject({ kind: 'err', error: { code: 'cancelled' } });
    clearTimeout(timer);
    expect(client.engine.status().documents).toEqual(['d-1']);
  });
  it('sends progress of its call, bytes never going backwards', async () => {
    const client = connect();
    await client.open(4, [{ text: dump(40_000), name: 'big.txt' }]);
    const events = client.sent.flatMap((message) => (message.kind === 'event' ? [message] : []));
    expect(events.length).toBeGreaterThan(0);
    let last = 0;
    for (const { id, event } of events) {
      if (event.type !== 'progress') throw new Error('not progress');
      expect([id, event.doc, event.progress.what]).toEqual([4, 'd-1', 'Reading big.txt']);
      expect(event.progress.done).toBeGreaterThanOrEqual(last);
      last = event.progress.done;
    }
  });
  it('lists a source that the host cannot hand over', async () => {
    const client = connect((id) => {
      if (id === 's-1') return Promise.reject(new Error('gone'));
      return Promise.resolve(bytesSource('a.txt', new TextEncoder().encode(dump(1))));
    });
    const opened = await client.open(1, [{ source: 's-1' }, { source: 's-2' }]);
    expect(opened).toMatchObject({
      kind: 'ok',
      answer: { failed: [{ name: 's-1', error: { code: 'unreadable', reason: 'gone' } }] },
    });
  });
  it.each([
    ['a question that does not exist', 'everything', { doc: 'd' }, 'name'],
    ['a name of Object', 'constructor', { doc: 'd' }, 'name'],
    ['no document', 'top', {}, 'doc'],
    ['no parameters', 'top', null, 'doc'],
    ['inputs of another shape', 'open', { doc: 'd', inputs: [{ path: '/etc/passwd' }] }, 'inputs'],
  ])('refuses %s', async (_, name, params, field) => {
    expect(await connect().call(1, name, params)).toMatchObject({ kind: 'err', error: { code: 'bad-params', field } });
  });
  it('ignores what is no message', () => {
    const client = connect();
    for (const message of [
      null,
      5,
      {},
      { v: 99, id: 1, kind: 'call', name: 'status' },
      { v: PROTOCOL_VERSION, id: 'x', kind: 'call' },
    ])
      client.raw(message);
    expect(client.sent).toEqual([]);
  });
});

describe('serve exports', () => {
  const params = { doc: 'd-1', capture: 0, sampleType: null, filter: NO_FILTER, to: 'collapsed', target: 'dst-1' };

  it('into the place that an id stands for, with progress', async () => {
    const sink = memorySink();
    const client = connect(undefined, (id) => Promise.resolve(id === 'dst-1' ? sink : { error: NOWHERE }));
    await client.open(1, [{ text: dump(30_000), name: 'many.txt' }]);
    const done = await client.call(2, 'export', params);
    expect(done).toMatchObject({ kind: 'ok', answer: { entries: 1, noun: 'stacks', bytes: sink.bytes.length } });
    expect(sink.bytes.toString()).toBe('ex.com/q.put 30000\n');
    expect(client.sent.some((m) => m.kind === 'event' && m.event.type === 'export' && m.event.doc === 'd-1')).toBe(
      true,
    );
    expect(await client.call(3, 'export', { ...params, target: 'dst-9' })).toMatchObject({
      kind: 'err',
      error: NOWHERE,
    });
    expect(await client.call(4, 'export', { ...params, target: 7 })).toMatchObject({
      error: { code: 'bad-params', field: 'target' },
    });
  });

  it('until a cancel arrives: nothing is left behind', async () => {
    const sink = memorySink();
    const client = connect(undefined, () =>
      Promise.resolve({ ...sink, write: () => new Promise((resolve) => setTimeout(resolve, 20)) }),
    );
    const lines = Array.from({ length: 20_000 }, (_, i) => `main;work${i};leaf${i} 1`).join('\n');
    await client.open(1, [{ text: lines, name: 'x.folded' }]);
    const writing = client.call(2, 'export', params);
    setTimeout(() => client.raw({ v: PROTOCOL_VERSION, id: 2, kind: 'cancel' }), 10);
    expect(await writing).toMatchObject({ kind: 'err', error: { code: 'cancelled' } });
    expect(sink.ending).toBe('open, aborted');
  });

  it('nowhere, where a host has no files', async () => {
    const client = connect();
    await client.open(1);
    expect(await client.call(2, 'export', params)).toMatchObject({ kind: 'err', error: { code: 'unwritable' } });
  });
});

const NOWHERE = engineError('not-found', 'no such place');
