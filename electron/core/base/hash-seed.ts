/**
 * Starts every hash table over numbers and bytes of an input. Unpredictable, so that nobody can make an input whose rows all fall
 * into one place; another one in every process, as nothing that a table answers depends on it.
 */
export const HASH_SEED = Math.floor(Math.random() * 0x100000000) | 0;

/** Hash of a pair of 32-bit numbers; all bits are good. */
export function hashPair(a: number, b: number, seed = HASH_SEED): number {
  let h = Math.imul(a ^ seed, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12) ^ seed, 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}
