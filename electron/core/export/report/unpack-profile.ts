import { joined } from '@core/base/bytes';
import { GrowableColumn } from '@core/base/columns';
import { ByteChunks } from '../byte-chunks';
import { packed, tag } from '../proto';
import { messageWriter, RUN } from './message-columns';
import { NotPlain, ProtoReader } from './proto-reader';
import { MOST_COLUMNS, splitSections, unzigzag } from './sections';

/** The profile.proto that `packProfile` was given, its samples in the order of their stacks. Throws an Error for what it did not write. */
export function unpackProfile(bytes: Uint8Array): Uint8Array {
  const sections = splitSections(bytes);
  const [ups, calls, fresh] = [sections.ups, sections.calls, sections.fresh].map((section) => new ProtoReader(section));
  const [ends, labels] = [sections.ends, sections.labels].map((section) => new ProtoReader(section));
  const sets = labelSets(sections.labelSets);
  const values = columns(sections.values);
  const out: Uint8Array[] = [sections.head];
  const chunk = new ByteChunks();
  const message = new ByteChunks(4096);
  const inner = new ByteChunks(4096);
  // From the root to where it is: ids of locations.
  const path = new GrowableColumn(Float64Array, 64);
  const callees = new Map<number, number[]>();
  let row = 0;
  let lastFresh = 0;

  const rows = (): void => {
    const count = ends.varint();
    for (let i = 0; i < count; i++, row++) {
      for (let level = path.length - 1; level >= 0; level--) inner.varint(path.data[level]);
      packed(message, 1, inner);
      for (const column of values) inner.int64(valueAt(column, row));
      packed(message, 2, inner);
      const set = sets[labels.varint()];
      if (set === undefined) throw new NotPlain('labels that are not there');
      message.bytes(set);
      tag(chunk, 2, 2);
      chunk.varint(message.length);
      message.drainTo(chunk);
      if (chunk.isFull) out.push(chunk.take());
    }
  };
  rows();
  while (!ups.done) {
    const up = ups.varint();
    if (up > path.length) throw new NotPlain('a stack goes beyond its root');
    path.length -= up;
    const caller = path.length === 0 ? -1 : path.data[path.length - 1];
    let known = callees.get(caller);
    if (known === undefined) callees.set(caller, (known = []));
    const rank = calls.varint();
    let location = known[rank - 1];
    if (rank === 0) {
      location = lastFresh + unzigzag(fresh.varint());
      lastFresh = location;
      known.push(location);
    }
    if (location === undefined) throw new NotPlain('a call that is not there');
    path.push(location);
    rows();
  }
  const writeMessages = messageWriter(sections.messages);
  const rest = new ProtoReader(sections.rest);
  while (!rest.done) {
    const start = rest.at;
    const key = rest.varint();
    if (key === RUN) writeMessages(rest.varint(), chunk);
    else {
      rest.skip(key & 7);
      chunk.bytes(sections.rest.subarray(start, rest.at));
    }
    if (chunk.isFull) out.push(chunk.take());
  }
  out.push(chunk.take());
  return joined(out);
}

function valueAt(column: Float64Array, row: number): number {
  if (row >= column.length) throw new NotPlain('fewer values than samples');
  return column[row];
}

function columns(section: Uint8Array): Float64Array[] {
  const reader = new ProtoReader(section);
  const width = reader.varint();
  const all: Float64Array[] = [];
  if (width > MOST_COLUMNS) throw new NotPlain('more columns than profiles have');
  const count = reader.varint();
  if (count > section.length) throw new NotPlain('more rows than bytes');
  for (let index = 0; index < width; index++) {
    const kind = reader.varint();
    const column = new Float64Array(count);
    const factor = kind === 1 ? reader.varint() : 0;
    const before = all[index - 1];
    if (kind === 1 && before === undefined) throw new NotPlain('the first column is that of another');
    for (let i = 0; i < count; i++)
      column[i] = before !== undefined && kind === 1 ? before[i] * factor : unzigzag(reader.varint());
    all.push(column);
  }
  return all;
}

function labelSets(section: Uint8Array): Uint8Array[] {
  const reader = new ProtoReader(section);
  const sets: Uint8Array[] = [];
  for (let left = reader.varint(); left > 0; left--) {
    const end = reader.length();
    sets.push(section.subarray(reader.at, end));
    reader.at = end;
  }
  return sets;
}
