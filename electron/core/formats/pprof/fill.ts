import type { LabelRuns } from './label-runs';
import type { SampleFill } from './sample-fill';
import { FieldReader } from './wire';

/** Bytes of a profile that are at hand, the label runs of their samples, and the columns that samples go into. */
export interface FillInput {
  readonly bytes: Uint8Array;
  /** Of the same bytes, for reading four at once. */
  readonly view: DataView;
  readonly runs: LabelRuns;
  /** Keeps ids of locations less 1; has room for the rows. */
  readonly fill: SampleFill;
}

/**
 * Decodes samples from `from` (a tag of one byte, as theirs all are) to the end of one at `until`; other fields lie between them. One function with local variables: it
 * runs over every byte of the samples, and a call or a property in its loops shows. Throws `Damage` on what is no sample.
 */
export function fillSamples({ bytes, view, runs, fill }: FillInput, from: number, until: number): void {
  const { types, labels, values, start: starts } = fill;
  let { rows, location, idLimit } = fill;
  let pos = from;
  const skipper = new FieldReader(bytes);
  while (pos < until) {
    let start: number;
    let end: number;
    if (bytes[pos] === 0x12) {
      let length = bytes[pos + 1];
      if (length < 128) start = pos + 2;
      else if (bytes[pos + 2] < 128) {
        length = (length & 127) | (bytes[pos + 2] << 7);
        start = pos + 3;
      } else {
        skipper.open(pos, bytes.length, 'profile', -1).next();
        start = skipper.start;
        length = skipper.stop - start;
      }
      end = start + length;
    } else {
      skipper.open(pos, bytes.length, 'profile', -1).next();
      pos = skipper.pos;
      continue;
    }
    pos = end;

    // The shape that Go writes: one packed run of locations, values, labels side by side. All else is read slowly.
    let p = start;
    let runFrom = 0;
    let runTo = 0;
    let labelFrom = 0;
    let labelTo = 0;
    let value = 0;
    let plain = true;
    while (p < end && plain) {
      const tag = bytes[p];
      if (tag !== 0x0a && tag !== 0x10 && tag !== 0x12 && tag !== 0x1a) {
        plain = false;
        break;
      }
      let q = p + 1;
      // One value that is not packed (Go packs three and more) is a run without a length.
      let stop = -1;
      if (tag !== 0x10) {
        let length = bytes[q++];
        if (length > 127) {
          const b = bytes[q++];
          length = (length & 127) | (b << 7);
          if (b > 127) plain = false;
        }
        stop = q + length;
        if (stop > end || length === 0) {
          plain = false;
          break;
        }
      }
      if (tag === 0x0a) {
        if (runTo !== 0) plain = false;
        runFrom = q;
        runTo = stop;
      } else if (tag === 0x1a) {
        if (labelTo === 0) labelFrom = p;
        else if (labelTo !== p) plain = false;
        labelTo = stop;
      } else {
        do {
          let v = bytes[q++];
          if (v > 127) {
            let b = bytes[q++];
            v = (v & 127) | ((b & 127) << 7);
            if (b > 127) {
              b = bytes[q++];
              v |= (b & 127) << 14;
              if (b > 127) {
                b = bytes[q++];
                v |= (b & 127) << 21;
                if (b > 127) {
                  // 2^28 to 2^53: seven digits of 7 bits; longer ones, negative ones among them, are read slowly.
                  let scale = 268435456;
                  do {
                    b = bytes[q++];
                    v += (b & 127) * scale;
                    scale *= 128;
                  } while (b > 127 && scale < 562949953421312);
                  if (b > 127) {
                    plain = false;
                    break;
                  }
                }
              }
            }
          }
          if (value < types) values[value][rows] = v;
          value++;
        } while (q < stop);
        if (stop < 0) stop = q;
        else if (q !== stop) plain = false;
      }
      p = stop;
    }
    // Ids are cut out of four bytes at once, without a branch for their lengths, which nothing could foretell.
    if (p !== end || value !== types || runTo === 0 || bytes[runTo - 1] > 127 || runTo + 3 > bytes.length)
      plain = false;
    let at = fill.used;
    if (plain) {
      starts[rows] = at;
      if (at + runTo - runFrom > location.length) {
        fill.reserve(runTo - runFrom, pos);
        ({ location } = fill);
      }
      for (let q = runFrom; q < runTo;) {
        const word = view.getInt32(q, true);
        // The lowest bit that is set is the highest of the last byte of the id.
        const ends = ~word & 0x80808080;
        const last = ends & -ends;
        const raw = word & (last - 1);
        const id = (raw & 127) | ((raw >>> 1) & 0x3f80) | ((raw >>> 2) & 0x1fc000) | ((raw >>> 3) & 0xfe00000);
        q += (32 - Math.clz32(last)) >>> 3;
        // Longer ids have no end in four bytes; those that do not fit are taken the slow way.
        if (last === 0 || id >= idLimit || id === 0) {
          plain = false;
          break;
        }
        location[at++] = id - 1;
      }
    }

    if (!plain) {
      fill.rows = rows;
      fill.readSlowly(bytes, start, end);
      ({ location, idLimit } = fill);
      rows++;
      continue;
    }
    fill.used = at;
    labels[rows] = labelTo === 0 ? 0 : runs.ofRun(labelFrom, labelTo);
    rows++;
  }
  fill.rows = rows;
}
