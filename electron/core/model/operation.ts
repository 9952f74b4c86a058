import { FAR_APART, rowsInOrder } from '@core/base/row-order';
import type { Strings } from '@core/base/strings';
import { operationIndex } from '@core/api/operation';
import type { Operation } from '@core/api/operation';
import {
  GOROUTINE_DURABLE,
  GOROUTINE_LEAKED,
  GOROUTINE_NIL_CHANNEL,
  GOROUTINE_NO_CASES,
  GOROUTINE_RUNNING,
  GOROUTINE_SCAN,
} from './tables';
import type { FrameTable, FunctionTable, StackTable } from './tables';

/** What a goroutine waits in: row of OPERATIONS, and the GOROUTINE_* bits that follow from it. */
export interface Wait {
  readonly operation: number;
  readonly flags: number;
}

export function wait(operation: Operation, flags = 0): Wait {
  return { operation: operationIndex(operation), flags };
}

const OTHER = wait('other');
const SEND = wait('chan send');
const RECEIVE = wait('chan receive');
const SELECT = wait('select');
const NO_CASES = wait('select', GOROUTINE_NO_CASES);
const MUTEX = wait('mutex lock');
const RLOCK = wait('rwmutex rlock');
const RWLOCK = wait('rwmutex lock');
const WAIT_GROUP = wait('waitgroup wait');
const COND = wait('cond wait');
const SEMAPHORE = wait('semacquire');
const SLEEP = wait('sleep');
const IO = wait('io wait');
const SYSCALL = wait('syscall');

/** Wait reasons and statuses of Go 1.18 to 1.27 (runtime2.go waitReasonStrings, traceback.go gStatusStrings) that decide alone. */
const STATES = new Map<string, Wait>([
  ['chan send', SEND],
  ['chan send (nil chan)', wait('chan send', GOROUTINE_NIL_CHANNEL)],
  ['chan receive', RECEIVE],
  ['chan receive (nil chan)', wait('chan receive', GOROUTINE_NIL_CHANNEL)],
  ['select', SELECT],
  ['select (no cases)', NO_CASES],
  ['sync.Mutex.Lock', MUTEX],
  ['sync.RWMutex.RLock', RLOCK],
  ['sync.RWMutex.Lock', RWLOCK],
  ['sync.WaitGroup.Wait', WAIT_GROUP],
  ['sync.Cond.Wait', COND],
  ['sleep', SLEEP],
  ['IO wait', IO],
  ['syscall', SYSCALL],
  ['running', wait('other', GOROUTINE_RUNNING)],
  ['runnable', OTHER],
  ['preempted', OTHER],
  ['copystack', OTHER],
  ['dead', OTHER],
  ['idle', OTHER],
  ['GC assist marking', OTHER],
  ['GC assist wait', OTHER],
  ['GC sweep wait', OTHER],
  ['GC scavenge wait', OTHER],
  ['GC worker (idle)', OTHER],
  ['GC worker (active)', OTHER],
  ['GC mark termination', OTHER],
  ['GC weak to strong wait', OTHER],
  ['GOMAXPROCS updater (idle)', OTHER],
  ['cleanup wait', OTHER],
  ['coroutine', OTHER],
  ['debug call', OTHER],
  ['dumping heap', OTHER],
  ['finalizer wait', OTHER],
  ['flushing proc caches', OTHER],
  ['force gc (idle)', OTHER],
  ['garbage collection', OTHER],
  ['garbage collection scan', OTHER],
  ['page trace flush', OTHER],
  ['panicwait', OTHER],
  ['stopping the world', OTHER],
  ['synctest.Run', OTHER],
  ['synctest.Wait', OTHER],
  ['timer goroutine (idle)', OTHER],
  ['trace goroutine status', OTHER],
  ['trace proc status', OTHER],
  ['trace reader (blocked)', OTHER],
  ['wait for GC cycle', OTHER],
  ['waiting for cgo callback', SYSCALL],
]);

const SUFFIXES: readonly (readonly [string, number])[] = [
  [' (leaked)', GOROUTINE_LEAKED],
  [' (scan)', GOROUTINE_SCAN],
  [' (durable)', GOROUTINE_DURABLE],
  // Go 1.24 called it so.
  [' (synctest)', GOROUTINE_DURABLE],
];

/** Takes the runtime's marks off a printed state: `chan receive (nil chan) (leaked)` → `chan receive (nil chan)` and their flags. */
export function splitState(printed: string): { readonly state: string; readonly flags: number } {
  let state = printed;
  let flags = 0;
  for (let again = true; again;) {
    again = false;
    for (const [suffix, flag] of SUFFIXES) {
      if (!state.endsWith(suffix)) continue;
      state = state.slice(0, -suffix.length);
      flags |= flag;
      again = true;
    }
  }
  return { state: state === 'leaked' ? '' : state, flags: state === 'leaked' ? flags | GOROUTINE_LEAKED : flags };
}

/**
 * From the printed wait reason or status (marks like `(leaked)` are allowed). Null when it does not tell: `semacquire` (locks and
 * WaitGroups of older versions, GC start), `waiting`, an unknown or empty one; then the frames decide.
 */
export function operationOfState(printed: string): Wait | null {
  return STATES.get(printed) ?? STATES.get(splitState(printed).state) ?? null;
}

/** `syscall.Syscall6`, `internal/runtime/syscall.RawSyscall`, `syscall.syscall` (darwin), cgo calls, the signal receiver. */
const SYSCALL_LEAF =
  /^(?:internal\/)?(?:runtime\/)?syscall(?:\/\w+)?\.(?:[Rr]aw)?[Ss]yscall|\._C2?func_|^os\/signal\.signal_recv$/;

/**
 * Nil channels seen from a profile's frames: gopark is called from two lines of chansend and chanrecv, the first of them for nil.
 * From Go 1.18 to 1.27 the first are 157–181 and 451–536, the second 257–283 and 576–667.
 */
const NIL_SEND_BELOW = 220;
const NIL_RECEIVE_BELOW = 555;

/**
 * From the frames, leaf first, with the runtime's own frames (goroutine pprof) or without them (debug=1 and 2). `line` makes a nil
 * channel visible where runtime frames are there; without it (or with lines 0) it is not decidable. Null when the leaf says
 * nothing: running, or, in a debug=1 text, a channel operation, whose runtime frames that text hides.
 */
export function operationOfFrames(
  name: (depth: number) => string,
  depth: number,
  line: ((depth: number) => number) | null = null,
): Wait | null {
  let at = 0;
  while (at < depth && (name(at) === 'runtime.gopark' || name(at) === 'runtime.goparkunlock')) at++;
  const parked = at > 0;
  if (at >= depth) return parked ? OTHER : null;
  const leaf = name(at);
  switch (leaf) {
    case 'runtime.chansend':
    case 'runtime.chansend1':
      return parked ? nilChannel(SEND, leaf, line?.(at) ?? 0, NIL_SEND_BELOW) : null;
    case 'runtime.chanrecv':
    case 'runtime.chanrecv1':
    case 'runtime.chanrecv2':
      return parked ? nilChannel(RECEIVE, leaf, line?.(at) ?? 0, NIL_RECEIVE_BELOW) : null;
    case 'runtime.selectgo':
      return parked ? SELECT : null;
    case 'runtime.block':
      return NO_CASES;
    case 'reflect.chansend':
    case 'reflect.chansend0':
      return SEND;
    case 'reflect.chanrecv':
      return RECEIVE;
    case 'reflect.rselect':
      return SELECT;
    case 'runtime.netpollblock':
    case 'internal/poll.runtime_pollWait':
    case 'internal/poll.runtime_pollWaitCanceled':
      return IO;
    case 'time.Sleep':
    case 'runtime.timeSleep':
      return SLEEP;
    case 'sync.runtime_notifyListWait':
      return COND;
    case 'runtime.notetsleepg':
    case 'runtime.cgocall':
      return SYSCALL;
  }
  let semaphore = at;
  while (semaphore < depth && name(semaphore).startsWith('runtime.semacquire')) semaphore++;
  if (semaphore < depth && SEMAPHORE_ENTRY.test(name(semaphore))) return operationOfSemaphore(name, depth, semaphore);
  if (parked) return OTHER;
  return SYSCALL_LEAF.test(leaf) ? SYSCALL : null;
}

/** Where the runtime's semaphore is entered: `sync.runtime_SemacquireMutex`, `internal/sync.…`, `internal/poll.runtime_Semacquire`. */
const SEMAPHORE_ENTRY = /\.runtime_Semacquire/;

function operationOfSemaphore(name: (depth: number) => string, depth: number, entry: number): Wait {
  const called = name(entry);
  if (called.endsWith('.runtime_SemacquireRWMutexR')) return RLOCK;
  if (called.endsWith('.runtime_SemacquireRWMutex')) return RWLOCK;
  if (called.endsWith('.runtime_SemacquireWaitGroup')) return WAIT_GROUP;
  let found = SEMAPHORE;
  for (let i = entry + 1; i < depth; i++) {
    const frame = name(i);
    if (!frame.startsWith('sync.') && !frame.startsWith('internal/sync.')) break;
    if (frame.includes('(*RWMutex).RLock') || frame.includes('(*RWMutex).rlockSlow')) return RLOCK;
    // A writer that queues behind a writer waits for the mutex inside the RWMutex and prints sync.Mutex.Lock.
    if (frame.includes('(*RWMutex).Lock')) return RWLOCK;
    if (frame.includes('(*WaitGroup).Wait')) return WAIT_GROUP;
    if (!frame.includes('(*Mutex).')) break;
    found = MUTEX;
  }
  return found === SEMAPHORE && called.endsWith('.runtime_SemacquireMutex') ? MUTEX : found;
}

function nilChannel(plain: Wait, leaf: string, line: number, below: number): Wait {
  const tells = line > 0 && line < below && !leaf.endsWith('1') && !leaf.endsWith('2');
  return tells ? { operation: plain.operation, flags: plain.flags | GOROUTINE_NIL_CHANNEL } : plain;
}

/**
 * The one answer for a goroutine: its printed state (`` where the format has none), refined by its frames where the state is
 * ambiguous. The same goroutine gets the same operation from debug=0, 1 and 2.
 */
export function classifyWait(
  state: string,
  name: (depth: number) => string,
  depth: number,
  line: ((depth: number) => number) | null = null,
): Wait {
  const told = operationOfState(state);
  return told !== null && told !== MUTEX ? told : refine(state, told, operationOfFrames(name, depth, line), depth);
}

/** `told` = null or the mutex, `seen` = what the frames say. */
function refine(state: string, told: Wait | null, seen: Wait | null, depth: number): Wait {
  if (told === MUTEX) return seen === RWLOCK ? RWLOCK : MUTEX;
  if (seen !== null) return seen;
  // `semacquire` printed over code that takes no lock is a goroutine that starts a GC or stops the world.
  return splitState(state).state === 'semacquire' && depth === 0 ? SEMAPHORE : OTHER;
}

/** The tables that a stack's names are read from. */
export interface StackTables {
  readonly strings: Strings;
  readonly functions: Pick<FunctionTable, 'name'>;
  readonly frames: Pick<FrameTable, 'func' | 'line'>;
  readonly stacks: StackTable;
}

/** `operationOfFrames` of every stack of a table, each judged once, when first asked for. */
export function stackWaits(tables: StackTables): (stack: number) => Wait | null {
  const { strings, functions, frames } = tables;
  // A table that grows when it is first read is asked for its columns once.
  const { prefix, frame, depth } = tables.stacks;
  const known = new Map<number, Wait | null>();
  const byLeaf = leafWaits(tables);
  const runOf = leafRuns(tables);
  let cursor = 0;
  const frameAt = (depth: number): number => {
    let at = cursor;
    for (let i = 0; i < depth; i++) at = prefix[at];
    return frame[at];
  };
  const name = (depth: number): string => strings.get(functions.name[frames.func[frameAt(depth)]]);
  const line = (depth: number): number => frames.line[frameAt(depth)];
  return (stack) => {
    let found = byLeaf(stack);
    if (found !== undefined) return found;
    const run = runOf(stack);
    found = known.get(run);
    if (found === undefined) {
      cursor = stack;
      found = operationOfFrames(name, depth[stack], line);
      known.set(run, found);
    }
    return found;
  };
}

/** Frames at the leaf of a stack that `operationOfFrames` looks at once it has met a semaphore; the first of another name ends it. */
const OF_SEMAPHORE = /^runtime\.(?:gopark|goparkunlock$|semacquire)|^(?:internal\/)?sync\.|\.runtime_Semacquire/;

/** Numbers the runs of such frames at the leaf of stacks: those with the same one wait in the same, and half a million have a few dozen. */
function leafRuns({ strings, functions, frames, stacks }: StackTables): (stack: number) => number {
  const { prefix, frame: frameOf } = stacks;
  /** By function: 0 = not looked at yet, 1 = part of a run, 2 = ends it. */
  const kinds = new Uint8Array(functions.name.length);
  /** By run and the frame that follows in it: the longer run. */
  const longer = new Map<number, number>();
  return (stack) => {
    let run = 0;
    for (let at = stack; at !== 0; at = prefix[at]) {
      const frame = frameOf[at];
      const func = frames.func[frame];
      if (kinds[func] === 0) {
        const name = strings.get(functions.name[func]);
        kinds[func] = OF_SEMAPHORE.test(name) ? 1 : 2;
      }
      if (kinds[func] === 2) break;
      const key = run * frames.func.length + frame;
      let next = longer.get(key);
      if (next === undefined) longer.set(key, (next = longer.size + 1));
      run = next;
    }
    return run;
  };
}

/** Is the first frame that does not just park; 0 = not looked at yet. */
const PARKS = 1;
const TELLS = 2;
/** It takes more frames: a semaphore, or nothing but parking. */
const WALKS = 3;

/**
 * What the first frame that does not just park says alone, which is so for all but locks and WaitGroups: half a million stacks end in a few
 * dozen such frames. `undefined` where more frames decide.
 */
function leafWaits({ strings, functions, frames, stacks }: StackTables): (stack: number) => Wait | null | undefined {
  const { prefix, frame: frameOf } = stacks;
  const kinds = new Uint8Array(functions.name.length);
  // Made as long as they may become: a list that begins with its sixty-thousandth entry would be a hash table.
  const parked = new Array<Wait | null | undefined>(frames.func.length);
  const running = new Array<Wait | null | undefined>(frames.func.length);
  return (stack) => {
    for (let at = stack; at !== 0; at = prefix[at]) {
      const frame = frameOf[at];
      const func = frames.func[frame];
      if (kinds[func] === 0) kinds[func] = kindOf(strings.get(functions.name[func]));
      const kind = kinds[func];
      if (kind === PARKS) continue;
      if (kind === WALKS) return undefined;
      const memo = at === stack ? running : parked;
      if (frame in memo) return memo[frame];
      const name = strings.get(functions.name[func]);
      const names = at === stack ? [name] : ['runtime.gopark', name];
      return (memo[frame] = operationOfFrames(
        (depth) => names[depth],
        names.length,
        () => frames.line[frame],
      ));
    }
    return undefined;
  };
}

function kindOf(name: string): number {
  if (name === 'runtime.gopark' || name === 'runtime.goparkunlock') return PARKS;
  return name.startsWith('runtime.semacquire') || SEMAPHORE_ENTRY.test(name) ? WALKS : TELLS;
}

/**
 * Operation and flags of every row. `state` holds StringIds (0 = none) or is null where the format has no states. `flags` has only
 * the bits that follow from state and frames; parsers add theirs.
 */
export function classifyGoroutines(
  tables: StackTables,
  stack: Uint32Array,
  state: ArrayLike<number> | null,
): { readonly operation: Uint8Array; readonly flags: Uint8Array } {
  const rows = stack.length;
  const operation = new Uint8Array(rows);
  const flags = new Uint8Array(rows);
  const perState = new Map<number, { readonly text: string; readonly told: Wait | null }>();
  const ofStack = stackWaits(tables);
  const { depth } = tables.stacks;
  const order = depth.length > FAR_APART ? rowsInOrder(stack) : null;
  for (let i = 0; i < rows; i++) {
    const row = order === null ? i : order[i];
    const stateId = state === null ? 0 : state[row];
    let known = perState.get(stateId);
    if (known === undefined) {
      const text = tables.strings.get(stateId);
      known = { text, told: operationOfState(text) };
      perState.set(stateId, known);
    }
    const { text, told } = known;
    const at = stack[row];
    const found = told !== null && told !== MUTEX ? told : refine(text, told, ofStack(at), depth[at]);
    operation[row] = found.operation;
    flags[row] = found.flags;
  }
  return { operation, flags };
}
