import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { EngineError } from '@core/api/errors';
import type { Result } from '@core/base/result';
import { bytesSource, type ByteSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { inlinePool } from '@core/formats/pool';
import { pprofFormat } from '@core/formats/pprof/parse';
import type { Capture } from '@core/model/tables';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { Message, writeProfile, type ProfileSpec } from '../../../support/pprof-writer';
import { anyProfile } from './arbitrary';
import { parseBytes, parsed, unpackedFile } from './read';

type Read = Result<readonly Capture[], EngineError>;

/** Columns as their kind, length and a digest: millions of numbers take a test library minutes to compare. */
function digested(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return `${value.constructor.name} of ${value.byteLength} bytes: ${createHash('sha1').update(bytes).digest('hex')}`;
  }
  if (Array.isArray(value)) return value.map(digested);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, digested(inner)]));
}

/** All that a capture has: columns, names, notes. Stacks as they were left, runs or a table. */
function content(read: Read): unknown {
  return digested(tablesOf(read));
}

function tablesOf(read: Read): unknown {
  if (!read.ok) return read.error;
  const [{ strings, stacks, samples, ...rest }] = read.value;
  const names = Array.from({ length: strings.count }, (_, id) => strings.get(id));
  const { runs } = stacks;
  return runs ? { names, rest, runs, ...samples } : { names, rest, stacks, samples };
}

/** Without what says how it was read. */
function columns(read: Read): unknown {
  return read.ok ? content({ ok: true, value: read.value.map((one) => ({ ...one, notes: [] })) }) : read.error;
}

/** In pieces of the given lengths, again and again; null where it gave up. Each is written over afterwards, as hosts do. */
async function inPieces(bytes: Uint8Array, lengths: readonly number[], expected = bytes.length): Promise<Read | null> {
  const about = { name: 'x.pb.gz', size: bytes.length, compression: 'gzip', modifiedMs: 5, signal: null } as const;
  const reader = pprofFormat.inPieces?.({ ...about, pool: inlinePool(), progress: () => {} }, expected);
  if (reader === undefined) throw new Error('pprof is not read in pieces');
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const piece = bytes.slice(at, at + lengths[i % lengths.length]);
    at += piece.length;
    const goesOn = reader.take(piece);
    piece.fill(0xaa);
    if (!goesOn) return null;
  }
  return reader.finish();
}

async function whole(bytes: Uint8Array): Promise<Read> {
  const read = await parseBytes(bytes);
  return read.ok ? { ok: true, value: [read.value] } : read;
}

async function carefully(bytes: Uint8Array): Promise<Read> {
  return { ok: true, value: [await parsed(bytes, true)] };
}

const files = captureFiles(/\.pb\.gz$/);

describe('a profile in pieces', () => {
  it.each(files)('is the same wherever they end, and read field by field: %s', async (file) => {
    const bytes = unpackedFile(capturePath(file));
    const expected = content(await whole(bytes));
    for (const lengths of [[1], [7, 64, 3], [1000], [65536]])
      expect(content((await inPieces(bytes, lengths))!)).toEqual(expected);
    // Without a name of a function nobody can say that a cut profile is readable.
    if (!file.includes('threadcreate')) expect(columns(await carefully(bytes))).toEqual(columns(await whole(bytes)));
  });

  it('is the same for any ids, packing, order, labels and borders, or is left to the careful way', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(
        anyProfile,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 1 << 20 }),
        async ({ bytes }, lengths, expected) => {
          const pieces = await inPieces(bytes, lengths, expected);
          if (pieces === null) return;
          read++;
          expect(content(pieces)).toEqual(content(await whole(bytes)));
          // A profile without samples is refused where it may be cut.
          if (pieces.ok && pieces.value[0].samples.count > 0)
            expect(columns(await carefully(bytes))).toEqual(columns(await whole(bytes)));
        },
      ),
      { numRuns: 300, seed: 21 },
    );
    // Ids of 64 bits are in most of them.
    expect(read).toBeGreaterThan(60);
  }, 60_000);

  const ids = (count: number, step: number): ProfileSpec => ({
    sampleTypes: [['n', 'count']],
    functions: [{ id: 1, name: 'f' }],
    locations: Array.from({ length: count }, (_, i) => ({ id: (i + 1) * step, address: i, lines: [{ function: 1 }] })),
    samples: Array.from({ length: count }, (_, i) => ({ locations: [(i + 1) * step], values: [i] })),
  });
  it.each([
    ['narrow rows of numbers in a row', 300, 1, Uint16Array],
    ['narrow rows of sparse ids', 300, 1000, Uint16Array],
    ['narrow rows of ids beyond 2^28', 30, 2 ** 27, Uint16Array],
    ['wide rows', 66_000, 1, Uint32Array],
    ['wide rows of sparse ids', 66_000, 9, Uint32Array],
  ])('has %s', async (_what, count, step, type) => {
    const bytes = writeProfile(ids(count, step), { tablesFirst: step === 1 });
    const read = await inPieces(bytes, [5000]);
    if (read === null || !read.ok) throw new Error('was not read in pieces');
    const { location, start } = read.value[0].stacks.runs!;
    expect(location).toEqual(new type(start.subarray(0, count)));
    expect(start).toEqual(Uint32Array.from({ length: count + 1 }, (_row, i) => i));
  });

  it.each([
    ['a location that is not there', { ...ids(5, 1), samples: [{ locations: [6], values: [1] }] }],
    ['an id of 64 bits', { ...ids(5, 1), locations: [{ id: 2n ** 40n }] }],
    ['samples with another number of values', { ...ids(5, 1), sampleTypes: [] }],
  ] satisfies [string, ProfileSpec][])('is not read in pieces with %s', async (_what, spec) => {
    const samples = [{ locations: [2n ** 40n], values: [1] }];
    const bytes = writeProfile(spec.locations?.[0].id === 2n ** 40n ? { ...spec, samples } : spec);
    expect(await inPieces(bytes, [9])).toBeNull();
  });

  it('is not read in pieces where it ends in a field, or a sample has a tag that nobody writes', async () => {
    const bytes = writeProfile(ids(5, 1));
    expect(await inPieces(bytes.subarray(0, -1), [9])).toBeNull();
    const [length] = [bytes.length];
    const odd = new Message().raw(bytes).raw([0x92, 0x00]).varint(5).raw([0x0a, 1, 1, 0x10, 1]).finish();
    expect(await inPieces(odd, [length, 9])).toBeNull();
    expect((await parsed(odd)).samples.count).toBe(6);
    const sample = [0x12, 5, 0x0a, 1, 1, 0x10, 1];
    const wrongWire = new Message().raw(bytes).raw(sample).raw([0x10, 5]).raw(sample).finish();
    expect(await inPieces(wrongWire, [length, 99])).toBeNull();
    expect(await parseBytes(wrongWire)).toMatchObject({ ok: false, error: { code: 'malformed', offset: length + 7 } });
  });

  it('takes values of every length, labels side by side or not, and none', async () => {
    const label = (m: Message, key: number): Message => m.message(3, (l) => l.number(1, key).number(2, 3));
    const samples: ((m: Message) => Message)[] = [
      (m) => m.number(1, 1).number(2, 2n ** 63n),
      (m) => m.bytes(1, [1]).number(2, 2n ** 52n),
      (m) => label(label(m.bytes(1, [1, 1]), 2).number(2, 7), 4),
      (m) => label(label(m.bytes(1, [1, 1]), 4), 2).number(2, 8),
      (m) => m.bytes(1, [1]).number(2, 9).raw([0x1a, 0]),
      (m) => m.number(2, 3),
    ];
    const names = ['', 'n', 'k', 'v', 'j'];
    const build = new Message().message(1, (m) => m.number(1, 1));
    for (const fill of samples) build.message(2, (m) => void fill(m));
    build.message(4, (m) => m.number(1, 1));
    for (const name of names) build.text(6, name);
    const bytes = build.finish();
    const expected = content(await whole(bytes));
    for (let length = 1; length < bytes.length; length++)
      expect(content((await inPieces(bytes, [length]))!)).toEqual(expected);
    const capture = await parsed(bytes);
    expect([...capture.samples.values[0]]).toEqual([-(2 ** 63), 2 ** 52, 7, 8, 9, 3]);
    expect([...capture.samples.labels]).toEqual([0, 0, 1, 1, 2, 0]);
    expect(capture.notes.map(({ message }) => message)).toEqual(['1 numbers are beyond 2^53 and are rounded.']);
  });

  it('has one set for the same labels, in whatever way they are written, before and after others', async () => {
    const asGo = (value: number) => (m: Message) => m.message(3, (l) => l.number(1, 2).number(2, value));
    const valueFirst = (value: number) => (m: Message) => m.message(3, (l) => l.number(2, value).number(1, 2));
    const twice = (value: number) => (m: Message) => m.message(3, (l) => l.number(1, 2).number(1, 2).number(2, value));
    const padded = (value: number) => (m: Message) => m.raw([0x1a, 5, 8, 0x82, 0, 0x10, value]);
    const build = (...samples: readonly ((m: Message) => Message)[]): Uint8Array => {
      const profile = new Message().message(1, (m) => m.number(1, 1));
      for (const labels of samples) profile.message(2, (m) => void labels(m.bytes(1, [1]).number(2, 1)));
      profile.message(4, (m) => m.number(1, 1));
      for (const name of ['', 'n', 'k', 'v', 'w', 'x']) profile.text(6, name);
      return profile.finish();
    };
    const sets = async (bytes: Uint8Array) => [...(await parsed(bytes)).samples.labels];
    expect(await sets(build(asGo(3), asGo(4), valueFirst(3), asGo(5), twice(4), padded(5)))).toEqual([
      1, 2, 1, 3, 2, 3,
    ]);
    expect(await sets(build(valueFirst(3), asGo(3), asGo(4), padded(4), asGo(4)))).toEqual([1, 1, 2, 2, 2]);
  });
});

/** 1.6 MB, so that it comes in several pieces however it is read. */
const LARGE: ProfileSpec = {
  sampleTypes: [['n', 'count']],
  functions: [1, 2].map((id) => ({ id, name: `f${id}` })),
  locations: [1, 2].map((id) => ({ id, address: id, lines: [{ function: id }] })),
  samples: Array.from({ length: 2000 }, (_, i) => ({
    locations: Array.from({ length: 800 }, (_id, k) => 1 + ((i >> (k % 11)) & 1)),
    values: [i],
  })),
};
const large = writeProfile(LARGE);

/** One zstd frame of blocks that are stored as they are. */
function zstdStored(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x70)];
  for (let at = 0; at < bytes.length; at += 1 << 17) {
    const block = bytes.subarray(at, at + (1 << 17));
    const head = (block.length << 3) | (at + block.length === bytes.length ? 1 : 0);
    parts.push(Uint8Array.of(head & 255, (head >> 8) & 255, head >> 16), block);
  }
  return new Uint8Array(Buffer.concat(parts));
}

describe('a file in pieces', () => {
  const packings = [
    ['none', (bytes: Uint8Array<ArrayBuffer>) => bytes],
    ['gzip', (bytes: Uint8Array<ArrayBuffer>) => new Uint8Array(gzipSync(bytes))],
    ['zstd', zstdStored],
  ] as const;

  it.each(packings)(
    'has the answer that the whole has, damaged or not (%s)',
    async (compression, pack) => {
      const cases: Uint8Array<ArrayBuffer>[] = [
        large,
        large.subarray(0, large.length - 3),
        large.subarray(0, large.length >> 1),
      ];
      for (let i = 1; i <= 12; i++) {
        const damaged = large.slice();
        damaged[Math.floor((large.length * i) / 13)] ^= 1 << (i % 8);
        cases.push(damaged);
      }
      // A location that is not there, in the last sample.
      const samples = [...(LARGE.samples ?? []).slice(1), { locations: [77], values: [1] }];
      cases.push(writeProfile({ ...LARGE, samples }));
      const answers = new Set<string>();
      for (const bytes of cases) {
        const packed = pack(bytes);
        const about = { name: 'x', size: packed.length, compression, modifiedMs: null, signal: null } as const;
        const direct = await pprofFormat.parse({ ...about, bytes, cut: false, pool: inlinePool(), progress: () => {} });
        const opened = await openSource(bytesSource('x', packed));
        expect(content(opened)).toEqual(content(direct));
        answers.add(opened.ok ? (opened.value[0].notes[0]?.kind ?? 'read') : opened.error.code);
      }
      expect([...answers].sort()).toEqual(expect.arrayContaining(['malformed', 'read', 'truncated']));
    },
    60_000,
  );

  it('is decoded before all of it is unpacked', async () => {
    const half = large.length >> 1;
    let found = 0;
    let more: (() => void) | null = null;
    const packed = new Uint8Array(gzipSync(large));
    const source: ByteSource = {
      ...bytesSource('x', packed),
      gunzip: () => ({
        writable: new WritableStream<Uint8Array>(),
        readable: new ReadableStream<Uint8Array>({
          async start(controller) {
            controller.enqueue(large.subarray(0, half));
            await new Promise<void>((resolve) => (more = resolve));
            controller.enqueue(large.subarray(half));
            controller.close();
          },
        }),
      }),
      // The host reads on while the second half is held back until samples of the first have been told of.
      read: async (offset, length) => {
        if (offset > 0) await new Promise((resolve) => setTimeout(resolve, 0));
        return packed.subarray(offset, offset + Math.min(length, 512));
      },
    };
    const opened = await openSource(source, {
      progress: (step) => {
        found = Math.max(found, step.found);
        if (found > 0 && found < 2000) more?.();
      },
    });
    expect(content(opened)).toEqual(content(await openSource(bytesSource('x', packed))));
    expect(found).toBeGreaterThan(0);
  });

  it('is read into two buffers in turn, the next while one is decoded, and never as a whole', async () => {
    const bytes = writeProfile({ ...LARGE, samples: [1, 2, 3].flatMap(() => LARGE.samples ?? []) });
    const asked: string[] = [];
    const buffers = new Set<ArrayBufferLike>();
    const source: ByteSource = {
      ...bytesSource('x', bytes),
      readInto(target, offset) {
        asked.push(`read ${offset >> 20}`);
        buffers.add(target.buffer);
        target.set(bytes.subarray(offset, offset + target.length));
        return Promise.resolve(Math.min(target.length, bytes.length - offset));
      },
      read(offset, length) {
        if (length > 1 << 20) throw new Error('the whole was asked for');
        return Promise.resolve(bytes.subarray(offset, offset + length));
      },
    };
    const opened = await openSource(source, {
      progress: ({ done }) => asked.push(`decoded ${Math.round(done / 0.9 / 2 ** 20) - 1}`),
    });
    expect(content(opened)).toEqual(content(await openSource(bytesSource('x', bytes))));
    expect(buffers.size).toBe(2);
    expect(asked.slice(0, 5)).toEqual(['read 0', 'read 1', 'decoded 0', 'read 2', 'decoded 1']);
  });

  it('that cannot be read on is unreadable, and one that shrinks is cut', async () => {
    const failing = (result: () => Promise<number>): ByteSource => ({
      ...bytesSource('x', large),
      readInto: (target, offset) => {
        if (offset > 0) return result();
        target.set(large.subarray(0, target.length));
        return Promise.resolve(target.length);
      },
    });
    const refused = await openSource(failing(() => Promise.reject(new Error('the disk is gone'))));
    expect(!refused.ok && refused.error).toMatchObject({
      code: 'unreadable',
      reason: 'the disk is gone',
      offset: 1 << 20,
    });
  });
});
