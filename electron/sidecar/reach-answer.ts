import { list, literal, record, text, whole, type Check } from '@core/base/wire/checks';

/** Asks which goroutines can never wake. */
export interface ReachParams {
  readonly pid: number;
  /** Copied of the process at most; 0: 4 GB. */
  readonly limitBytes: number;
  /** Stops the process twice when the look leaves something unreachable, each time for at most `maxStopMs` (0: 250). */
  readonly prove: boolean;
  readonly maxStopMs: number;
  /** Goroutines, 256 at most, for which `ways` tell what keeps the object that they wait for. */
  readonly explain: readonly number[];
}

/**
 * A core file with the executable that it is of: `coreMoment` answers as a `watch` of one moment, `coreReach` as `reach`. Nothing moves in it, so
 * that one pass proves.
 */
export interface CoreParams {
  readonly core: string;
  readonly executable: string;
  /** As in ReachParams, for `coreReach`. */
  readonly explain: readonly number[];
}

/** Answers `reach`, after its tables came as batches (reach.ts). */
export interface ReachAnswer {
  readonly pid: number;
  /** As runtime.Version has it. */
  readonly version: string;
  /** As Go calls it: `amd64`. */
  readonly arch: string;
  /** When the reading began, since the epoch. */
  readonly takenMs: number;
  /** Of all verdicts. `strong`: unreachable in a program that ran meanwhile, not confirmed; `proven`: it stood still, twice, or for good. */
  readonly grade: 'strong' | 'proven';
  /** Why a proof that was asked for is none, one sentence; `` otherwise. */
  readonly unproven: string;
  readonly scanned: ReachScanned;
  /** What is special or missing, one sentence each. */
  readonly notes: readonly string[];
}

/** On what the verdicts rest. Bytes, objects and goroutines are those of the last pass. */
export interface ReachScanned {
  /** Passes that agree; one that found nothing ends them. `retried` ones moved too fast to be read. */
  readonly passes: number;
  readonly retried: number;
  /** In objects; and what was copied of heap, stacks, variables and queues. */
  readonly heapBytes: number;
  readonly copiedBytes: number;
  readonly objects: number;
  readonly reached: number;
  /** Outside the heap, that were taken as pointers. */
  readonly rootWords: number;
  readonly goroutines: number;
  /** Goroutines that wait for something that only other goroutines can bring about. */
  readonly suspects: number;
  /** Waits that were not understood or about to end: their goroutines count as running. */
  readonly unclear: number;
  /** Of all passes. */
  readonly readNs: number;
  readonly markNs: number;
  /** How long one stop of a proof would take, from the passes of the look. */
  readonly expectedStopNs: number;
  /** How long the process stood still, each time. */
  readonly stopNs: readonly number[];
}

const grade: Check<ReachAnswer['grade']> = (value, at) =>
  value === 'proven' ? literal('proven')(value, at) : literal('strong')(value, at);

export const reachAnswer = record<ReachAnswer>({
  ...{ pid: whole, version: text, arch: text, takenMs: whole, grade, unproven: text },
  scanned: record<ReachScanned>({
    ...{ passes: whole, retried: whole, heapBytes: whole, copiedBytes: whole, objects: whole, reached: whole },
    ...{ rootWords: whole, goroutines: whole, suspects: whole, unclear: whole, readNs: whole, markNs: whole },
    ...{ expectedStopNs: whole, stopNs: list(whole) },
  }),
  notes: list(text),
});
