import { formatCount } from '@core/base/format';
import { GrowableColumn } from '@core/base/columns';
import { FRAME_FOLDED } from '@core/model/tables';
import type { FrameTable, FunctionTable, MappingTable, SymbolDetails } from '@core/model/tables';
import { Damage } from './damage';
import { buildFrames } from './frames';
import type { Unfolding } from './frames';
import { Functions } from './functions';
import { IdColumn, IdTable } from './ids';
import { readMappings } from './mappings';
import type { Layout } from './scan';
import type { ProfileStrings } from './strings';
import { FieldReader, hugeCount, WIRE_BYTES, WIRE_VARINT } from './wire';

/** What samples refer to: locations, and the frames each unfolds to. */
export interface Symbols extends Unfolding {
  readonly functions: FunctionTable;
  readonly frames: FrameTable;
  readonly mappings: MappingTable;
  readonly details: SymbolDetails;
  readonly locations: IdTable;
  /** References to mappings that are not there: pprof allows them. */
  readonly missingMappings: number;
  /** Line and column numbers outside 0 to 2^32 − 1, read as unknown. */
  readonly oddLines: number;
  /** Functions that lost their start line or system name to another one of their name and file. */
  readonly mergedFunctions: number;
}

/** Reads mappings, functions and locations. `cut` = the profile ends early; what lacks its function is left without frames. */
export function readSymbols(bytes: Uint8Array, layout: Layout, strings: ProfileStrings, cut: boolean): Symbols {
  const mappings = readMappings(bytes, layout.mappings, strings);
  const functions = new Functions(bytes, layout.functions, strings);
  const { count } = layout.locations;
  const ids = new IdColumn(count);
  const address = new IdColumn(count);
  /** Row of the mapping + 1. */
  const mapping = new Uint32Array(count);
  const flags = new Uint8Array(count);
  const lineStart = new Uint32Array(count + 1);
  const expected = count + (count >> 1) + 16;
  const lineFunction = new GrowableColumn(Uint32Array, expected);
  const lineNumber = new GrowableColumn(Uint32Array, expected);
  const lineColumn = new GrowableColumn(Uint32Array, expected);
  const lost = new Uint8Array(count);
  const reader = new FieldReader(bytes);
  const lines = new FieldReader(bytes);
  let missingMappings = 0;
  let { oddLines } = functions;
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
          const found = mappings.ids.row(reader.low, reader.high);
          if (found < 0) missingMappings++;
          else mapping[row] = found + 1;
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
          let column = 0;
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
            } else if (lines.field === 3) {
              lines.expect(WIRE_VARINT, 'column');
              if (lines.high !== 0) oddLines++;
              else column = lines.low;
            }
          }
          if (found < 0) {
            if (!cut) reader.fail('line', 'a location has a line without a function');
            lost[row] = 1;
          }
          lineFunction.push(found < 0 ? 0 : functions.row[found]);
          lineNumber.push(number);
          lineColumn.push(column);
          break;
        }
        case 5:
          reader.expect(WIRE_VARINT, 'is_folded');
          flags[row] = reader.low !== 0 || reader.high !== 0 ? FRAME_FOLDED : 0;
      }
    }
    const binary = mapping[row] === 0 ? 0 : mappings.table.file[mapping[row] - 1];
    if (functions.nameless >= 0) {
      for (let i = lineStart[row]; i < lineFunction.length; i++)
        if (lineFunction.data[i] === functions.nameless) lineFunction.data[i] = functions.unnamed(binary);
    }
    if (lineFunction.length === lineStart[row]) {
      // Without symbols: one frame, named after its binary as `go tool pprof -top` does; it keeps its address.
      lineFunction.push(functions.unnamed(binary));
      lineNumber.push(0);
      lineColumn.push(0);
    }
    lineStart[row + 1] = lineFunction.length;
  }
  const locations = IdTable.build(ids.low, ids.high, 'location', (row, why) => {
    throw new Damage(layout.locations.start[row], `location ${formatCount(row + 1)}, id`, why);
  });
  const { table, systemName, startLine } = functions.finish();
  const {
    frames,
    column,
    mapping: frameMapping,
    ...unfolding
  } = buildFrames({
    ...{ lineStart, address, mapping, flags, lost },
    ...{ func: lineFunction.data, line: lineNumber.data, column: lineColumn.data },
  });
  return {
    ...{ functions: table, frames, mappings: mappings.table, locations },
    details: { systemName, startLine, column, mapping: frameMapping },
    ...{ missingMappings, oddLines, mergedFunctions: functions.merged },
    ...unfolding,
  };
}
