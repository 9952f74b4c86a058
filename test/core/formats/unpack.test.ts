import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Cancelled } from '@core/base/cancel';
import { bytesSource } from '@core/base/source';
import { gunzipExactly } from '@core/formats/gunzip';
import { openSource } from '@core/formats/open';
import type { UnpackOptions } from '@core/formats/unpack';
import { unpack } from '@core/formats/unpack';
import { goDumpText } from '../../support/go-dump';

const options = (more: Partial<UnpackOptions> = {}): UnpackOptions => ({
  signal: null,
  progress: () => undefined,
  claims: () => true,
  limit: 2 ** 31,
  ...more,
});
const text = Array.from({ length: 4000 }, (_, i) => `line ${i} of ${(i * 7919) % 1009}\n`).join('');
const plain = new TextEncoder().encode(text);
const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function unpacked(bytes: Uint8Array, more: Partial<UnpackOptions> = {}) {
  const result = await unpack(bytesSource('x.gz', bytes), options(more));
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.reason}`);
  return result.value;
}

describe('exact gunzip', () => {
  for (const level of [0, 1, 6, 9]) {
    test(`gives the bytes back, level ${level}`, async () => {
      const read = await gunzipExactly(gzipSync(plain, { level }), 100, 2 ** 30, null);
      expect(read.status).toBe('complete');
      expect(utf8(read.bytes)).toBe(text);
    });
  }

  test('a cut anywhere is a cut, never longer than the content and never wrong', async () => {
    const packed = gzipSync(plain);
    for (let end = 11; end < packed.length; end += 97) {
      const read = await gunzipExactly(packed.subarray(0, end), 100, 2 ** 30, null);
      expect(read.status).toBe('cut');
      expect(text.startsWith(utf8(read.bytes))).toBe(true);
    }
  });

  test('flipped bytes are damage or caught by the checksum, not content', async () => {
    const packed = gzipSync(plain);
    for (let at = 12; at < packed.length; at += 41) {
      const damaged = Uint8Array.from(packed);
      damaged[at] ^= 0x55;
      const read = await gunzipExactly(damaged, 100, 2 ** 24, null);
      expect(['corrupt', 'cut', 'limit']).toContain(read.status);
    }
  });
});

describe('unpack', () => {
  test('plain bytes pass through', async () => {
    expect(await unpacked(plain)).toMatchObject({ compression: 'none', cut: false, members: [0] });
  });

  test('gzip', async () => {
    const read = await unpacked(gzipSync(plain));
    expect(read).toMatchObject({ compression: 'gzip', cut: false });
    expect(utf8(read.bytes)).toBe(text);
  });

  test('members are joined, and where each begins is known', async () => {
    const packed = Buffer.concat([gzipSync(plain), gzipSync('second'), gzipSync('')]);
    const read = await unpacked(packed);
    expect(utf8(read.bytes)).toBe(text + 'second');
    expect(read.members).toEqual([0, plain.length, plain.length + 6]);
  });

  test('garbage behind the last member is counted', async () => {
    const read = await unpacked(Buffer.concat([gzipSync(plain), Buffer.alloc(512)]));
    expect(utf8(read.bytes)).toBe(text);
    expect(read.garbage).toBe(512);
  });

  test('a cut file gives what came out', async () => {
    const packed = gzipSync(plain);
    const read = await unpacked(packed.subarray(0, Math.floor(packed.length / 2)));
    expect(read.cut).toBe(true);
    expect(read.bytes.length).toBeGreaterThan(plain.length / 4);
    expect(text.startsWith(utf8(read.bytes))).toBe(true);
  });

  test('a wrong checksum is damage at its offset', async () => {
    const packed = Uint8Array.from(gzipSync(plain));
    packed[packed.length - 8] ^= 1;
    const read = await unpack(bytesSource('x.gz', packed), options());
    expect(!read.ok && read.error).toMatchObject({ code: 'malformed', offset: packed.length - 8 });
  });

  test('more than the limit is too large, packed or not', async () => {
    for (const bytes of [plain, gzipSync(plain)]) {
      const read = await unpack(bytesSource('x', bytes), options({ limit: 50_000 }));
      expect(!read.ok && read.error.code).toBe('too-large');
    }
  });

  test('what nobody claims is not unpacked to its end', async () => {
    const packed = gzipSync(Buffer.alloc(200 * 2 ** 20));
    let seen = 0;
    const read = await unpack(
      bytesSource('x.gz', packed),
      options({ claims: () => false, progress: (done) => (seen = done) }),
    );
    expect(!read.ok && read.error.code).toBe('too-large');
    expect(seen).toBeLessThan(packed.length / 2);
  });

  test('a bomb that begins like a capture is stopped by its ratio, not at the limit', async () => {
    const head = gzipSync(goDumpText('1 running\n main.main main.go:3'));
    const zeros = gzipSync(Buffer.alloc(2 ** 26));
    const bomb = Buffer.concat([head, ...Array.from({ length: 64 }, () => zeros)]);
    const read = await openSource(bytesSource('x.gz', bomb));
    expect(!read.ok && read.error).toMatchObject({ code: 'too-large' });
  });

  test('cancel in the middle', async () => {
    const stop = new AbortController();
    const bytes = gzipSync(Buffer.from(text.repeat(50)), { level: 0 });
    const source = {
      ...bytesSource('x.gz', bytes),
      read: (offset: number, length: number) => {
        if (offset > 1_000_000) stop.abort();
        return Promise.resolve(bytes.subarray(offset, offset + length));
      },
    };
    await expect(unpack(source, options({ signal: stop.signal }))).rejects.toBeInstanceOf(Cancelled);
  });
});
