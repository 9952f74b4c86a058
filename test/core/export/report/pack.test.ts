import fs from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packProfile } from '@core/export/report/pack-profile';
import { ProtoReader } from '@core/export/report/proto-reader';
import { unpackProfile } from '@core/export/report/unpack-profile';
import { makeProfile } from '../../../bench/pprof/generate.mjs';
import { captureFiles, capturePath } from '../../../support/fixtures';

/** Runs the packing to its end. */
function pack(bytes: Uint8Array): Uint8Array | null {
  const packing = packProfile(bytes);
  for (;;) {
    const step = packing.next();
    if (step.done === true) return step.value;
    expect(step.value).toBeGreaterThanOrEqual(0);
    expect(step.value).toBeLessThan(1);
  }
}

interface Parts {
  /** One line a sample: locations, values, label bytes. Sorted: their order is not kept. */
  readonly samples: readonly string[];
  /** All other fields, as they stand. */
  readonly rest: string;
}

/** A profile taken apart without the code under test: lists packed or not are the same list. */
function partsOf(bytes: Uint8Array): Parts {
  const reader = new ProtoReader(bytes);
  const samples: string[] = [];
  const rest: string[] = [];
  while (!reader.done) {
    const start = reader.at;
    const key = reader.varint();
    if (key === 0x12) {
      const end = reader.length();
      samples.push(sampleText(bytes.subarray(reader.at, end)));
      reader.at = end;
    } else {
      reader.skip(key & 7);
      rest.push(Buffer.from(bytes.subarray(start, reader.at)).toString('hex'));
    }
  }
  return { samples: samples.sort(), rest: rest.join('') };
}

function sampleText(bytes: Uint8Array): string {
  const reader = new ProtoReader(bytes);
  const lists: Record<number, bigint[]> = { 1: [], 2: [] };
  const labels: string[] = [];
  while (!reader.done) {
    const start = reader.at;
    const key = reader.varint();
    const list = lists[key >> 3];
    if (list === undefined) {
      reader.skip(key & 7);
      labels.push(Buffer.from(bytes.subarray(start, reader.at)).toString('hex'));
    } else if ((key & 7) === 0) list.push(BigInt(reader.varint()));
    else for (const end = reader.length(); reader.at < end;) list.push(BigInt(reader.varint()));
  }
  return `${lists[1].join(' ')} | ${lists[2].join(' ')} | ${labels.join(' ')}`;
}

describe('a profile, packed and unpacked', () => {
  test('every captured profile comes back: the same samples, and all else to the byte', () => {
    const files = captureFiles(/\.pb\.gz$/);
    expect(files.length).toBeGreaterThan(40);
    let packedOnes = 0;
    for (const file of files) {
      const bytes = new Uint8Array(gunzipSync(fs.readFileSync(capturePath(file))));
      const packed = pack(bytes);
      if (packed === null) continue;
      packedOnes++;
      expect(partsOf(unpackProfile(packed)), file).toEqual(partsOf(bytes));
    }
    // Those without a single sample stay as they are.
    expect(packedOnes).toBeGreaterThan(files.length * 0.8);
  });

  test('whatever samples there are: their order aside, they come back', () => {
    const sample = fc.record({
      stack: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 9 }),
      values: fc.tuple(
        fc.integer({ min: -9, max: 9 }),
        fc.maxSafeInteger().map((n) => Math.trunc(n / 4)),
      ),
      labels: fc.array(fc.uint8Array({ minLength: 1, maxLength: 4 }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), fc.boolean(), (samples, apart) => {
        const bytes = encode(samples, apart);
        const packed = pack(bytes);
        expect(packed).not.toBeNull();
        expect(partsOf(unpackProfile(packed ?? bytes))).toEqual(partsOf(bytes));
      }),
      { numRuns: 200 },
    );
  });

  test('what would not come back the same is not packed', () => {
    const one = { stack: [1], values: [1, 2] as [number, number], labels: [] };
    const whole = encode([one], false);
    expect(pack(whole)).not.toBeNull();
    const text = new TextEncoder();
    const refused: Record<string, Uint8Array> = {
      nothing: new Uint8Array(0),
      'a text': text.encode('goroutine 1 [running]:\nmain.main()\n'),
      'no samples': encode([], false),
      'a cut profile': whole.subarray(0, whole.length - 1),
      'samples of different width': Uint8Array.of(...message(2, [0x10, 1]), ...message(2, [0x10, 1, 0x10, 2]), 0x32, 0),
      'a number beyond 2^52': Uint8Array.of(...message(2, [0x10, ...varint(2 ** 52)]), 0x32, 0),
      'a field of a sample that is not known': Uint8Array.of(...message(2, [0x10, 1, 0x20, 1]), 0x32, 0),
      'no strings': Uint8Array.of(...message(2, [0x10, 1])),
    };
    for (const [why, bytes] of Object.entries(refused)) expect(pack(bytes), why).toBeNull();
  });

  test('a damaged packed profile ends in an Error, never in a hang or in memory', () => {
    const packed = pack(
      encode(
        [
          { stack: [1, 2], values: [1, 2], labels: [] },
          { stack: [2], values: [3, 9], labels: [] },
        ],
        false,
      ),
    );
    if (packed === null) throw new Error('not packed');
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(packed.length), (at, by, cut) => {
        const broken = packed.slice(0, cut === 0 ? packed.length : cut);
        if (at < broken.length) broken[at] ^= by;
        try {
          expect(unpackProfile(broken).length).toBeLessThan(100_000);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('a heap profile of 10 MB takes less than 1.5 MB, which leaves a report of 4 MB a page of 2 MB', () => {
    const bytes = makeProfile({ samples: 78_000 });
    expect(bytes.length).toBeGreaterThan(10e6);
    const packed = pack(bytes);
    expect(gzipSync(packed ?? bytes).length).toBeLessThan(1.5e6);
  });
});

function varint(value: number): number[] {
  const out: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 128n) return [...out, Number(rest)];
    out.push(Number(rest & 127n) | 128);
  }
}

function message(field: number, bytes: readonly number[]): number[] {
  return [field * 8 + 2, ...varint(bytes.length), ...bytes];
}

interface Sample {
  readonly stack: readonly number[];
  readonly values: readonly number[];
  readonly labels: readonly Uint8Array[];
}

/** `apart`: numbers of a list as fields of their own, as old writers have them. */
function encode(samples: readonly Sample[], apart: boolean): Uint8Array {
  const list = (field: number, values: readonly number[]): number[] =>
    apart
      ? values.flatMap((value) => [field * 8, ...varint(value)])
      : values.length === 0
        ? []
        : message(field, values.flatMap(varint));
  const all = samples.flatMap(({ stack, values, labels }) =>
    message(2, [...list(1, stack), ...list(2, values), ...labels.flatMap((label) => message(3, [...label]))]),
  );
  return Uint8Array.of(...message(1, [8, 1]), ...all, ...message(6, []), ...message(6, [0x61, 0x62]), 0x48, 1);
}
