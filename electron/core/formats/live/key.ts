import { encodeBatch, type ColumnValues } from '@core/base/wire/batches';
import type { Segment } from './segment';
import type { LiveSeries } from './series';

type Write = (
  table: string,
  rows: number,
  columns: (from: number, to: number) => Readonly<Record<string, ColumnValues>>,
) => void;

/** Rows of one batch: far below the largest frame. */
const ROWS = 100_000;

/**
 * Says anew all that is so at the newest moment, as the first moment of a watch does: payloads of batches that follow a `begin`. What is
 * recorded from now on begins with it, and one in the midst of a recording is where reading can go on after damage. None before there is
 * a moment.
 */
export function keyBatches(series: LiveSeries): readonly Uint8Array<ArrayBuffer>[] {
  const { segment } = series;
  const moment = segment === null ? null : series.momentRow();
  if (segment === null || moment === null) return [];
  const payloads: Uint8Array<ArrayBuffer>[] = [];
  const write: Write = (table, rows, columns) => {
    for (let from = 0; from < rows; from += ROWS) {
      const to = Math.min(rows, from + ROWS);
      payloads.push(encodeBatch(0, table, to - from, columns(from, to)));
    }
  };
  const facts = [...series.facts, ...series.missing.map((text) => ['missing', text] as const)];
  write('facts', facts.length, (from, to) => ({
    key: facts.slice(from, to).map(([key]) => key),
    value: facts.slice(from, to).map(([, value]) => value),
  }));
  for (const { table, rows, columns } of segment.dictionary.wire()) write(table, rows, columns);
  writeObjects(segment, write);
  writeGoroutines(segment, write);
  const { holding } = segment;
  if (holding !== null)
    write('holds', holding.object.length, (from, to) => ({
      object: holding.object.slice(from, to),
      goroutine: holding.goroutine.slice(from, to),
      frame: holding.frame.slice(from, to),
    }));
  write('moments', 1, () =>
    Object.fromEntries(Object.entries(moment).map(([name, value]) => [name, Float64Array.of(value)])),
  );
  return payloads;
}

function writeObjects({ objects }: Segment, write: Write): void {
  const { address, kind, flags, value, capacity, elementBytes, type } = objects;
  write('objects', objects.count, (from, to) => ({
    object: Uint32Array.from({ length: to - from }, (_, i) => from + i),
    address: BigUint64Array.from({ length: to - from }, (_, i) => BigInt(address.data[from + i])),
    kind: kind.data.slice(from, to),
    flags: flags.data.slice(from, to),
    value: value.data.slice(from, to),
    capacity: capacity.data.slice(from, to),
    elementBytes: elementBytes.data.slice(from, to),
    type: type.data.slice(from, to),
  }));
}

function writeGoroutines({ rows }: Segment, write: Write): void {
  const { id, parent, state, flags, missing, stack, creator, start, labels, sinceMs } = rows;
  write('goroutines', rows.count, (from, to) => ({
    ...{ id: id.data.slice(from, to), parent: parent.data.slice(from, to), state: state.data.slice(from, to) },
    ...{ flags: flags.data.slice(from, to), missing: missing.data.slice(from, to) },
    waitNs: new Float64Array(to - from).fill(-1),
    ...{ stack: stack.data.slice(from, to), creator: creator.data.slice(from, to) },
    ...{ start: start.data.slice(from, to), labels: labels.data.slice(from, to) },
    sinceMs: sinceMs.data.slice(from, to),
  }));
  const waits = Array.from({ length: rows.count }, (_, row) =>
    rows.waitsOf(row).map((wait) => ({ goroutine: id.data[row], ...wait })),
  ).flat();
  write('waits', waits.length, (from, to) => {
    const part = waits.slice(from, to);
    return {
      goroutine: Float64Array.from(part, (one) => one.goroutine),
      object: Uint32Array.from(part, (one) => one.object),
      direction: Uint8Array.from(part, (one) => one.direction),
      select: Uint8Array.from(part, (one) => one.select),
    };
  });
}
