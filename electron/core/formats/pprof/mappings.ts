import { formatCount } from '@core/base/format';
import {
  MAPPING_HAS_FILENAMES,
  MAPPING_HAS_FUNCTIONS,
  MAPPING_HAS_INLINE_FRAMES,
  MAPPING_HAS_LINE_NUMBERS,
} from '@core/model/tables';
import type { MappingTable } from '@core/model/tables';
import { Damage } from './damage';
import { IdColumn, IdTable } from './ids';
import type { Spans } from './scan';
import type { ProfileStrings } from './strings';
import { FieldReader, WIRE_VARINT } from './wire';

/** Bit of `MappingTable.flags` by field number. */
const FLAGS: Readonly<Record<number, number>> = {
  7: MAPPING_HAS_FUNCTIONS,
  8: MAPPING_HAS_FILENAMES,
  9: MAPPING_HAS_LINE_NUMBERS,
  10: MAPPING_HAS_INLINE_FRAMES,
};

export interface Mappings {
  readonly table: MappingTable;
  readonly ids: IdTable;
}

/** Reads all mappings; throws `Damage` on an id that is 0 or occurs twice, and on a string that is not there. */
export function readMappings(bytes: Uint8Array, spans: Spans, strings: ProfileStrings): Mappings {
  const { count } = spans;
  const [ids, start, limit, offset] = [
    new IdColumn(count),
    new IdColumn(count),
    new IdColumn(count),
    new IdColumn(count),
  ];
  const file = new Uint32Array(count);
  const buildId = new Uint32Array(count);
  const flags = new Uint8Array(count);
  const reader = new FieldReader(bytes);
  for (let row = 0; row < count; row++) {
    reader.open(spans.start[row], spans.end[row], 'mapping', row);
    while (reader.next()) {
      const { field } = reader;
      if (field === 5) file[row] = strings.reference(reader, 'filename');
      else if (field === 6) buildId[row] = strings.reference(reader, 'build_id');
      else if (field >= 1 && field <= 10) {
        reader.expect(WIRE_VARINT, 'number');
        if (field === 1) ids.set(row, reader);
        else if (field === 2) start.set(row, reader);
        else if (field === 3) limit.set(row, reader);
        else if (field === 4) offset.set(row, reader);
        else if (reader.low !== 0 || reader.high !== 0) flags[row] |= FLAGS[field];
        else flags[row] &= ~FLAGS[field];
      }
    }
  }
  return {
    table: {
      count,
      idLow: ids.low,
      idHigh: ids.high,
      startLow: start.low,
      startHigh: start.high,
      limitLow: limit.low,
      limitHigh: limit.high,
      offsetLow: offset.low,
      offsetHigh: offset.high,
      file,
      buildId,
      flags,
    },
    ids: IdTable.build(ids.low, ids.high, 'mapping', (row, why) => {
      throw new Damage(spans.start[row], `mapping ${formatCount(row + 1)}, id`, why);
    }),
  };
}
