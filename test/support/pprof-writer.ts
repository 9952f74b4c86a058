/** Writes profile.proto bytes for tests: right ones from a description, and wrong ones from single fields. */

type Int = number | bigint;

/** Bytes of one protobuf message, field by field; nothing is checked. */
export class Message {
  readonly #bytes: number[] = [];

  varint(value: Int): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.#bytes.push(Number(rest & 127n) | 128);
    this.#bytes.push(Number(rest));
    return this;
  }
  number(field: number, value: Int): this {
    return this.varint(field * 8).varint(value);
  }
  bytes(field: number, value: Iterable<number>): this {
    const content = [...value];
    return this.varint(field * 8 + 2)
      .varint(content.length)
      .raw(content);
  }
  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }
  message(field: number, fill: (message: Message) => void): this {
    const inner = new Message();
    fill(inner);
    return this.bytes(field, inner.#bytes);
  }
  /** Repeated numbers, packed into one field or one field each. */
  numbers(field: number, values: readonly Int[], packed: boolean): this {
    if (!packed) for (const value of values) this.number(field, value);
    else if (values.length > 0) {
      this.message(field, (run) => {
        for (const value of values) run.varint(value);
      });
    }
    return this;
  }
  raw(content: Iterable<number>): this {
    for (const byte of content) this.#bytes.push(byte);
    return this;
  }
  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}

export interface LabelSpec {
  readonly key: string;
  readonly str?: string;
  readonly num?: Int;
  readonly unit?: string;
}
export interface SampleSpec {
  /** Leaf first. */
  readonly locations: readonly Int[];
  readonly values: readonly Int[];
  readonly labels?: readonly LabelSpec[];
}
export interface ProfileSpec {
  readonly sampleTypes?: readonly (readonly [type: string, unit: string])[];
  readonly samples?: readonly SampleSpec[];
  readonly mappings?: readonly {
    readonly id: Int;
    readonly file?: string;
    readonly start?: Int;
    readonly limit?: Int;
    readonly offset?: Int;
    readonly buildId?: string;
    /** has_functions, has_filenames, has_line_numbers, has_inline_frames. */
    readonly has?: readonly boolean[];
  }[];
  /** Lines: innermost first. */
  readonly locations?: readonly {
    readonly id: Int;
    readonly mapping?: Int;
    readonly address?: Int;
    readonly lines?: readonly { readonly function: Int; readonly line?: Int; readonly column?: Int }[];
    readonly folded?: boolean;
  }[];
  readonly functions?: readonly {
    readonly id: Int;
    readonly name?: string;
    readonly system?: string;
    readonly file?: string;
    readonly startLine?: Int;
  }[];
  readonly defaultSampleType?: string;
  readonly comments?: readonly string[];
  readonly timeNanos?: Int;
  readonly durationNanos?: Int;
  readonly periodType?: readonly [type: string, unit: string];
  readonly period?: Int;
  readonly dropFrames?: string;
  readonly keepFrames?: string;
  readonly docUrl?: string;
}

export interface WriteOptions {
  /** `go` packs three and more, as Go's encoder does. */
  readonly packed?: 'go' | 'always' | 'never';
  /** Tables before samples and names first of all, as some other writers do. */
  readonly tablesFirst?: boolean;
  /** Overrides the string table. */
  readonly strings?: readonly string[];
}

/** The unpacked bytes of a profile. */
export function writeProfile(spec: ProfileSpec, options: WriteOptions = {}): Uint8Array<ArrayBuffer> {
  const ids = new Map([['', 0]]);
  const id = (value: string): number => {
    if (!ids.has(value)) ids.set(value, ids.size);
    return ids.get(value) ?? 0;
  };
  const pack = (values: readonly Int[]): boolean =>
    options.packed === 'always' || (options.packed !== 'never' && values.length > 2);
  const pair =
    (field: number, [type, unit]: readonly [string, string]) =>
    (out: Message) => {
      out.message(field, (m) => m.number(1, id(type)).number(2, id(unit)));
    };
  const head = new Message();
  for (const type of spec.sampleTypes ?? []) pair(1, type)(head);
  const samples = new Message();
  for (const sample of spec.samples ?? []) {
    samples.message(2, (m) => {
      m.numbers(1, sample.locations, pack(sample.locations)).numbers(2, sample.values, pack(sample.values));
      for (const label of sample.labels ?? []) {
        m.message(3, (l) => {
          l.number(1, id(label.key));
          if (label.str !== undefined) l.number(2, id(label.str));
          if (label.num !== undefined) l.number(3, label.num);
          if (label.unit !== undefined) l.number(4, id(label.unit));
        });
      }
    });
  }
  const tables = new Message();
  for (const mapping of spec.mappings ?? []) {
    tables.message(3, (m) => {
      m.number(1, mapping.id).number(2, mapping.start ?? 0);
      if (mapping.limit !== undefined) m.number(3, mapping.limit);
      if (mapping.offset !== undefined) m.number(4, mapping.offset);
      m.number(5, id(mapping.file ?? ''));
      if (mapping.buildId !== undefined) m.number(6, id(mapping.buildId));
      for (const [i, has] of (mapping.has ?? []).entries()) m.number(7 + i, has ? 1 : 0);
    });
  }
  for (const location of spec.locations ?? []) {
    tables.message(4, (m) => {
      m.number(1, location.id);
      if (location.mapping !== undefined) m.number(2, location.mapping);
      if (location.address !== undefined) m.number(3, location.address);
      for (const line of location.lines ?? []) {
        m.message(4, (l) => {
          l.number(1, line.function).number(2, line.line ?? 0);
          if (line.column !== undefined) l.number(3, line.column);
        });
      }
      if (location.folded !== undefined) m.number(5, location.folded ? 1 : 0);
    });
  }
  for (const { id: func, name = '', system = name, file = '', startLine } of spec.functions ?? []) {
    tables.message(5, (m) => {
      m.number(1, func).number(2, id(name)).number(3, id(system)).number(4, id(file));
      if (startLine !== undefined) m.number(5, startLine);
    });
  }
  const tail = new Message();
  if (spec.dropFrames !== undefined) tail.number(7, id(spec.dropFrames));
  if (spec.keepFrames !== undefined) tail.number(8, id(spec.keepFrames));
  if (spec.timeNanos !== undefined) tail.number(9, spec.timeNanos);
  if (spec.durationNanos !== undefined) tail.number(10, spec.durationNanos);
  if (spec.periodType !== undefined) pair(11, spec.periodType)(tail);
  if (spec.period !== undefined) tail.number(12, spec.period);
  const comments = (spec.comments ?? []).map(id);
  tail.numbers(13, comments, pack(comments));
  if (spec.defaultSampleType !== undefined) tail.number(14, id(spec.defaultSampleType));
  if (spec.docUrl !== undefined) tail.number(15, id(spec.docUrl));
  const names = new Message();
  for (const value of options.strings ?? ids.keys()) names.text(6, value);
  const parts = options.tablesFirst ? [names, tables, tail, head, samples] : [head, samples, tables, names, tail];
  const out = new Message();
  for (const part of parts) out.raw(part.finish());
  return out.finish();
}
