import { list, literal, record, text, whole, type Check } from '@core/base/wire/checks';
import { SCAN_FIELDS, type UnreachableScan } from '@core/base/wire/unreachable';

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

/** With what else the sampler tells. Bytes, objects and goroutines are those of the last pass; times those of all. */
export interface ReachScanned extends UnreachableScan {
  /** Passes that moved too fast to be read; those that agree are `passes`, and one that found nothing ends them. */
  readonly retried: number;
  /** What was copied of heap, stacks, variables and queues. */
  readonly copiedBytes: number;
  /** Of the objects. */
  readonly reached: number;
  readonly readNs: number;
  readonly markNs: number;
}

const grade: Check<ReachAnswer['grade']> = (value, at) =>
  value === 'proven' ? literal('proven')(value, at) : literal('strong')(value, at);

export const reachAnswer = record<ReachAnswer>({
  ...{ pid: whole, version: text, arch: text, takenMs: whole, grade, unproven: text },
  // In the order of native/internal/wire/reach.go; what a scan has, too, takes the check of SCAN_FIELDS.
  scanned: record<ReachScanned>({
    ...{ passes: whole, retried: whole, heapBytes: whole, copiedBytes: whole, objects: whole, reached: whole },
    ...{ rootWords: whole, goroutines: whole, suspects: whole, unclear: whole, readNs: whole, markNs: whole },
    ...SCAN_FIELDS,
  }),
  notes: list(text),
});
