import type { BlockSink } from './recorder';

/** Keeps what is recorded in memory. */
export function memorySink(bytes: Uint8Array[]): BlockSink {
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    append: (block) => {
      bytes.push(block);
      return nothing();
    },
    sync: nothing,
    close: nothing,
  };
}
