/** A frame of a collapsed stack taken apart. */
export interface WrittenFrame {
  readonly name: string;
  /** Source file, or where the code is from (`[kernel]`, `[jit]`); `` unknown. */
  readonly file: string;
  readonly line: number;
  readonly inlined: boolean;
}

/** Annotations of stackcollapse-perf.pl (`--kernel --jit --inline`). */
const ANNOTATION = /_\[([ikj])\]$/;
/** As py-spy writes a frame: `work (app/tasks.py:12)`. */
const PLACE = /^(.*\S) \(([^()]+):(\d{1,9})\)$/;
const ORIGIN: Readonly<Record<string, string>> = { k: '[kernel]', j: '[jit]' };

export function readFrame(text: string): WrittenFrame {
  const annotation = ANNOTATION.exec(text);
  const bare = annotation === null || annotation.index === 0 ? text : text.slice(0, annotation.index);
  const mark = bare === text ? '' : (annotation?.[1] ?? '');
  const place = PLACE.exec(bare);
  return {
    name: place === null ? bare : place[1],
    file: place === null ? (ORIGIN[mark] ?? '') : place[2],
    line: place === null ? 0 : Number(place[3]),
    inlined: mark === 'i',
  };
}
