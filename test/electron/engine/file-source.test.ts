import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesSource } from '@core/base/source';
import { unpack, type UnpackOptions } from '@core/formats/unpack';
import { openFile, openStdin } from '../../../electron/engine/file-source';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-source-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const options = (): UnpackOptions => ({ signal: null, progress: () => {}, claims: () => true, limit: 8 << 20 });
/** 3 MiB that pack to about a third: several pieces of the decompressor. */
const content = Uint8Array.from({ length: 3 << 20 }, (_, i) => 97 + (((i * i) >>> 7) % 5));
const packed = gzipSync(content);
const turned = Uint8Array.from(packed);
turned[packed.length >> 1] ^= 255;

describe('gzip from a file and from a pipe', () => {
  it.each<[string, Uint8Array]>([
    ['whole', packed],
    ['of two members', Buffer.concat([packed, gzipSync('more')])],
    ['with zeros behind', Buffer.concat([packed, Buffer.alloc(100)])],
    ['cut', packed.subarray(0, packed.length - 5000)],
    ['cut in its header', packed.subarray(0, 5)],
    ['damaged', turned],
    ['of nothing', gzipSync('')],
    ['too large', gzipSync(Buffer.alloc(9 << 20, 'ab\n'))],
    ['a bomb', gzipSync(Buffer.alloc(200 << 20))],
  ])('%s, is what it is from memory', async (name, bytes) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, bytes);
    const limits = name === 'a bomb' ? { ...options(), limit: 2 ** 31 } : options();
    const expected = await unpack(bytesSource(name, bytes), limits);
    const opened = await openFile(file);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.gunzip).toBeDefined();
    const found = await unpack(opened.value, limits);
    await opened.value.close();
    if (expected.ok) {
      expect(found).toMatchObject({ ok: true, value: { ...expected.value, bytes: expect.anything() } });
      if (found.ok) expect(Buffer.compare(found.value.bytes, expected.value.bytes)).toBe(0);
    } else expect(found).toEqual(expected);
    const piped = await openStdin(Readable.from([bytes]));
    if (!piped.ok) throw new Error(piped.error.message);
    expect((await unpack(piped.value, limits)).ok).toBe(expected.ok);
  });
});
