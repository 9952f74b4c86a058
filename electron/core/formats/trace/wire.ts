/** The wire format of execution traces v2. Source: Go's internal/trace/tracev2 (events.go) and version (version.go). */

export const EVENT_BATCH = 1;
export const STACKS = 2;
export const STACK = 3;
export const STRINGS = 4;
export const STRING = 5;
export const CPU_SAMPLES = 6;
export const CPU_SAMPLE = 7;
export const FREQUENCY = 8;
export const PROCS_CHANGE = 9;
export const PROC_START = 10;
export const PROC_STOP = 11;
export const PROC_STEAL = 12;
export const PROC_STATUS = 13;
export const GO_CREATE = 14;
export const GO_CREATE_SYSCALL = 15;
export const GO_START = 16;
export const GO_DESTROY = 17;
export const GO_DESTROY_SYSCALL = 18;
export const GO_STOP = 19;
export const GO_BLOCK = 20;
export const GO_UNBLOCK = 21;
export const GO_SYSCALL_BEGIN = 22;
export const GO_SYSCALL_END = 23;
export const GO_SYSCALL_END_BLOCKED = 24;
export const GO_STATUS = 25;
export const STW_BEGIN = 26;
export const STW_END = 27;
export const GC_ACTIVE = 28;
export const GC_BEGIN = 29;
export const GC_END = 30;
export const GC_SWEEP_ACTIVE = 31;
export const GC_SWEEP_BEGIN = 32;
export const GC_SWEEP_END = 33;
export const GC_MARK_ASSIST_ACTIVE = 34;
export const GC_MARK_ASSIST_BEGIN = 35;
export const GC_MARK_ASSIST_END = 36;
export const HEAP_ALLOC = 37;
export const HEAP_GOAL = 38;
export const GO_LABEL = 39;
export const USER_TASK_BEGIN = 40;
export const USER_TASK_END = 41;
export const USER_REGION_BEGIN = 42;
export const USER_REGION_END = 43;
export const USER_LOG = 44;
/** From here on Go 1.23. */
export const GO_SWITCH = 45;
export const GO_SWITCH_DESTROY = 46;
export const GO_CREATE_BLOCKED = 47;
export const GO_STATUS_STACK = 48;
export const EXPERIMENTAL_BATCH = 49;
/** From here on Go 1.25. */
export const SYNC = 50;
export const CLOCK_SNAPSHOT = 51;
/** Go 1.26. */
export const END_OF_GENERATION = 52;

/** Largest data of a batch, bytes; longest string; deepest stack. */
export const MAX_BATCH = 65536;
export const MAX_STRING = 1024;
export const MAX_FRAMES = 128;

/** M 2^64−1: events that belong to no thread. As a double it is 2^64. */
export const NO_THREAD = 2 ** 64;
/** Task 2^64−1: none. */
export const NO_TASK = 2 ** 64;

/** Wire versions of v2. */
export const WIRE_VERSIONS: readonly number[] = [22, 23, 25, 26];

/** Kinds of events as golang.org/x/exp/trace names them (EventKind.String). */
export const EVENT_KINDS = [
  'Sync',
  'Metric',
  'Label',
  'StackSample',
  'RangeBegin',
  'RangeActive',
  'RangeEnd',
  'TaskBegin',
  'TaskEnd',
  'RegionBegin',
  'RegionEnd',
  'Log',
  'StateTransition',
  'Experimental',
] as const;
type EventKind = (typeof EVENT_KINDS)[number];

const KINDS_BY_TYPE: readonly (readonly [EventKind, readonly number[]])[] = [
  ['Metric', [PROCS_CHANGE, HEAP_ALLOC, HEAP_GOAL]],
  ['Label', [GO_LABEL]],
  ['StackSample', [CPU_SAMPLE]],
  ['RangeBegin', [STW_BEGIN, GC_BEGIN, GC_SWEEP_BEGIN, GC_MARK_ASSIST_BEGIN]],
  ['RangeActive', [GC_ACTIVE, GC_SWEEP_ACTIVE, GC_MARK_ASSIST_ACTIVE]],
  ['RangeEnd', [STW_END, GC_END, GC_SWEEP_END, GC_MARK_ASSIST_END]],
  ['TaskBegin', [USER_TASK_BEGIN]],
  ['TaskEnd', [USER_TASK_END]],
  ['RegionBegin', [USER_REGION_BEGIN]],
  ['RegionEnd', [USER_REGION_END]],
  ['Log', [USER_LOG]],
  ['Experimental', [128, 129, 130, 131, 132, 133, 134, 135, 136]],
];

/** Row of EVENT_KINDS of a timed event; everything not listed changes a state. */
export const KIND_OF_TYPE = new Uint8Array(256).fill(EVENT_KINDS.indexOf('StateTransition'));
for (const [kind, types] of KINDS_BY_TYPE) for (const type of types) KIND_OF_TYPE[type] = EVENT_KINDS.indexOf(kind);

/** Arguments of a timed event after its time, plus one; 0 = not a timed event. At most four arguments. */
export const TIMED = new Uint8Array(256);
const ARGUMENTS: readonly (readonly number[])[] = [
  [PROC_STOP, GO_DESTROY, GO_DESTROY_SYSCALL, GO_SYSCALL_END, GO_SYSCALL_END_BLOCKED, STW_END, GC_MARK_ASSIST_END],
  [
    GO_CREATE_SYSCALL,
    GC_ACTIVE,
    GC_END,
    GC_SWEEP_ACTIVE,
    GC_SWEEP_BEGIN,
    GC_MARK_ASSIST_ACTIVE,
    GC_MARK_ASSIST_BEGIN,
    HEAP_ALLOC,
    HEAP_GOAL,
    GO_LABEL,
    130,
    133,
    136,
  ],
  [
    PROCS_CHANGE,
    PROC_START,
    PROC_STATUS,
    GO_START,
    GO_STOP,
    GO_BLOCK,
    GO_SYSCALL_BEGIN,
    STW_BEGIN,
    GC_BEGIN,
    GC_SWEEP_END,
    USER_TASK_END,
    GO_SWITCH,
    GO_SWITCH_DESTROY,
    131,
    132,
    134,
    135,
  ],
  [PROC_STEAL, GO_CREATE, GO_UNBLOCK, GO_STATUS, USER_REGION_BEGIN, USER_REGION_END, GO_CREATE_BLOCKED, 128, 129],
  [USER_TASK_BEGIN, USER_LOG, GO_STATUS_STACK],
];
ARGUMENTS.forEach((types, count) => {
  for (const type of types) TIMED[type] = count + 1;
});

/** What a batch holds, by its first byte. */
export const BATCH_EVENTS = 0;
export const BATCH_STRINGS = 1;
export const BATCH_STACKS = 2;
export const BATCH_CPU_SAMPLES = 3;
export const BATCH_SYNC = 4;
