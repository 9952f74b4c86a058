/** The wire format of execution traces v2. Source: Go's internal/trace/tracev2 (events.go) and version (version.go). */

import * as event from './event-types';

export * from './event-types';

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
  ['Metric', [event.PROCS_CHANGE, event.HEAP_ALLOC, event.HEAP_GOAL]],
  ['Label', [event.GO_LABEL]],
  ['StackSample', [event.CPU_SAMPLE]],
  ['RangeBegin', [event.STW_BEGIN, event.GC_BEGIN, event.GC_SWEEP_BEGIN, event.GC_MARK_ASSIST_BEGIN]],
  ['RangeActive', [event.GC_ACTIVE, event.GC_SWEEP_ACTIVE, event.GC_MARK_ASSIST_ACTIVE]],
  ['RangeEnd', [event.STW_END, event.GC_END, event.GC_SWEEP_END, event.GC_MARK_ASSIST_END]],
  ['TaskBegin', [event.USER_TASK_BEGIN]],
  ['TaskEnd', [event.USER_TASK_END]],
  ['RegionBegin', [event.USER_REGION_BEGIN]],
  ['RegionEnd', [event.USER_REGION_END]],
  ['Log', [event.USER_LOG]],
  ['Experimental', [128, 129, 130, 131, 132, 133, 134, 135, 136]],
];

/** Row of EVENT_KINDS of a timed event; everything not listed changes a state. */
export const KIND_OF_TYPE = new Uint8Array(256).fill(EVENT_KINDS.indexOf('StateTransition'));
for (const [kind, types] of KINDS_BY_TYPE) for (const type of types) KIND_OF_TYPE[type] = EVENT_KINDS.indexOf(kind);

/** Arguments of a timed event after its time, plus one; 0 = not a timed event. At most four arguments. */
export const TIMED = new Uint8Array(256);
const ARGUMENTS: readonly (readonly number[])[] = [
  [
    event.PROC_STOP,
    event.GO_DESTROY,
    event.GO_DESTROY_SYSCALL,
    event.GO_SYSCALL_END,
    event.GO_SYSCALL_END_BLOCKED,
    event.STW_END,
    event.GC_MARK_ASSIST_END,
  ],
  [
    event.GO_CREATE_SYSCALL,
    event.GC_ACTIVE,
    event.GC_END,
    event.GC_SWEEP_ACTIVE,
    event.GC_SWEEP_BEGIN,
    event.GC_MARK_ASSIST_ACTIVE,
    event.GC_MARK_ASSIST_BEGIN,
    event.HEAP_ALLOC,
    event.HEAP_GOAL,
    event.GO_LABEL,
    130,
    133,
    136,
  ],
  [
    event.PROCS_CHANGE,
    event.PROC_START,
    event.PROC_STATUS,
    event.GO_START,
    event.GO_STOP,
    event.GO_BLOCK,
    event.GO_SYSCALL_BEGIN,
    event.STW_BEGIN,
    event.GC_BEGIN,
    event.GC_SWEEP_END,
    event.USER_TASK_END,
    event.GO_SWITCH,
    event.GO_SWITCH_DESTROY,
    131,
    132,
    134,
    135,
  ],
  [
    event.PROC_STEAL,
    event.GO_CREATE,
    event.GO_UNBLOCK,
    event.GO_STATUS,
    event.USER_REGION_BEGIN,
    event.USER_REGION_END,
    event.GO_CREATE_BLOCKED,
    128,
    129,
  ],
  [event.USER_TASK_BEGIN, event.USER_LOG, event.GO_STATUS_STACK],
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
