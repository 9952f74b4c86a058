/**
 * Random access to the bytes of one capture. Hosts implement it (a file descriptor, a Blob, a buffer);
 * core never opens anything itself.
 */
export interface ByteSource {
  /** Base name shown to people, never trusted for detection. */
  readonly name: string;
  /** Bytes in the source. A source that grows while it is read is cut at this size. */
  readonly size: number;
  /** Last modification, ms since the epoch, or null where the host does not know it. */
  readonly modifiedMs: number | null;
  /**
   * Bytes `[offset, offset + length)`, fewer only at the end of the source. The caller may keep the view; a host must
   * not reuse its buffer. Rejects with the host's I/O error.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * The same into a buffer of the caller's, for those who read a large source piece by piece: bytes filled, fewer than `target` holds
   * only at the end of the source. Absent where the host cannot.
   */
  readInto?(target: Uint8Array, offset: number): Promise<number>;
  /** Number of the open file, for threads of the host that read it themselves; absent where there is none. */
  readonly descriptor?: number;
  /**
   * A decompressor of the host for what the source holds, where it has a faster one than DecompressionStream; that one is used where this
   * is absent.
   */
  gunzip?(): Gunzip;
  /**
   * Opens it once more, for who reads it after the host let go of it; the caller closes it. Rejects with the host's error. Absent where
   * it can be read for ever.
   */
  reopen?(): Promise<ByteSource & { close(): Promise<void> }>;
  /** Of a source that the host took from a running process itself; absent for what it found as a file. */
  readonly taken?: Taken;
}

/** When and how a host took a capture. */
export interface Taken {
  /** Moment of capture, ms since the epoch, for captures that do not tell their own. */
  readonly atMs: number;
  /** What people should know of it, sentences: they become notes. */
  readonly remarks: readonly string[];
  /** Taken from another process than the capture before it in the document; absent where nothing says so. */
  readonly otherProcess?: true;
}

/** Packed bytes go in, pieces of any size come out; either side fails where they are no gzip. */
export interface Gunzip {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

/** A ByteSource over bytes that are already in memory (pasted text, tests). */
export function bytesSource(name: string, bytes: Uint8Array, modifiedMs: number | null = null): ByteSource {
  return {
    name,
    size: bytes.length,
    modifiedMs,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, Math.min(bytes.length, offset + length))),
  };
}
