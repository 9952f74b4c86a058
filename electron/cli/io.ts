import type { Readable } from 'node:stream';
import type { PlaceHints } from '../engine/rule-places';
import type { TerminalStyle } from './terminal';

/** Everything of the process that a command touches, so that tests can run one without a process. */
export interface CliIo {
  readonly stdin: Readable;
  /** Writes to standard output; resolves when more may be written. */
  out(text: string): Promise<void>;
  outBytes(bytes: Uint8Array): Promise<void>;
  /** Writes to standard error. */
  err(text: string): void;
  /** Of standard output. */
  readonly style: TerminalStyle;
  /** Standard error is a terminal: progress may be shown there. */
  readonly showProgress: boolean;
  /** Milliseconds, monotonic. */
  now(): number;
  /**
   * Calls the listener at the first Ctrl+C (or SIGTERM) instead of ending; the second ends. Returns what ends the subscription. Absent where
   * there is no such thing.
   */
  onInterrupt?(listener: () => void): () => void;
  /** Where rules and suppressions are looked for. */
  readonly places: PlaceHints;
}

/** Exit codes of product.md. */
export const EXIT = { fine: 0, findings: 1, usage: 2, input: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command: one line on standard error and an exit code. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
  }
}

export function usage(message: string): CliFailure {
  return new CliFailure(EXIT.usage, message);
}
