import { formatNanoseconds } from '@core/base/format';
import type { UnreachableMessage } from '@core/base/wire/unreachable';
import { findUnreachable, type Reach } from '../sidecar/reach';
import { reachMessage, reachRefused } from '../sidecar/reach-message';
import type { Sampler } from '../sidecar/supervisor';

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

/**
 * Looks for goroutines that can never wake; stops the process only for a proof, after saying for how long, and only where there is something
 * to prove. For goroutines of `explain` that are not leaked it tells what keeps what they wait for.
 */
export async function lookAt(
  sampler: Pick<Sampler, 'call'>,
  pid: number,
  plan: LookPlan,
  explain: readonly number[] = [],
): Promise<Looked> {
  const look = await findUnreachable(sampler, { pid, explain });
  if (!look.ok) return { unlooked: reachRefused(look.error) };
  if (!plan.prove || look.value.verdicts.length === 0) return looked(look.value, '');
  const { maxStopMs } = plan;
  const { expectedStopNs } = look.value.scanned;
  const refused = stopRefused(expectedStopNs, maxStopMs);
  if (refused !== '') return looked(look.value, refused);
  plan.announce(stopAnnounced(pid, expectedStopNs, maxStopMs));
  const proof = await findUnreachable(sampler, { pid, prove: true, maxStopMs, explain });
  return proof.ok ? looked(proof.value, '') : looked(look.value, reachRefused(proof.error));
}

/** Why a stop is not made, ``: it is. */
export function stopRefused(expectedNs: number, maxStopMs: number): string {
  if (expectedNs <= maxStopMs * 1e6) return '';
  return `the process would stand still for about ${formatNanoseconds(expectedNs)} each time, and --max-stop allows ${formatNanoseconds(maxStopMs * 1e6)}.`;
}

/** What will be done to the process. */
export function stopAnnounced(pid: number, expectedNs: number, maxStopMs: number): string {
  return `process ${pid} is stopped twice for the proof, for about ${formatNanoseconds(expectedNs)} each time (--max-stop ${formatNanoseconds(maxStopMs * 1e6)})`;
}

function looked(reach: Reach, unproven: string): Looked {
  const message = reachMessage(reach, unproven);
  return message.ok ? { found: message.value } : { unlooked: message.error };
}
