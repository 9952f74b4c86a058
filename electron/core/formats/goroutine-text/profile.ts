import type { CaptureKind, Note } from '@core/api/document';
import type { EngineError } from '@core/api/errors';
import { engineError } from '@core/api/errors';
import { operationIndex } from '@core/api/operation';
import { throwIfCancelled, yieldToHost } from '@core/base/cancel';
import { GrowableColumn } from '@core/base/columns';
import { formatCount } from '@core/base/format';
import { latin1 } from '@core/base/latin1';
import type { Result } from '@core/base/result';
import { err, ok } from '@core/base/result';
import { GoroutineBuilder, goroutineSamples } from '@core/model/goroutine-builder';
import { stackWaits } from '@core/model/operation';
import type { StackTables, Wait } from '@core/model/operation';
import { GOROUTINE_LEAKED, NOTHING_MORE, type Capture, type GoroutineTable } from '@core/model/tables';
import { ofTextFile, type ParseInput } from '../format';
import { LegacyText } from '../legacy-text';
import { legacyNotes } from '../legacy-notes';
import { FIRST_LINE } from './detect';
import { HiddenWaits } from './hidden-wait';

const STEP = 4 * 1024 * 1024;

/** One text, from its first line (`goroutine profile: total 9`) to the end of the input. */
export async function parseCountProfile(input: ParseInput): Promise<Result<readonly Capture[], EngineError>> {
  const head = latin1(input.bytes.subarray(0, 1024));
  const first = FIRST_LINE.exec(head);
  if (first === null) return err(malformed(input, 0, 'its first line is not “goroutine profile: total N”'));
  const profile = first[1];
  const total = Number(first[2]);
  const rows = new Rows();
  const text = new LegacyText(input.bytes, first[0].length, (row) =>
    rows.add(row.values, row.addresses, row.hidden, row.stack, row.labels),
  );
  while (text.run(text.position + STEP)) {
    input.progress({ done: text.position, found: rows.builder.count, noun: 'stacks' });
    await yieldToHost();
    throwIfCancelled(input.signal);
  }
  if (rows.builder.count === 0 && total > 0) {
    if (text.oddLines > 0) return err(malformed(input, text.firstOdd, 'no row of it can be read'));
    return err(
      engineError('truncated', `${input.name} ends before its first goroutine`, {
        reason: `It is a ${profile} profile of ${formatCount(total)}, as text, and has no row.`,
        hint: 'Fetch it again and let the download finish.',
        offset: input.bytes.length,
      }),
    );
  }
  const labelSets = text.labels.finish();
  const { functions, frames } = text.frames.finish();
  const stacks = text.stacks.finish();
  const kind = kindOf(profile);
  const tables: StackTables = { strings: text.strings, functions, frames, stacks };
  const table = rows.finish(tables, kind === 'goroutineleak');
  const notes: Note[] = legacyNotes(
    text,
    input,
    `${formatCount(table.total)} of ${formatCount(total)}`,
    table.total,
    total,
  );
  const isGoroutines = kind === 'goroutine' || kind === 'goroutineleak';
  return ok([
    {
      ...ofTextFile(input),
      format: 'goroutine-text',
      kind,
      comments: [],
      notes,
      strings: text.strings,
      functions,
      frames,
      stacks,
      labelSets,
      samples: goroutineSamples(table, labelSets, profile),
      goroutines: isGoroutines ? table : null,
      ...NOTHING_MORE,
    },
  ]);
}

function kindOf(profile: string): CaptureKind {
  return profile === 'goroutine' || profile === 'goroutineleak' || profile === 'threadcreate' ? profile : 'custom';
}

function malformed(input: ParseInput, offset: number, why: string): EngineError {
  return engineError('malformed', `${input.name} is damaged at byte ${formatCount(offset)}`, {
    reason: `It is a goroutine profile as text (debug=1), but ${why}.`,
    hint: 'Fetch it again. Without debug=1 it is smaller and has more.',
    offset,
    excerpt: new TextDecoder().decode(input.bytes.subarray(0, 4096)),
  });
}

/** Collects rows, with what is needed to judge their waits when all are there. */
class Rows {
  readonly builder = new GoroutineBuilder();
  readonly #hidden = new GrowableColumn(Uint8Array);
  readonly #first = new GrowableColumn(Float64Array);
  readonly #second = new GrowableColumn(Float64Array);
  readonly #third = new GrowableColumn(Float64Array);
  #aligned = true;

  add(values: readonly number[], addresses: readonly number[], hidden: number, stack: number, labels: number): void {
    for (const address of addresses) if (address % 4 !== 0) this.#aligned = false;
    this.#hidden.push(Math.min(255, hidden));
    this.#first.push(addresses[0] ?? 0);
    this.#second.push(addresses[1] ?? 0);
    this.#third.push(addresses[2] ?? 0);
    this.builder.add({
      goid: -1,
      // Text can hold any number; more than a column's worth is damage that the total then shows.
      weight: Math.min(0xffffffff, Math.max(0, values[0])),
      stack,
      state: 0,
      flags: 0,
      waitMinutes: -1,
      creator: 0,
      creatorGoid: -1,
      labels,
    });
  }

  finish(tables: StackTables, leaked: boolean): GoroutineTable {
    const count = this.builder.count;
    const operation = new Uint8Array(count).fill(operationIndex('other'));
    const flags = new Uint8Array(count).fill(leaked ? GOROUTINE_LEAKED : 0);
    const ofStack = stackWaits(tables);
    const found: (Wait | null)[] = [];
    const parks = new Set<number>();
    for (let row = 0; row < count; row++) {
      const seen = ofStack(this.builder.stackOf(row));
      found.push(seen);
      const parked = seen !== null && this.#hidden.data[row] > 0 && seen.operation !== operationIndex('syscall');
      if (parked) parks.add(this.#first.data[row]);
    }
    const waits = new HiddenWaits(this.#aligned, parks);
    for (let row = 0; row < count; row++) {
      if (found[row] !== null) continue;
      found[row] = waits.channel(this.#frames(row));
      if (found[row] !== null) waits.confirm(this.#first.data[row]);
    }
    for (let row = 0; row < count; row++) {
      const judged = found[row] ?? waits.select(this.#frames(row));
      if (judged === null) continue;
      operation[row] = judged.operation;
      flags[row] |= judged.flags;
    }
    return this.builder.finish(tables, { operation, flags });
  }

  #frames(row: number): { count: number; first: number; second: number; third: number } {
    return {
      count: this.#hidden.data[row],
      first: this.#first.data[row],
      second: this.#second.data[row],
      third: this.#third.data[row],
    };
  }
}
