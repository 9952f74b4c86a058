import { err, ok, type Result } from '@core/base/result';
import type { Batch, Column } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import { TableReader } from '@core/base/wire/tables';
import {
  LOOK_PHASES,
  WAY_STEPS,
  type KeepingStep,
  type KeepingWay,
  type LookProgress,
} from '@core/base/wire/unreachable';
import { BUILD_AGAIN } from './client';
import { sidecarError, type SidecarError } from './errors';
import type { CoreParams, ReachAnswer, ReachParams } from './reach-answer';
import type { Sampler } from './supervisor';

/** Goroutines that can never wake and share what they wait for. The largest group comes first. */
export interface ReachVerdict {
  /** By id, rising. */
  readonly goroutines: readonly number[];
  /** As Go prints them, joined by commas: `chan receive, select`. */
  readonly reasons: string;
  /** What could wake them; none where a wait has no end (nil channel, select without cases). */
  readonly objects: readonly ReachObject[];
  /** What nothing that runs can reach, counted for one verdict each, and the stacks of the goroutines. */
  readonly retainedObjects: number;
  readonly retainedBytes: number;
  readonly stackBytes: number;
}

export interface ReachObject {
  /** Hexadecimal. */
  readonly address: string;
  /** `list`: of a Cond. */
  readonly kind: 'channel' | 'semaphore' | 'list';
}

/** Why a goroutine is not called leaked. */
interface ReachWay extends KeepingWay {
  readonly goroutine: number;
  readonly steps: readonly ReachStep[];
}

interface ReachStep extends KeepingStep {
  /** Hexadecimal: of the object, or of the word in a variable or stack. */
  readonly address: string;
}

export interface Reach extends ReachAnswer {
  readonly verdicts: readonly ReachVerdict[];
  readonly ways: readonly ReachWay[];
}

const TABLES = {
  groups: { reasons: 'text', retainedObjects: 'f64', retainedBytes: 'f64', stackBytes: 'f64' },
  verdicts: { goroutine: 'f64', group: 'u32' },
  objects: { group: 'u32', address: 'u64', kind: 'u8' },
  ways: { goroutine: 'f64', steps: 'u32', why: 'text' },
  steps: { kind: 'u8', address: 'u64', bytes: 'f64', goroutine: 'f64', name: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Column['type']>>>>;

const PROGRESS = {
  progress: { phase: 'u8', pass: 'u8', passes: 'u8', done: 'f64', total: 'f64' },
} as const;

const OBJECTS = ['channel', 'semaphore', 'list'] as const;

const LOOK: Omit<ReachParams, 'pid'> = { limitBytes: 0, prove: false, maxStopMs: 0, explain: [] };

/**
 * Which goroutines of a process can never wake. It runs on meanwhile unless `prove` is asked for and there is something to prove. No verdict is
 * no innocence: a word that is not used any more can hide a leak. `far` hears how far it is, a few times a second.
 */
export async function findUnreachable(
  sampler: Pick<Sampler, 'call'>,
  asked: { readonly pid: number } & Partial<ReachParams>,
  signal?: AbortSignal,
  far?: (progress: LookProgress) => void,
): Promise<Result<Reach, SidecarError>> {
  return collected((on) => sampler.call('reach', { ...LOOK, ...asked }, signal, on), far);
}

/** The same of a core file: proven, unless the answer says why not. */
export async function findUnreachableInCore(
  sampler: Pick<Sampler, 'call'>,
  asked: CoreParams,
  signal?: AbortSignal,
): Promise<Result<Reach, SidecarError>> {
  return collected((on) => sampler.call('coreReach', asked, signal, on));
}

async function collected(
  call: (on: (batch: Batch) => void) => Promise<Result<ReachAnswer, SidecarError>>,
  far?: (progress: LookProgress) => void,
): Promise<Result<Reach, SidecarError>> {
  const tables = new TableReader(TABLES);
  const broken: Mismatch[] = [];
  const answer = await call((batch) => {
    if (batch.table !== 'progress') return tables.add(batch);
    try {
      for (const progress of progressIn(batch)) far?.(progress);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
      broken.push(error);
    }
  });
  if (!answer.ok) return answer;
  try {
    const [mismatch] = broken;
    if (mismatch !== undefined) throw mismatch;
    return ok({ ...answer.value, verdicts: verdictsOf(tables), ways: waysOf(tables) });
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const message = 'the tables of the sampler do not fit together';
    return err(sidecarError('protocol', message, { hint: BUILD_AGAIN, detail: error.message }));
  }
}

function progressIn(batch: Batch): LookProgress[] {
  const reader = new TableReader(PROGRESS);
  reader.add(batch);
  return reader.rows('progress', (row) => ({
    phase: at(LOOK_PHASES, row('phase'), 'phase'),
    pass: row('pass'),
    passes: row('passes'),
    done: row('done'),
    total: row('total'),
  }));
}

function verdictsOf(tables: TableReader<typeof TABLES>): ReachVerdict[] {
  const goroutines: number[][] = [];
  const objects: ReachObject[][] = [];
  const groups = tables.rows('groups', (row) => {
    goroutines.push([]);
    objects.push([]);
    return {
      reasons: row('reasons'),
      retainedObjects: row('retainedObjects'),
      retainedBytes: row('retainedBytes'),
      stackBytes: row('stackBytes'),
    };
  });
  tables.rows('verdicts', (row) => at(goroutines, row('group'), 'group').push(row('goroutine')));
  tables.rows('objects', (row) =>
    at(objects, row('group'), 'group').push({ address: hex(row('address')), kind: at(OBJECTS, row('kind'), 'kind') }),
  );
  return groups.map((group, i) => ({
    ...group,
    goroutines: at(goroutines, i, 'group'),
    objects: at(objects, i, 'group'),
  }));
}

function waysOf(tables: TableReader<typeof TABLES>): ReachWay[] {
  const steps = tables.rows('steps', (row): ReachStep => ({
    kind: at(WAY_STEPS, row('kind'), 'kind'),
    address: hex(row('address')),
    bytes: row('bytes'),
    goroutine: row('goroutine'),
    name: row('name'),
  }));
  let used = 0;
  return tables.rows('ways', (row): ReachWay => {
    const own = steps.slice(used, used + row('steps'));
    if (own.length !== row('steps')) throw new Mismatch('ways.steps', 'number of steps that are there');
    used += own.length;
    return { goroutine: row('goroutine'), steps: own, why: row('why') };
  });
}

function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}

function at<T>(rows: readonly T[], index: number, what: string): T {
  const found = rows[index];
  if (found === undefined) throw new Mismatch(`${what} ${index}`, `row of ${rows.length}`);
  return found;
}
