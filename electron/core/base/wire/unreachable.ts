import { list, literal, Mismatch, orElse, real, record, text, whole, type Check } from './checks';

/**
 * Goroutines that nothing in their process can wake, as a recording carries them: a control frame `unreachable` behind the moment after which
 * they were looked for. Columns of `groups` belong together, and so do those of `verdicts`.
 */
export interface UnreachableMessage {
  /** When it was known, ms since the epoch; 0 in recordings that do not say. */
  readonly atMs: number;
  /** `strong`: found while the process ran, not confirmed; `proven`: it stood still, twice, or is a core file. */
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
  /** For goroutines that were asked about: the shortest way from something that runs to what they wait for. */
  readonly ways: {
    readonly goroutine: readonly number[];
    /** How many rows of `steps` are its own: none where `why` says why there is no way. */
    readonly steps: readonly number[];
    readonly why: readonly string[];
  };
  /** From the root on; rows of one way follow each other, in the order of `ways`. */
  readonly steps: {
    /** Row of WAY_STEPS. */
    readonly kind: readonly number[];
    /** Of an object. */
    readonly bytes: readonly number[];
    /** Whose stack it is; 0 for others. */
    readonly goroutine: readonly number[];
    /** Of a variable, or what the root is. */
    readonly name: readonly string[];
  };
  /** What is special or missing, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * What a pass of a look is at, as the sampler numbers it (native/internal/reach/progress.go): it reads the heap, it marks what is reached, or
 * the process is about to be stopped and nothing is told until it runs on.
 */
export const LOOK_PHASES = ['read', 'mark', 'stop'] as const;

/** How far a look or a proof is. */
export interface LookProgress {
  readonly phase: (typeof LOOK_PHASES)[number];
  /** From 1; those of a proof with the process stopped come after the `passes`. */
  readonly pass: number;
  readonly passes: number;
  /** Bytes of this phase; what is marked never comes to all, as what is not reached is not done. 0 in a stop. */
  readonly done: number;
  readonly total: number;
}

/** Kinds of steps, as the sampler numbers them (native/internal/reach/trace.go). */
export const WAY_STEPS = ['global', 'stack', 'other', 'object'] as const;

/** What keeps the object that a goroutine waits for: the shortest way from something that runs. */
export interface KeepingWay {
  /** From the root to the object; none where `why` says why no way is known. */
  readonly steps: readonly KeepingStep[];
  readonly why: string;
}
export interface KeepingStep {
  /** `other`: the runtime itself, a timer, a finalizer; `name` says which. */
  readonly kind: (typeof WAY_STEPS)[number];
  /** Of an object. */
  readonly bytes: number;
  /** Whose stack it is; 0 for other kinds. */
  readonly goroutine: number;
  /** Of the variable, or what the root is; `` = not known. */
  readonly name: string;
}

const NO_WAYS: UnreachableMessage['ways'] = { goroutine: [], steps: [], why: [] };
const NO_STEPS: UnreachableMessage['steps'] = { kind: [], bytes: [], goroutine: [], name: [] };

/** On what verdicts rest: the fields of the sampler's answer of these names. */
export interface UnreachableScan {
  readonly passes: number;
  readonly heapBytes: number;
  readonly objects: number;
  /** Words outside the heap that were taken as pointers. */
  readonly rootWords: number;
  readonly goroutines: number;
  /** That wait for what only other goroutines can bring about; and waits that were not understood or about to end. */
  readonly suspects: number;
  readonly unclear: number;
  /** How long a stop would take, and how long each took. */
  readonly expectedStopNs: number;
  readonly stopNs: readonly number[];
}

/** Whether it is of a core file: nothing ran, and nothing had to be stopped. */
export function isOfCoreFile({
  grade,
  unproven,
  scanned,
}: Pick<UnreachableMessage, 'grade' | 'unproven'> & {
  readonly scanned: Pick<UnreachableScan, 'passes' | 'stopNs'>;
}): boolean {
  // Where a process was looked at a proof is refused only after three passes.
  return scanned.stopNs.length === 0 && (grade === 'proven' || (scanned.passes === 1 && unproven !== ''));
}

const count: Check<number> = (value, at) => {
  const known = whole(value, at);
  if (known < 0) throw new Mismatch(at, 'count');
  return known;
};

const grade: Check<UnreachableMessage['grade']> = (value, at) =>
  value === 'proven' ? literal('proven')(value, at) : literal('strong')(value, at);

const counts = list(count);
const texts = list(text);

/** A time that a Date can show. */
const time: Check<number> = (value, at) => {
  const known = real(value, at);
  if (!(Math.abs(known) <= 8.64e15)) throw new Mismatch(at, 'time');
  return known;
};

/** Checks of the fields of a scan, for those who carry more. */
export const SCAN_FIELDS: { readonly [K in keyof UnreachableScan]: Check<UnreachableScan[K]> } = {
  ...{ passes: count, heapBytes: count, objects: count, rootWords: count, goroutines: count, suspects: count },
  ...{ unclear: count, expectedStopNs: count, stopNs: counts },
};

const shape = record<UnreachableMessage>({
  ...{ atMs: orElse(time, 0), grade, unproven: text },
  scanned: record<UnreachableScan>(SCAN_FIELDS),
  groups: record<UnreachableMessage['groups']>({
    ...{ objects: counts, retainedObjects: counts, retainedBytes: counts, stackBytes: counts },
  }),
  verdicts: record<UnreachableMessage['verdicts']>({ goroutine: counts, group: counts }),
  ways: orElse(record<UnreachableMessage['ways']>({ goroutine: counts, steps: counts, why: texts }), NO_WAYS),
  steps: orElse(
    record<UnreachableMessage['steps']>({ kind: counts, bytes: counts, goroutine: counts, name: texts }),
    NO_STEPS,
  ),
  notes: orElse(texts, []),
});

/** Throws a `Mismatch` also where columns do not fit together. */
export const unreachableMessage: Check<UnreachableMessage> = (value, at) => {
  const message = shape(value, at);
  const { groups, verdicts, ways, steps } = message;
  const rows = rowsOf(groups, `${at}.groups`);
  rowsOf(verdicts, `${at}.verdicts`);
  for (const group of verdicts.group) if (group >= rows) throw new Mismatch(`${at}.verdicts`, `rows of ${rows} groups`);
  rowsOf(ways, `${at}.ways`);
  const known = rowsOf(steps, `${at}.steps`);
  const named = ways.steps.reduce((sum, own) => sum + own, 0);
  if (named !== known) throw new Mismatch(`${at}.steps`, `list of ${named}`);
  for (const kind of steps.kind) if (kind >= WAY_STEPS.length) throw new Mismatch(`${at}.steps`, 'list of known kinds');
  return message;
};

function rowsOf(columns: Readonly<Record<string, readonly unknown[]>>, at: string): number {
  const [first, ...others] = Object.values(columns);
  const rows = first?.length ?? 0;
  for (const { length } of others) if (length !== rows) throw new Mismatch(at, 'table with columns of one length');
  return rows;
}
