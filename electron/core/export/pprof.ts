import type { SampleType } from '@core/api/document';
import type { Capture, MappingTable } from '@core/model/tables';
import { ByteChunks } from './byte-chunks';
import { gzip } from './gzip';
import { Tally, type ExportJob, type Writing } from './job';
import { Locations } from './pprof-locations';
import { StringTable } from './pprof-strings';
import { number, packed, tag, wide } from './proto';
import { rowsOf, type Rows } from './rows';

/** Rows between two looks at the chunk; also what progress counts in. */
const ROWS_A_CHUNK = 4096;

/**
 * A gzipped profile.proto (github.com/google/pprof, proto/profile.proto), as `go tool pprof` reads it. All sample types and all frames are
 * written; which to show first and which frames to hide are fields of the format.
 */
export function writePprof(job: ExportJob): Writing {
  const tally = new Tally('samples');
  return { chunks: gzip(writeProfile(job, tally)), tally };
}

/** The same, not packed. */
export async function* writeProfile(job: ExportJob, tally: Tally): AsyncGenerator<Uint8Array, void, undefined> {
  const { capture } = job.raw;
  const rows = rowsOf(job);
  const out = new ByteChunks();
  const strings = new StringTable(capture.strings);
  const message = new ByteChunks(4096);
  const send = (field: number): void => {
    tag(out, field, 2);
    out.varint(message.length);
    message.drainTo(out);
  };
  const types = capture.samples.types;
  for (const type of types) {
    valueType(message, strings, type);
    send(1);
  }
  const locations = new Locations(capture);
  yield* samples(rows, capture, { out, message, strings, locations, tally, send });
  mappings(capture, message, strings, send);
  for (let i = 0; i < locations.count; i++) {
    locations.writeLocation(i, message);
    send(4);
    if (out.isFull) yield out.take();
  }
  for (let i = 0; i < locations.functionCount; i++) {
    locations.writeFunction(i, message, strings);
    send(5);
    if (out.isFull) yield out.take();
  }
  top(job, { out, message, strings, send });
  for (let i = 0; i < strings.count; i++) {
    const bytes = strings.bytes(i);
    tag(out, 6, 2);
    out.varint(bytes.length);
    out.bytes(bytes);
    if (out.isFull) yield out.take();
  }
  tally.done = 1;
  yield out.take();
}

interface Parts {
  readonly out: ByteChunks;
  readonly message: ByteChunks;
  readonly strings: StringTable;
  readonly send: (field: number) => void;
}

// Asynchronous, as the generator that delegates to it is.
async function* samples(
  rows: Rows,
  capture: Capture,
  parts: Parts & { readonly locations: Locations; readonly tally: Tally },
): AsyncGenerator<Uint8Array, void, undefined> {
  const { out, message, strings, locations, tally, send } = parts;
  const { labelSets } = capture;
  const inner = new ByteChunks(4096);
  let rounded = 0;
  for (let row = 0; row < rows.count; row++) {
    if (row % ROWS_A_CHUNK === 0) tally.done = 0.9 * (row / rows.count);
    if (rows.keep !== null && rows.keep[row] === 0) continue;
    locations.ids(rows.stack[row], inner);
    packed(message, 1, inner);
    for (const column of rows.values) {
      const value = Math.round(column[row]);
      if (value !== column[row]) rounded++;
      inner.int64(value);
    }
    packed(message, 2, inner);
    const set = rows.labels[row];
    for (let e = labelSets.start[set]; e < labelSets.start[set + 1]; e++) {
      number(inner, 1, strings.id(labelSets.key[e]));
      const value = labelSets.number[e];
      if (Number.isNaN(value)) number(inner, 2, strings.id(labelSets.value[e]));
      else {
        tag(inner, 3, 0);
        inner.int64(Math.round(value));
        number(inner, 4, strings.id(labelSets.unit[e]));
      }
      packed(message, 3, inner);
    }
    send(2);
    tally.entries++;
    if (out.isFull) yield out.take();
  }
  tally.note('values were rounded to whole numbers, which is all that pprof holds', rounded);
}

function mappings(capture: Capture, message: ByteChunks, strings: StringTable, send: (field: number) => void): void {
  const table: MappingTable | null = capture.mappings;
  if (table === null) return;
  for (let i = 0; i < table.count; i++) {
    number(message, 1, i + 1);
    wide(message, 2, table.startLow[i], table.startHigh[i]);
    wide(message, 3, table.limitLow[i], table.limitHigh[i]);
    wide(message, 4, table.offsetLow[i], table.offsetHigh[i]);
    number(message, 5, strings.id(table.file[i]));
    number(message, 6, strings.id(table.buildId[i]));
    for (let bit = 0; bit < 4; bit++) number(message, 7 + bit, (table.flags[i] >> bit) & 1);
    send(3);
  }
}

/** What is about the whole profile. */
function top(job: ExportJob, { out, message, strings, send }: Parts): void {
  const { capture } = job.raw;
  const { samples: table } = capture;
  // Go's own tool hides the frames again when it reads the profile.
  if (!job.runtimeFrames) {
    number(out, 7, strings.idOf(capture.dropFrames));
    number(out, 8, strings.idOf(capture.keepFrames));
  }
  if (capture.timeMs !== null && capture.timeSource === 'capture') {
    tag(out, 9, 0);
    out.int64(Math.round(capture.timeMs * 1e6));
  }
  if (capture.durationNs !== null) {
    tag(out, 10, 0);
    out.int64(Math.round(capture.durationNs));
  }
  if (table.periodType !== null) {
    valueType(message, strings, table.periodType);
    send(11);
  }
  if (table.period !== 0) {
    tag(out, 12, 0);
    out.int64(Math.round(table.period));
  }
  for (const comment of capture.comments) {
    tag(out, 13, 0);
    out.varint(strings.idOf(comment));
  }
  // Without the field tools show the last one, and Go itself writes it for another one only.
  const shown = job.sampleType ?? table.defaultType;
  if (shown < table.types.length - 1) number(out, 14, strings.idOf(table.types[shown].type));
  number(out, 15, strings.idOf(capture.docUrl));
}

function valueType(out: ByteChunks, strings: StringTable, { type, unit }: SampleType): void {
  number(out, 1, strings.idOf(type));
  number(out, 2, strings.idOf(unit));
}
