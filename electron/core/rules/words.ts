import { formatCount } from '@core/base/format';
import type { Operation } from '@core/api/operation';

/** Pronouns for one goroutine or many. */
export interface Pronouns {
  readonly they: string;
  readonly them: string;
  readonly They: string;
  readonly Their: string;
}

const MANY: Pronouns = { they: 'they', them: 'them', They: 'They', Their: 'Their' };
const ONE: Pronouns = { they: 'it', them: 'it', They: 'It', Their: 'Its' };

export function pronouns(count: number): Pronouns {
  return count === 1 ? ONE : MANY;
}

/** All of a group of two or more, inside a sentence: `both`, `all 30`. */
export function allOf(count: number): string {
  return count === 2 ? 'both' : `all ${formatCount(count)}`;
}

/** Verb phrases for goroutines blocked in an operation, for many and for one. */
export function blockedIn(operation: Operation): { readonly verb: string; readonly verbOne: string } {
  switch (operation) {
    case 'chan send':
    case 'chan receive':
      return { verb: `blocked in ${operation}`, verbOne: `blocked in ${operation}` };
    case 'select':
      return { verb: 'parked in select', verbOne: 'parked in select' };
    case 'mutex lock':
      return { verb: 'wait for a mutex', verbOne: 'waits for a mutex' };
    case 'rwmutex rlock':
      return { verb: 'wait to read-lock an RWMutex', verbOne: 'waits to read-lock an RWMutex' };
    case 'rwmutex lock':
      return { verb: 'wait to write-lock an RWMutex', verbOne: 'waits to write-lock an RWMutex' };
    case 'waitgroup wait':
      return { verb: 'wait for a WaitGroup', verbOne: 'waits for a WaitGroup' };
    case 'cond wait':
      return { verb: 'wait for a Cond', verbOne: 'waits for a Cond' };
    case 'semacquire':
      return { verb: 'wait for a semaphore', verbOne: 'waits for a semaphore' };
    case 'sleep':
      return { verb: 'asleep', verbOne: 'asleep' };
    case 'io wait':
      return { verb: 'wait for I/O', verbOne: 'waits for I/O' };
    case 'syscall':
      return { verb: 'in a system call', verbOne: 'in a system call' };
    case 'other':
      return { verb: 'parked', verbOne: 'parked' };
  }
}
