import type { SourceLine } from '@core/api/profile';
import type { Capture } from '@core/model/tables';

const CALLS = 5;

export interface LineTable {
  /** FunctionId that stands for the function or the file. */
  readonly func: number;
  readonly flat: number;
  readonly cum: number;
  /** Ascending by line. */
  readonly lines: readonly SourceLine[];
  /** Of `cum`, what is on no line that the profile tells. */
  readonly unplaced: number;
}

/** Which frames are looked at: those of a function, or of a file; `file` `` = any. */
export interface Wanted {
  readonly function: string;
  readonly file: string;
  /** All functions of the file, not that one alone. */
  readonly wholeFile: boolean;
}

/**
 * Values by source line, as `go tool pprof -list`: `flat` of samples that end on the line, `cum` of those that go through it, each sample
 * once however often recursion passes. `amount` is the value of each sample that counts, else 0. Null where nothing matches.
 */
export function computeSourceLines(
  capture: Capture,
  wanted: Wanted,
  amount: (sample: number) => number,
): LineTable | null {
  const { functions, frames, stacks, samples, strings } = capture;
  const inside = Uint8Array.from({ length: functions.count }, (_, f) => {
    const file = strings.get(functions.file[f]);
    if (wanted.wholeFile) return file === wanted.file && file !== '' ? 1 : 0;
    return strings.get(functions.name[f]) === wanted.function && (wanted.file === '' || wanted.file === file) ? 1 : 0;
  });
  const { count, prefix, frame } = stacks;
  const flat = new Float64Array(count);
  const touched = new Uint8Array(count);
  for (let i = 0; i < samples.count; i++) {
    const value = amount(i);
    if (value === 0) continue;
    flat[samples.stack[i]] += value;
    touched[samples.stack[i]] = 1;
  }
  const cum = flat.slice();
  for (let row = count - 1; row > 0; row--) {
    cum[prefix[row]] += cum[row];
    touched[prefix[row]] |= touched[row];
  }
  const lines = new Map<number, { flat: number; cum: number; readonly calls: Map<string, number> }>();
  const share = new Map<number, number>();
  /** 1 where the row or one above it is inside. */
  const under = new Uint8Array(count);
  const total = { flat: 0, cum: 0 };
  const isIn = (row: number): boolean => row !== 0 && inside[frames.func[frame[row]]] === 1;
  for (let row = 1; row < count; row++) {
    under[row] = under[prefix[row]];
    if (touched[row] === 0) continue;
    const up = prefix[row];
    if (isIn(up) && !isIn(row)) {
      const calls = lines.get(frames.line[frame[up]])?.calls;
      const name = strings.get(functions.name[frames.func[frame[row]]]);
      // Of recursion, the outermost call of a line counts.
      if (calls && !repeats(up)) calls.set(name, (calls.get(name) ?? 0) + cum[row]);
    }
    if (!isIn(row)) continue;
    const func = frames.func[frame[row]];
    const number = frames.line[frame[row]];
    let line = lines.get(number);
    if (line === undefined) lines.set(number, (line = { flat: 0, cum: 0, calls: new Map() }));
    line.flat += flat[row];
    total.flat += flat[row];
    if (!repeats(row)) line.cum += cum[row];
    if (under[row] === 0) {
      total.cum += cum[row];
      share.set(func, (share.get(func) ?? 0) + Math.abs(cum[row]));
    }
    under[row] = 1;
  }
  if (lines.size === 0) return null;
  const [func = -1] = [...share].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [];
  const unplaced = lines.get(0)?.cum ?? 0;
  lines.delete(0);
  return {
    ...{ func, ...total, unplaced },
    lines: [...lines]
      .sort(([a], [b]) => a - b)
      .map(([line, { flat: own, cum: all, calls }]) => ({
        ...{ line, flat: own, cum: all },
        calls: [...calls]
          .map(([name, value]) => ({ function: name, cum: value }))
          .sort((a, b) => Math.abs(b.cum) - Math.abs(a.cum) || (a.function < b.function ? -1 : 1))
          .slice(0, CALLS),
      })),
  };

  /** Whether the same line of what is looked at is above the row. */
  function repeats(row: number): boolean {
    if (under[prefix[row]] === 0) return false;
    const number = frames.line[frame[row]];
    for (let at = prefix[row]; at !== 0; at = prefix[at]) {
      if (under[at] === 0) return false;
      if (isIn(at) && frames.line[frame[at]] === number) return true;
    }
    return false;
  }
}
