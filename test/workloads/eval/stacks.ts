import { shortFile } from './runs';

/** One goroutine of a debug=2 text, as far as truth needs it. Deliberately not the product's parser: it is what is judged. */
export interface PlainGoroutine {
  readonly id: number;
  /** Between the brackets, without marks: `chan send`. */
  readonly state: string;
  readonly leaked: boolean;
  /** Leaf first. */
  readonly frames: readonly PlainFrame[];
}

export interface PlainFrame {
  readonly function: string;
  /** Last two parts of the path. */
  readonly file: string;
  readonly line: number;
}

const HEADER = /^goroutine (\d+) \[([^\]]*)\]/;
const PLACE = /^\t(.+):(\d+)(?: \+0x[0-9a-f]+)?$/;

export function plainGoroutines(text: string): PlainGoroutine[] {
  const all: PlainGoroutine[] = [];
  for (const block of text.split(/\n\n+/)) {
    const lines = block.trim().split('\n');
    const header = HEADER.exec(lines[0] ?? '');
    if (header === null) continue;
    const frames: PlainFrame[] = [];
    for (let i = 1; i + 1 < lines.length; i += 2) {
      if (lines[i].startsWith('created by ')) break;
      const place = PLACE.exec(lines[i + 1]);
      if (place === null) {
        i--;
        continue;
      }
      frames.push({
        function: lines[i].replace(/\([^()]*(?:\{.*\}[^()]*)?\)$/, '').replace(/\[\.\.\.\]/g, ''),
        file: shortFile(place[1]),
        line: Number(place[2]),
      });
    }
    all.push({
      id: Number(header[1]),
      state: header[2].replace(/ \(leaked\)/, '').split(',')[0],
      leaked: header[2].includes('(leaked)'),
      frames,
    });
  }
  return all;
}

/** The first frame from the leaf whose package has a dot in its first part, or is main: not of the standard library. */
export function plainSite(goroutine: PlainGoroutine): PlainFrame | null {
  return goroutine.frames.find(({ function: name }) => /^main\.|^[^/]*\.[^/]*\//.test(name)) ?? null;
}
