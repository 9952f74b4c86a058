import { GOROUTINE_LOCKED_TO_THREAD } from '@core/model/tables';
import { sketch } from '../advice';
import { pattern } from '../pattern';

export const threadLocked = pattern({
  id: 'thread-locked',
  numbers: [52],
  reports: 'Goroutines wired to a thread that do not end: each keeps its thread.',
  traps: 'A main loop of a user interface, code that changes namespaces: few, and steady.',
  operations: ['chan receive', 'select', 'chan send', 'sleep', 'io wait', 'syscall', 'cond wait', 'other'],
  matches: (facts) => facts.count > 1 && (facts.view.groups.allFlags[facts.group] & GOROUTINE_LOCKED_TO_THREAD) !== 0,
  prior: 1,
  cause: 'each keeps a thread',
  advice: {
    steps: ['Call runtime.UnlockOSThread when done, or let the goroutine end: its thread goes with it.'],
    fix: sketch('Let the thread go.', ' runtime.LockOSThread()', '+defer runtime.UnlockOSThread()'),
  },
});
