import { formatCount } from '@core/base/format';
import { err, ok, type Result } from '@core/base/result';
import { MAX_PAYLOAD } from '@core/base/wire/frames';
import { WAY_STEPS, type UnreachableMessage } from '@core/base/wire/unreachable';
import type { SidecarError } from './errors';
import type { Reach } from './reach';

/**
 * What was found as a recording carries it; a sentence where that is more than a frame holds. `unproven` says why a proof that was asked for
 * was not even tried; `` = the sampler's own word.
 */
export function reachMessage(reach: Reach, unproven: string): Result<UnreachableMessage, string> {
  const { grade, scanned, verdicts, ways, notes, takenMs } = reach;
  const { passes, heapBytes, objects, rootWords, goroutines, suspects, unclear, expectedStopNs, stopNs } = scanned;
  const steps = ways.flatMap((way) => way.steps);
  const found: UnreachableMessage = {
    ...{ atMs: takenMs, grade, unproven: unproven === '' ? reach.unproven : unproven, notes },
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
    ways: {
      goroutine: ways.map(({ goroutine }) => goroutine),
      steps: ways.map((way) => way.steps.length),
      why: ways.map(({ why }) => why),
    },
    steps: {
      kind: steps.map(({ kind }) => WAY_STEPS.indexOf(kind)),
      bytes: steps.map(({ bytes }) => bytes),
      goroutine: steps.map(({ goroutine }) => goroutine),
      name: steps.map(({ name }) => name),
    },
  };
  const names = steps.reduce((sum, { name }) => sum + 6 * name.length, 0);
  const most = 16 * (4 * found.groups.objects.length + 2 * found.verdicts.goroutine.length + 4 * steps.length) + names;
  if (most < MAX_PAYLOAD - (1 << 20)) return ok(found);
  return err(`the verdicts on ${formatCount(found.verdicts.goroutine.length)} goroutines are too many to keep`);
}

/** Why nothing was found out, a sentence. */
export function reachRefused({ message, hint }: SidecarError): string {
  return hint === '' ? message : `${message}. ${hint}`;
}
