/**
 * What a goroutine waits in, the closed set of product.md. `OPERATIONS[i]` is the value of the column `operation` in the
 * goroutine table, so the order is part of the model (append only; note changes in model/FORMAT.md).
 */
export const OPERATIONS = [
  'other',
  'chan send',
  'chan receive',
  'select',
  'mutex lock',
  'rwmutex rlock',
  'rwmutex lock',
  'waitgroup wait',
  'cond wait',
  'semacquire',
  'sleep',
  'io wait',
  'syscall',
] as const;

export type Operation = (typeof OPERATIONS)[number];

/** Row in OPERATIONS. */
export function operationIndex(operation: Operation): number {
  return OPERATIONS.indexOf(operation);
}
