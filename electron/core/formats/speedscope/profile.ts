import type { Note, SampleType } from '@core/api/document';
import { GrowableColumn } from '@core/base/columns';
import { formatCount } from '@core/base/format';
import {
  JSON_ARRAY,
  JSON_CUT,
  JSON_END_ARRAY,
  JSON_KEY,
  JSON_NUMBER,
  JSON_OBJECT,
  JSON_STRING,
  JsonKeys,
  type JsonScanner,
} from '@core/base/json-scan';
import { StackBuilder } from '@core/model/stack-builder';
import type { SampleTable } from '@core/model/tables';
import type { Pace } from '../pace';
import { isAmount, SampleRows } from '../sample-rows';
import type { FrameList } from './frames';

const FIELDS = new JsonKeys(['type', 'name', 'unit', 'startValue', 'endValue', 'samples', 'weights', 'events']);
const EVENT_FIELDS = new JsonKeys(['type', 'at', 'frame']);

/** What each unit becomes; times become nanoseconds, so that other formats can hold them. */
const UNITS: Readonly<Record<string, SampleType & { readonly scale: number }>> = {
  none: { type: 'samples', unit: 'count', scale: 1 },
  nanoseconds: { type: 'time', unit: 'nanoseconds', scale: 1 },
  microseconds: { type: 'time', unit: 'nanoseconds', scale: 1e3 },
  milliseconds: { type: 'time', unit: 'nanoseconds', scale: 1e6 },
  seconds: { type: 'time', unit: 'nanoseconds', scale: 1e9 },
  bytes: { type: 'space', unit: 'bytes', scale: 1 },
};

/** One profile: weights of stacks (`sampled`), or what opens and closes when (`evented`). */
export class ProfileReader {
  readonly stacks = new StackBuilder();
  type: 'sampled' | 'evented' | '' = '';
  name = '';
  /** Why it cannot be read, and where; `` = it can. */
  bad = '';
  badAt = 0;
  /** Samples or events read. */
  count = 0;
  readonly #frames: FrameList;
  readonly #rows = new SampleRows(1);
  #unit = '';
  #start = 0;
  #end = 0;
  /** Of a sampled profile: samples and weights come in any order. */
  readonly #sampleStacks = new GrowableColumn(Uint32Array);
  readonly #weights = new GrowableColumn(Float64Array);
  #hasSamples = false;
  #hasWeights = false;
  #unknownFrames = 0;
  #unmatched = 0;
  #neverClosed = 0;
  #backwards = 0;
  #oddSamples = 0;

  constructor(frames: FrameList) {
    this.#frames = frames;
  }

  /** After the profile's opening bracket; reads to its end. */
  async read(scan: JsonScanner, pace: Pace): Promise<void> {
    while (scan.next() === JSON_KEY) {
      const field = FIELDS.find(scan);
      const token = scan.next();
      if (field === 0 && token === JSON_STRING)
        this.type = scan.is('sampled') ? 'sampled' : scan.is('evented') ? 'evented' : '';
      else if (field === 1 && token === JSON_STRING) this.name = scan.text();
      else if (field === 2 && token === JSON_STRING) this.#unit = scan.text();
      else if (field === 3 && token === JSON_NUMBER) this.#start = scan.number();
      else if (field === 4 && token === JSON_NUMBER) this.#end = scan.number();
      else if (field === 5 && token === JSON_ARRAY) await this.#readSamples(scan, pace);
      else if (field === 6 && token === JSON_ARRAY) await this.#readWeights(scan, pace);
      else if (field === 7 && token === JSON_ARRAY) await this.#readEvents(scan, pace);
      else scan.skip();
      if (this.bad !== '') return;
    }
    if (this.#hasSamples) this.#joinWeights(scan.token >= JSON_CUT, scan.at);
  }

  unit(): SampleType & { readonly scale: number } {
    return UNITS[this.#unit] ?? { type: 'samples', unit: this.#unit === '' ? 'count' : this.#unit, scale: 1 };
  }

  /** Null when the file does not say. */
  duration(scale: number): number | null {
    const span = (this.#end - this.#start) * scale;
    return span > 0 && isAmount(span) ? span : null;
  }

  samples(type: SampleType, scale: number): SampleTable {
    const table = this.#rows.finish({ types: [type], defaultType: 0 });
    // Times are kept in whole nanoseconds: fractions of them are what is left of a division.
    if (type.unit === 'nanoseconds')
      for (const column of table.values) column.forEach((v, i) => (column[i] = Math.round(v * scale)));
    return table;
  }

  notes(): Note[] {
    const notes: Note[] = [];
    const note = (kind: Note['kind'], count: number, message: string): void => {
      if (count > 0) notes.push({ kind, message, count, offset: null, hint: '' });
    };
    note(
      'repaired',
      this.#unknownFrames,
      `${formatCount(this.#unknownFrames)} references to frames that are not in the file are shown as (unknown).`,
    );
    note(
      'repaired',
      this.#unmatched,
      `${formatCount(this.#unmatched)} close events do not match the frame that is open and are left out.`,
    );
    note(
      'repaired',
      this.#neverClosed,
      `${formatCount(this.#neverClosed)} frames are never closed; they count until the last event.`,
    );
    note(
      'repaired',
      this.#backwards,
      `${formatCount(this.#backwards)} events go back in time and count as at the same moment.`,
    );
    note(
      'skipped',
      this.#oddSamples,
      `${formatCount(this.#oddSamples)} entries are no sample or event and are left out.`,
    );
    return notes;
  }

  async #readSamples(scan: JsonScanner, pace: Pace): Promise<void> {
    this.#hasSamples = true;
    while (scan.next() !== JSON_END_ARRAY && scan.token < JSON_CUT) {
      if (pace.due(scan.at)) await pace.breathe(scan.at, this.count);
      let stack = 0;
      if (scan.token === JSON_ARRAY) {
        let inner = scan.next();
        for (; inner === JSON_NUMBER; inner = scan.next()) stack = this.stacks.child(stack, this.#frame(scan.number()));
        if (inner !== JSON_END_ARRAY) {
          if (inner >= JSON_CUT) return;
          this.bad = 'a sample holds something other than numbers of frames';
          this.badAt = scan.start;
          return;
        }
      } else {
        // Keeps its place, so that the weights stay with their samples.
        scan.skip();
        this.#oddSamples++;
      }
      this.#sampleStacks.push(stack);
      this.count++;
    }
  }

  async #readWeights(scan: JsonScanner, pace: Pace): Promise<void> {
    this.#hasWeights = true;
    while (scan.next() !== JSON_END_ARRAY && scan.token < JSON_CUT) {
      if (pace.due(scan.at)) await pace.breathe(scan.at, this.count);
      const weight = scan.token === JSON_NUMBER ? scan.number() : NaN;
      if (isAmount(weight)) this.#weights.push(weight);
      else {
        this.#weights.push(0);
        this.#oddSamples++;
        scan.skip();
      }
    }
  }

  #joinWeights(cut: boolean, at: number): void {
    const stacks = this.#sampleStacks;
    if (this.#hasWeights && !cut && this.#weights.length !== stacks.length) {
      this.bad = `${formatCount(stacks.length)} samples have ${formatCount(this.#weights.length)} weights`;
      this.badAt = at;
      return;
    }
    // A file that is cut before its weights has its samples at least: each counts as one, of no unit.
    if (!this.#hasWeights && cut) this.#unit = 'none';
    const count = this.#hasWeights ? Math.min(stacks.length, this.#weights.length) : stacks.length;
    for (let i = 0; i < count; i++) {
      const row = this.#rows.row(stacks.data[i], 0);
      this.#rows.add(row, 0, this.#hasWeights ? this.#weights.data[i] : 1);
    }
    this.count = count;
  }

  async #readEvents(scan: JsonScanner, pace: Pace): Promise<void> {
    const open = new GrowableColumn(Uint32Array, 256);
    const openStack = new GrowableColumn(Uint32Array, 256);
    let last = NaN;
    while (scan.next() !== JSON_END_ARRAY && scan.token < JSON_CUT) {
      if (pace.due(scan.at)) await pace.breathe(scan.at, this.count);
      let type = '';
      let at = NaN;
      let frame = NaN;
      if (scan.token === JSON_OBJECT) {
        while (scan.next() === JSON_KEY) {
          const field = EVENT_FIELDS.find(scan);
          const token = scan.next();
          if (field === 0 && token === JSON_STRING) type = scan.text();
          else if (field === 1 && token === JSON_NUMBER) at = scan.number();
          else if (field === 2 && token === JSON_NUMBER) frame = scan.number();
          else scan.skip();
        }
        if (scan.token >= JSON_CUT) break;
      } else scan.skip();
      if ((type !== 'O' && type !== 'C') || !isAmount(at) || Number.isNaN(frame)) {
        this.#oddSamples++;
        continue;
      }
      this.count++;
      if (at < last) {
        this.#backwards++;
        at = last;
      }
      const top = open.length === 0 ? 0 : openStack.data[openStack.length - 1];
      if (at > last && open.length > 0) this.#rows.add(this.#rows.row(top, 0), 0, at - last);
      last = at;
      const id = this.#frame(frame);
      if (type === 'O') {
        open.push(id);
        openStack.push(this.stacks.child(top, id));
      } else if (open.length > 0 && open.data[open.length - 1] === id) {
        open.length--;
        openStack.length--;
      } else this.#unmatched++;
    }
    this.#neverClosed += open.length;
  }

  #frame(index: number): number {
    const { ids } = this.#frames;
    if (Number.isInteger(index) && index >= 0 && index < ids.length) return ids.data[index];
    this.#unknownFrames++;
    return this.#frames.unknown();
  }
}
