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
  /**
   * Calls the listener at every signal that would end this process, or that a program may want to have, instead of what it would do; until
   * the function that it returns is called. Absent where there is no such thing.
   */
  onSignal?(listener: (signal: ProgramSignal) => void): () => void;
  /** Standard input is a terminal, whose keys send their signals to the programs that we start, too. */
  readonly terminal?: boolean;
  /** Where rules and suppressions are looked for. */
  readonly places: PlaceHints;
}

/** Signals that are passed on to a program that we started. */
export const PROGRAM_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
export type ProgramSignal = (typeof PROGRAM_SIGNALS)[number];

/** Exit codes of product.md. `run` passes on the code of its program, whatever that is. */
export const EXIT = { fine: 0, findings: 1, usage: 2, input: 3 } as const;
export type ExitCode = number;

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
