import { baseName } from '@core/base/go-name';
import type { CodeRef, StackFrame } from '@core/api/findings';
import { FRAME_INLINED, type Capture } from '@core/model/tables';
import { finish, hashText, mix } from './hash';
import { DEPENDENCY, ORIGINS, OWN, RUNTIME, STD, type Origins } from './origin';

/** How much a frame tells about why a goroutine waits. Row order = from most to least. */
const USER = 0;
const LIBRARY = 1;
const LAYER = 2;
const PLUMBING = 3;
/** The compiler's wrappers of `go f(x)` and `defer f(x)`: shown by some formats, hidden by others. */
const WRAPPER = 4;

/**
 * What the frames of stacks say, per row of the stack table (memoised columns; frame columns hold −1 for "none", which only
 * the empty stack has).
 *
 * **site**: the first frame from the leaf that belongs to the program or a dependency; where there is none (idle connections,
 * servers of the standard library) the first frame that is no I/O layer (net, bufio, crypto/tls …), else no plumbing (runtime,
 * sync, internal/poll, time, syscall), else the leaf. **entry**: the root frame, without `runtime.main`, `runtime.goexit` and wrappers.
 */
export interface Sites {
  readonly site: Int32Array;
  readonly entry: Int32Array;
  /**
   * Two-lane hash of (site function, file, line; entry function): equal across formats, which differ in the runtime frames they
   * show, and across captures.
   */
  readonly siteHigh: Int32Array;
  readonly siteLow: Int32Array;
  /** Two-lane hash of the stack's frames without plumbing and wrappers (function, file, line). */
  readonly stackHigh: Int32Array;
  readonly stackLow: Int32Array;
}

/** golang.org/x/sync and x/sys extend sync and syscall; their callers tell more. */
const PLUMBING_PACKAGE =
  /^(sync|sync\/atomic|internal\/sync|internal\/poll|internal\/syscall\/.*|syscall|time|golang\.org\/x\/sys\/.*|internal\/synctest)$/;
const LAYER_PACKAGE =
  /^(net|bufio|io|io\/fs|os|crypto\/tls|internal\/.*|golang\.org\/x\/sync\/.*|context|iter|reflect)$/;
const WRAPPER_NAME = /\.(gowrap|deferwrap)\d+$/;
/** What differs between formats and rebuilds of one program: type arguments and the numbers of closures. */
const VOLATILE = /\[.*\]|\.func\d+(\.\d+)*/g;

function frameClasses(capture: Capture, origins: Origins): Uint8Array {
  const byPackage = origins.packages.map((path) =>
    PLUMBING_PACKAGE.test(path) ? PLUMBING : LAYER_PACKAGE.test(path) ? LAYER : LIBRARY,
  );
  const { functions, frames, strings } = capture;
  const byFunction = new Uint8Array(functions.count);
  for (let i = 0; i < functions.count; i++) {
    const origin = origins.origin[i];
    const library = byPackage[origins.package[i]];
    if (origin === RUNTIME) byFunction[i] = PLUMBING;
    else if (origin === STD) byFunction[i] = library;
    else if (WRAPPER_NAME.test(strings.get(functions.name[i]))) byFunction[i] = WRAPPER;
    else byFunction[i] = origin === OWN || library === LIBRARY ? USER : library;
  }
  const classes = new Uint8Array(frames.count);
  for (let i = 0; i < frames.count; i++) classes[i] = byFunction[frames.func[i]];
  return classes;
}

export function computeSites(capture: Capture, origins: Origins): Sites {
  const { frames, functions, strings } = capture;
  const classes = frameClasses(capture, origins);
  const { count: n, prefix, frame: leaf } = capture.stacks;
  const site = new Int32Array(n).fill(-1);
  const entry = new Int32Array(n).fill(-1);
  /** Most telling class on the way from the root: PLUMBING where there is none of the three that tell. */
  const level = new Uint8Array(n).fill(PLUMBING);
  const columns = () => new Int32Array(n);
  const [siteHigh, siteLow, stackHigh, stackLow] = [columns(), columns(), columns(), columns()];

  const nameHigh = new Int32Array(functions.count);
  const nameLow = new Int32Array(functions.count);
  for (let i = 0; i < functions.count; i++) {
    const name = strings.get(functions.name[i]).replace(VOLATILE, '.*');
    const file = baseName(strings.get(functions.file[i]));
    nameHigh[i] = hashText(`${name}\0${file}`, 0x1234567);
    nameLow[i] = hashText(`${name}\0${file}`, 0x5bd1e995);
  }

  for (let i = 1; i < n; i++) {
    const up = prefix[i];
    const frame = leaf[i];
    const kind = classes[frame];
    const func = frames.func[frame];
    const known = level[up];
    if (kind >= PLUMBING && known < PLUMBING) {
      // The runtime's frames at the leaf, most often: they change nothing.
      level[i] = known;
      site[i] = site[up];
      entry[i] = entry[up];
      siteHigh[i] = siteHigh[up];
      siteLow[i] = siteLow[up];
      stackHigh[i] = stackHigh[up];
      stackLow[i] = stackLow[up];
      continue;
    }
    if (kind < PLUMBING) {
      level[i] = kind < known ? kind : known;
      // The first of its class from the leaf, and the first from the root of any of the three.
      site[i] = kind <= known ? frame : site[up];
      entry[i] = known < PLUMBING ? entry[up] : frame;
      const [high, low] = known < PLUMBING ? [stackHigh[up], stackLow[up]] : [0, 0];
      stackHigh[i] = mix(mix(high, nameHigh[func]), frames.line[frame]);
      stackLow[i] = mix(mix(low, nameLow[func]), frames.line[frame]);
    } else {
      // Plumbing through and through (a goroutine of the runtime): its leaf and its root are all there is to say.
      site[i] = frame;
      entry[i] = entry[up] < 0 ? frame : entry[up];
      const root = frames.func[entry[i]];
      stackHigh[i] = mix(0, nameHigh[root]);
      stackLow[i] = mix(0, nameLow[root]);
    }
    const at = site[i];
    const on = frames.func[at];
    const from = frames.func[entry[i]];
    siteHigh[i] = finish(mix(mix(nameHigh[on], frames.line[at]), nameHigh[from]));
    siteLow[i] = finish(mix(mix(nameLow[on], frames.line[at]), nameLow[from]));
  }
  return { site, entry, siteHigh, siteLow, stackHigh, stackLow };
}

/** The place of a frame; null for −1. */
export function codeRef(capture: Capture, frame: number): CodeRef | null {
  if (frame < 0) return null;
  const { frames, functions, strings } = capture;
  const func = frames.func[frame];
  return {
    function: strings.get(functions.name[func]),
    file: strings.get(functions.file[func]),
    line: frames.line[frame],
  };
}

export function stackFrame(capture: Capture, origins: Origins, frame: number): StackFrame {
  const { frames, functions, strings } = capture;
  const func = frames.func[frame];
  return {
    function: strings.get(functions.name[func]),
    file: strings.get(functions.file[func]),
    line: frames.line[frame],
    inlined: (frames.flags[frame] & FRAME_INLINED) !== 0,
    origin: ORIGINS[origins.origin[func]] ?? ORIGINS[DEPENDENCY],
  };
}

/** Frames of a stack, leaf first. */
export function stackFrames(capture: Capture, origins: Origins, stack: number): StackFrame[] {
  const out: StackFrame[] = [];
  for (let at = stack; at !== 0; at = capture.stacks.prefix[at])
    out.push(stackFrame(capture, origins, capture.stacks.frame[at]));
  return out;
}
