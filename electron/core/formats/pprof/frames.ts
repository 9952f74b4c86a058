import { FRAME_INLINED } from '@core/model/tables';
import type { FrameTable, SymbolDetails } from '@core/model/tables';
import type { IdColumn } from './ids';
import { RowIndex } from './rows';

/** The frames each location unfolds to. */
export interface Unfolding {
  /**
   * Frames of location `i`, outermost first (the order in which they enter the prefix tree): `frameIds[frameStart[i] ..
   * frameStart[i + 1])`. Empty where a cut-off profile has lost a function of the location: samples must not use it.
   */
  readonly frameStart: Uint32Array;
  readonly frameIds: Uint32Array;
}

/** Locations by row; their lines (innermost first) are `lineStart[i] .. lineStart[i + 1])` of the last three columns. */
export interface Locations {
  readonly lineStart: Uint32Array;
  readonly address: IdColumn;
  /** Row of the mapping + 1. */
  readonly mapping: Uint32Array;
  readonly flags: Uint8Array;
  /** 1 where a cut-off profile has lost a function of the location. */
  readonly lost: Uint8Array;
  readonly func: Uint32Array;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
}

type Frames = Unfolding & { readonly frames: FrameTable } & Pick<SymbolDetails, 'column' | 'mapping'>;

/** Lines of a location that are compared with each other; beyond that the index does it. */
const MOST_COMPARED = 16;

/** Makes frames of lines, equal ones once. */
export function buildFrames(from: Locations): Frames {
  const locations = from.lineStart.length - 1;
  const total = from.lineStart[locations];
  const func = new Uint32Array(total);
  const line = new Uint32Array(total);
  const column = new Uint32Array(total);
  const mapping = new Uint32Array(total);
  // Widened for the index; a byte is enough for the table.
  const flags = new Uint32Array(total);
  const low = new Uint32Array(total);
  const high = new Uint32Array(total);
  const frameStart = new Uint32Array(locations + 1);
  const frameIds = new Uint32Array(total);
  // Where no two locations have an address in common, frames can only repeat within a location, and there are few to compare.
  const few = longest(from.lineStart) <= MOST_COMPARED && addressesDiffer(from.address);
  const index = few ? null : new RowIndex([func, line, low, high, flags, column, mapping], total);
  let count = 0;
  let used = 0;
  for (let row = 0; row < locations; row++) {
    const first = from.lineStart[row];
    const end = from.lineStart[row + 1];
    const outermost = count;
    if (from.lost[row] === 0) {
      for (let i = end - 1; i >= first; i--) {
        func[count] = from.func[i];
        line[count] = from.line[i];
        column[count] = from.column[i];
        flags[count] = from.flags[row] | (i === end - 1 ? 0 : FRAME_INLINED);
        low[count] = from.address.low[row];
        high[count] = from.address.high[row];
        mapping[count] = from.mapping[row];
        let id = count;
        if (index !== null) id = index.add(count);
        else {
          // Of the inlined ones before it; the outermost differs by its flag.
          for (let other = outermost + 1; other < id; other++) {
            if (func[other] === func[count] && line[other] === line[count] && column[other] === column[count])
              id = other;
          }
        }
        if (id === count) count++;
        frameIds[used++] = id;
      }
    }
    frameStart[row + 1] = used;
  }
  return {
    frames: {
      count,
      func: func.slice(0, count),
      line: line.slice(0, count),
      flags: Uint8Array.from(flags.subarray(0, count)),
      addressLow: low.slice(0, count),
      addressHigh: high.slice(0, count),
    },
    column: column.slice(0, count),
    mapping: mapping.slice(0, count),
    frameStart,
    frameIds: frameIds.subarray(0, used),
  };
}

function longest(start: Uint32Array): number {
  let most = 0;
  for (let i = 1; i < start.length; i++) most = Math.max(most, start[i] - start[i - 1]);
  return most;
}

function addressesDiffer({ low, high }: IdColumn): boolean {
  const index = new RowIndex([low, high], low.length);
  for (let row = 0; row < low.length; row++) if (index.add(row) !== row) return false;
  return true;
}
