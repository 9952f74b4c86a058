import type { WaitObjectKind } from './waiters';

/** What goroutines wait on, as the sampler says it: native/internal/goroutines/waits.go has the same constants. */

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

/** Rows of `Waits.direction`. `either`: a case of a select of which it is not known. */
export const WAIT_DIRECTIONS = ['receive', 'send', 'acquire', 'either'] as const;

/** What an object is to people: a nil channel, and a timer whose channel is waited on, are none of its own to the runtime. */
export function objectKind(kind: WaitKind, flags: number, value: number): WaitObjectKind {
  if ((flags & OBJECT_NIL) !== 0) return 'nil channel';
  // One that is stopped is a channel that nobody sends to.
  return (flags & OBJECT_TIMER) !== 0 && value >= 0 ? 'timer' : kind;
}
