import { flag, list, record, text, whole } from '@core/base/wire/checks';

/** Profiles that the sampler takes, field for field as native/internal/wire has them. */

/** Answers `cpu`. */
export interface CpuAnswer {
  readonly pid: number;
  /** A pprof document, compressed, as base64. */
  readonly profile: string;
  readonly durationMs: number;
  /** CPU time that each sample stands for. */
  readonly periodNs: number;
  /** Sampled from the beginning; those that they started are, too. */
  readonly threads: number;
  readonly samples: number;
  /** Distinct ones. */
  readonly stacks: number;
  /** Samples that were taken, but there was no room for them. */
  readonly lost: number;
  /** Records of the kernel that could not be read. */
  readonly damaged: number;
  /** Time inside the kernel is counted, under the function that called it. */
  readonly kernel: boolean;
  /** The process ended before the time was over. */
  readonly ended: boolean;
  /** CPU time that the sampler used meanwhile. */
  readonly ownCpuMs: number;
  /** What is missing, one sentence each; comments in the profile, too. */
  readonly notes: readonly string[];
}

/** Answers `wall`. */
export interface WallAnswer {
  readonly pid: number;
  /** A pprof document, compressed, in base64: `samples` in `count` and `wall` in `nanoseconds`, by stack and label `state`. */
  readonly profile: string;
  readonly durationMs: number;
  /** Moments at which goroutines were read, and those that were due and missed. */
  readonly moments: number;
  readonly dropped: number;
  /** At the last moment, and at most. */
  readonly goroutines: number;
  readonly maxGoroutines: number;
  /** Goroutines times moments; those of them without a stack, most because they ran. */
  readonly samples: number;
  readonly stackless: number;
  /** Distinct ones. */
  readonly stacks: number;
  /** How long the slowest reading took. */
  readonly maxSpanNs: number;
  /** The process ended before the time was over. */
  readonly ended: boolean;
  /** CPU time that the sampler used meanwhile. */
  readonly ownCpuMs: number;
  /** What is missing, one sentence each; comments in the profile, too. */
  readonly notes: readonly string[];
}

export const cpuAnswer = record<CpuAnswer>({
  ...{ pid: whole, profile: text, durationMs: whole, periodNs: whole, threads: whole, samples: whole, stacks: whole },
  ...{ lost: whole, damaged: whole, kernel: flag, ended: flag, ownCpuMs: whole, notes: list(text) },
});

export const wallAnswer = record<WallAnswer>({
  ...{ pid: whole, profile: text, durationMs: whole, moments: whole, dropped: whole, goroutines: whole },
  ...{ maxGoroutines: whole, samples: whole, stackless: whole, stacks: whole, maxSpanNs: whole },
  ...{ ended: flag, ownCpuMs: whole, notes: list(text) },
});
