import { formatCount } from '@core/base/format';
import { GrowableColumn } from '@core/base/columns';
import { Damage } from './damage';
import { hugeCount, WIRE_BYTES, WIRE_VARINT } from './wire';

/** Byte ranges of the messages of one kind, in file order. */
export interface Spans {
  readonly count: number;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

/** A top-level number; `at` is −1 where the profile has none. */
export interface Scalar {
  low: number;
  high: number;
  at: number;
}

/** Where everything is: the result of the first pass, which reads tags and lengths only. */
export interface Layout {
  readonly sampleTypes: Spans;
  readonly mappings: Spans;
  readonly locations: Spans;
  readonly functions: Spans;
  readonly strings: Spans;
  readonly periodTypes: Spans;
  /** Packed comments are a span of varints; `[start, end)`. */
  readonly comments: Spans;
  readonly samples: {
    readonly count: number;
    /** Sum of their lengths. */
    readonly bytes: number;
    /** From the tag of the first to the end of the last; other fields may lie between. */
    readonly from: number;
    readonly to: number;
  };
  readonly dropFrames: Scalar;
  readonly keepFrames: Scalar;
  readonly timeNanos: Scalar;
  readonly durationNanos: Scalar;
  readonly period: Scalar;
  readonly defaultSampleType: Scalar;
  readonly docUrl: Scalar;
  /** Offset of the tag of the field that the input ends in, −1 when the last field is complete. */
  readonly cutAt: number;
}

const NAMES = [
  '',
  'sample_type',
  'sample',
  'mapping',
  'location',
  'function',
  'string_table',
  'drop_frames',
  'keep_frames',
  'time_nanos',
  'duration_nanos',
  'period_type',
  'period',
  'comment',
  'default_sample_type',
  'doc_url',
];

/** Name in profile.proto of a top-level field. */
export function fieldName(field: number): string {
  return NAMES[field] ?? `field ${field}`;
}

class SpanList {
  readonly start = new GrowableColumn(Uint32Array, 64);
  readonly end = new GrowableColumn(Uint32Array, 64);

  add(start: number, end: number): void {
    this.start.push(start);
    this.end.push(end);
  }

  finish(): Spans {
    return { count: this.start.length, start: this.start.finish(), end: this.end.finish() };
  }
}

/**
 * Pass 1: finds every top-level field. Throws `Damage` on a known field of the wrong wire type, an impossible tag, and a second
 * profile behind the first. An input that ends inside its last field is not damage: `cutAt` says so and the field is left out.
 */
export function scanProfile(bytes: Uint8Array): Layout {
  const size = bytes.length;
  const lists = Array.from({ length: 16 }, () => new SpanList());
  const scalars = Array.from({ length: 16 }, (): Scalar => ({ low: 0, high: 0, at: -1 }));
  let samples = 0;
  let sampleBytes = 0;
  let sampleFrom = -1;
  let sampleTo = 0;
  let cutAt = -1;
  /** For telling two profiles: string_table seen, then a sample_type after it, and where that one began. */
  let previous = 0;
  let stringRuns = 0;
  let typeAfterStrings = -1;
  let pos = 0;
  while (pos < size) {
    const at = pos;
    let tag = bytes[pos++];
    if (tag > 127) {
      // Only fields above 15, which profile.proto does not have yet.
      let shift = 7;
      tag &= 127;
      let b = 128;
      while (b > 127 && pos < size && shift < 35) {
        b = bytes[pos++];
        tag += (b & 127) * 2 ** shift;
        shift += 7;
      }
      if (b > 127) {
        if (pos < size) throw new Damage(at, 'profile, tag', 'it holds a field number that protobuf does not allow');
        cutAt = at;
        break;
      }
    }
    const wire = tag % 8;
    const field = (tag - wire) / 8;
    if (wire !== WIRE_BYTES) {
      if (wire === WIRE_VARINT) {
        const scalar = field < 16 ? scalars[field] : undefined;
        const before = scalar !== undefined && scalar.at >= 0 && (scalar.low !== 0 || scalar.high !== 0);
        const valueAt = pos;
        let low = 0;
        let high = 0;
        let shift = 0;
        let b = 128;
        while (b > 127 && pos < size && shift < 70) {
          b = bytes[pos++];
          if (shift < 28) low |= (b & 127) << shift;
          else if (shift === 28) {
            low |= (b & 15) << 28;
            high = (b & 127) >>> 4;
          } else high |= (b & 127) << (shift - 32);
          shift += 7;
        }
        if (b > 127) {
          if (shift >= 70)
            throw new Damage(at, `profile, ${fieldName(field)}`, 'it holds a number longer than 10 bytes');
          cutAt = at;
          break;
        }
        if (field === 13) lists[13].add(valueAt, pos);
        else if (scalar !== undefined) {
          if (field <= 6 || field === 11) throw wrongWire(at, field);
          if (field === 9 && before) throw secondProfile(typeAfterStrings >= 0 ? typeAfterStrings : at);
          scalar.low = low >>> 0;
          scalar.high = high >>> 0;
          scalar.at = at;
        }
        previous = field;
        continue;
      }
      if (wire !== 1 && wire !== 5) {
        throw new Damage(
          at,
          `profile, ${fieldName(field)}`,
          `it holds a field of wire type ${wire}, which no profile uses`,
        );
      }
      if (field >= 1 && field <= 15) throw wrongWire(at, field);
      pos += wire === 1 ? 8 : 4;
      if (pos > size) {
        cutAt = at;
        break;
      }
      previous = field;
      continue;
    }
    let length = pos < size ? bytes[pos++] : 128;
    if (length > 127) {
      length &= 127;
      let b = 128;
      let scale = 128;
      const limit = pos + 9;
      while (b > 127 && pos < size && pos < limit) {
        b = bytes[pos++];
        length += (b & 127) * scale;
        scale *= 128;
      }
      if (b > 127) {
        if (pos >= limit)
          throw new Damage(at, `profile, ${fieldName(field)}`, 'it holds a length longer than 10 bytes');
        cutAt = at;
        break;
      }
    }
    const end = pos + length;
    if (end > size) {
      // A real capture is cut within its last field; a length beyond all memory is damage, whatever follows.
      if (length > 0xffffffff) {
        throw new Damage(
          at,
          `profile, ${fieldName(field)}`,
          `it holds a field of ${hugeCount(length % 2 ** 32, Math.floor(length / 2 ** 32))} bytes`,
        );
      }
      cutAt = at;
      break;
    }
    switch (field) {
      case 2:
        if (samples++ === 0) sampleFrom = at;
        sampleBytes += length;
        sampleTo = end;
        break;
      case 6:
        if (previous !== 6) {
          if (stringRuns > 0 && length === 0 && typeAfterStrings >= 0) throw secondProfile(typeAfterStrings);
          stringRuns++;
          typeAfterStrings = -1;
        }
        lists[6].add(pos, end);
        break;
      case 1:
        if (stringRuns > 0 && typeAfterStrings < 0) typeAfterStrings = at;
        lists[1].add(pos, end);
        break;
      case 3:
      case 4:
      case 5:
      case 11:
      case 13:
        lists[field].add(pos, end);
        break;
      default:
        if (field >= 7 && field <= 15) throw wrongWire(at, field);
    }
    previous = field;
    pos = end;
  }
  return {
    sampleTypes: lists[1].finish(),
    mappings: lists[3].finish(),
    locations: lists[4].finish(),
    functions: lists[5].finish(),
    strings: lists[6].finish(),
    periodTypes: lists[11].finish(),
    comments: lists[13].finish(),
    samples: { count: samples, bytes: sampleBytes, from: Math.max(0, sampleFrom), to: sampleTo },
    dropFrames: scalars[7],
    keepFrames: scalars[8],
    timeNanos: scalars[9],
    durationNanos: scalars[10],
    period: scalars[12],
    defaultSampleType: scalars[14],
    docUrl: scalars[15],
    cutAt,
  };
}

function wrongWire(at: number, field: number): Damage {
  return new Damage(at, `profile, ${fieldName(field)}`, `its ${fieldName(field)} is written with the wrong wire type`);
}

function secondProfile(at: number): Damage {
  return new Damage(
    at,
    'profile, second profile',
    `a second profile follows (byte ${formatCount(at)} is part of it): two were written into one file`,
  );
}
