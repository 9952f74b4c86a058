import { OPERATIONS } from '@core/api/operation';
import type { GroupBy } from '@core/api/queries';
import { FAR_APART, rowsInOrder } from '@core/base/row-order';
import type { Capture, GoroutineTable } from '@core/model/tables';
import { hashText, mix } from './hash';
import { labelText } from './labels';
import { placeKey, stackKey, type Sites } from './site';

/** Site and entry by row of the goroutine table: FrameIds, −1 = none. */
export interface RowPlaces {
  readonly site: Int32Array;
  readonly entry: Int32Array;
}

/** Reads them once, in the order of the stack table where that fits into no cache: half a million rows lie anywhere in it. */
export function rowPlaces({ stacks }: Capture, { count, stack }: GoroutineTable, sites: Sites): RowPlaces {
  const site = new Int32Array(count);
  const entry = new Int32Array(count);
  const order = stacks.count > FAR_APART ? rowsInOrder(stack) : null;
  for (let i = 0; i < count; i++) {
    const row = order === null ? i : order[i];
    site[row] = sites.site[stack[row]];
    entry[row] = sites.entry[stack[row]];
  }
  return { site, entry };
}

/** Hash of what a row of the goroutine table is grouped by, into two lanes. */
export type KeyFunction = (row: number, lanes: Int32Array) => void;

export function keyFunction(
  capture: Capture,
  goroutines: GoroutineTable,
  sites: Sites,
  { site, entry }: RowPlaces,
  by: GroupBy,
): KeyFunction {
  const { strings } = capture;
  const set = (lanes: Int32Array, high: number, low: number) => {
    lanes[0] = high;
    lanes[1] = low;
  };
  switch (by) {
    case 'stack': {
      const creators = frameHashes(capture, goroutines);
      const stacks = stackKey(capture, sites);
      return (row, lanes) => {
        stacks(goroutines.stack[row], lanes);
        const operation = goroutines.operation[row] + 1;
        const creator = goroutines.creator[row];
        set(
          lanes,
          mix(mix(lanes[0], operation), creators.high[creator]),
          mix(mix(lanes[1], operation), creators.low[creator]),
        );
      };
    }
    case 'site': {
      const places = placeKey(capture, sites);
      return (row, lanes) => {
        places(site[row], entry[row], lanes);
        const operation = goroutines.operation[row] + 1;
        set(lanes, mix(lanes[0], operation), mix(lanes[1], operation));
      };
    }
    case 'creator': {
      const creators = frameHashes(capture, goroutines);
      return (row, lanes) => set(lanes, creators.high[goroutines.creator[row]], creators.low[goroutines.creator[row]]);
    }
    case 'state': {
      const hashes = textHashes();
      return (row, lanes) => {
        const state = goroutines.state[row];
        hashes(state === 0 ? OPERATIONS[goroutines.operation[row]] : strings.get(state), lanes);
      };
    }
    default: {
      const hashes = textHashes();
      const values = labelValues(capture, by.slice('label:'.length));
      return (row, lanes) => hashes(values(goroutines.labels[row]), lanes);
    }
  }
}

/** Hash of the place of each frame that occurs as a creator; index = FrameId + 1, 0 = unknown. */
function frameHashes(capture: Capture, goroutines: GoroutineTable): { high: Int32Array; low: Int32Array } {
  const { frames, functions, strings } = capture;
  const high = new Int32Array(frames.count + 1);
  const low = new Int32Array(frames.count + 1);
  const done = new Uint8Array(frames.count + 1);
  for (let i = 0; i < goroutines.count; i++) {
    const at = goroutines.creator[i];
    if (done[at] === 1) continue;
    done[at] = 1;
    if (at === 0) continue;
    const func = frames.func[at - 1];
    const text = `${strings.get(functions.name[func])}:${frames.line[at - 1]}`;
    high[at] = hashText(text, 0x1234567);
    low[at] = hashText(text, 0x5bd1e995);
  }
  return { high, low };
}

function textHashes(): (text: string, lanes: Int32Array) => void {
  const known = new Map<string, readonly [number, number]>();
  return (text, lanes) => {
    let pair = known.get(text);
    if (pair === undefined) {
      pair = [hashText(text, 0x1234567), hashText(text, 0x5bd1e995)];
      known.set(text, pair);
    }
    lanes[0] = pair[0];
    lanes[1] = pair[1];
  };
}

/** Value of goroutines and samples without the label. */
const NO_LABEL = '';

/** Text of the value of `key` per label set; NO_LABEL where a set lacks it. */
export function labelValues(capture: Capture, key: string): (labels: number) => string {
  const { labelSets, strings } = capture;
  const cache = new Array<string | undefined>(labelSets.count);
  return (labels) => {
    let value = cache[labels];
    if (value === undefined) {
      value = NO_LABEL;
      for (let e = labelSets.start[labels]; e < labelSets.start[labels + 1]; e++) {
        if (strings.get(labelSets.key[e]) === key) value = labelText(capture, e);
      }
      cache[labels] = value;
    }
    return value;
  };
}
