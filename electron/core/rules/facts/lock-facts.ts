import type { Operation } from '@core/api/operation';

export const LOCKS: readonly Operation[] = ['mutex lock', 'rwmutex lock', 'rwmutex rlock'];

export function isLock(operation: Operation): boolean {
  return LOCKS.includes(operation);
}
