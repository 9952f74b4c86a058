import { compileGoRegexp, type Matcher, type PatternLimits } from '@core/base/regexp/compile';
import { err, ok, type Result } from '@core/base/result';
import { StackBuilder } from '@core/model/stack-builder';
import { FRAME_INLINED, type Capture, type StackTable } from '@core/model/tables';

/** Patterns of files are long lists, and a hostile one must stay affordable: every state may be live at every letter of every name. */
const LIMITS: PatternLimits = { length: 20_000, instructions: 4000 };

/** How a location stands to the patterns: nothing of it goes, all of it goes, or what was inlined into its outer functions. */
const CLEAN = 0;
const WHOLE = 1;
const INNER = 2;

/**
 * A capture without the frames that its writer wants hidden: pprof's RemoveUninteresting, which go tool pprof applies to every
 * profile on load (profile/prune.go). Null where there is nothing to hide; the reason where a pattern is no regular expression
 * (pprof then hides nothing). Only samples and goroutines point to other stacks; other tables are shared, and rows of the stack
 * table stay where they are.
 */
export function pruneCapture(capture: Capture): Result<Capture | null, string> {
  if (capture.dropFrames === '') return ok(null);
  const drop = compileWhole(capture.dropFrames);
  if (!drop.ok) return err(drop.error);
  const keep = capture.keepFrames === '' ? null : compileWhole(capture.keepFrames);
  if (keep !== null && !keep.ok) return err(keep.error);
  const dropped = droppedFrames(capture, drop.value, keep?.value ?? null);
  if (dropped === null) return ok(null);
  const { stacks, stackOf } = pruneStacks(capture, dropped);
  const { samples, goroutines } = capture;
  const remapped = (column: Uint32Array): Uint32Array => Uint32Array.from(column, (stack) => stackOf[stack]);
  const stack = remapped(samples.stack);
  if (stack.every((row, i) => row === samples.stack[i])) return ok(null);
  return ok({
    ...capture,
    stacks,
    samples: { ...samples, stack },
    goroutines: goroutines === null ? null : { ...goroutines, stack: remapped(goroutines.stack) },
    dropFrames: '',
    keepFrames: '',
  });
}

function compileWhole(pattern: string): Result<Matcher, string> {
  return compileGoRegexp(`^(${pattern})$`, LIMITS);
}

/** A byte a frame; null when no frame goes. */
function droppedFrames(
  { functions, frames, strings }: Capture,
  drop: Matcher,
  keep: Matcher | null,
): Uint8Array | null {
  const known = new Map<number, number>();
  const byFunction = Uint8Array.from(functions.name, (id) => {
    let hit = known.get(id);
    if (hit === undefined) {
      const name = strings.get(id);
      const simple = simpleName(name);
      hit = !isUnnamed(name) && drop.test(simple) && keep?.test(simple) !== true ? 1 : 0;
      known.set(id, hit);
    }
    return hit;
  });
  return byFunction.includes(1) ? Uint8Array.from(frames.func, (func) => byFunction[func]) : null;
}

/** What stands for code without symbols has no name to pprof. */
function isUnnamed(name: string): boolean {
  return name === '<unknown>' || /^\[[^\]]*\]$/.test(name);
}

/** Without the argument list of C++ (and all that follows a receiver in parentheses), as simplifyFunc of profile/prune.go. */
export function simpleName(name: string): string {
  const plain = name.startsWith('.') ? name.slice(1) : name;
  for (const { 0: found, index } of plain.matchAll(/\(anonymous namespace\)|operator\(\)|\(/g)) {
    if (found === '(') return plain.slice(0, index);
  }
  return plain;
}

/**
 * From the root to the leaf: what is below the first dropped frame behind the first location of the user is cut off. Locations are a
 * frame that is not inlined and the inlined ones behind it. Where an inlined frame is dropped, its location is shortened everywhere, before
 * the first location of the user too.
 */
function pruneStacks(
  { stacks, frames }: Capture,
  dropped: Uint8Array,
): { readonly stacks: StackTable; readonly stackOf: Uint32Array } {
  const { count, prefix, frame } = stacks;
  const stackOf = new Uint32Array(count);
  /** Stack that the location at a row is called from. */
  const base = new Uint32Array(count);
  const kind = new Uint8Array(count);
  /** 1 where a location of the user is on the way, this row's included. */
  const user = new Uint8Array(count);
  const ended = new Uint8Array(count);
  let builder: StackBuilder | null = null;
  const child = (row: number, to: number): number => {
    if (to === prefix[row]) return row;
    builder ??= copyOf(stacks);
    return builder.child(to, frame[row]);
  };
  for (let row = 1; row < count; row++) {
    const up = prefix[row];
    const goes = dropped[frame[row]] === 1;
    const inlined = (frames.flags[frame[row]] & FRAME_INLINED) !== 0 && up !== 0;
    base[row] = inlined ? base[up] : up;
    const before = base[row];
    kind[row] = !inlined || kind[up] === CLEAN ? (goes ? (inlined ? INNER : WHOLE) : CLEAN) : kind[up];
    user[row] = kind[row] === CLEAN ? 1 : user[before];
    if (ended[before] === 1 || (kind[row] !== CLEAN && user[before] === 1)) {
      ended[row] = 1;
      // Of a location of which only the inner part goes, the outer one is the new leaf.
      stackOf[row] = ended[before] === 1 || kind[row] === WHOLE ? stackOf[before] : stackOf[up];
    } else {
      stackOf[row] = kind[row] === INNER ? stackOf[up] : child(row, stackOf[up]);
    }
  }
  // Closures hide the assignment from the compiler.
  const grown = builder as StackBuilder | null;
  return { stacks: grown?.finish() ?? stacks, stackOf };
}

/** The same rows under the same numbers, ready for more. */
function copyOf({ count, prefix, frame }: StackTable): StackBuilder {
  const builder = new StackBuilder(count);
  for (let row = 1; row < count; row++) builder.child(prefix[row], frame[row]);
  return builder;
}
