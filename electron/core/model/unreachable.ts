/**
 * Goroutines that nothing in their process can wake, as found in its memory (native/internal/reach). Those of a capture that can have a
 * finding carry GOROUTINE_UNREACHABLE. The verdict holds for as long as the process lives: who cannot be woken stays.
 */
export interface Unreachable {
  /** `strong`: the process ran meanwhile, three passes agree; `proven`: it stood still, twice. */
  readonly grade: 'strong' | 'proven';
  /** Why a proof that was asked for is none, a sentence; `` otherwise. */
  readonly unproven: string;
  readonly scanned: {
    readonly passes: number;
    readonly heapBytes: number;
    readonly objects: number;
    /** Words outside the heap that were taken as pointers. */
    readonly rootWords: number;
    readonly goroutines: number;
    /** How long a stop would take, and how long each took. */
    readonly expectedStopNs: number;
    readonly stopNs: readonly number[];
  };
  /** By goroutine id, those that wait for something: row of the columns below. */
  readonly groupOf: ReadonlyMap<number, number>;
  /** Goroutines of a group share what they wait for: members, objects that could wake them, and what only they keep: heap and stacks. */
  readonly members: Uint32Array;
  readonly objects: Float64Array;
  readonly retainedObjects: Float64Array;
  readonly retainedBytes: Float64Array;
  readonly stackBytes: Float64Array;
}
