import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';
import { TIERS, type Evidence } from '@core/api/findings';
import type { Operation } from '@core/api/operation';
import { codeRef } from '@core/analysis/site';
import { GOROUTINE_UNREACHABLE } from '@core/model/tables';
import type { Unreachable } from '@core/model/unreachable';
import { operationOf, type GoroutineView } from './context';
import { NO_EVIDENCE } from './evidence';
import type { GroupFacts } from './facts/facts';
import { groupEvidence, statement, type GroupVerdict } from './group-finding';
import type { Pattern } from './pattern';
import { weigh } from './weigh';
import { blockedIn } from './words';

/** Name of what nothing can reach and no pattern matches. */
export const UNREACHABLE = 'unreachable';

/** In main.main these are idioms for "run until killed". */
const IDLES: ReadonlySet<Operation> = new Set<Operation>(['select', 'chan receive']);

/** Whether members of a group wait for what nothing in the process can reach, as found in its memory. */
export function isUnreachable(view: GoroutineView, group: number): boolean {
  if ((view.groups.anyFlags[group] & GOROUTINE_UNREACHABLE) === 0) return false;
  const entry = codeRef(view.analysis.capture, view.groups.entry[group]);
  return entry?.function !== 'main.main' || !IDLES.has(operationOf(view, group));
}

/**
 * The finding of the pattern, as sure as the memory of the process makes it: `strong` where it ran, `proven` where it stood still. `judged` is
 * what the pattern's own evidence gives; where that is surer, or as sure of more goroutines, it stays and this becomes part of it.
 */
export function unreachableVerdict(
  about: GroupFacts,
  pattern: Pattern | null,
  judged: GroupVerdict | null,
): GroupVerdict | null {
  const found = about.view.analysis.capture.unreachable;
  if (found === undefined) return judged;
  const part = partOf(about, found);
  const evidence = evidenceOf(about, part, found);
  const whole = part.count === about.count;
  if (judged !== null) {
    const surer = TIERS.indexOf(judged.tier) - TIERS.indexOf(found.grade);
    if (surer < 0 || (surer === 0 && !whole)) return { ...judged, evidence: [...evidence, ...judged.evidence] };
  }
  const one = part.count === 1;
  const proven = found.grade === 'proven';
  const because = pattern?.cause.replace('{them}', one ? 'it' : 'them') ?? '';
  const known = pattern?.evidence?.(about) ?? NO_EVIDENCE;
  // What speaks for all of a group says little about a part of it.
  const items = whole ? weigh(about, pattern ?? { prior: null, creatorsTell: null }, known).items : [];
  return {
    rule: pattern?.id ?? UNREACHABLE,
    tier: found.grade,
    ...blockedIn(about.operation),
    only: GOROUTINE_UNREACHABLE,
    retained: { heapBytes: part.retainedBytes, stackBytes: part.stackBytes },
    cause:
      because === ''
        ? `nothing in the process can reach ${awaited(about.operation, part.objects)}`
        : proven
          ? because.replace('probably ', '')
          : because,
    evidence: [
      ...evidence,
      ...items.filter(({ points }) => points > 0).map((item) => ({ ...item.evidence, points: item.points })),
    ],
    certainty: proven ? '' : certaintyOf(found),
    advice: pattern?.advice ?? { steps: [], fix: null },
  };
}

/** The members of a group that have a verdict. What is kept by goroutines of several sites is shared out by their number. */
interface Part {
  readonly count: number;
  readonly objects: number;
  readonly retainedObjects: number;
  readonly retainedBytes: number;
  readonly stackBytes: number;
}

function partOf({ view, rows }: GroupFacts, found: Unreachable): Part {
  const members = new Map<number, number>();
  let count = 0;
  for (const row of rows) {
    const group = found.groupOf.get(view.table.goid[row]);
    if (group === undefined) continue;
    members.set(group, (members.get(group) ?? 0) + 1);
    count++;
  }
  let [objects, retainedObjects, retainedBytes, stackBytes] = [0, 0, 0, 0];
  for (const [group, of] of members) {
    const share = of / found.members[group];
    objects += found.objects[group];
    retainedObjects += share * found.retainedObjects[group];
    retainedBytes += share * found.retainedBytes[group];
    stackBytes += share * found.stackBytes[group];
  }
  return {
    ...{ count, objects, stackBytes: Math.round(stackBytes) },
    ...{ retainedObjects: Math.round(retainedObjects), retainedBytes: Math.round(retainedBytes) },
  };
}

function evidenceOf(about: GroupFacts, part: Part, { grade, scanned }: Unreachable): Evidence[] {
  const { count, objects, retainedObjects, retainedBytes, stackBytes } = part;
  const one = count === 1;
  const rest = about.count - count;
  const who = one ? 'this goroutine waits' : `these ${formatCount(count)} goroutines wait`;
  const { passes, heapBytes, rootWords, goroutines, stopNs } = scanned;
  const how =
    grade === 'proven'
      ? `in two stops of the process, of ${stopNs.map(formatNanoseconds).join(' and ')}`
      : `in ${formatCount(passes)} passes that agree, while the process ran`;
  const others =
    rest === 0
      ? []
      : [
          statement(
            `${formatCount(rest)} more ${rest === 1 ? 'goroutine waits' : 'goroutines wait'} at the same place, without such a verdict.`,
          ),
        ];
  return [
    groupEvidence(
      about.view,
      about.handle,
      `Nothing in the process can reach ${awaited(about.operation, objects)} that ${who} for.`,
    ),
    statement(
      `Followed ${how}: ${formatCount(rootWords)} words outside the heap, ${formatCount(goroutines)} goroutines, ${formatBytes(heapBytes)} in ${formatCount(scanned.objects)} objects.`,
    ),
    statement(
      `Only ${one ? 'it keeps' : 'they keep'} ${formatBytes(retainedBytes)} of heap in ${formatCount(retainedObjects)} ${retainedObjects === 1 ? 'object' : 'objects'}, and ${formatBytes(stackBytes)} of stacks.`,
    ),
    ...others,
  ];
}

function certaintyOf({ unproven, scanned }: Unreachable): string {
  if (unproven !== '') return `It was to be proven, and is not: ${unproven}`;
  const each = scanned.expectedStopNs > 0 ? `, about ${formatNanoseconds(scanned.expectedStopNs)} each` : '';
  return `Two short stops of the process would prove it (parkscope check PID --prove${each}).`;
}

/** What they wait for, with its article. */
function awaited(operation: Operation, objects: number): string {
  return `the ${NOUNS[operation]}${objects === 1 ? '' : 's'}`;
}

const NOUNS: Readonly<Record<Operation, string>> = {
  'chan send': 'channel',
  'chan receive': 'channel',
  select: 'channel',
  'mutex lock': 'lock',
  'rwmutex rlock': 'lock',
  'rwmutex lock': 'lock',
  'waitgroup wait': 'WaitGroup',
  'cond wait': 'Cond',
  semacquire: 'semaphore',
  sleep: 'object',
  'io wait': 'object',
  syscall: 'object',
  other: 'object',
};
