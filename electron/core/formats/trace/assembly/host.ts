/*
 * What the decoder asks of the host: all of it is rare. Imported by the names of this file and of the functions.
 */

/** Copies a batch of events to an address. */
export declare function fetch(batch: i32, to: usize): void;

/** Counts a problem (PROBLEM_…), at a byte of a batch; batch −1 = it has no place. */
export declare function problem(kind: i32, batch: i32, byte: u32): void;

/** Row of a string whose id is not in the array of rows, 0 and a problem if there is none. */
export declare function findString(id: f64): u32;

/** The same for a stack. */
export declare function findStack(id: f64): u32;

/** Reason for a string's id. */
export declare function reasonOf(id: f64): i32;

/** A chunk of rows is complete: see `chunk…` of rows.ts. `sound` = it was walked and is as it should be. */
export declare function chunk(startNs: f64, endNs: f64, sound: bool): void;
