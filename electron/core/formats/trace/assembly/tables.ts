import * as host from './host';
import { take } from './memory';

/** Rows of strings and stacks by id, which the host read; an id without a row is asked for. */
let stringRows: usize = 0;
let stringCount: u64 = 0;
let stackRows: usize = 0;
let stackCount: u64 = 0;
/** Reason by id of a string, −1 = not asked for yet. */
const REASONS: u64 = 256;
let reasons: usize = 0;

/** Makes room for so many rows of each; the host fills it. */
export function beginTables(strings: u32, stacks: u32): void {
  stringRows = take(strings << 2);
  stringCount = strings;
  stackRows = take(stacks << 2);
  stackCount = stacks;
  reasons = take((<usize>REASONS) << 1);
  memory.fill(reasons, 0xff, (<usize>REASONS) << 1);
}

export function stringRowsAt(): usize {
  return stringRows;
}

export function stackRowsAt(): usize {
  return stackRows;
}

/** Row of a string id; one that is in no table is counted and empty. */
export function stringOf(id: u64): u32 {
  const row = id < stringCount ? load<u32>(stringRows + ((<usize>id) << 2)) : 0;
  return row === 0 && id !== 0 ? host.findString(<f64>id) : row;
}

export class Stacks {
  /** Row of a stack id; one that is in no table is counted and empty. Part of its callers, which a decorator can ask for methods only. */
  @inline
  static of(id: u64): u32 {
    const row = id < stackCount ? load<u32>(stackRows + ((<usize>id) << 2)) : 0;
    return row === 0 && id !== 0 ? host.findStack(<f64>id) : row;
  }
}

/** Reason for a string id. */
export function reasonOf(id: u64): i32 {
  if (id >= REASONS) return host.reasonOf(<f64>id);
  const place = reasons + ((<usize>id) << 1);
  const known = load<i16>(place);
  if (known >= 0) return known;
  const reason = host.reasonOf(<f64>id);
  store<i16>(place, <i16>reason);
  return reason;
}
