import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineError } from '@core/api/errors';
import { Cancelled } from '@core/base/cancel';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { unpack } from '@core/formats/unpack';
import type { Unpacked, UnpackOptions } from '@core/formats/unpack';
import { XxHash64 } from '@core/base/xxh64';
import { checkFlips, checkTruncations, openBytes } from '../../support/check-import';
import { capturePath, ROOT } from '../../support/fixtures';
import { unpackedFile } from './pprof/read';

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(ROOT, 'test/fixtures/zstd', name)));
const original = (name: string): Uint8Array => unpackedFile(capturePath(`busy/go1.26/${name}`));

async function answer(bytes: Uint8Array, more: Partial<UnpackOptions> = {}) {
  const options = { signal: null, progress: () => undefined, claims: () => true, limit: 2 ** 31 };
  return unpack(bytesSource('x', bytes), { ...options, ...more });
}
async function unpacked(bytes: Uint8Array): Promise<Unpacked> {
  const result = await answer(bytes);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.reason}`);
  return result.value;
}
async function refused(bytes: Uint8Array, more: Partial<UnpackOptions> = {}): Promise<EngineError> {
  const result = await answer(bytes, more);
  if (result.ok) throw new Error('was unpacked');
  return result.error;
}

/** A frame of raw and run-length blocks, written by hand: `[content]`, or `[byte, times]`. */
function frame(
  blocks: readonly (Uint8Array | readonly [byte: number, times: number])[],
  header = [0, 0x40],
): Uint8Array {
  const parts = blocks.map((block, i) => {
    const run = !(block instanceof Uint8Array);
    const size = run ? block[1] : block.length;
    const head = (size << 3) | (run ? 2 : 0) | (i === blocks.length - 1 ? 1 : 0);
    return Buffer.from([head & 255, (head >> 8) & 255, head >> 16, ...(run ? [block[0]] : block)]);
  });
  return new Uint8Array(Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...header]), ...parts]));
}

describe('zstd', () => {
  it.each([
    ['heap.pb.zst', 'heap.pb.gz'],
    ['heap.debug1.txt.zst', 'heap.debug1.txt'],
    ['goroutine.debug2.txt.zst', 'goroutine.debug2.txt'],
    ['frames.zst', 'goroutine.debug2.txt'],
  ])('%s unpacks to what was packed', async (packed, name) => {
    const read = await unpacked(fixture(packed));
    expect(Buffer.compare(read.bytes, original(name))).toBe(0);
    expect(read).toMatchObject({
      ...{ compression: 'zstd', cut: false, claimed: true, garbage: 0 },
      members: packed === 'frames.zst' ? [0, 4000] : [0],
    });
  });

  it('opens as the same capture, and says that it is zstd', async () => {
    for (const [packed, name] of [
      ['heap.pb.zst', 'heap.pb.gz'],
      ['goroutine.debug2.txt.zst', 'goroutine.debug2.txt'],
    ] as const) {
      const [ours, theirs] = [await openBytes(fixture(packed)), await openBytes(original(name))];
      if (!ours.ok || !theirs.ok) throw new Error('was not read');
      expect(ours.value).toMatchObject({ compression: 'zstd', format: theirs.value.format, notes: [] });
      expect(ours.value.samples).toEqual(theirs.value.samples);
    }
  });

  it('cut anywhere gives the blocks that are complete, never anything else', async () => {
    const whole = original('goroutine.debug2.txt');
    const blocks = frame([whole.subarray(0, 3000), [65, 500], whole.subarray(3000)]);
    const plain = Buffer.concat([whole.subarray(0, 3000), Buffer.alloc(500, 65), whole.subarray(3000)]);
    const lengths = new Set<number>();
    for (let end = 8; end < blocks.length; end += 7) {
      const result = await answer(blocks.subarray(0, end));
      if (!result.ok) {
        expect(result.error.code).toBe('truncated');
        continue;
      }
      expect(result.value.cut).toBe(true);
      expect(Buffer.compare(result.value.bytes, plain.subarray(0, result.value.bytes.length))).toBe(0);
      lengths.add(result.value.bytes.length);
    }
    expect([...lengths]).toEqual([3000, 3500]);
  });

  it('a dump that is cut keeps its goroutines and a note', async () => {
    const whole = original('goroutine.debug2.txt');
    const opened = await openBytes(frame([whole.subarray(0, 5000), whole.subarray(5000)]).slice(0, 6000));
    if (!opened.ok) throw new Error(opened.error.reason);
    expect(opened.value.goroutines?.count).toBeGreaterThan(3);
    expect(opened.value.notes).toMatchObject([{ kind: 'truncated' }]);
  });

  it('damaged bytes are damage, by the checksum where nothing else shows it', async () => {
    const packed = fixture('heap.pb.zst');
    for (let at = 12; at < packed.length; at += 29) {
      const damaged = Uint8Array.from(packed);
      damaged[at] ^= 0x11;
      const result = await answer(damaged);
      if (result.ok) expect(result.value.cut).toBe(true);
      else expect(['malformed', 'truncated']).toContain(result.error.code);
    }
    const last = Uint8Array.from(packed);
    last[last.length - 1] ^= 1;
    expect(await refused(last)).toMatchObject({ code: 'malformed', offset: packed.length - 4 });
    expect((await refused(last)).reason).toContain('its checksum does not match its content');
  });

  it('cut and flipped inputs always get an answer', async () => {
    for (const name of ['heap.pb.zst', 'frames.zst']) {
      await checkTruncations(fixture(name), 97);
      await checkFlips(fixture(name), 150);
    }
  });

  it('a dictionary and a window beyond all need have answers of their own', async () => {
    expect(await refused(fixture('dictionary.zst'))).toMatchObject({ code: 'unsupported-version', offset: 0 });
    expect((await refused(fixture('dictionary.zst'))).reason).toContain('dictionary');
    // 256 MiB of history, and more than 128 MiB of content to need it.
    const huge = frame(
      Array.from({ length: 1100 }, () => [0, 131072] as const),
      [0, 18 << 3],
    );
    expect((await refused(huge)).hint).toBe('Unpack it first: zstd -d --long=31 FILE.');
    // The same window over little content is nothing special.
    expect((await unpacked(frame([[66, 9]], [0, 18 << 3]))).bytes).toEqual(new Uint8Array(9).fill(66));
  });

  it('bombs are stopped, fast', async () => {
    const bomb = frame(Array.from({ length: 5000 }, () => [0, 131072] as const));
    expect(await refused(bomb)).toMatchObject({ code: 'too-large' });
    expect((await refused(bomb)).reason).toContain('zstd bomb');
    expect((await refused(bomb, { claims: () => false })).code).toBe('too-large');
    expect((await refused(bomb, { limit: 1 << 20 })).code).toBe('too-large');
    // Each tiny block moves a window of 100 MB once.
    const mover = frame(
      [
        ...Array.from({ length: 900 }, () => [0, 131072] as const),
        ...Array.from({ length: 30000 }, () => [0, 1] as const),
      ],
      [0, 17 << 3],
    );
    expect((await refused(mover)).reason).toContain('blocks are tiny');
  });

  it('junk behind the last frame is left out and counted', async () => {
    const dump = original('goroutine.debug2.txt');
    const opened = await openSource(bytesSource('x', new Uint8Array(Buffer.concat([frame([dump]), Buffer.alloc(5)]))));
    if (!opened.ok) throw new Error(opened.error.reason);
    expect(opened.value[0]?.notes).toMatchObject([{ kind: 'skipped', message: expect.stringContaining('5 bytes') }]);
  });

  it('stops when told', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(answer(fixture('heap.pb.zst'), { signal: controller.signal })).rejects.toThrow(Cancelled);
  });
});

describe('XXH64', () => {
  const hashOf = (bytes: Uint8Array, step: number): number => {
    const hash = new XxHash64();
    for (let at = 0; at < bytes.length; at += step) hash.update(bytes.subarray(at, at + step));
    return hash.low();
  };
  // Low halves of the reference implementation, which zstd stores; see the specification.
  it('of nothing is the known one', () => {
    expect(new XxHash64().low()).toBe(0x51d8e999);
  });

  it('does not depend on how the bytes arrive', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7919) >> 3);
    expect(new Set([1, 7, 31, 32, 33, 1000].map((step) => hashOf(bytes, step))).size).toBe(1);
  });

  const zstd = spawnSync('zstd', ['--version']).status === 0;
  it.skipIf(!zstd)(`is what zstd stores${zstd ? '' : ' (no zstd to compare with)'}`, () => {
    for (const length of [1, 3, 4, 8, 31, 32, 33, 63, 100, 4096, 70001]) {
      const bytes = Uint8Array.from({ length }, (_, i) => Math.imul(i, 2654435761) >>> 13);
      const { stdout } = spawnSync('zstd', ['-q', '-c', '--check'], { input: bytes });
      expect(hashOf(bytes, 5000)).toBe(stdout.readUInt32LE(stdout.length - 4));
    }
  });
});
