import type { KeepingWay, UnreachableScan } from '@core/base/wire/unreachable';

/**
 * Goroutines that nothing in their process can wake, as found in its memory (native/internal/reach). Those of a capture that can have a
 * finding carry GOROUTINE_UNREACHABLE. The verdict holds for as long as the process lives: who cannot be woken stays.
 */
export interface Unreachable {
  /** When it was known, ms since the epoch; 0 = not said. */
  readonly atMs: number;
  /** `strong`: the process ran meanwhile, three passes agree; `proven`: it stood still, twice. */
  readonly grade: 'strong' | 'proven';
  /** Why a proof that was asked for is none, a sentence; `` otherwise. */
  readonly unproven: string;
  readonly scanned: UnreachableScan;
  /** Goroutines that have the verdict, those that wait without end (nil channel, empty select) among them. */
  readonly found: number;
  /** By goroutine id, those that wait for something: row of the columns below. */
  readonly groupOf: ReadonlyMap<number, number>;
  /** Goroutines of a group share what they wait for: members, objects that could wake them, and what only they keep: heap and stacks. */
  readonly members: Uint32Array;
  readonly objects: Float64Array;
  readonly retainedObjects: Float64Array;
  readonly retainedBytes: Float64Array;
  readonly stackBytes: Float64Array;
  /** By goroutine id, of those that were asked about. */
  readonly ways: ReadonlyMap<number, KeepingWay>;
  /** What is special or missing, one sentence each. */
  readonly notes: readonly string[];
}

/** The newest look at a process, and the newest proof, which a later look does not undo; they are one where the proof is the newest. */
export interface Verdicts {
  readonly look: Unreachable;
  readonly proof: Unreachable | null;
}

/** An entry of a map of numbers. */
const ENTRY_BYTES = 40;

/** Memory held, bytes. */
export function verdictBytes({ look, proof }: Verdicts): number {
  return bytesOf(look) + (proof === null || proof === look ? 0 : bytesOf(proof));
}

function bytesOf({ groupOf, members, objects, ways }: Unreachable): number {
  let steps = 0;
  for (const way of ways.values()) steps += way.steps.length;
  return groupOf.size * ENTRY_BYTES + members.byteLength + 4 * objects.byteLength + steps * 80;
}
