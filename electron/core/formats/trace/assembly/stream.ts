import { List, newList } from './lists';
import { CONTRADICTION } from './problems';
import { problemAt } from './frontier';
import { now, setNow } from './rows';
import { Thread } from './state';

/* The stream of events as the reader of x/exp/trace gives it: final times, how many of each. */

/** How much of the stream's start is kept for the case that the generation before ends later: events and time. */
const EARLY_AT_LEAST: u32 = 4096;
const EARLY_MOST: u32 = 1 << 18;
const EARLY_NS: f64 = 50e6;

/** Events apply whether they may or not: the order is broken and nothing else goes on. */
export let force: bool = false;
/** Events of the stream, its Sync first. */
export let emitted: u32 = 0;
/** State changes that events imply beside themselves, and samples. */
export let implied: u32 = 0;
/** Events by type. */
export const typeCounts: usize = memory.data(256 << 2);

/** Final times of the first events. */
let early: List = changetype<List>(0);
let earlyUntil: f64 = 0;
let earlyOpen: bool = false;

export function beginStream(syncNs: f64): void {
  force = false;
  emitted = 1;
  implied = 0;
  memory.fill(typeCounts, 0, 256 << 2);
  early = newList(8);
  earlyUntil = syncNs + EARLY_NS;
  earlyOpen = true;
  store<f64>(early.at(early.add(), 0, 8), syncNs);
}

/* What every event goes through is a method: a decorator that makes it part of its callers is for those alone. */
export class Stream {
  /** The thread's event comes next in the stream: `now` becomes its final time. */
  @inline
  static stamp(t: Thread): void {
    const place = typeCounts + (t.type << 2);
    store<u32>(place, load<u32>(place) + 1);
    Stream.next(t.time);
  }

  /** So does a state change that the event implies beside itself. */
  static stampImplied(t: Thread): void {
    implied++;
    Stream.next(t.time);
  }

  /** An event without a type of its own has this time. */
  @inline
  static next(time: f64): void {
    setNow(time <= now ? now + 1 : time);
    emitted++;
    if (earlyOpen) keepEarly();
  }
}

function keepEarly(): void {
  store<f64>(early.at(early.add(), 0, 8), now);
  earlyOpen = early.count < EARLY_MOST && (early.count < EARLY_AT_LEAST || now < earlyUntil);
}

export function setForce(on: bool): void {
  force = on;
}

/** The event contradicts what came before; it is applied as far as that makes sense. */
export function contradict(t: Thread): void {
  problemAt(CONTRADICTION, t);
}

export function earlyList(): List {
  return early;
}
