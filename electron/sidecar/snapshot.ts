import { err, ok, type Result } from '@core/base/result';
import type { Column } from '@core/base/wire/batches';
import { Mismatch } from '@core/base/wire/checks';
import { sidecarError, type SidecarError } from './errors';
import { BUILD_AGAIN } from './client';
import type { SnapshotAnswer } from './messages';
import type { Sampler } from './supervisor';
import { TableReader } from '@core/base/wire/tables';
import { WAIT_DIRECTIONS, WAIT_KINDS, type WaitKind } from '@core/api/wait-objects';

/** One call of a stack. */
export interface SnapshotFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Of the return address in the function; 0 for calls that were inlined. */
  readonly offset: number;
  readonly inlined: boolean;
}

export interface SnapshotStack {
  /** Innermost first. */
  readonly frames: readonly SnapshotFrame[];
  /** After this many frames, `elided` calls are left out; 0 calls when the stack is whole. */
  readonly before: number;
  readonly elided: number;
}

/** Something in the program's memory that goroutines wait on. Numbers mean what `WaitObjects` (core/model) says. */
export interface SnapshotObject {
  /** Hexadecimal; `0x0` of the nil channel. */
  readonly address: string;
  readonly kind: WaitKind;
  /** OBJECT_* bits. */
  readonly flags: number;
  readonly value: number;
  readonly capacity: number;
  readonly elementBytes: number;
  /** Of a channel's elements, or of what it is part of; `` where not known. */
  readonly type: string;
}

/** A guess: the object's address is in the stack of a goroutine that does not wait for it. */
export interface SnapshotHold {
  readonly object: SnapshotObject;
  /** Frame of its stack, 0 = innermost; −1 = not known. */
  readonly frame: number;
}

export interface SnapshotWait {
  readonly object: SnapshotObject;
  /** `either`: a case of a select of which it is not known. */
  readonly direction: (typeof WAIT_DIRECTIONS)[number];
  /** One of several cases of a select. */
  readonly select: boolean;
}

/** Why there is no stack: it runs · it changed in every attempt to read it · its frames make no sense. */
export type MissingStack = 'running' | 'moved' | 'unknown';

export interface SnapshotGoroutine {
  readonly id: number;
  /** The goroutine that started it; 0 before Go 1.21 and for the first. */
  readonly parent: number;
  /** As Go prints it: `chan receive`, `running`. */
  readonly state: string;
  /** The garbage collector found that nothing can wake it (Go 1.26 and newer). */
  readonly leaked: boolean;
  readonly lockedToThread: boolean;
  /** The runtime started it for itself. */
  readonly system: boolean;
  /** How long it has waited at least, as the last garbage collections saw it; null where not known. */
  readonly waitNs: number | null;
  readonly stack: SnapshotStack | MissingStack;
  /** The go statement; null for the first goroutine. */
  readonly creator: SnapshotFrame | null;
  /** The function that it began with. */
  readonly start: string;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  readonly waits: readonly SnapshotWait[];
  /** Empty unless holders were asked for. */
  readonly holds: readonly SnapshotHold[];
}

export interface ProcessSnapshot extends SnapshotAnswer {
  /** Whether `holds` was looked for. */
  readonly holdsRead: boolean;
  readonly goroutines: readonly SnapshotGoroutine[];
}

const TABLES = {
  texts: { text: 'text' },
  frames: { function: 'u32', file: 'u32', line: 'i32', offset: 'u32', inlined: 'u8' },
  stacks: { frames: 'u32', before: 'u32', elided: 'f64' },
  calls: { frame: 'u32' },
  labels: { set: 'u32', key: 'u32', value: 'u32' },
  objects: {
    ...{ address: 'u64', kind: 'u8', flags: 'u8', value: 'f64', capacity: 'f64' },
    ...{ elementBytes: 'u32', type: 'u32' },
  },
  holds: { object: 'u32', goroutine: 'u32', frame: 'i32' },
  waits: { goroutine: 'u32', object: 'u32', direction: 'u8', select: 'u8' },
  goroutines: {
    ...{ id: 'f64', parent: 'f64', state: 'u32', flags: 'u8', missing: 'u8', waitNs: 'f64' },
    ...{ stack: 'i32', creator: 'i32', start: 'u32', labels: 'i32' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Column['type']>>>>;

/** Of the column `type`. */
const NO_TYPE = 0xffffffff;

/**
 * Reads the goroutines of a process. It runs on meanwhile; `counts` and `notes` say what moved. `holders`: search all stacks for what
 * others wait on, which takes about as long again.
 */
export async function takeSnapshot(
  sampler: Pick<Sampler, 'call'>,
  pid: number,
  signal?: AbortSignal,
  holders = false,
): Promise<Result<ProcessSnapshot, SidecarError>> {
  const tables = new TableReader(TABLES);
  const answer = await sampler.call('snapshot', { pid, holders }, signal, (batch) => tables.add(batch));
  if (!answer.ok) return answer;
  try {
    return ok({ ...answer.value, holdsRead: holders, goroutines: goroutinesOf(tables) });
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const message = 'the tables of the sampler do not fit together';
    return err(sidecarError('protocol', message, { hint: BUILD_AGAIN, detail: error.message }));
  }
}

function goroutinesOf(tables: TableReader<typeof TABLES>): SnapshotGoroutine[] {
  const texts = tables.rows('texts', (row) => row('text'));
  const text = (index: number): string => at(texts, index, 'text');
  const frames = tables.rows('frames', (row): SnapshotFrame => ({
    function: text(row('function')),
    file: text(row('file')),
    line: row('line'),
    offset: row('offset'),
    inlined: row('inlined') !== 0,
  }));
  const calls = tables.rows('calls', (row) => at(frames, row('frame'), 'frame'));
  let used = 0;
  const stacks = tables.rows('stacks', (row): SnapshotStack => {
    const own = calls.slice(used, used + row('frames'));
    if (own.length !== row('frames')) throw new Mismatch('stacks.frames', 'number of calls that are there');
    used += own.length;
    return { frames: own, before: row('before'), elided: row('elided') };
  });
  const labels = new Map<number, { key: string; value: string }[]>();
  tables.rows('labels', (row) => append(labels, row('set'), { key: text(row('key')), value: text(row('value')) }));
  const objects = tables.rows('objects', (row): SnapshotObject => ({
    address: `0x${row('address').toString(16)}`,
    kind: at(WAIT_KINDS, row('kind'), 'kind'),
    flags: row('flags'),
    value: row('value'),
    capacity: row('capacity'),
    elementBytes: row('elementBytes'),
    type: row('type') === NO_TYPE ? '' : text(row('type')),
  }));
  const waits = new Map<number, SnapshotWait[]>();
  tables.rows('waits', (row) =>
    append(waits, row('goroutine'), {
      object: at(objects, row('object'), 'object'),
      direction: at(WAIT_DIRECTIONS, row('direction'), 'direction'),
      select: row('select') !== 0,
    }),
  );
  const holds = new Map<number, SnapshotHold[]>();
  tables.rows('holds', (row) =>
    append(holds, row('goroutine'), { object: at(objects, row('object'), 'object'), frame: row('frame') }),
  );
  return tables.rows('goroutines', (row, index): SnapshotGoroutine => {
    const flags = row('flags');
    return {
      id: row('id'),
      parent: row('parent'),
      state: text(row('state')),
      leaked: (flags & 1) !== 0,
      lockedToThread: (flags & 2) !== 0,
      system: (flags & 4) !== 0,
      waitNs: row('waitNs') < 0 ? null : row('waitNs'),
      stack:
        row('stack') >= 0
          ? at(stacks, row('stack'), 'stack')
          : at(['running', 'moved', 'unknown'] as const, row('missing') - 1, 'reason'),
      creator: row('creator') < 0 ? null : at(frames, row('creator'), 'frame'),
      start: text(row('start')),
      labels: labels.get(row('labels')) ?? [],
      waits: waits.get(index) ?? [],
      holds: holds.get(index) ?? [],
    };
  });
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function at<T>(rows: readonly T[], index: number, what: string): T {
  const found = rows[index];
  if (found === undefined) throw new Mismatch(`${what} ${index}`, `row of ${rows.length}`);
  return found;
}
