import { formatCount } from '@core/base/format';
import { baseName } from '@core/base/go-name';
import type { FunctionTable } from '@core/model/tables';
import { Damage } from './damage';
import { IdColumn, IdTable } from './ids';
import { RowIndex } from './rows';
import type { Spans } from './scan';
import type { ProfileStrings } from './strings';
import { FieldReader, WIRE_VARINT } from './wire';

/** The functions of a profile, equal ones (name and file) made one; grows by those that stand for code without symbols. */
export class Functions {
  /** From ids of the file to its rows. */
  readonly ids: IdTable;
  /** Row of the table by row of the file. */
  readonly row: Uint32Array;
  /** Start lines beyond 2^32, read as unknown. */
  oddLines = 0;
  /** Functions of one name and file that differ in start line or system name: the first one's are kept. */
  merged = 0;
  /** Row of those without any name or file, −1 = none: code of its binary, as if there were no function. */
  nameless = -1;
  readonly #strings: ProfileStrings;
  readonly #name: Uint32Array;
  readonly #file: Uint32Array;
  readonly #systemName: Uint32Array;
  readonly #startLine: Uint32Array;
  #count = 0;
  /** Row by StringId of the binary. */
  readonly #unnamed = new Map<number, number>();

  /** Throws `Damage` on an id that is 0 or occurs twice, and on a string that is not there. */
  constructor(bytes: Uint8Array, spans: Spans, strings: ProfileStrings) {
    const { count } = spans;
    this.#strings = strings;
    this.#name = new Uint32Array(count);
    this.#file = new Uint32Array(count);
    this.#systemName = new Uint32Array(count);
    this.#startLine = new Uint32Array(count);
    this.row = new Uint32Array(count);
    const ids = new IdColumn(count);
    const same = new RowIndex([this.#name, this.#file], count);
    const reader = new FieldReader(bytes);
    for (let i = 0; i < count; i++) {
      let name = 0;
      let system = 0;
      let file = 0;
      let line = 0;
      reader.open(spans.start[i], spans.end[i], 'function', i);
      while (reader.next()) {
        if (reader.field === 1) {
          reader.expect(WIRE_VARINT, 'id');
          ids.set(i, reader);
        } else if (reader.field === 2) name = strings.reference(reader, 'name');
        else if (reader.field === 3) system = strings.reference(reader, 'system_name');
        else if (reader.field === 4) file = strings.reference(reader, 'filename');
        else if (reader.field === 5) {
          reader.expect(WIRE_VARINT, 'start_line');
          if (reader.high !== 0) this.oddLines++;
          else line = reader.low;
        }
      }
      const at = this.#count;
      // Both empty: as a location without symbols.
      this.#name[at] = name !== 0 ? name : system !== 0 ? system : strings.add('<unknown>');
      this.#file[at] = file;
      const first = same.add(at);
      if (first === at) {
        this.#systemName[at] = system;
        this.#startLine[at] = line;
        this.#count++;
      } else if (this.#systemName[first] !== system || this.#startLine[first] !== line) this.merged++;
      if (name === 0 && system === 0 && file === 0) this.nameless = first;
      this.row[i] = first;
    }
    this.ids = IdTable.build(ids.low, ids.high, 'function', (at, why) => {
      throw new Damage(spans.start[at], `function ${formatCount(at + 1)}, id`, why);
    });
  }

  /** Row of the one that stands for code without symbols in a binary (a StringId; 0 = unknown). */
  unnamed(binary: number): number {
    let row = this.#unnamed.get(binary);
    if (row === undefined) {
      row = this.#count + this.#unnamed.size;
      this.#unnamed.set(binary, row);
    }
    return row;
  }

  finish(): { readonly table: FunctionTable; readonly systemName: Uint32Array; readonly startLine: Uint32Array } {
    const count = this.#count + this.#unnamed.size;
    const sized = (column: Uint32Array): Uint32Array => {
      const whole = new Uint32Array(count);
      whole.set(column.subarray(0, this.#count));
      return whole;
    };
    const name = sized(this.#name);
    for (const [binary, row] of this.#unnamed) {
      // As `go tool pprof -top` names it.
      const path = this.#strings.get(binary);
      name[row] = this.#strings.add(path === '' ? '<unknown>' : `[${baseName(path)}]`);
    }
    return {
      table: { count, name, file: sized(this.#file) },
      systemName: sized(this.#systemName),
      startLine: sized(this.#startLine),
    };
  }
}
