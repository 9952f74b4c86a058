import { formatCount } from '@core/base/format';
import { baseName } from '@core/base/go-name';
import { GrowableColumn } from '@core/base/columns';
import { FRAME_INLINED } from '@core/model/tables';
import type { FrameTable, FunctionTable } from '@core/model/tables';
import { Damage } from './damage';
import { IdColumn, IdTable } from './ids';
import { RowIndex } from './rows';
import type { Layout, Spans } from './scan';
import type { ProfileStrings } from './strings';
import { FieldReader, hugeCount, WIRE_BYTES, WIRE_VARINT } from './wire';

/** What samples refer to: locations, and the frames each unfolds to. */
export interface Symbols {
  readonly functions: FunctionTable;
  readonly frames: FrameTable;
  readonly locations: IdTable;
  /**
   * Frames of location `i`, outermost first (the order in which they enter the prefix tree): `frameIds[frameStart[i] ..
   * frameStart[i + 1])`. Empty where a cut-off profile has lost a function of the location: samples must not use it.
   */
  readonly frameStart: Uint32Array;
  readonly frameIds: Uint32Array;
  /**
   * True when the frames of every location are consecutive rows, used by no location that unfolds differently. Then the first
   * (outermost) frame and the number of frames say everything, and whole locations can enter the tree at once.
   */
  readonly chained: boolean;
  /** References to mappings that are not there: pprof allows them. */
  readonly missingMappings: number;
  /** Line numbers outside 0 to 2^32 − 1, read as unknown. */
  readonly oddLines: number;
}

interface Functions {
  readonly table: FunctionTable;
  readonly ids: IdTable;
  /** Row of `table` by row of the file. */
  readonly row: Uint32Array;
}

/** Reads mappings, functions and locations. `cut` = the profile ends early; what lacks its function is left without frames. */
export function readSymbols(bytes: Uint8Array, layout: Layout, strings: ProfileStrings, cut: boolean): Symbols {
  const mappings = readMappings(bytes, layout.mappings, strings);
  const unnamed = new Map<number, number>();
  const functions = readFunctions(bytes, layout.functions, strings);
  const { count } = layout.locations;
  const ids = new IdColumn(count);
  const address = new IdColumn(count);
  const mappingName = new Uint32Array(count);
  const lineStart = new Uint32Array(count + 1);
  const lineFunction = new GrowableColumn(Uint32Array, count + (count >> 1) + 16);
  const lineNumber = new GrowableColumn(Uint32Array, count + (count >> 1) + 16);
  const lost = new Uint8Array(count);
  const reader = new FieldReader(bytes);
  const lines = new FieldReader(bytes);
  let missingMappings = 0;
  let oddLines = 0;
  for (let row = 0; row < count; row++) {
    reader.open(layout.locations.start[row], layout.locations.end[row], 'location', row);
    while (reader.next()) {
      switch (reader.field) {
        case 1:
          reader.expect(WIRE_VARINT, 'id');
          ids.set(row, reader);
          break;
        case 2: {
          reader.expect(WIRE_VARINT, 'mapping_id');
          if (reader.low === 0 && reader.high === 0) break;
          const mapping = mappings.ids.row(reader.low, reader.high);
          if (mapping < 0) missingMappings++;
          else mappingName[row] = mappings.name[mapping];
          break;
        }
        case 3:
          reader.expect(WIRE_VARINT, 'address');
          address.set(row, reader);
          break;
        case 4: {
          reader.expect(WIRE_BYTES, 'line');
          let found = -1;
          let number = 0;
          lines.open(reader.start, reader.stop, 'line of location', row);
          while (lines.next()) {
            if (lines.field === 1) {
              lines.expect(WIRE_VARINT, 'function_id');
              found = functions.ids.row(lines.low, lines.high);
              if (found < 0 && !cut) {
                const many = formatCount(functions.ids.count);
                lines.fail(
                  'function_id',
                  `a location refers to function ${hugeCount(lines.low, lines.high)} and the profile has ${many}`,
                );
              }
            } else if (lines.field === 2) {
              lines.expect(WIRE_VARINT, 'line');
              if (lines.high !== 0) oddLines++;
              else number = lines.low;
            }
          }
          if (found < 0) {
            if (!cut) reader.fail('line', 'a location has a line without a function');
            lost[row] = 1;
          }
          lineFunction.push(found < 0 ? 0 : functions.row[found]);
          lineNumber.push(number);
          break;
        }
        case 5:
          reader.expect(WIRE_VARINT, 'is_folded');
      }
    }
    if (lineFunction.length === lineStart[row]) {
      // Without symbols: one frame, named after its binary as `go tool pprof -top` does; it keeps its address.
      lineFunction.push(functionForUnnamed(unnamed, functions.table.count, mappingName[row]));
      lineNumber.push(0);
    }
    lineStart[row + 1] = lineFunction.length;
  }
  const locations = IdTable.build(ids.low, ids.high, 'location', (row, why) => {
    throw new Damage(layout.locations.start[row], `location ${formatCount(row + 1)}, id`, why);
  });
  return {
    functions: withUnnamed(functions.table, unnamed, strings),
    locations,
    missingMappings,
    oddLines,
    ...buildFrames(lineStart, lineFunction.finish(), lineNumber.finish(), address, lost),
  };
}

function readMappings(bytes: Uint8Array, spans: Spans, strings: ProfileStrings): { ids: IdTable; name: Uint32Array } {
  const ids = new IdColumn(spans.count);
  const name = new Uint32Array(spans.count);
  const reader = new FieldReader(bytes);
  for (let row = 0; row < spans.count; row++) {
    reader.open(spans.start[row], spans.end[row], 'mapping', row);
    while (reader.next()) {
      if (reader.field === 1) {
        reader.expect(WIRE_VARINT, 'id');
        ids.set(row, reader);
      } else if (reader.field === 5) name[row] = strings.reference(reader, 'filename');
      else if (reader.field === 6) strings.reference(reader, 'build_id');
      else if (reader.field <= 10) reader.expect(WIRE_VARINT, 'number');
    }
  }
  const table = IdTable.build(ids.low, ids.high, 'mapping', (row, why) => {
    throw new Damage(spans.start[row], `mapping ${formatCount(row + 1)}, id`, why);
  });
  return { ids: table, name };
}

function readFunctions(bytes: Uint8Array, spans: Spans, strings: ProfileStrings): Functions {
  const { count } = spans;
  const ids = new IdColumn(count);
  const name = new Uint32Array(count);
  const file = new Uint32Array(count);
  const row = new Uint32Array(count);
  const same = new RowIndex([name, file], count);
  const reader = new FieldReader(bytes);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    let plain = 0;
    let system = 0;
    let source = 0;
    reader.open(spans.start[i], spans.end[i], 'function', i);
    while (reader.next()) {
      if (reader.field === 1) {
        reader.expect(WIRE_VARINT, 'id');
        ids.set(i, reader);
      } else if (reader.field === 2) plain = strings.reference(reader, 'name');
      else if (reader.field === 3) system = strings.reference(reader, 'system_name');
      else if (reader.field === 4) source = strings.reference(reader, 'filename');
      else if (reader.field === 5) reader.expect(WIRE_VARINT, 'start_line');
    }
    // Both empty: as a location without symbols.
    name[kept] = plain !== 0 ? plain : system !== 0 ? system : strings.add('<unknown>');
    file[kept] = source;
    const first = same.add(kept);
    if (first === kept) kept++;
    row[i] = first;
  }
  const table = IdTable.build(ids.low, ids.high, 'function', (at, why) => {
    throw new Damage(spans.start[at], `function ${formatCount(at + 1)}, id`, why);
  });
  return { table: { count: kept, name: name.slice(0, kept), file: file.slice(0, kept) }, ids: table, row };
}

/** Row, behind the real functions, of the one that stands for code without symbols in a binary (a StringId; 0 = unknown). */
function functionForUnnamed(unnamed: Map<number, number>, functions: number, binary: number): number {
  let row = unnamed.get(binary);
  if (row === undefined) {
    row = functions + unnamed.size;
    unnamed.set(binary, row);
  }
  return row;
}

function withUnnamed(
  table: FunctionTable,
  unnamed: ReadonlyMap<number, number>,
  strings: ProfileStrings,
): FunctionTable {
  if (unnamed.size === 0) return table;
  const count = table.count + unnamed.size;
  const name = new Uint32Array(count);
  const file = new Uint32Array(count);
  name.set(table.name);
  file.set(table.file);
  for (const [binary, row] of unnamed) {
    const path = strings.get(binary);
    name[row] = strings.add(path === '' ? '<unknown>' : `[${baseName(path)}]`);
  }
  return { count, name, file };
}

function buildFrames(
  lineStart: Uint32Array,
  lineFunction: Uint32Array,
  lineNumber: Uint32Array,
  address: IdColumn,
  lost: Uint8Array,
): Pick<Symbols, 'frames' | 'frameStart' | 'frameIds' | 'chained'> {
  const locations = lineStart.length - 1;
  const total = lineFunction.length;
  const func = new Uint32Array(total);
  const line = new Uint32Array(total);
  // Widened for the index; a byte is enough for the table.
  const inlined = new Uint32Array(total);
  const low = new Uint32Array(total);
  const high = new Uint32Array(total);
  const frameStart = new Uint32Array(locations + 1);
  const frameIds = new Uint32Array(total);
  const index = new RowIndex([func, line, low, high, inlined], total);
  /** Frames of the location that brought a frame, by its outermost frame. */
  const unfolds = new Uint32Array(total);
  let count = 0;
  let used = 0;
  let chained = true;
  for (let row = 0; row < locations; row++) {
    const from = lineStart[row];
    const to = lineStart[row + 1];
    const outermost = count;
    const start = used;
    if (lost[row] === 0) {
      for (let i = to - 1; i >= from; i--) {
        func[count] = lineFunction[i];
        line[count] = lineNumber[i];
        inlined[count] = i === to - 1 ? 0 : FRAME_INLINED;
        low[count] = address.low[row];
        high[count] = address.high[row];
        const id = index.add(count);
        if (id === count) count++;
        frameIds[used++] = id;
      }
      const length = to - from;
      const first = frameIds[start];
      if (count - outermost === length) unfolds[first] = length;
      else if (count !== outermost || unfolds[first] !== length) chained = false;
      else for (let k = 1; k < length; k++) if (frameIds[start + k] !== first + k) chained = false;
    }
    frameStart[row + 1] = used;
  }
  return {
    frames: {
      count,
      func: func.slice(0, count),
      line: line.slice(0, count),
      flags: Uint8Array.from(inlined.subarray(0, count)),
      addressLow: low.slice(0, count),
      addressHigh: high.slice(0, count),
    },
    frameStart,
    frameIds: frameIds.subarray(0, used),
    chained,
  };
}
