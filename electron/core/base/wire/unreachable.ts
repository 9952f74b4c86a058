import { list, literal, Mismatch, record, text, whole, type Check } from './checks';

/**
 * Goroutines that nothing in their process can wake, as a recording carries them: a control frame `unreachable` behind the moment after which
 * they were looked for. Columns of `groups` belong together, and so do those of `verdicts`.
 */
export interface UnreachableMessage {
  /** `strong`: found while the process ran, not confirmed; `proven`: it stood still, twice. */
  readonly grade: 'strong' | 'proven';
  /** Why a proof that was asked for is none; `` otherwise. */
  readonly unproven: string;
  readonly scanned: UnreachableScan;
  /** Goroutines that wait for the same; memory that nothing else keeps: objects and bytes of heap. */
  readonly groups: {
    /** Objects that could wake them; 0 where a wait has no end. */
    readonly objects: readonly number[];
    readonly retainedObjects: readonly number[];
    readonly retainedBytes: readonly number[];
    readonly stackBytes: readonly number[];
  };
  /** Goroutine ids, each with its row of `groups`. */
  readonly verdicts: { readonly goroutine: readonly number[]; readonly group: readonly number[] };
}

/** On what verdicts rest: the fields of the sampler's answer of these names. */
export interface UnreachableScan {
  readonly passes: number;
  readonly heapBytes: number;
  readonly objects: number;
  readonly rootWords: number;
  readonly goroutines: number;
  readonly suspects: number;
  readonly unclear: number;
  readonly expectedStopNs: number;
  readonly stopNs: readonly number[];
}

const count: Check<number> = (value, at) => {
  const known = whole(value, at);
  if (known < 0) throw new Mismatch(at, 'count');
  return known;
};

const grade: Check<UnreachableMessage['grade']> = (value, at) =>
  value === 'proven' ? literal('proven')(value, at) : literal('strong')(value, at);

const counts = list(count);

const shape = record<UnreachableMessage>({
  ...{ grade, unproven: text },
  scanned: record<UnreachableScan>({
    ...{ passes: count, heapBytes: count, objects: count, rootWords: count, goroutines: count, suspects: count },
    ...{ unclear: count, expectedStopNs: count, stopNs: counts },
  }),
  groups: record<UnreachableMessage['groups']>({
    ...{ objects: counts, retainedObjects: counts, retainedBytes: counts, stackBytes: counts },
  }),
  verdicts: record<UnreachableMessage['verdicts']>({ goroutine: counts, group: counts }),
});

/** Throws a `Mismatch` also where columns do not fit together. */
export const unreachableMessage: Check<UnreachableMessage> = (value, at) => {
  const message = shape(value, at);
  const { groups, verdicts } = message;
  const rows = groups.objects.length;
  for (const column of Object.values(groups))
    if (column.length !== rows) throw new Mismatch(`${at}.groups`, 'columns of one length');
  if (verdicts.goroutine.length !== verdicts.group.length)
    throw new Mismatch(`${at}.verdicts`, 'columns of one length');
  for (const group of verdicts.group) if (group >= rows) throw new Mismatch(`${at}.verdicts`, `rows of ${rows} groups`);
  return message;
};
