import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROL, encodeFrame, FrameDecoder, MAX_PAYLOAD, type Frame } from '@core/base/wire/frames';
import { decodeAnswer, decodeMessage, encodeMessage, type ToSampler } from '../../../../electron/sidecar/messages';
import { vector, vectors } from '../../../support/wire';

/** Decodes a stream that arrives in pieces; `ends` as in the vectors. */
function decode(pieces: readonly Uint8Array[]): { frames: Frame[]; ends: string } {
  const decoder = new FrameDecoder();
  const frames: Frame[] = [];
  for (const piece of pieces) {
    const decoded = decoder.push(piece);
    frames.push(...decoded.frames);
    if (decoded.error !== null) break;
  }
  return { frames, ends: decoder.end()?.code ?? 'clean' };
}

function encode(kind: 0 | 1, payload: Uint8Array): Uint8Array {
  const frame = encodeFrame(kind, payload);
  if (!frame.ok) throw new Error(frame.error.detail);
  return frame.value;
}

const PROGRAMS = ['launch', 'await', 'signal'] as const;
const CALLS = ['list', 'cpu', 'wall', 'finish', 'counters', 'snapshot', 'watch', 'pace', 'reach', ...PROGRAMS] as const;
const isCall = (name: string): name is (typeof CALLS)[number] => CALLS.some((known) => known === name);

/** Through this side's types, so that a field which one of the two does not have shows. */
function payloadOf({ message, hex }: { message?: unknown; hex?: string }): Uint8Array {
  if (message === undefined) return Buffer.from(hex ?? '', 'hex');
  const plain = Buffer.from(JSON.stringify(message));
  const { type } = message as { type: string };
  if (type === 'call' || type === 'cancel' || type === 'credit') return encodeMessage(message as ToSampler);
  const decoded = decodeMessage(plain);
  if (!decoded.ok) throw new Error(decoded.error);
  if (decoded.value.type !== 'answer') return Buffer.from(JSON.stringify(decoded.value));
  const { name } = decoded.value;
  if (!isCall(name)) throw new Error(`no type for the answer to ${name}`);
  const answer = decodeAnswer(name, decoded.value.answer);
  if (!answer.ok) throw new Error(answer.error);
  return Buffer.from(JSON.stringify({ ...decoded.value, answer: answer.value }));
}

describe('golden vectors, which the Go tests decode and encode, too', () => {
  it('are there', () => expect(vectors().length).toBeGreaterThanOrEqual(8));
  it.each(vectors())('$name', ({ bytes, frames, ends, tail }) => {
    const decoded = decode([bytes]);
    expect(decoded.ends).toBe(ends);
    expect(decoded.frames.map(({ kind }) => kind)).toEqual(frames.map(({ kind }) => kind));
    for (const [i, { message }] of frames.entries()) {
      if (message !== undefined) {
        expect(JSON.parse(Buffer.from(decoded.frames[i].payload).toString())).toEqual(message);
      }
    }
    const encoded = Buffer.concat([
      ...frames.map((frame) => encode(frame.kind, payloadOf(frame))),
      Buffer.from(tail, 'hex'),
    ]);
    expect(encoded.equals(bytes), encoded.toString()).toBe(true);
  });
});

describe('chunks', () => {
  const { bytes, frames } = vector('requests');
  it('of any size give the same frames', () => {
    const whole = decode([bytes]);
    expect(whole.frames.length).toBe(frames.length);
    for (let at = 0; at <= bytes.length; at++) {
      expect(decode([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
    }
    expect(decode([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });
  it('cut short are truncated, unless the cut is between frames', () => {
    const ends: number[] = [0];
    for (const frame of decode([bytes]).frames) ends.push((ends.at(-1) ?? 0) + 5 + frame.payload.length);
    for (let at = 0; at <= bytes.length; at++) {
      expect(decode([bytes.subarray(0, at)]).ends).toBe(ends.includes(at) ? 'clean' : 'truncated');
    }
  });
  it('may be used again: a payload is a copy at offset 0', () => {
    const chunk = Uint8Array.from(bytes);
    const [first] = new FrameDecoder().push(chunk).frames;
    const before = Uint8Array.from(first.payload);
    chunk.fill(0);
    expect(first.payload).toEqual(before);
    expect([first.payload.byteOffset, first.payload.buffer.byteLength]).toEqual([0, before.length]);
  });
});

describe('limits', () => {
  it('reads the largest frame and refuses one byte more, before its payload arrives', () => {
    const largest = new Uint8Array(MAX_PAYLOAD);
    const bytes = encode(1, largest);
    const half = bytes.length >> 1;
    const { frames, ends } = decode([bytes.subarray(0, half), bytes.subarray(half)]);
    expect([frames.length, frames[0].payload.length, ends]).toEqual([1, MAX_PAYLOAD, 'clean']);
    expect(decode([Uint8Array.of(1, 0, 0, 1, 0)]).ends).toBe('too-large');
    expect(encodeFrame(CONTROL, new Uint8Array(MAX_PAYLOAD + 1))).toMatchObject({
      ok: false,
      error: { code: 'too-large' },
    });
  });
  it('gives the frames before an error, then only the error', () => {
    const { bytes } = vector('unknown-kind');
    const decoder = new FrameDecoder();
    expect(decoder.push(bytes)).toMatchObject({ frames: [{ kind: 0 }], error: { code: 'unknown-kind' } });
    expect(decoder.push(vector('hello').bytes)).toMatchObject({ frames: [], error: { code: 'unknown-kind' } });
    expect(decoder.end()).toMatchObject({ code: 'unknown-kind' });
  });
});

describe('damage', () => {
  const good = vectors().map(({ bytes }) => bytes);
  const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 });
  it('ends in frames that encode to what was read, and then a clean end or an error', () => {
    fc.assert(
      fc.property(fc.constantFrom(...good), flips, fc.integer({ min: 1, max: 64 }), (bytes, changes, size) => {
        const damaged = Uint8Array.from(bytes);
        for (const [at, mask] of changes) if (damaged.length > 0) damaged[at % damaged.length] ^= mask;
        const pieces = [];
        for (let at = 0; at < damaged.length; at += size) pieces.push(damaged.subarray(at, at + size));
        const { frames, ends } = decode(pieces);
        expect(['clean', 'too-large', 'truncated', 'unknown-kind']).toContain(ends);
        const again = Buffer.concat(frames.map(({ kind, payload }) => encode(kind, payload)));
        expect(again.equals(damaged.subarray(0, again.length))).toBe(true);
        if (ends === 'clean') expect(again.length).toBe(damaged.length);
        for (const { payload } of frames) {
          const message = decodeMessage(payload);
          if (message.ok && message.value.type === 'answer') decodeAnswer('list', message.value.answer);
          else if (!message.ok) expect(message.error).not.toBe('');
        }
      }),
    );
  });
  it.each([
    ['', 'JSON'],
    ['[]', 'object'],
    ['null', 'object'],
    ['{}', 'message.type'],
    ['{"type":"dance"}', 'dance'],
    ['{"type":"call","id":1,"name":"list","params":{}}', 'call'],
    ['{"type":"answer","id":"1","name":"list","answer":{}}', 'answer.id'],
    ['{"type":"answer","id":1.5,"name":"list","answer":{}}', 'answer.id'],
    ['{"type":"answer","id":1,"name":"list"}', 'answer.answer'],
    ['{"type":"error","id":1,"name":"list","error":{"code":"gone"}}', 'error.error.message'],
    ['{"type":"hello","protocol":{"major":1},"build":""}', 'hello.protocol.minor'],
  ])('%s is no message, and says where', (text, where) => {
    const decoded = decodeMessage(Buffer.from(text));
    expect(decoded.ok ? null : decoded.error).toContain(where);
  });
  it('takes fields that it does not know: a later minor may add them', () => {
    const text =
      '{"type":"error","id":1,"name":"list","error":{"code":"x","message":"","hint":"","detail":"","more":[]}}';
    const decoded = decodeMessage(Buffer.from(text));
    expect(decoded).toMatchObject({ ok: true, value: { error: { code: 'x' } } });
  });
  it('names the field of an answer that is not as promised', () => {
    const [, { message }] = vector('list').frames;
    const { answer } = message as { answer: { processes: Record<string, unknown>[] } };
    answer.processes[2]['threads'] = '23';
    const decoded = decodeAnswer('list', answer);
    expect(decoded).toEqual({ ok: false, error: 'list.processes[2].threads is no safe integer' });
  });
});
