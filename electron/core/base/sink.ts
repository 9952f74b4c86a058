/**
 * Where an export goes. Hosts implement it (a file beside its final name, standard output, a buffer); core never opens anything itself.
 * Exactly one of `close` and `abort` is called, last. All of them reject with the host's I/O error.
 */
export interface ByteSink {
  /** Takes the bytes and resolves when more may come. The host may keep the view. */
  write(bytes: Uint8Array): Promise<void>;
  /** All is written: the result appears under its name. */
  close(): Promise<void>;
  /** Nothing of it is left behind. */
  abort(): Promise<void>;
}
