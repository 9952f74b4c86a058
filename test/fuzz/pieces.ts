import { createHash } from 'node:crypto';
import type { EngineError } from '@core/api/errors';
import type { Result } from '@core/base/result';
import { asUtf8 } from '@core/formats/text-encoding';
import type { Pool } from '@core/formats/pool';
import { claimants } from '@core/formats/registry';
import type { Capture } from '@core/model/tables';
import { randoms } from '../bench/random.mjs';

/**
 * Null, or where an answer in pieces is not that of the whole. The lengths of the pieces come from the bytes, so that a case is the same
 * wherever it runs; each piece is written over when it has been taken, as hosts do.
 */
export async function piecesDiffer(bytes: Uint8Array, pool: Pool): Promise<string | null> {
  const head = asUtf8(bytes.subarray(0, 65536)).bytes;
  const text = Buffer.from(head).toString('latin1');
  const [format] = claimants({ head, text, compression: 'none' });
  if (format?.inPieces === undefined) return null;
  const about = { name: 'x', size: bytes.length, compression: 'none', modifiedMs: null, signal: null, pool } as const;
  const nothing = { progress: () => {} };
  const next = randoms(bytes.length * 31 + (bytes[bytes.length >> 1] ?? 0));
  const most = [2, 20, 400, 20_000][Math.floor(next() * 4)];
  const reader = format.inPieces({ ...about, ...nothing }, Math.floor(next() * 2 * bytes.length));
  for (let at = 0; at < bytes.length;) {
    const piece = bytes.slice(at, at + 1 + Math.floor(next() * most));
    at += piece.length;
    const goesOn = reader.take(piece);
    piece.fill(0xaa);
    if (!goesOn) return null;
  }
  const inPieces = await reader.finish();
  if (inPieces === null) return null;
  const whole = await format.parse({ ...about, ...nothing, bytes, cut: false });
  return digestOf(inPieces) === digestOf(whole) ? null : 'is another capture when it is read in pieces';
}

function digestOf(read: Result<readonly Capture[], EngineError>): string {
  const hash = createHash('sha1');
  const walk = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      hash.update(`${value.constructor.name} ${value.byteLength}`);
      hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    } else if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) {
        hash.update(key);
        walk(inner);
      }
    } else hash.update(String(value));
  };
  if (!read.ok) walk(read.error);
  else {
    for (const { strings, ...tables } of read.value) {
      walk(tables);
      for (let id = 0; id < strings.count; id++) walk(strings.get(id));
    }
  }
  return hash.digest('hex');
}
