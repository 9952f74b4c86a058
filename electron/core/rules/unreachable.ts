import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';
import { TIERS, type Evidence } from '@core/api/findings';
import type { Operation } from '@core/api/operation';
import { isOfCoreFile } from '@core/base/wire/unreachable';
import { codeRef } from '@core/analysis/site';
import { GOROUTINE_UNREACHABLE } from '@core/model/tables';
import type { Unreachable, Verdicts } from '@core/model/unreachable';
import { operationOf, type GoroutineView } from './context';
import { NO_EVIDENCE } from './evidence';
import { waitedFor } from './keepers';
import type { GroupFacts } from './facts/facts';
import { groupEvidence, statement, type GroupVerdict } from './group-finding';
import { NO_PATTERN, type Pattern } from './pattern';
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
  const verdicts = about.view.analysis.capture.unreachable;
  if (verdicts === undefined) return judged;
  const { found, part } = surestPart(about, verdicts);
  const evidence = evidenceOf(about, part, found, found === verdicts.look ? null : verdicts.look);
  const whole = part.count === about.count;
  const retained = { heapBytes: part.retainedBytes, stackBytes: part.stackBytes };
  if (judged !== null) {
    const surer = TIERS.indexOf(judged.tier) - TIERS.indexOf(found.grade);
    if (surer < 0 || (surer === 0 && !whole))
      return { ...judged, retained, evidence: [...evidence, ...judged.evidence] };
  }
  const one = part.count === 1;
  const proven = found.grade === 'proven';
  const because = pattern?.cause.replace('{them}', one ? 'it' : 'them') ?? '';
  const known = pattern?.evidence?.(about) ?? NO_EVIDENCE;
  // What speaks for all of a group says little about a part of it.
  const items = whole ? weigh(about, pattern ?? NO_PATTERN, known).items : [];
  return {
    rule: pattern?.id ?? UNREACHABLE,
    tier: found.grade,
    ...blockedIn(about.operation),
    only: (row) => found.groupOf.has(about.view.table.goid[row]),
    retained,
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

/** Members that are proven; where none is, those that the newest look found. */
function surestPart(
  about: GroupFacts,
  { look, proof }: Verdicts,
): { readonly found: Unreachable; readonly part: Part } {
  const proven = proof === null ? null : partOf(about, proof);
  return proof !== null && proven !== null && proven.count > 0
    ? { found: proof, part: proven }
    : { found: look, part: partOf(about, look) };
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

/** `later`: a look after the proof that this is the evidence of. */
function evidenceOf(
  about: GroupFacts,
  part: Part,
  { grade, scanned, unproven, groupOf }: Unreachable,
  later: Unreachable | null,
): Evidence[] {
  const { count, objects, retainedObjects, retainedBytes, stackBytes } = part;
  const one = count === 1;
  const rest = about.count - count;
  const who = one ? 'this goroutine waits' : `these ${formatCount(count)} goroutines wait`;
  const { passes, heapBytes, rootWords, goroutines, stopNs } = scanned;
  const stopped =
    grade === 'proven'
      ? `in two stops of the process, of ${stopNs.map(formatNanoseconds).join(' and ')}`
      : `in ${formatCount(passes)} passes that agree, while the process ran`;
  const how = isOfCoreFile({ grade, scanned, unproven }) ? 'in the core file, where nothing moves' : stopped;
  let since = 0;
  if (later !== null)
    for (const row of about.rows) {
      const id = about.view.table.goid[row];
      if (later.groupOf.has(id) && !groupOf.has(id)) since++;
    }
  const more = `${formatCount(rest)} more ${rest === 1 ? 'goroutine waits' : 'goroutines wait'} at the same place`;
  const others =
    rest === 0
      ? []
      : [
          statement(
            since === 0
              ? `${more}, without such a verdict.`
              : `${more}; a later look found ${since === rest ? (rest === 1 ? 'it' : 'them') : `${formatCount(since)} of them`} unreachable as well, not confirmed.`,
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
  return `the ${waitedFor(operation)}${objects === 1 ? '' : 's'}`;
}
