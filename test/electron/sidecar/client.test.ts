import { describe, expect, it } from 'vitest';
import { SidecarClient } from '../../../electron/sidecar/client';
import { sidecarError } from '../../../electron/sidecar/errors';
import { encodeFrame, FrameDecoder } from '@core/base/wire/frames';
import { vector } from '../../support/wire';

const HELLO = vector('hello').frames[0].message;
const EMPTY = { processes: [], takenMs: 0, notes: [] };
const LOST = sidecarError('lost', 'it ended');

function frame(message: unknown, kind: 0 | 1 = 0): Uint8Array {
  const encoded = encodeFrame(kind, Buffer.from(JSON.stringify(message)));
  if (!encoded.ok) throw new Error(encoded.error.detail);
  return encoded.value;
}

/** A batch of a table without rows. */
function columns(call: number): Uint8Array {
  const header = Buffer.from(JSON.stringify({ call, table: 't', rows: 0, columns: [] }));
  const payload = Buffer.alloc(Math.ceil((4 + header.length) / 8) * 8);
  payload.writeUInt32LE(header.length);
  header.copy(payload, 4);
  const encoded = encodeFrame(1, payload);
  if (!encoded.ok) throw new Error(encoded.error.detail);
  return encoded.value;
}

/** A client and what it sent. */
function session(greeting: unknown = HELLO) {
  const decoder = new FrameDecoder();
  const sent: unknown[] = [];
  let broken = 0;
  const client = new SidecarClient(
    (bytes) => {
      for (const { payload } of decoder.push(bytes).frames) sent.push(JSON.parse(Buffer.from(payload).toString()));
    },
    () => broken++,
  );
  if (greeting !== null) client.receive(frame(greeting));
  return {
    client,
    sent,
    broken: () => broken,
    answer: (id: number, answer: unknown = EMPTY, name = 'list') =>
      client.receive(frame({ type: 'answer', id, name, answer })),
    fail: (id: number, code: string) =>
      client.receive(
        frame({ type: 'error', id, name: 'list', error: { code, message: 'no', hint: 'do', detail: 'x' } }),
      ),
  };
}

describe('calls', () => {
  it('are answered by id, in any order', async () => {
    const { client, sent, answer } = session();
    expect(await client.hello).toEqual({ ok: true, value: HELLO });
    const first = client.call('list', {});
    const second = client.call('list', {});
    expect(sent).toEqual([1, 2].map((id) => ({ type: 'call', id, name: 'list', params: {} })));
    answer(2, { processes: [], takenMs: 1, notes: ['second'] });
    answer(1);
    expect(await second).toEqual({ ok: true, value: { processes: [], takenMs: 1, notes: ['second'] } });
    expect(await first).toEqual({ ok: true, value: EMPTY });
  });
  it('fail as the sampler says; a code of a later minor is internal', async () => {
    const { client, fail } = session();
    const calls = [client.call('list', {}), client.call('list', {})];
    fail(1, 'unsupported-os');
    fail(2, 'moon-phase');
    expect(await Promise.all(calls)).toEqual(
      ['unsupported-os', 'internal'].map((code) => ({
        ok: false,
        error: { code, message: 'no', hint: 'do', detail: 'x' },
      })),
    );
  });
  it('that are cancelled end at once, and what still comes for them is dropped', async () => {
    const { client, sent, answer, broken } = session();
    const abort = new AbortController();
    const call = client.call('list', {}, abort.signal);
    abort.abort();
    expect(await call).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(sent.at(-1)).toEqual({ type: 'cancel', id: 1 });
    answer(1);
    expect(broken()).toBe(0);
    expect(await client.call('list', {}, abort.signal)).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(sent.length).toBe(2);
  });
  it('that are answered send no cancel when the signal fires later', async () => {
    const { client, sent, answer } = session();
    const abort = new AbortController();
    const call = client.call('list', {}, abort.signal);
    answer(1);
    abort.abort();
    expect(await call).toEqual({ ok: true, value: EMPTY });
    expect(sent.length).toBe(1);
  });
  it('fail when the session is lost, and so does every later one', async () => {
    const { client, broken } = session();
    const call = client.call('list', {});
    client.receive(frame(HELLO).subarray(0, 3));
    client.lose(LOST);
    client.lose(sidecarError('protocol', 'too late to matter'));
    const error = { ...LOST, detail: 'the stream ends after 3 of 5 header bytes' };
    expect(await call).toEqual({ ok: false, error });
    expect(await client.call('list', {})).toEqual({ ok: false, error });
    expect(broken()).toBe(0);
  });
  it('whose answer is not as promised fail alone', async () => {
    const { client, answer } = session();
    const calls = [client.call('list', {}), client.call('list', {})];
    answer(1, { processes: 7 });
    answer(2);
    const [bad, good] = await Promise.all(calls);
    expect(bad).toMatchObject({ ok: false, error: { code: 'protocol' } });
    expect(bad.ok ? '' : bad.error.detail).toContain('list.processes');
    expect(good.ok).toBe(true);
  });
});

describe('tables', () => {
  const ANSWER = (vector('snapshot').frames[3].message as { answer: unknown }).answer;
  it('come before the answer, and four that are taken let the sampler send four others', async () => {
    const { client, sent, answer } = session();
    const seen: string[] = [];
    const call = client.call('snapshot', { pid: 4711 }, undefined, ({ table }) => seen.push(table));
    expect(sent.slice(1)).toEqual([{ type: 'credit', id: 1, batches: 8 }]);
    for (let taken = 1; taken <= 9; taken++) {
      client.receive(columns(1));
      expect(seen).toHaveLength(taken);
      expect(sent.slice(2)).toEqual(Array(Math.floor(taken / 4)).fill({ type: 'credit', id: 1, batches: 4 }));
    }
    answer(1, ANSWER, 'snapshot');
    expect(await call).toEqual({ ok: true, value: ANSWER });
  });
  it('of a call that was cancelled are dropped', async () => {
    const { client, broken } = session();
    const controller = new AbortController();
    const seen: string[] = [];
    const call = client.call('snapshot', { pid: 4711 }, controller.signal, ({ table }) => seen.push(table));
    controller.abort();
    client.receive(columns(1));
    expect(await call).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect([seen, broken()]).toEqual([[], 0]);
  });
});

describe('what makes no sense ends the session', () => {
  it.each<[string, Uint8Array, string]>([
    ['an answer to a call that was not made', frame({ type: 'answer', id: 9, name: 'list', answer: EMPTY }), 'call 9'],
    ['an answer of another name', frame({ type: 'answer', id: 1, name: 'lost', answer: EMPTY }), 'lost'],
    ['a second hello', frame(HELLO), 'hello'],
    ['columns that are none', frame([], 1), 'columns'],
    ['columns for a call that takes none', columns(1), 'call 1'],
    ['columns for a call that was not made', columns(9), 'call 9'],
    ['no JSON', Uint8Array.of(1, 0, 0, 0, 0, 0x7b), 'JSON'],
    ['no frame', Uint8Array.of(255, 255, 255, 255, 0), '4294967295'],
  ])('%s', async (_what, bytes, where) => {
    const { client, broken } = session();
    const call = client.call('list', {});
    client.receive(bytes);
    client.receive(frame({ type: 'answer', id: 1, name: 'list', answer: EMPTY }));
    const outcome = await call;
    expect(outcome).toMatchObject({ ok: false, error: { code: 'protocol' } });
    expect(outcome.ok ? '' : outcome.error.detail).toContain(where);
    expect(broken()).toBe(1);
  });
  it('a failure under id 0, with its own code', async () => {
    const { client, fail, broken } = session();
    const call = client.call('list', {});
    fail(0, 'bad-frame');
    expect(await call).toMatchObject({ ok: false, error: { code: 'bad-frame', message: 'no' } });
    expect(broken()).toBe(1);
  });
  it('no hello first', async () => {
    const { client, answer, broken } = session(null);
    answer(1);
    expect(await client.hello).toMatchObject({ ok: false, error: { code: 'protocol' } });
    expect(broken()).toBe(1);
  });
  it('a hello of another major, whatever else is in it', async () => {
    const { client, broken } = session({ type: 'hello', protocol: { major: 2, minor: 0 }, features: {} });
    const hello = await client.hello;
    expect(hello).toMatchObject({ ok: false, error: { code: 'protocol' } });
    expect(hello.ok ? '' : hello.error.message).toContain('protocol 2');
    expect(hello.ok ? '' : hello.error.hint).toContain('npm run build');
    expect(broken()).toBe(1);
  });
  it('but a later minor is welcome', async () => {
    const { client } = session({ ...(HELLO as object), protocol: { major: 1, minor: 7 }, more: true });
    expect(await client.hello).toMatchObject({ ok: true, value: { protocol: { minor: 7 } } });
  });
});
