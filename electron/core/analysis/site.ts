import { baseName } from '@core/base/go-name';
import { finishSteps, type Steps } from '@core/base/steps';
import type { CodeRef, StackFrame } from '@core/api/findings';
import { widenColumn } from '@core/model/stack-builder';
import { FRAME_INLINED, type Capture, type StackRuns } from '@core/model/tables';
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
  /** One per FunctionId: its name and file, without what differs between formats and rebuilds. */
  readonly names: Lanes;
  /** Class of every frame, for `stackKeys`. */
  readonly classes: Uint8Array;
}

/** Hashes in two lanes of 32 bits. */
export interface Lanes {
  readonly high: Int32Array;
  readonly low: Int32Array;
}

/** golang.org/x/sync and x/sys extend sync and syscall; their callers tell more. */
const PLUMBING_PACKAGE =
  /^(sync|sync\/atomic|internal\/sync|internal\/poll|internal\/syscall\/.*|syscall|time|golang\.org\/x\/sys\/.*|internal\/synctest)$/;
const LAYER_PACKAGE =
  /^(net|bufio|io|io\/fs|os|crypto\/tls|internal\/.*|golang\.org\/x\/sync\/.*|context|iter|reflect)$/;
const WRAPPER_NAME = /\.(gowrap|deferwrap)\d+$/;
/** What differs between formats and rebuilds of one program: type arguments and the numbers of closures. */
const VOLATILE = /\[.*\]|\.func\d+(\.\d+)*/g;

/** How much each frame tells, by FrameId. */
export function frameClasses(capture: Capture, origins: Origins): Uint8Array {
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

/** Rows between two pauses: some ten milliseconds. */
const ROWS_AT_ONCE = 1 << 20;

export function computeSites(capture: Capture, origins: Origins): Sites {
  return finishSteps(sitesInSteps(capture, origins));
}

/** The same for those who let messages in between the steps. */
export function* sitesInSteps(capture: Capture, origins: Origins): Steps<Sites> {
  const classes = frameClasses(capture, origins);
  const names = nameLanes(capture);
  yield;
  const { count: n, prefix, frame: leaf } = capture.stacks;
  const site = new Int32Array(n).fill(-1, 0, 1);
  const entry = new Int32Array(n).fill(-1, 0, 1);
  /** Most telling class on the way from the root: PLUMBING where there is none of the three that tell. */
  const level = new Uint8Array(n).fill(PLUMBING, 0, 1);
  for (let from = 1; from < n; from += ROWS_AT_ONCE) {
    placeRows({ prefix, leaf, classes, site, entry, level }, from, Math.min(n, from + ROWS_AT_ONCE));
    yield;
  }
  return { site, entry, names, classes };
}

interface Placed {
  readonly prefix: Uint32Array;
  readonly leaf: Uint32Array;
  readonly classes: Uint8Array;
  readonly site: Int32Array;
  readonly entry: Int32Array;
  readonly level: Uint8Array;
}

/** A function of its own: a generator's loop is compiled anew at every pause. */
function placeRows({ prefix, leaf, classes, site, entry, level }: Placed, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const up = prefix[i];
    const frame = leaf[i];
    const kind = classes[frame];
    const known = level[up];
    if (kind < PLUMBING) {
      level[i] = kind < known ? kind : known;
      // The first of its class from the leaf, and the first from the root of any of the three.
      site[i] = kind <= known ? frame : site[up];
      entry[i] = known < PLUMBING ? entry[up] : frame;
    } else if (known < PLUMBING) {
      // The runtime's frames at the leaf, most often: they change nothing.
      level[i] = known;
      site[i] = site[up];
      entry[i] = entry[up];
    } else {
      // Plumbing through and through (a goroutine of the runtime): its leaf and its root are all there is to say.
      level[i] = PLUMBING;
      site[i] = frame;
      entry[i] = entry[up] < 0 ? frame : entry[up];
    }
  }
}

/** `Sites.site` of the stack of a sample that is in no table yet; `classes` = `frameClasses`. */
export function siteOfRun(
  classes: Uint8Array,
  { start, location, frameStart, frame }: StackRuns,
  sample: number,
): number {
  let site = -1;
  let level = PLUMBING;
  for (let p = start[sample]; p < start[sample + 1] && level > USER; p++) {
    const at = location[p];
    for (let k = frameStart[at + 1] - 1; k >= frameStart[at] && level > USER; k--) {
      const kind = classes[frame[k]];
      if (site >= 0 && kind >= level) continue;
      site = frame[k];
      if (kind < level) level = kind;
    }
  }
  return site;
}

function nameLanes({ functions, strings }: Capture): Lanes {
  const high = new Int32Array(functions.count);
  const low = new Int32Array(functions.count);
  for (let i = 0; i < functions.count; i++) {
    const name = strings.get(functions.name[i]).replace(VOLATILE, '.*');
    const text = `${name}\0${baseName(strings.get(functions.file[i]))}`;
    high[i] = hashText(text, 0x1234567);
    low[i] = hashText(text, 0x5bd1e995);
  }
  return { high, low };
}

/** Hash of what tells one stack from another, into the two lanes of `into`. */
export type StackKey = (stack: number, into: Int32Array) => void;

/** Hash of a site and an entry, FrameIds, into two lanes. */
type PlaceKey = (site: number, entry: number, into: Int32Array) => void;

/**
 * Of (site function, file, line; entry function): equal across formats, which differ in the runtime frames they show, and across
 * captures. Without a site it is 0.
 */
export function placeKey({ frames }: Capture, { names: { high, low } }: Sites): PlaceKey {
  return (site, entry, into) => {
    if (site < 0) {
      into[0] = into[1] = 0;
      return;
    }
    const on = frames.func[site];
    const from = frames.func[entry];
    const line = frames.line[site];
    into[0] = finish(mix(mix(high[on], line), high[from]));
    into[1] = finish(mix(mix(low[on], line), low[from]));
  };
}

/** The same of a stack; the empty one has 0. */
export function siteKey(capture: Capture, sites: Sites): StackKey {
  const key = placeKey(capture, sites);
  return (stack, into) => key(sites.site[stack], sites.entry[stack], into);
}

/** Of the stack's frames without plumbing and wrappers (function, file, line): as in `siteKey`. */
export function stackKey({ frames, stacks }: Capture, { entry, names: { high, low }, classes }: Sites): StackKey {
  const { prefix, frame: leaf } = stacks;
  let path = new Uint32Array(64);
  return (stack, into) => {
    let depth = 0;
    for (let at = stack; at !== 0; at = prefix[at]) {
      const frame = leaf[at];
      if (classes[frame] >= PLUMBING) continue;
      if (depth === path.length) path = widenColumn(path, depth, depth * 2);
      path[depth++] = frame;
    }
    let [first, second] = [0, 0];
    if (depth === 0 && entry[stack] >= 0) {
      // A goroutine of the runtime is told by its root.
      const root = frames.func[entry[stack]];
      first = mix(0, high[root]);
      second = mix(0, low[root]);
    }
    while (depth > 0) {
      const frame = path[--depth];
      const func = frames.func[frame];
      first = mix(mix(first, high[func]), frames.line[frame]);
      second = mix(mix(second, low[func]), frames.line[frame]);
    }
    into[0] = first;
    into[1] = second;
  };
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
