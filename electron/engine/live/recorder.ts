import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';
import {
  BLOCK_DEFLATED,
  BLOCK_HEADER,
  BLOCK_KEY,
  blockHeader,
  blockIsWhole,
  type BlockHeader,
  MOST_PLAIN,
  mostPlain,
  readBlockHeader,
  RECORDING_MAGIC,
} from '@core/base/wire/blocks';
import { encodeFrame } from '@core/base/wire/frames';
import { TapeIndex } from '@core/base/wire/tape';
import type { UnreachableMessage } from '@core/base/wire/unreachable';

const pack = promisify(deflateRaw);

/** A block is written when it has so many bytes, or is so old, ms. */
const BLOCK_BYTES = 1 << 20;
const BLOCK_MS = 1_000;
/** The disk is asked to have it so often, ms: what the machine's own end may cost. */
const SYNC_MS = 5_000;
/** All is said anew after so many bytes of changes, and after several times what that takes. */
const KEY_AFTER = 8 << 20;
const KEY_SHARE = 4;

/** Which process a recording is of. */
export interface RecordedProcess {
  readonly pid: number;
  /** ms since the epoch. */
  readonly startMs: number;
  readonly name: string;
}

/** Where blocks go, one after the other. */
export interface BlockSink {
  append(bytes: Uint8Array): Promise<void>;
  /** Until the machine itself ends. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Appends what a watch sends to a file, in blocks that are whole or not there. Errors of the disk end it: `failure` says why, what was
 * written before stays.
 */
export class Recorder {
  readonly name: string;
  /** Written and to be written. */
  bytes: number;
  failure: Error | null = null;
  /** Where what was written is. */
  readonly index: TapeIndex;
  readonly #sink: BlockSink;
  #frames: Uint8Array[] = [];
  #plain = 0;
  #flags = 0;
  /** The block that is being filled says all anew, from this moment on. */
  #entry: number | null = null;
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #syncedAt = Date.now();
  #sinceKey = 0;
  #keyBytes = 0;

  /** `bytes`: what the sink has already; `index`: of that. */
  constructor(name: string, sink: BlockSink, bytes: number, process: RecordedProcess, index = new TapeIndex()) {
    this.name = name;
    this.bytes = bytes;
    this.index = index;
    this.#sink = sink;
    this.#control({ type: 'start', atMs: Date.now(), ...process });
  }

  /**
   * Begins a recording, or goes on with the one of the same process that is there (what a kill tore is cut off). Another file of that name
   * is written over: who chose it was asked. A recording of another process never is: it cannot be made again. Rejects with the system's
   * error, or that. `index`: of what is there, where that is known.
   */
  static async open(file: string, process: RecordedProcess, index?: TapeIndex): Promise<Recorder> {
    const handle = await fs.open(file, 'a+');
    try {
      const whole = await wholeBytes(handle, process);
      if (whole === null) throw new Error(`${path.basename(file)} holds a recording of another process`);
      await handle.truncate(whole);
      if (whole === 0) await handle.appendFile(RECORDING_MAGIC, 'latin1');
      const sink = {
        append: (bytes: Uint8Array) => handle.appendFile(bytes),
        sync: () => handle.datasync(),
        close: () => handle.close(),
      };
      return new Recorder(path.basename(file), sink, Math.max(whole, RECORDING_MAGIC.length), process, index);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** A watch begins, with the moment of this number. */
  begin(next = 0): void {
    this.#control({ type: 'begin', atMs: Date.now() });
    this.#entry ??= next;
    this.#sinceKey = 0;
  }

  /** Says anew what is so at the newest moment, of this number; the block begins with it. */
  key(payloads: readonly Uint8Array[], newest: number): void {
    if (payloads.length === 0) return;
    this.#flush();
    this.#flags = BLOCK_KEY;
    this.#control({ type: 'key' });
    this.#entry = newest;
    this.#sinceKey = 0;
    for (const payload of payloads) this.batch(payload);
    this.#control({ type: 'key-end' });
    // What a recording begins with is there from the start.
    this.#flush();
    this.#keyBytes = this.#sinceKey;
    this.#sinceKey = 0;
  }

  get wantsKey(): boolean {
    return this.#sinceKey > Math.max(KEY_AFTER, this.#keyBytes * KEY_SHARE);
  }

  batch(payload: Uint8Array): void {
    this.#frame(1, payload);
    this.#sinceKey += payload.length;
  }

  /** Goroutines that can never wake, as found after the last moment. At most as large as a frame may be. */
  unreachable(found: UnreachableMessage): void {
    this.#control({ type: 'unreachable', ...found });
  }

  /** Why they were not looked for, a sentence. */
  unlooked(reason: string): void {
    this.#control({ type: 'unlooked', atMs: Date.now(), reason });
  }

  /** What came to an end, and why. */
  end(status: string, reason: string): void {
    this.#control({ type: 'end', atMs: Date.now(), status, reason });
  }

  /** Resolves when what was said so far is in the file, or `failure` says why it is not. */
  async flush(): Promise<void> {
    this.#flush();
    await this.#writing;
  }

  async close(): Promise<void> {
    this.#flush();
    await this.#writing;
    if (this.failure === null) await this.#sink.sync().catch((error: unknown) => this.#fail(error));
    await this.#sink.close();
  }

  #control(message: object): void {
    this.#frame(0, new TextEncoder().encode(JSON.stringify(message)));
  }

  #frame(kind: 0 | 1, payload: Uint8Array): void {
    if (this.failure !== null) return;
    const frame = encodeFrame(kind, payload);
    // It came as a frame, or is as large as one.
    if (!frame.ok) throw new Error(frame.error.detail);
    if (this.#plain + frame.value.length > MOST_PLAIN) this.#flush();
    this.#frames.push(frame.value);
    this.#plain += frame.value.length;
    if (this.#plain >= BLOCK_BYTES) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), BLOCK_MS);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#plain === 0) return;
    const plain = Buffer.concat(this.#frames, this.#plain);
    const [flags, entry] = [this.#flags, this.#entry];
    this.#frames = [];
    this.#plain = 0;
    this.#flags = 0;
    this.#entry = null;
    this.#writing = this.#writing
      .then(() => this.#write(plain, flags, entry))
      .catch((error: unknown) => this.#fail(error));
  }

  async #write(plain: Buffer, flags: number, entry: number | null): Promise<void> {
    if (this.failure !== null) return;
    // Level 1: a tenth of the time of 6 for a few percent more.
    const packed = await pack(plain, { level: 1 });
    const deflated = packed.length < plain.length && plain.length <= mostPlain(packed.length);
    const stored = deflated ? packed : plain;
    const header = blockHeader(flags | (deflated ? BLOCK_DEFLATED : 0), plain.length, stored);
    const block = Buffer.concat([header, stored]);
    await this.#sink.append(block);
    this.index.add(this.bytes, block.length);
    if (entry !== null) this.index.enter(entry);
    this.bytes += block.length;
    if (Date.now() - this.#syncedAt < SYNC_MS) return;
    this.#syncedAt = Date.now();
    await this.#sink.sync();
  }

  #fail(error: unknown): void {
    this.failure ??= error instanceof Error ? error : new Error(String(error));
  }
}

/** How much of the file is a recording of this process: 0 when it is none, null when it is another one's. */
async function wholeBytes(handle: fs.FileHandle, { pid, startMs }: RecordedProcess): Promise<number | null> {
  const { size } = await handle.stat();
  let at = RECORDING_MAGIC.length;
  if (size < at || (await part(handle, 0, at)).toString('latin1') !== RECORDING_MAGIC) return 0;
  for (let first = true; ; first = false) {
    const header = readBlockHeader(await part(handle, at, BLOCK_HEADER), 0);
    // Torn before its first block was written: nothing is in it.
    if (header === null || at + BLOCK_HEADER + header.stored > size)
      return first && size > at + FIRST_BLOCK ? null : at;
    const block = await part(handle, at, BLOCK_HEADER + header.stored);
    if (!blockIsWhole(block, 0, header)) return first ? null : at;
    if (first && !isOf(block.subarray(BLOCK_HEADER), header, pid, startMs)) return null;
    at += block.length;
  }
}

/** Larger than a first block that only says which process it is. */
const FIRST_BLOCK = 4_096;

/** Bytes of a recording that may be written meanwhile. Rejects with the system's error. */
export async function readPart(file: string, at: number, length: number): Promise<Uint8Array> {
  const handle = await fs.open(file, 'r');
  try {
    return await part(handle, at, length);
  } finally {
    await handle.close();
  }
}

async function part(handle: fs.FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

/** Whether the first frame of a recording names this process. */
function isOf(stored: Buffer, { plain, flags }: BlockHeader, pid: number, startMs: number): boolean {
  if (plain > MOST_PLAIN) return false;
  const frames = (flags & BLOCK_DEFLATED) === 0 ? stored : inflateRawSync(stored, { maxOutputLength: plain });
  const text = frames.subarray(5, 5 + frames.readUInt32LE(0)).toString();
  const first = JSON.parse(text) as { readonly type?: unknown; readonly pid?: unknown; readonly startMs?: unknown };
  return first.type === 'start' && first.pid === pid && first.startMs === startMs;
}

/** `ingestd-4711-20261121T204312Z.parkrec`: the same for the same process, another one for any other. */
export function recordingName({ name, pid, startMs }: RecordedProcess): string {
  const started = new Date(startMs).toISOString().replace(/\.\d+|[-:]/g, '');
  return `${name.replace(/[^\w.-]/g, '_').slice(0, 60)}-${pid}-${started}.parkrec`;
}
