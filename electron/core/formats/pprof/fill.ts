import { hashStack } from '@core/model/stack-builder';
import type { SampleFill } from './sample-fill';
import { FieldReader } from './wire';

/**
 * Decodes samples from `from` (a tag) until a tag at or behind `until`; answers where it stopped. One function with local variables: it
 * runs a dozen million times through its inner loop, and a call or a property there shows.
 *
 * Location ids are stored leaf first and the tree grows from the root, so a packed run is decoded backwards: the last byte of a
 * varint is the one below 128, and the byte before the run (the end of its length) is below 128 too.
 */
export function fillSamples(fill: SampleFill, from: number, until: number): number {
  const { bytes, types, tree, labelSets, stack, labels, values, quick } = fill;
  const quickFrame = quick === null ? new Uint32Array(0) : quick.frame;
  const quickMore = quick === null ? quickFrame : quick.more;
  let { count, prefix, frame, slots, shift } = tree;
  let mask = slots.length - 1;
  let capacity = prefix.length;
  let { rows } = fill;
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
      if (skipper.field !== 2) {
        pos = skipper.pos;
        continue;
      }
      start = skipper.start;
      end = skipper.stop;
    }
    pos = end;

    // 1. The shape that Go writes: one packed run of locations, values, labels side by side. All else is read slowly.
    let p = start;
    let runFrom = 0;
    let runTo = 0;
    let labelFrom = 0;
    let labelTo = 0;
    let value = 0;
    let plain = quick !== null;
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
    if (p !== end || runTo === 0 || bytes[runTo - 1] > 127) plain = false;

    // 2. From the root to the leaf through the tree.
    let node = 0;
    if (plain) {
      if (value !== types) {
        fill.rows = rows;
        throw fill.wrongValues(start, value);
      }
      let q = runTo - 1;
      while (q >= runFrom) {
        let id = bytes[q--];
        let b = bytes[q];
        if (b > 127) {
          id = (id << 7) | (b & 127);
          b = bytes[--q];
          if (b > 127) {
            id = (id << 7) | (b & 127);
            b = bytes[--q];
            if (b > 127) {
              id = (id << 7) | (b & 127);
              b = bytes[--q];
              if (b > 127) id = 0;
            }
          }
        }
        const outer = quickFrame[id] - 1;
        if (!(outer >= 0)) {
          plain = false;
          break;
        }
        const more = quickMore[id];
        const next = node + 1;
        if (next < count) {
          if (prefix[next] === node && frame[next] === outer) {
            node = next + more;
            continue;
          }
          let slot = hashStack(node, outer) >>> shift;
          let found = slots[slot];
          while (found !== 0 && (frame[found] !== outer || prefix[found] !== node)) {
            slot = (slot + 1) & mask;
            found = slots[slot];
          }
          if (found !== 0) {
            node = found + more;
            continue;
          }
          // At most one a sample: the table was sized for all samples.
          slots[slot] = count;
          tree.branches++;
        }
        if (count + more >= capacity) {
          tree.count = count;
          fill.rows = rows;
          fill.room(count + more + 1, start);
          ({ prefix, frame } = tree);
          capacity = prefix.length;
        }
        prefix[count] = node;
        frame[count] = outer;
        node = count++;
        for (let k = 1; k <= more; k++) {
          prefix[count] = node;
          frame[count] = outer + k;
          node = count++;
        }
      }
    }
    if (!plain) {
      fill.rows = rows;
      tree.count = count;
      const kept = fill.readSlowly(start, end);
      ({ count, prefix, frame, slots, shift } = tree);
      mask = slots.length - 1;
      capacity = prefix.length;
      if (kept) rows++;
      else fill.dropped++;
      continue;
    }
    stack[rows] = node;
    labels[rows] = labelTo === 0 ? 0 : labelSets.ofRun(labelFrom, labelTo, rows + fill.dropped);
    rows++;
  }
  fill.rows = rows;
  tree.count = count;
  return pos;
}
