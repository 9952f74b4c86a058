import { flag, record, text, whole } from '@core/base/wire/checks';

/** Programs that the sampler starts as its children, field for field as native/internal/wire/launch.go has them. */

export interface LaunchParams {
  /** And its arguments; looked for in PATH unless it has a slash. */
  readonly command: readonly string[];
  /** The working folder; `` is the sampler's own. */
  readonly dir: string;
  /** It gets the input and outputs that the sampler was started with (`SamplerOptions.stdio`); else it has none. */
  readonly stdio: boolean;
}

export interface LaunchAnswer {
  readonly pid: number;
  /** When it began, ms since the epoch, as in the process list; 0 when it has ended already. */
  readonly startMs: number;
  readonly executable: string;
  /** A Go program whose runtime has begun, so that its goroutines can be read; else `why` says why not, one sentence. */
  readonly ready: boolean;
  readonly why: string;
}

export interface AwaitAnswer {
  readonly pid: number;
  /** -1 when a signal ended it. */
  readonly code: number;
  /** The number of the signal that ended it; 0 when none did. */
  readonly signal: number;
  /** From start to end; of all its threads. */
  readonly lastedMs: number;
  readonly cpuMs: number;
}

export interface SignalAnswer {
  /** False: it has ended. */
  readonly sent: boolean;
}

export const launchAnswer = record<LaunchAnswer>({
  pid: whole,
  startMs: whole,
  executable: text,
  ready: flag,
  why: text,
});
export const awaitAnswer = record<AwaitAnswer>({
  pid: whole,
  code: whole,
  signal: whole,
  lastedMs: whole,
  cpuMs: whole,
});
export const signalAnswer = record<SignalAnswer>({ sent: flag });
