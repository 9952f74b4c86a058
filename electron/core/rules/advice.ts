import type { FixSketch } from '@core/api/findings';
import type { Operation } from '@core/api/operation';

/** What to do about goroutines blocked in one operation, most useful first, and a sketch of the first. */
export interface Advice {
  readonly steps: readonly string[];
  readonly fix: FixSketch | null;
}

export const sketch = (title: string, ...lines: readonly string[]): FixSketch => ({
  title,
  lines: lines.map((line) => {
    const kind = line[0] === '+' || line[0] === '-' ? line[0] : ' ';
    return { kind, text: line.slice(1) };
  }),
});

const NO_ADVICE: Advice = { steps: ['Open the stack: the frame above the accent edge is where they wait.'], fix: null };

export const BLOCKED_ADVICE: Readonly<Record<Operation, Advice>> = {
  'chan send': {
    steps: [
      'Give the channel room for one result, so that the sender can finish when nobody waits any more.',
      'Or select on ctx.Done() beside the send, and cancel the context when the receiver leaves.',
    ],
    fix: sketch(
      'Give the channel room for one result.',
      '-out := make(chan Result)',
      '+out := make(chan Result, 1)',
      ' go func() {',
      ' \tout <- work()',
      ' }()',
    ),
  },
  'chan receive': {
    steps: [
      'Close the channel where the last value is sent (defer close(ch) in the one sender).',
      'Or receive in a select with ctx.Done(), and cancel the context when no more values come.',
    ],
    fix: sketch(
      'Close the channel when the last value is sent.',
      ' go func() {',
      '+\tdefer close(ch)',
      ' \tfor _, v := range items {',
      ' \t\tch <- v',
      ' \t}',
      ' }()',
    ),
  },
  select: {
    steps: [
      'Add a case on ctx.Done() (or a done channel) and make sure that its owner cancels: call Stop or Close with defer.',
      'Start one such goroutine per process, not one per request.',
    ],
    fix: sketch(
      'Give the loop a way out.',
      ' select {',
      ' case job := <-jobs:',
      ' \tdo(job)',
      '+case <-ctx.Done():',
      '+\treturn',
      ' }',
    ),
  },
  'mutex lock': {
    steps: [
      'Release the lock on every path: defer mu.Unlock() in the line after mu.Lock().',
      'Do no I/O and no channel operation while holding it.',
    ],
    fix: sketch(
      'Release the lock on every path.',
      ' mu.Lock()',
      '+defer mu.Unlock()',
      ' if err != nil {',
      ' \treturn err',
      ' }',
    ),
  },
  'rwmutex rlock': {
    steps: [
      'Find the writer: a waiting Lock stops every new RLock. Never take RLock twice in one call chain.',
      'Release with defer mu.RUnlock().',
    ],
    fix: sketch('Release the read lock on every path.', ' mu.RLock()', '+defer mu.RUnlock()'),
  },
  'rwmutex lock': {
    steps: [
      'Find the reader that never leaves; RLock cannot be upgraded to Lock, release it first.',
      'Release with defer mu.Unlock().',
    ],
    fix: sketch(
      'Release before taking the write lock.',
      ' mu.RLock()',
      ' missing := cache[key] == nil',
      '+mu.RUnlock()',
      ' if missing {',
      ' \tmu.Lock()',
    ),
  },
  'waitgroup wait': {
    steps: [
      'Call defer wg.Done() as the first line of each worker (or wg.Go from Go 1.25), so that early returns count too.',
      'Drain the result channel in its own goroutine before wg.Wait().',
    ],
    fix: sketch(
      'Count the worker as done on every path.',
      ' go func() {',
      '+\tdefer wg.Done()',
      ' \tif err := work(); err != nil {',
      ' \t\treturn',
      ' \t}',
      '-\twg.Done()',
      ' }()',
    ),
  },
  'cond wait': {
    steps: [
      'Change the condition under the lock and call Broadcast, also when closing.',
      'Wait in a loop that checks the condition again.',
    ],
    fix: sketch('Wake all waiters when closing.', ' mu.Lock()', ' closed = true', ' mu.Unlock()', '+cond.Broadcast()'),
  },
  semacquire: {
    steps: ['Release what was acquired on every path (defer).'],
    fix: null,
  },
  sleep: NO_ADVICE,
  'io wait': { steps: ['Set a read deadline or close the connection when its owner leaves.'], fix: null },
  syscall: NO_ADVICE,
  other: NO_ADVICE,
};

export const NIL_CHANNEL_ADVICE: Advice = {
  steps: [
    'Make the channel before `go`: a nil channel blocks forever.',
    'Where nil switches a select case off, keep one case that can still fire.',
  ],
  fix: sketch(
    'Make the channel before the goroutine starts.',
    '-var done chan struct{}',
    '+done := make(chan struct{})',
    ' go func() {',
    ' \t<-done',
    ' }()',
  ),
};

export const EMPTY_SELECT_ADVICE: Advice = {
  steps: ['Wait for something that can happen: ctx.Done(), a signal, a WaitGroup.'],
  fix: sketch('Wait for something that can happen.', '-select {}', '+<-ctx.Done()'),
};

export const LOST_CANCEL_ADVICE: Advice = {
  steps: [
    'Call defer cancel() in the line after WithTimeout, WithDeadline or WithCancel; go vet (lostcancel) finds the place.',
    'Do not derive request contexts from one that lives as long as the process.',
  ],
  fix: sketch(
    'Cancel on every path.',
    '-ctx, _ := context.WithTimeout(parent, time.Minute)',
    '+ctx, cancel := context.WithTimeout(parent, time.Minute)',
    '+defer cancel()',
  ),
};
