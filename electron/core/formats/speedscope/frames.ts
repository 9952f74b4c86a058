import { GrowableColumn } from '@core/base/columns';
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
import { ByteInterner } from '@core/model/byte-interner';
import { FrameBuilder } from '@core/model/frame-builder';

const FIELDS = new JsonKeys(['name', 'file', 'line']);
const NAME = 0;
const FILE = 1;
const LINE = 2;

/** `shared.frames`: what samples and events name by index. */
export class FrameList {
  readonly strings = new ByteInterner();
  /** FrameId by index; a frame without a name is `(unknown)`. */
  readonly ids = new GrowableColumn(Uint32Array);
  readonly #frames = new FrameBuilder();
  #unknown = -1;

  read(scan: JsonScanner): void {
    if (scan.next() !== JSON_ARRAY) return;
    while (scan.next() !== JSON_END_ARRAY && scan.token < JSON_CUT) {
      let name = 0;
      let file = 0;
      let line = 0;
      if (scan.token !== JSON_OBJECT) scan.skip();
      else
        while (scan.next() === JSON_KEY) {
          const field = FIELDS.find(scan);
          const token = scan.next();
          if (field === LINE && token === JSON_NUMBER) line = lineOf(scan.number());
          else if (token !== JSON_STRING) scan.skip();
          else if (field === NAME) name = intern(this.strings, scan);
          else if (field === FILE) file = intern(this.strings, scan);
        }
      // A frame that the end cuts is not complete; nothing that comes later can name it.
      if (scan.token >= JSON_CUT) return;
      if (name === 0) name = this.strings.internString('(unknown)');
      this.ids.push(this.#frames.frame(this.#frames.function(name, file), line, false));
    }
  }

  /** FrameId of an index that no frame has. */
  unknown(): number {
    if (this.#unknown < 0)
      this.#unknown = this.#frames.frame(this.#frames.function(this.strings.internString('(unknown)'), 0), 0, false);
    return this.#unknown;
  }

  finish(): ReturnType<FrameBuilder['finish']> {
    return this.#frames.finish();
  }
}

/** StringId of the last string, without making a string of it where it has no escapes. */
function intern(strings: ByteInterner, scan: JsonScanner): number {
  return scan.escaped ? strings.internString(scan.text()) : strings.intern(scan.bytes, scan.start, scan.end);
}

function lineOf(value: number): number {
  return Number.isInteger(value) && value > 0 && value <= 0xffffffff ? value : 0;
}
