import {
  JSON_ARRAY,
  JSON_DONE,
  JSON_END_ARRAY,
  JSON_END_OBJECT,
  JSON_KEY,
  JSON_OBJECT,
  JSON_STRING,
  JsonScanner,
} from '@core/base/json-scan';

/** The outline of a JSON document as far as its head shows it: what detectors of JSON formats look at. */
export interface JsonOutline {
  readonly root: 'object' | 'array';
  /** Fields of the root, in order; of an array, those of its first element. A string's value, up to 200 bytes, is kept. */
  readonly fields: ReadonlyMap<string, JsonField>;
}

export interface JsonField {
  readonly kind: 'object' | 'array' | 'scalar';
  /** Of a string; ``. */
  readonly text: string;
  /** Fields of the object, or of the first element of the array where that is an object. */
  readonly inside: ReadonlySet<string>;
  /** Fields of the objects inside the object (or first element), by field: `callFrame` → its fields. */
  readonly deeper: ReadonlyMap<string, ReadonlySet<string>>;
}

const MOST_FIELDS = 64;
let last: { readonly head: Uint8Array; readonly outline: JsonOutline | null } | null = null;

/** Null when the head is no JSON object or array with an object in it. Several detectors ask about one head. */
export function jsonOutline(head: Uint8Array): JsonOutline | null {
  if (last?.head === head) return last.outline;
  const outline = readOutline(head);
  last = { head, outline };
  return outline;
}

function readOutline(head: Uint8Array): JsonOutline | null {
  let at = 0;
  while (at < head.length && head[at] <= 32) at++;
  if (head[at] !== 0x7b && head[at] !== 0x5b) return null;
  // Trees of V8 are stored nested, thousands of levels deep.
  const scan = new JsonScanner(head, 0, head.length);
  let root: JsonOutline['root'] = 'object';
  let token = scan.next();
  if (token === JSON_ARRAY) {
    root = 'array';
    token = scan.next();
  }
  if (token !== JSON_OBJECT) return null;
  const fields = new Map<string, JsonField>();
  while (fields.size < MOST_FIELDS && scan.next() === JSON_KEY) {
    const name = scan.text();
    const value = scan.next();
    if (value === JSON_OBJECT || value === JSON_ARRAY) {
      const inside = new Set<string>();
      const deeper = new Map<string, ReadonlySet<string>>();
      // Set before it is filled: the head may end within it.
      fields.set(name, { kind: value === JSON_OBJECT ? 'object' : 'array', text: '', inside, deeper });
      readInside(scan, value, inside, deeper);
    } else {
      const isText = value === JSON_STRING && scan.end - scan.start <= 200;
      fields.set(name, { kind: 'scalar', text: isText ? scan.text() : '', inside: new Set(), deeper: new Map() });
    }
  }
  return { root, fields };
}

function readInside(
  scan: JsonScanner,
  kind: number,
  inside: Set<string>,
  deeper: Map<string, ReadonlySet<string>>,
): void {
  const outside = scan.depth - 1;
  if (kind === JSON_ARRAY) {
    const first = scan.next();
    if (first === JSON_END_ARRAY) return;
    if (first !== JSON_OBJECT) return leave(scan, outside);
  }
  while (inside.size < MOST_FIELDS && scan.next() === JSON_KEY) {
    const name = scan.text();
    inside.add(name);
    if (scan.next() !== JSON_OBJECT) {
      scan.skip();
      continue;
    }
    const names = new Set<string>();
    deeper.set(name, names);
    const level = scan.depth - 1;
    while (names.size < MOST_FIELDS && scan.next() === JSON_KEY) {
      names.add(scan.text());
      scan.skipValue();
    }
    if (scan.token !== JSON_END_OBJECT) leave(scan, level);
  }
  leave(scan, outside);
}

/** Reads on until only `depth` brackets are open. */
function leave(scan: JsonScanner, depth: number): void {
  while (scan.depth > depth && scan.next() < JSON_DONE);
}
