/** What goroutines wait on, as read from the memory of a live process (native/internal/goroutines/waits.go). */

/** Kinds of `WaitObjects.kind`, by position. `semaphore`: one of which it is not known what it belongs to. */
export const WAIT_KINDS = ['channel', 'semaphore', 'mutex', 'rwmutex', 'waitgroup', 'cond', 'timer', 'fd'] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];

/** Bits of `WaitObjects.flags`. */
export const OBJECT_CLOSED = 1;
/** The runtime sends to the channel when a time has come. */
export const OBJECT_TIMER = 2;
export const OBJECT_LOCKED = 4;
export const OBJECT_STARVING = 8;
/** A writer waits for or holds the RWMutex: new readers wait. */
export const OBJECT_WRITER = 16;
/** A channel that is nil: nothing ever wakes who waits for it. Its address is 0. */
export const OBJECT_NIL = 32;

export interface WaitObjects {
  readonly count: number;
  /** Of the structure in the process; exact, user addresses have at most 48 bits. 0 = nil channel. */
  readonly address: Float64Array;
  /** Row of WAIT_KINDS. */
  readonly kind: Uint8Array;
  /** OBJECT_* bits. */
  readonly flags: Uint8Array;
  /** Channel: elements in it. WaitGroup: its counter. RWMutex: readers. Timer: when it fires, ms since the epoch. fd: its number. −1 = not read. */
  readonly value: Float64Array;
  /** Channel: room for elements. −1 = none. */
  readonly capacity: Float64Array;
  /** Channel: bytes of one element. */
  readonly elementBytes: Uint32Array;
  /** StringId of the type: of a channel's elements; of the structure; 0 = not known. */
  readonly type: Uint32Array;
}

/** Rows of `Waits.direction`. `either`: a case of a select of which it is not known. */
export const WAIT_DIRECTIONS = ['receive', 'send', 'acquire', 'either'] as const;

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
