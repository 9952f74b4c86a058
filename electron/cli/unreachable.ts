import { formatCount, formatNanoseconds } from '@core/base/format';
import { MAX_PAYLOAD } from '@core/base/wire/frames';
import type { UnreachableMessage } from '@core/base/wire/unreachable';
import { findUnreachable, type Reach } from '../sidecar/reach';
import type { Sampler } from '../sidecar/supervisor';
import type { SidecarError } from '../sidecar/errors';

/** Whether to stop a process for a proof. */
export interface LookPlan {
  readonly prove: boolean;
  /** Longest stop that is allowed, ms. */
  readonly maxStopMs: number;
  /** Is told of a stop before it is made: one sentence. */
  announce(sentence: string): void;
}

/** What was found as a recording carries it, or why there is nothing: a sentence. */
export type Looked = { readonly found: UnreachableMessage } | { readonly unlooked: string };

/** Looks for goroutines that can never wake; stops the process only for a proof, after saying for how long, and only where there is something to prove. */
export async function lookAt(sampler: Pick<Sampler, 'call'>, pid: number, plan: LookPlan): Promise<Looked> {
  const look = await findUnreachable(sampler, { pid });
  if (!look.ok) return { unlooked: reasonOf(look.error) };
  if (!plan.prove || look.value.verdicts.length === 0) return recorded(look.value, '');
  const { maxStopMs } = plan;
  const expectedNs = look.value.scanned.expectedStopNs;
  const expected = formatNanoseconds(expectedNs);
  if (expectedNs > maxStopMs * 1e6)
    return recorded(
      look.value,
      `the process would stand still for about ${expected} each time, and --max-stop allows ${formatNanoseconds(maxStopMs * 1e6)}.`,
    );
  plan.announce(
    `process ${pid} is stopped twice for the proof, for about ${expected} each time (--max-stop ${formatNanoseconds(maxStopMs * 1e6)})`,
  );
  const proof = await findUnreachable(sampler, { pid, prove: true, maxStopMs });
  return proof.ok ? recorded(proof.value, '') : recorded(look.value, reasonOf(proof.error));
}

function recorded(reach: Reach, unproven: string): Looked {
  const { grade, scanned, verdicts } = reach;
  const { passes, heapBytes, objects, rootWords, goroutines, suspects, unclear, expectedStopNs, stopNs } = scanned;
  const found: UnreachableMessage = {
    ...{ grade, unproven: unproven === '' ? reach.unproven : unproven },
    scanned: { passes, heapBytes, objects, rootWords, goroutines, suspects, unclear, expectedStopNs, stopNs },
    groups: {
      objects: verdicts.map((verdict) => verdict.objects.length),
      retainedObjects: verdicts.map(({ retainedObjects }) => retainedObjects),
      retainedBytes: verdicts.map(({ retainedBytes }) => retainedBytes),
      stackBytes: verdicts.map(({ stackBytes }) => stackBytes),
    },
    verdicts: {
      goroutine: verdicts.flatMap((verdict) => verdict.goroutines),
      group: verdicts.flatMap((verdict, group) => verdict.goroutines.map(() => group)),
    },
  };
  const most = 16 * 4 * found.groups.objects.length + 16 * 2 * found.verdicts.goroutine.length;
  if (most < MAX_PAYLOAD - 4096) return { found };
  return {
    unlooked: `the verdicts on ${formatCount(found.verdicts.goroutine.length)} goroutines are too many to keep`,
  };
}

function reasonOf({ message, hint }: SidecarError): string {
  return hint === '' ? message : `${message}. ${hint}`;
}
