import { GrowableColumn } from '@core/base/columns';
import { PairTable } from '@core/model/frame-builder';
import { ByteChunks } from '../byte-chunks';
import { MessageColumns, RUN } from './message-columns';
import { NotPlain, ProtoReader } from './proto-reader';
import { joinSections, MOST_COLUMNS, zigzag, type Sections } from './sections';

/** Steps between two looks at progress. */
const STEP = 16_384;

/**
 * An unpacked profile.proto (github.com/google/pprof, proto/profile.proto) in columns that gzip makes several times smaller than the
 * profile: stacks as one tree instead of a list a sample, numbers beside numbers of their kind. Nothing is lost but the order of samples
 * and of the fields in a sample. Yields its progress (0 … 1); answers null for what is no such profile, or holds fields in samples or
 * numbers that would not come back the same: then the file is better kept as it is.
 */
export function* packProfile(bytes: Uint8Array): Generator<number, Uint8Array | null, undefined> {
  try {
    const samples = new Samples();
    // Fields before the first sample (types of values, mostly), and after it.
    const head = new ByteChunks(4096);
    const rest = new ByteChunks();
    const reader = new ProtoReader(bytes);
    const columns = new MessageColumns();
    const endRun = (): void => {
      const run = columns.endRun();
      if (run === 0) return;
      rest.byte(RUN);
      rest.varint(run);
    };
    let hasStrings = false;
    for (let step = 0; !reader.done; step++) {
      if (step % STEP === 0) yield (0.5 * reader.at) / bytes.length;
      const start = reader.at;
      const key = reader.varint();
      if (key === SAMPLE) {
        const end = reader.length();
        samples.add(bytes, reader.at, end);
        reader.at = end;
      } else {
        if (key < 8 || key >> 3 > 16) return null;
        hasStrings ||= key >> 3 === 6;
        reader.skip(key & 7);
        if (samples.count === 0) head.bytes(bytes.subarray(start, reader.at));
        else if (!columns.take(bytes, start, reader.at)) {
          endRun();
          rest.bytes(bytes.subarray(start, reader.at));
        }
      }
    }
    if (!hasStrings || samples.count === 0) return null;
    endRun();
    return yield* write(samples, { head: head.take(), rest: rest.take(), messages: columns.finish() });
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

/** Field 2, a message. */
const SAMPLE = 0x12;

/** The samples of a profile: a node of the tree of stacks, a set of labels and values each. */
class Samples {
  /** Children of a node by location: row = (node, location number), and the child is that row + 1. The root is 0. */
  readonly tree = new PairTable();
  /** Locations as the profile numbers them, by our dense numbers. */
  readonly locations: number[] = [];
  readonly node = new GrowableColumn(Uint32Array);
  readonly labels = new GrowableColumn(Uint32Array);
  /** Bytes of each set of labels as text of one character a byte, in the order of their numbers. */
  readonly labelSets: string[] = [];
  /** Row by row; every sample has `width` of them. */
  readonly values = new GrowableColumn(Float64Array);
  width = -1;
  readonly #numbers = new Map<number, number>();
  readonly #setNumbers = new Map<string, number>();
  readonly #stack: number[] = [];

  get count(): number {
    return this.node.length;
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const reader = new ProtoReader(bytes, start, end);
    const stack = this.#stack;
    stack.length = 0;
    let width = 0;
    let labels = '';
    while (!reader.done) {
      const from = reader.at;
      const key = reader.varint();
      if (key === 0x08) stack.push(this.#location(plain(reader.varint())));
      else if (key === 0x10) {
        this.values.push(plain(reader.varint()));
        width++;
      } else if (key === 0x0a || key === 0x12) {
        const until = reader.length();
        while (reader.at < until) {
          const value = plain(reader.varint());
          if (key === 0x0a) stack.push(this.#location(value));
          else {
            this.values.push(value);
            width++;
          }
        }
        if (reader.at !== until) throw new NotPlain('a list ends inside a number');
      } else if (key === 0x1a) {
        reader.skip(2);
        labels += latin(bytes, from, reader.at);
      } else throw new NotPlain('samples have a field that is not known');
    }
    if (this.width !== width && this.width !== -1) throw new NotPlain('samples differ in their number of values');
    if (width > MOST_COLUMNS) throw new NotPlain('samples have too many values');
    this.width = width;
    let node = 0;
    for (let i = stack.length - 1; i >= 0; i--) node = this.tree.id(node, stack[i]) + 1;
    this.node.push(node);
    this.labels.push(this.#set(labels));
  }

  #location(id: number): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    this.#numbers.set(id, this.locations.length);
    return this.locations.push(id) - 1;
  }

  #set(labels: string): number {
    const known = this.#setNumbers.get(labels);
    if (known !== undefined) return known;
    this.#setNumbers.set(labels, this.labelSets.length);
    return this.labelSets.push(labels) - 1;
  }
}

function* write(
  samples: Samples,
  others: Pick<Sections, 'head' | 'rest' | 'messages'>,
): Generator<number, Uint8Array, undefined> {
  const { firstRow, nextRow } = rowsByNode(samples);
  const { firstChild, nextChild } = childrenOf(samples.tree);
  const [ups, calls, fresh, ends, labels] = [bytes(), bytes(), bytes(), bytes(), bytes()];
  const order = new Uint32Array(samples.count);
  let written = 0;
  let lastFresh = 0;
  const callees = new Callees();

  const rowsOf = (node: number): void => {
    let count = 0;
    for (let row = firstRow[node]; row !== 0; row = nextRow[row - 1]) {
      order[written++] = row - 1;
      labels.varint(samples.labels.data[row - 1]);
      count++;
    }
    ends.varint(count);
  };
  rowsOf(0);
  // Depth first; `path` holds the nodes from the root to where it is.
  const path = [0];
  let up = 0;
  let node = firstChild[0];
  const { a: parents, b: places } = samples.tree;
  for (let step = 0; node !== 0; step++) {
    if (step % STEP === 0) yield 0.5 + (0.4 * step) / samples.tree.count;
    ups.varint(up);
    const parent = parents.data[node - 1];
    const place = places.data[node - 1];
    const known = callees.rank(parent === 0 ? 0 : places.data[parent - 1] + 1, place);
    calls.varint(known);
    if (known === 0) {
      fresh.varint(zigzag(samples.locations[place] - lastFresh));
      lastFresh = samples.locations[place];
    }
    rowsOf(node);
    path.push(node);
    up = 0;
    let next = firstChild[node];
    while (next === 0 && path.length > 1) {
      next = nextChild[path[path.length - 1]];
      path.pop();
      up++;
    }
    node = next;
  }
  return joinSections({
    ...others,
    ups: ups.take(),
    calls: calls.take(),
    fresh: fresh.take(),
    ends: ends.take(),
    values: columns(samples, order),
    labels: labels.take(),
    labelSets: labelSets(samples.labelSets),
  });
}

/** What each location calls, in the order of appearance: one that calls few things is told by small numbers. */
class Callees {
  readonly #edges = new PairTable();
  readonly #ranks = new GrowableColumn(Uint32Array);
  readonly #counts = new Map<number, number>();

  /** 0 the first time, else the number of the call among those of the caller, from 1. */
  rank(caller: number, callee: number): number {
    const edge = this.#edges.id(caller, callee);
    if (edge < this.#ranks.length) return this.#ranks.data[edge];
    const rank = (this.#counts.get(caller) ?? 0) + 1;
    this.#counts.set(caller, rank);
    this.#ranks.push(rank);
    return 0;
  }
}

/** Rows of the samples that end at a node, in their order, as a list: first by node, next by row; row + 1, and 0 ends it. */
function rowsByNode({ node, count, tree }: Samples): {
  readonly firstRow: Uint32Array;
  readonly nextRow: Uint32Array;
} {
  const firstRow = new Uint32Array(tree.count + 1);
  const nextRow = new Uint32Array(count);
  for (let row = count - 1; row >= 0; row--) {
    nextRow[row] = firstRow[node.data[row]];
    firstRow[node.data[row]] = row + 1;
  }
  return { firstRow, nextRow };
}

/** Children of a node in the order of appearance, the same way. */
function childrenOf(tree: PairTable): { readonly firstChild: Uint32Array; readonly nextChild: Uint32Array } {
  const firstChild = new Uint32Array(tree.count + 1);
  const nextChild = new Uint32Array(tree.count + 1);
  for (let node = tree.count; node > 0; node--) {
    const parent = tree.a.data[node - 1];
    nextChild[node] = firstChild[parent];
    firstChild[parent] = node;
  }
  return { firstChild, nextChild };
}

/**
 * The values: how many a sample has, and how many samples there are; then each column as 0 and its numbers, or as 1 and what the column before it is multiplied with
 * (the nanoseconds of a CPU profile are its samples times the period).
 */
function columns({ values, width, count }: Samples, order: Uint32Array): Uint8Array {
  const out = bytes();
  out.varint(width);
  out.varint(count);
  const { data } = values;
  for (let column = 0; column < width; column++) {
    const factor = column === 0 ? null : factorOf(data, width, count, column);
    out.varint(factor === null ? 0 : 1);
    if (factor !== null) {
      out.varint(factor);
      continue;
    }
    for (let i = 0; i < count; i++) out.varint(zigzag(data[order[i] * width + column]));
  }
  return out.take();
}

function factorOf(data: Float64Array, width: number, count: number, column: number): number | null {
  let factor = 0;
  for (let i = column; i < width * count; i += width) {
    if (data[i - 1] === 0) {
      if (data[i] !== 0) return null;
      continue;
    }
    const quotient = data[i] / data[i - 1];
    if (factor === 0) factor = quotient;
    if (factor <= 0 || quotient !== factor || !Number.isSafeInteger(factor)) return null;
  }
  return factor;
}

function labelSets(sets: readonly string[]): Uint8Array {
  const out = bytes();
  out.varint(sets.length);
  for (const set of sets) {
    out.varint(set.length);
    for (let i = 0; i < set.length; i++) out.byte(set.charCodeAt(i));
  }
  return out.take();
}

function bytes(): ByteChunks {
  return new ByteChunks(4096);
}

/** Twice of it is written, which has to be a whole number, too. */
function plain(value: number): number {
  if (Math.abs(value) >= 2 ** 52) throw new NotPlain('a number is too large');
  return value;
}

/** Bytes as a text of one character each, to be looked up. */
function latin(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
