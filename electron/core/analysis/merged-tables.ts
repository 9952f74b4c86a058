import { GrowableColumn } from '@core/base/columns';
import { Interner } from '@core/base/strings';
import { LabelSetBuilder, type LabelEntry } from '@core/model/label-set-builder';
import { StackBuilder } from '@core/model/stack-builder';
import type { Capture, MappingTable } from '@core/model/tables';

type Tables = Pick<Capture, 'strings' | 'functions' | 'frames' | 'stacks' | 'labelSets' | 'mappings' | 'details'>;

/** Rows of one capture in the merged tables, each worked out when first asked for. */
interface Source {
  stack(row: number): number;
  labels(set: number): number;
}

interface Columns {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

const MAPPING_PAGE = 0x1000n;

/** Tables that several captures go into; equal rows become one, equal as profile.Merge of pprof has it. */
export class MergedTables {
  readonly #strings = new Interner();
  readonly #stacks = new StackBuilder();
  readonly #labels = new LabelSetBuilder();
  readonly #functions = new RowSet(['name', 'file', 'systemName', 'startLine']);
  readonly #frames = new RowSet(['func', 'line', 'column', 'flags', 'low', 'high', 'mapping']);
  readonly #mappings: { readonly key: string; readonly of: Capture; readonly row: number; readonly start: bigint }[] =
    [];
  #detailed = false;

  source(capture: Capture, label: { readonly key: string; readonly value: string } | null): Source {
    const { strings, functions, frames, stacks, labelSets, mappings, details } = capture;
    if (details !== null) this.#detailed = true;
    const string = memo(strings.count, (id) => this.#strings.intern(strings.get(id)));
    const mapping = memo(mappings?.count ?? 0, (row) =>
      mappings === null ? 0 : this.#mapping(capture, mappings, row),
    );
    // pprof takes the first mapping of the first profile first: it is the program.
    if (this.#mappings.length === 0 && mappings !== null && mappings.count > 0) mapping(0);
    const func = memo(functions.count, (row) =>
      this.#functions.row([
        string(functions.name[row]),
        string(functions.file[row]),
        details === null ? 0 : string(details.systemName[row]),
        details?.startLine[row] ?? 0,
      ]),
    );
    const frame = memo(frames.count, (row) => {
      const own = details?.mapping[row] ?? 0;
      const merged = own === 0 ? -1 : mapping(own - 1);
      let low = frames.addressLow[row];
      let high = frames.addressHigh[row];
      if (merged >= 0 && mappings !== null) {
        const shift =
          this.#mappings[merged].start - wide({ low: mappings.startLow, high: mappings.startHigh }, own - 1);
        if (shift !== 0n) {
          const address = BigInt.asUintN(64, wide({ low: frames.addressLow, high: frames.addressHigh }, row) + shift);
          low = Number(address & 0xffffffffn);
          high = Number(address >> 32n);
        }
      }
      const column = details?.column[row] ?? 0;
      return this.#frames.row([
        func(frames.func[row]),
        frames.line[row],
        column,
        frames.flags[row],
        low,
        high,
        merged + 1,
      ]);
    });
    const { count, prefix, frame: leaf } = stacks;
    const known = new Int32Array(count).fill(-1);
    known[0] = 0;
    const path: number[] = [];
    const stack = (row: number): number => {
      let at = row;
      for (; known[at] < 0; at = prefix[at]) path.push(at);
      let to = known[at];
      for (let next = path.pop(); next !== undefined; next = path.pop()) {
        to = this.#stacks.child(to, frame(leaf[next]));
        known[next] = to;
      }
      return to;
    };
    const labels = memo(labelSets.count, (set) => {
      const entries: LabelEntry[] = [];
      for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
        if (label !== null && strings.get(labelSets.key[e]) === label.key && Number.isNaN(labelSets.number[e]))
          continue;
        entries.push({
          key: string(labelSets.key[e]),
          value: string(labelSets.value[e]),
          number: labelSets.number[e],
          unit: string(labelSets.unit[e]),
        });
      }
      if (label !== null) {
        const [key, value] = [label.key, label.value].map((text) => this.#strings.intern(text));
        entries.push({ key, value, number: NaN, unit: 0 });
      }
      return this.#labels.add(entries, (key) => this.#strings.get(key));
    });
    return { stack, labels };
  }

  /** Mappings are one where their size in pages, their offset and their build id (else their file) are. */
  #mapping(capture: Capture, mappings: MappingTable, row: number): number {
    const start = wide({ low: mappings.startLow, high: mappings.startHigh }, row);
    const size = BigInt.asUintN(64, wide({ low: mappings.limitLow, high: mappings.limitHigh }, row) - start);
    const pages = BigInt.asUintN(64, size + MAPPING_PAGE - 1n) / MAPPING_PAGE;
    const offset = wide({ low: mappings.offsetLow, high: mappings.offsetHigh }, row);
    const who = capture.strings.get(mappings.buildId[row]) || capture.strings.get(mappings.file[row]);
    const key = `${pages} ${offset} ${who}`;
    const found = this.#mappings.findIndex((mapping) => mapping.key === key);
    return found >= 0 ? found : this.#mappings.push({ key, of: capture, row, start }) - 1;
  }

  finish(): Tables {
    const functions = this.#functions.finish();
    const frames = this.#frames.finish();
    const mappings = this.#mappingTable();
    return {
      functions: { count: this.#functions.count, name: functions.name, file: functions.file },
      frames: {
        count: this.#frames.count,
        func: frames.func,
        line: frames.line,
        flags: Uint8Array.from(frames.flags),
        addressLow: frames.low,
        addressHigh: frames.high,
      },
      stacks: this.#stacks.finish(),
      labelSets: this.#labels.finish(),
      mappings,
      details: this.#detailed
        ? {
            systemName: functions.systemName,
            startLine: functions.startLine,
            column: frames.column,
            mapping: frames.mapping,
          }
        : null,
      strings: this.#strings,
    };
  }

  #mappingTable(): MappingTable | null {
    if (this.#mappings.length === 0) return null;
    const number = (column: (table: MappingTable) => Uint32Array): Uint32Array =>
      Uint32Array.from(this.#mappings, ({ of, row }) => (of.mappings === null ? 0 : column(of.mappings)[row]));
    const text = (column: (table: MappingTable) => Uint32Array): Uint32Array =>
      Uint32Array.from(this.#mappings, ({ of, row }) =>
        of.mappings === null ? 0 : this.#strings.intern(of.strings.get(column(of.mappings)[row])),
      );
    return {
      count: this.#mappings.length,
      idLow: Uint32Array.from(this.#mappings, (_, i) => i + 1),
      idHigh: new Uint32Array(this.#mappings.length),
      startLow: number((table) => table.startLow),
      startHigh: number((table) => table.startHigh),
      limitLow: number((table) => table.limitLow),
      limitHigh: number((table) => table.limitHigh),
      offsetLow: number((table) => table.offsetLow),
      offsetHigh: number((table) => table.offsetHigh),
      file: text((table) => table.file),
      buildId: text((table) => table.buildId),
      flags: Uint8Array.from(this.#mappings, ({ of, row }) => of.mappings?.flags[row] ?? 0),
    };
  }
}

function wide({ low, high }: Columns, row: number): bigint {
  return (BigInt(high[row]) << 32n) | BigInt(low[row]);
}

/** A function of rows that is worked out once a row. */
function memo(rows: number, compute: (row: number) => number): (row: number) => number {
  const known = new Int32Array(rows).fill(-1);
  return (row) => {
    if (known[row] < 0) known[row] = compute(row);
    return known[row];
  };
}

/** Rows of a few numbers, each distinct one once, in order of appearance. */
class RowSet<N extends string> {
  readonly #names: readonly N[];
  readonly #columns: GrowableColumn<Uint32Array>[];
  readonly #ids = new Map<string, number>();

  constructor(names: readonly N[]) {
    this.#names = names;
    this.#columns = names.map(() => new GrowableColumn(Uint32Array));
  }

  get count(): number {
    return this.#ids.size;
  }

  row(values: readonly number[]): number {
    const key = values.join();
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(key, id);
    values.forEach((value, i) => this.#columns[i].push(value));
    return id;
  }

  finish(): Record<N, Uint32Array> {
    const entries = this.#names.map((name, i) => [name, this.#columns[i].finish()] as const);
    return Object.fromEntries(entries) as Record<N, Uint32Array>;
  }
}
