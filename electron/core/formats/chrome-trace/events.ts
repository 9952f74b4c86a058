import { GrowableColumn } from '@core/base/columns';
import {
  JSON_CUT,
  JSON_KEY,
  JSON_NUMBER,
  JSON_OBJECT,
  JSON_STRING,
  JsonKeys,
  type JsonScanner,
} from '@core/base/json-scan';
import { ByteInterner } from '@core/model/byte-interner';
import { FrameBuilder, PairTable } from '@core/model/frame-builder';
import { isAmount } from '../sample-rows';

const FIELDS = new JsonKeys(['ph', 'name', 'pid', 'tid', 'ts', 'dur', 'cat', 'id', 'id2', 'args']);
const PH = 0;
const NAME = 1;
const PID = 2;
const TID = 3;
const TS = 4;
const DUR = 5;
const CAT = 6;
const ID = 7;
const ID2 = 8;
const ARGS = 9;

/** What `args` may say: the name that metadata gives, and (py-spy) where a span's code is. */
const ARG_FIELDS = new JsonKeys(['name', 'filename', 'line']);

export const COMPLETE = 0;
export const BEGIN = 1;
const END = 2;

/** What the phases that are no spans are, for the note that counts them. */
const OTHERS: Readonly<Record<string, string>> = {
  i: 'instants',
  I: 'instants',
  R: 'instants',
  n: 'instants',
  T: 'instants',
  p: 'instants',
  C: 'counters',
  s: 'flow arrows',
  t: 'flow arrows',
  f: 'flow arrows',
  P: 'profiler samples',
  N: 'object records',
  O: 'object records',
  D: 'object records',
  v: 'memory dumps',
  V: 'memory dumps',
  c: 'clock records',
};

/** Spans and their edges in columns, with the tracks (threads, asynchronous operations) they are on. */
export class EventReader {
  readonly strings = new ByteInterner();
  readonly track = new GrowableColumn(Uint32Array);
  /** COMPLETE, BEGIN or END. */
  readonly kind = new GrowableColumn(Uint8Array);
  /** Nanoseconds. */
  readonly start = new GrowableColumn(Float64Array);
  /** Of COMPLETE, nanoseconds. */
  readonly end = new GrowableColumn(Float64Array);
  /** FrameId of a span; ends have none. */
  readonly frame = new GrowableColumn(Uint32Array);
  readonly frames = new FrameBuilder();
  /** Tracks: rows of `threads`, and for asynchronous spans one a (category, id). */
  readonly tracks = new PairTable();
  /** (StringId of the process id, StringId of the thread id or `async CATEGORY`). */
  readonly threads = new PairTable();
  /** StringId of a name, by StringId of the process id and by row of `threads`. */
  readonly processNames = new Map<number, number>();
  readonly threadNames = new Map<number, number>();
  /** Events of each kind that is no span. */
  readonly others = new Map<string, number>();
  /** Events of any kind. */
  count = 0;
  unreadable = 0;
  firstUnreadable = -1;
  /** Fields of the event that is being read; StringIds, nanoseconds. */
  #phase = '';
  #name = 0;
  #pid = 0;
  #tid = 0;
  #ts = NaN;
  #dur = 0;
  #cat = 0;
  #id = 0;
  #argName = 0;
  #file = 0;
  #line = 0;

  /** After an event's opening bracket. An event that the end cuts is left out. */
  read(scan: JsonScanner): void {
    const at = scan.at - 1;
    this.#phase = '';
    this.#name = this.#pid = this.#tid = this.#cat = this.#id = this.#argName = this.#file = this.#line = 0;
    this.#ts = NaN;
    this.#dur = 0;
    while (scan.next() === JSON_KEY) {
      const field = FIELDS.find(scan);
      scan.next();
      switch (field) {
        case PH:
          if (scan.token === JSON_STRING && scan.end - scan.start === 1)
            this.#phase = String.fromCharCode(scan.bytes[scan.start]);
          break;
        case NAME:
          this.#name = this.#text(scan);
          break;
        case PID:
          this.#pid = this.#text(scan);
          break;
        case TID:
          this.#tid = this.#text(scan);
          break;
        case TS:
          this.#ts = nanoseconds(scan);
          break;
        case DUR:
          this.#dur = nanoseconds(scan);
          break;
        case CAT:
          this.#cat = this.#text(scan);
          break;
        case ID:
          this.#id = this.#text(scan);
          break;
        case ID2:
          this.#readId(scan);
          break;
        case ARGS:
          this.#readArgs(scan);
          break;
      }
      scan.skip();
    }
    if (scan.token >= JSON_CUT) return;
    this.count++;
    if (!this.#add()) this.#unreadable(at);
  }

  /** An entry of the list that is no object. */
  odd(scan: JsonScanner): void {
    this.#unreadable(scan.at - 1);
    scan.skip();
  }

  /** False when it is no event. */
  #add(): boolean {
    switch (this.#phase) {
      case 'X':
        if (Number.isNaN(this.#dur) || this.#dur < 0) return false;
        return this.#span(COMPLETE, this.#thread());
      case 'B':
        return this.#span(BEGIN, this.#thread());
      case 'E':
        return this.#span(END, this.#thread());
      case 'b':
      case 'S':
        return this.#span(BEGIN, this.#async());
      case 'e':
      case 'F':
        return this.#span(END, this.#async());
      case 'M':
        this.#metadata();
        return true;
      default: {
        const what = OTHERS[this.#phase];
        if (what === undefined) return false;
        this.others.set(what, (this.others.get(what) ?? 0) + 1);
        return true;
      }
    }
  }

  #span(kind: number, track: number): boolean {
    if (Number.isNaN(this.#ts)) return false;
    this.track.push(track);
    this.kind.push(kind);
    this.start.push(this.#ts);
    this.end.push(kind === COMPLETE ? this.#ts + this.#dur : NaN);
    this.frame.push(kind === END ? 0 : this.#frame());
    return true;
  }

  #thread(): number {
    return this.tracks.id(this.threads.id(this.#pid, this.#tid), 0);
  }

  /** Asynchronous spans nest among those of their category and id only, whatever thread wrote them. */
  #async(): number {
    const category = this.strings.get(this.#cat);
    const thread = this.threads.id(this.#pid, this.strings.internString(`async ${category}`.trim()));
    return this.tracks.id(thread, 1 + this.#id);
  }

  #metadata(): void {
    const what = this.strings.get(this.#name);
    if (this.#argName === 0) return;
    if (what === 'process_name') this.processNames.set(this.#pid, this.#argName);
    else if (what === 'thread_name') this.threadNames.set(this.threads.id(this.#pid, this.#tid), this.#argName);
  }

  #frame(): number {
    const name = this.#name === 0 ? this.strings.internString('(unnamed)') : this.#name;
    return this.frames.frame(this.frames.function(name, this.#file), this.#line, false);
  }

  /** `id2`: {local} or {global}. */
  #readId(scan: JsonScanner): void {
    if (scan.token !== JSON_OBJECT) return;
    while (scan.next() === JSON_KEY) {
      const wanted = scan.is('local') || scan.is('global');
      const token = scan.next();
      if (wanted && token === JSON_STRING) this.#id = this.#text(scan);
      scan.skip();
    }
  }

  #readArgs(scan: JsonScanner): void {
    if (scan.token !== JSON_OBJECT) return;
    while (scan.next() === JSON_KEY) {
      const field = ARG_FIELDS.find(scan);
      const token = scan.next();
      if (token === JSON_STRING && field === 0) this.#argName = this.#text(scan);
      else if (token === JSON_STRING && field === 1) this.#file = this.#text(scan);
      else if (token === JSON_NUMBER && field === 2) {
        const line = scan.number();
        if (Number.isInteger(line) && line > 0 && line <= 0xffffffff) this.#line = line;
      }
      scan.skip();
    }
  }

  /** StringId of a string, or of a number as it is written: ids are either. */
  #text(scan: JsonScanner): number {
    if (scan.token === JSON_STRING && scan.escaped) return this.strings.internString(scan.text());
    if (scan.token === JSON_STRING || scan.token === JSON_NUMBER)
      return this.strings.intern(scan.bytes, scan.start, scan.end);
    return 0;
  }

  #unreadable(at: number): void {
    if (this.unreadable++ === 0) this.firstUnreadable = at;
  }
}

/** Microseconds, as a number or (some writers) as text, in whole nanoseconds; NaN for anything else. */
function nanoseconds(scan: JsonScanner): number {
  if (scan.token === JSON_NUMBER) return wholeNanoseconds(scan.number());
  if (scan.token === JSON_STRING && /^-?[\d.]{1,30}$/.test(scan.text())) return wholeNanoseconds(Number(scan.text()));
  return NaN;
}

function wholeNanoseconds(microseconds: number): number {
  const ns = Math.round(microseconds * 1000);
  return isAmount(ns) ? ns : NaN;
}
