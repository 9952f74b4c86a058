/**
 * What goroutines wait on, as read from the memory of a live process (native/internal/goroutines/waits.go). Kinds, flags and directions are
 * those of api/wait-objects.ts.
 */

export interface WaitObjects {
  readonly count: number;
  /** Of the structure in the process; exact, user addresses have at most 48 bits. 0 = nil channel. */
  readonly address: Float64Array;
  /** Row of WAIT_KINDS. */
  readonly kind: Uint8Array;
  /** OBJECT_* bits. */
  readonly flags: Uint8Array;
  /**
   * Channel: elements in it; with OBJECT_TIMER when that fires, ms since the epoch. Mutex, Cond: how many wait. RWMutex: readers that hold it.
   * WaitGroup: its counter. Semaphore: what is left. Timer: when it fires. fd: its number. −1 = not read; of a timer also: stopped.
   */
  readonly value: Float64Array;
  /** Channel: room for elements. −1 = none. */
  readonly capacity: Float64Array;
  /** Channel: bytes of one element. */
  readonly elementBytes: Uint32Array;
  /** StringId of the type of a channel's elements (`main.event`), or of what a lock is part of (`sync.Once`); 0 = not known. */
  readonly type: Uint32Array;
}

/** Facts of the runtime's own queues: goroutine → object. Grouped by goroutine, ascending. */
export interface Waits {
  readonly count: number;
  /** Row of the goroutine table. */
  readonly goroutine: Uint32Array;
  /** Row of WaitObjects. */
  readonly object: Uint32Array;
  /** Row of WAIT_DIRECTIONS. */
  readonly direction: Uint8Array;
  /** 1 = one of several cases of a select. */
  readonly select: Uint8Array;
}

/** Guesses: the object's address was found in the stack of a goroutine that does not wait for it. Grouped by object, ascending. */
export interface Holds {
  readonly count: number;
  readonly object: Uint32Array;
  /** Row of the goroutine table. */
  readonly goroutine: Uint32Array;
  /** Frame from the top, 0 = innermost, whose part of the stack has the address; −1 = not known. */
  readonly frame: Int32Array;
}

export interface WaitTables {
  readonly objects: WaitObjects;
  readonly waits: Waits;
  readonly holds: Holds;
  /** Whether `holds` was looked for; without it nothing is said about who could release an object. */
  readonly holdsRead: boolean;
}
