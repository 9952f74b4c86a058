import { err, ok, type Result } from '@core/base/result';

/**
 * Frames of the sampler protocol: u32 little-endian length of the payload, u8 kind, payload. Pure: bytes in, frames out.
 * The other half is native/internal/wire; test/fixtures/wire holds the bytes on which both must agree.
 */

/** 0: one JSON message. 1: one batch of columns, reserved: no message of protocol 1.0 uses it. */
export type FrameKind = 0 | 1;
export const CONTROL: FrameKind = 0;

export interface Frame {
  readonly kind: FrameKind;
  /** The receiver's own, at offset 0 of its buffer, so that aligned columns in it can be viewed in place. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** Why a stream cannot be read on. There is no mark to find the next frame by after one. */
export interface FrameError {
  readonly code: 'too-large' | 'truncated' | 'unknown-kind';
  readonly detail: string;
}

/** Bounds what a damaged or hostile length makes us buffer. Bytes. */
export const MAX_PAYLOAD = 16 * 2 ** 20;
const HEADER_SIZE = 5;

export function encodeFrame(kind: FrameKind, payload: Uint8Array): Result<Uint8Array<ArrayBuffer>, FrameError> {
  if (payload.length > MAX_PAYLOAD) return err(tooLarge(payload.length));
  const bytes = new Uint8Array(HEADER_SIZE + payload.length);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, payload.length, true);
  header.setUint8(4, kind);
  bytes.set(payload, HEADER_SIZE);
  return ok(bytes);
}

/** What a chunk completed. Frames before an error are good. */
export interface Decoded {
  readonly frames: readonly Frame[];
  readonly error: FrameError | null;
}

/** Cuts a stream that arrives in chunks of any size into frames. Holds at most one frame and one chunk. */
export class FrameDecoder {
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  #header: { readonly kind: FrameKind; readonly length: number } | null = null;
  #error: FrameError | null = null;

  /** After an error, which stays, nothing is decoded any more. The decoder keeps the chunk until it is used. */
  push(chunk: Uint8Array): Decoded {
    const frames: Frame[] = [];
    if (this.#error !== null) return { frames, error: this.#error };
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    for (;;) {
      if (this.#header === null) {
        if (this.#buffered < HEADER_SIZE) break;
        const header = readHeader(this.#take(HEADER_SIZE));
        if (!header.ok) {
          this.#error = header.error;
          this.#chunks = [];
          break;
        }
        this.#header = header.value;
      }
      if (this.#buffered < this.#header.length) break;
      frames.push({ kind: this.#header.kind, payload: this.#take(this.#header.length) });
      this.#header = null;
    }
    return { frames, error: this.#error };
  }

  /** The stream ended: null when that was between two frames. */
  end(): FrameError | null {
    if (this.#error !== null) return this.#error;
    if (this.#header !== null) {
      return truncated(`${this.#buffered} of ${this.#header.length} payload bytes`);
    }
    return this.#buffered === 0 ? null : truncated(`${this.#buffered} of ${HEADER_SIZE} header bytes`);
  }

  /** A copy of the next `length` bytes, which are there. */
  #take(length: number): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(length);
    let filled = 0;
    let used = 0;
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length < chunk.length) {
        this.#chunks[used] = chunk.subarray(part.length);
        break;
      }
      used++;
    }
    this.#chunks.splice(0, used);
    this.#buffered -= length;
    return taken;
  }
}

function readHeader(bytes: Uint8Array<ArrayBuffer>): Result<{ kind: FrameKind; length: number }, FrameError> {
  const view = new DataView(bytes.buffer);
  const length = view.getUint32(0, true);
  const kind = view.getUint8(4);
  if (length > MAX_PAYLOAD) return err(tooLarge(length));
  if (kind !== 0 && kind !== 1) return err({ code: 'unknown-kind', detail: `a frame of kind ${kind}` });
  return ok({ kind, length });
}

function tooLarge(length: number): FrameError {
  return { code: 'too-large', detail: `a frame of ${length} bytes, ${MAX_PAYLOAD} are allowed` };
}

function truncated(what: string): FrameError {
  return { code: 'truncated', detail: `the stream ends after ${what}` };
}
