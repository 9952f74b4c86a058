import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync } from 'node:zlib';
import { renamed } from './anonymous';
import type { CaptureFile, Run, RunInfo } from './runs';

/** Head of a pack, as JSON; the bytes of all files follow it in order. */
interface Head {
  readonly runs: readonly { readonly info: RunInfo; readonly files: readonly FileHead[] }[];
}

interface FileHead {
  readonly name: string;
  readonly size: number;
  readonly modifiedMs: number | null;
}

/**
 * Runs of one program as one file: length of the head (4 bytes, little endian), head, files, all through Brotli. Captures of one
 * program repeat each other, so that they take a twentieth of their size together; profiles are unpacked first for the same reason.
 * `paths` are folders of this machine and what stands for them.
 */
export function packRuns(runs: readonly Run[], paths: readonly (readonly [from: string, to: string])[]): Uint8Array {
  const bodies: Uint8Array[] = [];
  const head: Head = {
    runs: runs.map(({ info, files }) => ({
      info,
      files: files.map(({ name, bytes, modifiedMs }) => {
        const body = renamed(name, name.endsWith('.gz') ? gunzipSync(bytes) : bytes, paths);
        bodies.push(body);
        return {
          name: name.replace(/\.gz$/, ''),
          size: body.length,
          modifiedMs: modifiedMs === null ? null : Math.round(modifiedMs),
        };
      }),
    })),
  };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, json.length, true);
  const all = Buffer.concat([size, json, ...bodies]);
  return brotliCompressSync(all, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: all.length,
    },
  });
}

export function unpackRuns(pack: Uint8Array): Run[] {
  const all = new Uint8Array(brotliDecompressSync(pack));
  const length = new DataView(all.buffer, all.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(all.subarray(4, 4 + length))) as Head;
  let at = 4 + length;
  return head.runs.map(({ info, files }) => ({
    info,
    files: files.map(({ name, size, modifiedMs }): CaptureFile => {
      at += size;
      return { name, bytes: all.slice(at - size, at), modifiedMs };
    }),
  }));
}
