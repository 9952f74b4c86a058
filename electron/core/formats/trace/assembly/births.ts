import { List, newList } from './lists';
import { now } from './rows';
import { Goroutine } from './state';

/*
 * Where goroutines came from: most are either created in a generation or told by a status at its start, so neither is part of all of
 * them.
 */

/** Creations: time (double), goroutine, index + 1 of who made it, stack of the `go` statement and of its function (32 bits). */
const BIRTH: u32 = 24;
let births: List = changetype<List>(0);
/** First statuses: time (double), goroutine, stack (32 bits), state (8 bits). By time. */
const STATUS: u32 = 17;
let statuses: List = changetype<List>(0);

export function beginBirths(): void {
  births = newList(BIRTH);
  statuses = newList(STATUS);
}

export function birthList(): List {
  return births;
}

export function statusList(): List {
  return statuses;
}

/** A goroutine is created now, or again under the same id: then the first time stays. */
export function born(g: Goroutine, creator: u32, creationStack: u32, entryStack: u32): void {
  if (g.birth === 0) {
    g.birth = births.add() + 1;
    const fresh = g.birth - 1;
    store<f64>(births.at(fresh, 0, 8), now);
    store<u32>(births.at(fresh, 8, 4), g.index);
  }
  const row = g.birth - 1;
  store<u32>(births.at(row, 12, 4), creator);
  store<u32>(births.at(row, 16, 4), creationStack);
  store<u32>(births.at(row, 20, 4), entryStack);
}

/** What a status said first of a goroutine. */
export function say(g: Goroutine, state: i32, stack: u32): void {
  const row = statuses.add();
  store<f64>(statuses.at(row, 0, 8), now);
  store<u32>(statuses.at(row, 8, 4), g.index);
  store<u32>(statuses.at(row, 12, 4), stack);
  store<u8>(statuses.at(row, 16, 1), <u8>state);
  g.said = row + 1;
}
