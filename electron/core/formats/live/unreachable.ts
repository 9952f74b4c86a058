import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';
import { isOfCoreFile, WAY_STEPS, type KeepingWay, type UnreachableMessage } from '@core/base/wire/unreachable';
import type { Unreachable } from '@core/model/unreachable';

/** Verdicts as a table of the model. A wait without end (nil channel, empty select) is none: the state of the goroutine says so itself. */
export function unreachableOf(message: UnreachableMessage): Unreachable {
  const { atMs, grade, unproven, scanned, groups, verdicts, notes } = message;
  const groupOf = new Map<number, number>();
  const members = new Uint32Array(groups.objects.length);
  verdicts.goroutine.forEach((id, i) => {
    const group = verdicts.group[i];
    members[group]++;
    if (groups.objects[group] > 0) groupOf.set(id, group);
  });
  return {
    ...{ atMs, grade, unproven, scanned, found: verdicts.goroutine.length, groupOf, members, notes },
    objects: Float64Array.from(groups.objects),
    retainedObjects: Float64Array.from(groups.retainedObjects),
    retainedBytes: Float64Array.from(groups.retainedBytes),
    stackBytes: Float64Array.from(groups.stackBytes),
    ways: waysOf(message),
  };
}

function waysOf({ ways, steps }: UnreachableMessage): ReadonlyMap<number, KeepingWay> {
  const all = steps.kind.map((kind, i) => ({
    ...{ kind: WAY_STEPS[kind], bytes: steps.bytes[i], goroutine: steps.goroutine[i], name: steps.name[i] },
  }));
  let used = 0;
  return new Map(
    ways.goroutine.map((id, i) => {
      const own = all.slice(used, (used += ways.steps[i]));
      return [id, { steps: own, why: ways.why[i] }];
    }),
  );
}

/** What was looked at and what it says, sentences for the notes of the capture: also where nothing was found. */
export function lookSentences(message: UnreachableMessage): string[] {
  const { grade, unproven, scanned, verdicts, notes } = message;
  const { heapBytes, objects, rootWords, suspects, unclear, stopNs } = scanned;
  const found = verdicts.goroutine.length;
  const running = isOfCoreFile(message) ? 'in the core file' : 'while it ran';
  const stopped = stopNs.length === 0 ? running : `in stops of ${stopNs.map(formatNanoseconds).join(' and ')}`;
  const who = `${formatCount(suspects)} ${suspects === 1 ? 'goroutine that waits' : 'goroutines that wait'} for others`;
  const verdict =
    found === 0 ? 'none is unreachable' : `${formatCount(found)} ${found === 1 ? 'is' : 'are'} unreachable, ${grade}`;
  return [
    `Of ${who}, ${verdict}: ${formatCount(rootWords)} words outside the heap and ${formatBytes(heapBytes)} in ${formatCount(objects)} objects were followed ${stopped}.`,
    'Silence is not innocence: what something can reach may be forgotten all the same, and a stale word can hide a leak.',
    ...(unclear === 0
      ? []
      : [`${formatCount(unclear)} waits were not understood or about to end, and count as running.`]),
    ...(unproven === '' ? [] : [`Not proven: ${unproven}`]),
    ...notes,
  ];
}
