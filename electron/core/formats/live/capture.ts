import { GrowableColumn } from '@core/base/columns';
import type { Note } from '@core/api/document';
import { formatCount } from '@core/base/format';
import { goroutineSamples } from '@core/model/goroutine-builder';
import {
  GOROUTINE_RUNNING,
  GOROUTINE_UNREACHABLE,
  NOTHING_MORE,
  type Capture,
  type GoroutineTable,
} from '@core/model/tables';
import type { Verdicts } from '@core/model/unreachable';
import type { Waits, WaitTables } from '@core/model/wait-tables';
import type { Segment } from './segment';

/** What a capture says of itself beside its tables. */
export interface CaptureHead {
  readonly name: string;
  readonly format: 'live' | 'recording';
  readonly goVersion: string | null;
  readonly timeMs: number | null;
  readonly durationNs: number | null;
  readonly notes: readonly Note[];
}
export interface MomentHead extends CaptureHead {
  readonly timeMs: number;
  /** The process is another one than that of the moment before. */
  readonly otherProcess: boolean;
  /** What was found of the process by then; null = it was not looked for. */
  readonly unreachable: Verdicts | null;
}

const MINUTE_MS = 60_000;

/** The moment that a segment is at, as a capture: goroutines by ascending id. Nothing of it changes when the segment goes on. */
export function momentCapture(segment: Segment, head: MomentHead): Capture {
  const { rows, places } = segment;
  const order = rows.shown();
  const count = order.length;
  const tables = segment.tables();
  const goroutines: GoroutineTable = {
    count,
    total: count,
    goid: new Float64Array(count),
    weight: new Uint32Array(count).fill(1),
    stack: new Uint32Array(count),
    state: new Uint32Array(count),
    operation: new Uint8Array(count),
    flags: new Uint8Array(count),
    waitMinutes: new Int32Array(count),
    creator: new Uint32Array(count),
    creatorGoid: new Float64Array(count),
    labels: new Uint32Array(count),
  };
  let running = 0;
  for (let i = 0; i < count; i++) {
    const row = order[i];
    const place = rows.place.data[row];
    const since = rows.sinceMs.data[row];
    const minutes = since > 0 ? Math.floor((head.timeMs - since) / MINUTE_MS) : 0;
    goroutines.goid[i] = rows.id.data[row];
    goroutines.stack[i] = places.stack[place];
    goroutines.state[i] = places.state[place];
    goroutines.operation[i] = places.operation[place];
    goroutines.flags[i] = places.flags[place] | rows.bits.data[row];
    // Less than one is not printed by dumps either.
    goroutines.waitMinutes[i] = minutes >= 1 ? minutes : -1;
    goroutines.creator[i] = places.creator[place];
    goroutines.creatorGoid[i] = rows.parent.data[row] > 0 ? rows.parent.data[row] : -1;
    goroutines.labels[i] = rows.labelSet(row);
    if (isUnreachable(head.unreachable, goroutines.goid[i])) goroutines.flags[i] |= GOROUTINE_UNREACHABLE;
    if ((goroutines.flags[i] & GOROUTINE_RUNNING) !== 0) running++;
  }
  return {
    ...{ name: head.name, format: head.format, goVersion: head.goVersion },
    ...{ timeMs: head.timeMs, durationNs: head.durationNs },
    kind: 'goroutine',
    size: 0,
    compression: 'none',
    timeSource: 'capture',
    comments: [],
    notes: running === 0 ? head.notes : [...head.notes, runningNote(running)],
    ...tables,
    samples: goroutineSamples(goroutines, tables.labelSets),
    goroutines,
    ...NOTHING_MORE,
    ...(head.otherProcess ? { otherProcess: true } : {}),
    waits: waitTables(segment, order, goroutines),
    ...(head.unreachable === null ? {} : { unreachable: head.unreachable }),
  };
}

function isUnreachable(verdicts: Verdicts | null, goid: number): boolean {
  return verdicts !== null && (verdicts.look.groupOf.has(goid) || verdicts.proof?.groupOf.has(goid) === true);
}

function runningNote(running: number): Note {
  const who = running === 1 ? '1 goroutine was' : `${formatCount(running)} goroutines were`;
  return { kind: 'info', message: `${who} running: without a stack.`, count: running, offset: null, hint: '' };
}

/** Objects are numbered anew: those that someone waits for, in the order of the goroutines. */
function waitTables(
  { rows, objects, holding, dictionary }: Segment,
  order: Uint32Array,
  { goid, stack }: Pick<GoroutineTable, 'goid' | 'stack'>,
): WaitTables {
  /** Number + 1 of an object here; 0 = nobody waits for it. */
  const used = new Uint32Array(objects.count);
  const numbers: number[] = [];
  const number = (object: number): number => {
    if (used[object] === 0) used[object] = numbers.push(object);
    return used[object] - 1;
  };
  const [goroutine, object] = [new GrowableColumn(Uint32Array, 64), new GrowableColumn(Uint32Array, 64)];
  const [direction, select] = [new GrowableColumn(Uint8Array, 64), new GrowableColumn(Uint8Array, 64)];
  const rowOf = new Map<number, number>();
  for (let row = 0; row < goid.length; row++) {
    if (holding !== null && holding.object.length > 0) rowOf.set(goid[row], row);
    for (const wait of rows.waitsOf(order[row])) {
      goroutine.push(row);
      object.push(number(wait.object));
      direction.push(wait.direction);
      select.push(wait.select);
    }
  }
  const waits: Waits = {
    count: goroutine.length,
    ...{
      goroutine: goroutine.finish(),
      object: object.finish(),
      direction: direction.finish(),
      select: select.finish(),
    },
  };
  const held: { readonly object: number; readonly goroutine: number; readonly frame: number }[] = [];
  // Of those that nobody waits for any more nothing is asked, and who ended holds nothing.
  holding?.object.forEach((row, i) => {
    const [known, at] = [used[row], rowOf.get(holding.goroutine[i])];
    if (known === 0 || at === undefined) return;
    const frame = holding.frame[i] < 0 ? -1 : dictionary.shownFrame(stack[at], holding.frame[i]);
    held.push({ object: known - 1, goroutine: at, frame });
  });
  held.sort((a, b) => a.object - b.object);
  return {
    objects: objects.pick(numbers, dictionary),
    waits,
    holds: {
      count: held.length,
      object: Uint32Array.from(held, (one) => one.object),
      goroutine: Uint32Array.from(held, (one) => one.goroutine),
      frame: Int32Array.from(held, (one) => one.frame),
    },
    holdsRead: holding !== null,
  };
}
