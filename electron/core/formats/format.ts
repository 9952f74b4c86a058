import type { Compression } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import type { Progress } from '@core/api/protocol';
import type { Result } from '@core/base/result';
import type { ByteSource } from '@core/base/source';
import type { Capture } from '@core/model/tables';
import type { Pool } from './pool';

/** What a detector sees: the first bytes, unpacked if the source is packed. */
export interface Probe {
  /** Up to 64 KiB from the (unpacked) start. */
  readonly head: Uint8Array;
  /** `head` as latin-1, for detectors of text. */
  readonly text: string;
  readonly compression: Compression;
}

/** The unpacked bytes of one input and what the parser should report. */
export interface ParseInput {
  readonly name: string;
  /** Whole unpacked content. Parsers may keep views of it. */
  readonly bytes: Uint8Array;
  /** Bytes as stored. */
  readonly size: number;
  readonly compression: Compression;
  readonly modifiedMs: number | null;
  /** The packed stream ended early: `bytes` is what could be unpacked. */
  readonly cut: boolean;
  readonly signal: AbortSignal | null;
  /** Where pieces of work can be done at the same time. */
  readonly pool: Pool;
  /** Parsers call it at most once per few MB of input. */
  progress(step: Pick<Progress, 'done' | 'found' | 'noun'>): void;
}

/** An input of which nothing is in memory yet. */
export type Unread = Omit<ParseInput, 'bytes' | 'cut'>;

/** Decodes unpacked bytes as they come, while the host unpacks the next. */
export interface PieceReader {
  /** What it has found so far, for people: 1,200 `samples`. */
  readonly found: number;
  readonly noun: string;
  /** Takes the bytes that follow, which may be written over afterwards. False: only the whole can be read, and it is asked nothing more. */
  take(piece: Uint8Array): boolean;
  /** After the last piece of a stream that is whole; null = only the whole can be read. */
  finish(): Promise<Result<readonly Capture[], EngineError> | null>;
}

/**
 * One format: `detect` looks at the content only (never at a name) and must claim what no other format claims;
 * `parse` never throws on any bytes (except `Cancelled`): damage is an error, an early end is a capture with a note.
 */
export interface Format {
  readonly name: string;
  detect(probe: Probe): boolean;
  /** One capture, or several where a file holds several (two dumps in one log): then in the order of the file. Never none. */
  parse(input: ParseInput): Promise<Result<readonly Capture[], EngineError>>;
  /**
   * The same from a source that is not packed, for formats that are read piece by piece: the bytes are never in memory as a whole.
   * `done` of its progress is in bytes of the source. Rejects with what `source.read` rejects with.
   */
  parseSource?(source: ByteSource, input: Omit<ParseInput, 'bytes'>): Promise<Result<readonly Capture[], EngineError>>;
  /**
   * The same from pieces, packed or not: what it reads it reads as `parse` does, and it gives up on what is damaged or unusual, which
   * `parse` is then asked. `expected` = bytes that will come, as far as the source tells. `done` of its progress is in bytes of those.
   */
  inPieces?(input: Unread, expected: number): PieceReader;
}

/** What a text says about itself: nothing but its file, as Go prints neither its version nor a time. */
export function ofTextFile({
  name,
  size,
  compression,
  modifiedMs,
}: ParseInput): Pick<Capture, 'name' | 'size' | 'compression' | 'goVersion' | 'timeMs' | 'timeSource' | 'durationNs'> {
  const timeSource = modifiedMs === null ? null : 'file';
  return { name, size, compression, goVersion: null, timeMs: modifiedMs, timeSource, durationNs: null };
}
