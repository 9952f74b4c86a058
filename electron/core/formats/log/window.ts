/**
 * Text as the program printed it, ready to be read, and the way back to the file: `original` gives the offset in the file of an
 * offset in `bytes`. The whole file where nothing is wrapped around its lines; else a piece of one stream of a log.
 */
export interface Window {
  readonly bytes: Uint8Array;
  /** No text follows; else what follows begins with a header (of a goroutine or a profile). */
  readonly last: boolean;
  original(offset: number): number;
  /** Moment at which the log took the line at this offset, ms since the epoch; null where the log says nothing of it. */
  time(offset: number): number | null;
}

/** All of `bytes`, as they are. */
export function wholeFile(bytes: Uint8Array): Window {
  return { bytes, last: true, original: (offset) => offset, time: () => null };
}
