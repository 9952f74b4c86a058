import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '@core/api/operation';
import { classifyWait, operationOfFrames, operationOfState, splitState } from '@core/model/operation';
import type { Wait } from '@core/model/operation';
import { flagText } from '../../support/check-import';

function text(wait: Wait | null): string {
  if (wait === null) return 'null';
  return `${OPERATIONS[wait.operation]}${wait.flags === 0 ? '' : ` ${flagText(wait.flags)}`}`;
}
const classify = (state: string, ...frames: string[]): string =>
  text(classifyWait(state, (i) => frames[i], frames.length));
const ofFrames = (...frames: string[]): string => text(operationOfFrames((i) => frames[i], frames.length));

describe('from the printed state', () => {
  test.each([
    ['chan send (nil chan)', 'chan send nil'],
    ['chan receive (leaked)', 'chan receive'],
    ['select (no cases)', 'select no-cases'],
    ['select (durable)', 'select'],
    ['sync.RWMutex.RLock', 'rwmutex rlock'],
    ['sync.WaitGroup.Wait (durable)', 'waitgroup wait'],
    ['running', 'other running'],
    ['runnable', 'other'],
    ['GC worker (idle)', 'other'],
    ['semacquire', 'null'],
    ['waiting', 'null'],
    ['', 'null'],
    ['of the future', 'null'],
  ])('%s: %s', (state, expected) => {
    expect(text(operationOfState(state))).toBe(expected);
  });

  test('marks come off in any order', () => {
    const { state, flags } = splitState('chan receive (nil chan) (leaked) (scan)');
    expect([state, flagText(flags)]).toEqual(['chan receive (nil chan)', 'leaked,scan']);
  });
});

describe('from frames', () => {
  test.each([
    [['runtime.gopark', 'runtime.chansend', 'runtime.chansend1', 'main.f'], 'chan send'],
    [['runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv2', 'main.f'], 'chan receive'],
    [['runtime.gopark', 'runtime.selectgo', 'main.f'], 'select'],
    [['runtime.gopark', 'runtime.block', 'main.f'], 'select no-cases'],
    [['runtime.gopark', 'runtime.goparkunlock', 'sync.runtime_notifyListWait', 'sync.(*Cond).Wait'], 'cond wait'],
    [['runtime.gopark', 'time.Sleep', 'main.f'], 'sleep'],
    [['internal/poll.runtime_pollWait', 'internal/poll.(*pollDesc).wait'], 'io wait'],
    [['runtime.gopark', 'runtime.netpollblock', 'internal/poll.runtime_pollWait'], 'io wait'],
    [['reflect.rselect', 'reflect.Select', 'main.f'], 'select'],
    [['runtime.notetsleepg', 'os/signal.signal_recv'], 'syscall'],
    [['internal/runtime/syscall.Syscall6', 'syscall.RawSyscall6'], 'syscall'],
    [['internal/runtime/syscall/linux.Syscall6', 'syscall.RawSyscall6'], 'syscall'],
    [['runtime.gopark', 'runtime.chansend', 'runtime.semacquire1'], 'chan send'],
    [['runtime.chansend', 'main.f'], 'null'],
    [['main.f', 'runtime.gopark'], 'null'],
    [['runtime.gopark', 'runtime.gcStart', 'runtime.mallocgc', 'main.f'], 'other'],
  ])('%j: %s', (frames, expected) => {
    expect(ofFrames(...frames)).toBe(expected);
  });

  test('a nil channel by the line of its park, in a profile', () => {
    const frames = ['runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv1'];
    const at = (line: number): string =>
      text(
        operationOfFrames(
          (i) => frames[i],
          3,
          (i) => (i === 1 ? line : 0),
        ),
      );
    expect([at(536), at(667), at(469), at(583), at(0)]).toEqual([
      'chan receive nil',
      'chan receive',
      'chan receive nil',
      'chan receive',
      'chan receive',
    ]);
  });
});

describe('locks of every version', () => {
  const park = ['runtime.gopark', 'runtime.goparkunlock', 'runtime.semacquire1'];
  test.each([
    [
      '1.18 mutex',
      'semacquire',
      ['sync.runtime_SemacquireMutex', 'sync.(*Mutex).lockSlow', 'sync.(*Mutex).Lock'],
      'mutex lock',
    ],
    [
      '1.18 read lock',
      'semacquire',
      ['sync.runtime_SemacquireMutex', 'sync.(*RWMutex).RLock', 'main.f'],
      'rwmutex rlock',
    ],
    [
      '1.18 write lock',
      'semacquire',
      ['sync.runtime_SemacquireMutex', 'sync.(*RWMutex).Lock', 'main.f'],
      'rwmutex lock',
    ],
    [
      '1.23 wait group',
      'semacquire',
      ['sync.runtime_Semacquire', 'sync.(*WaitGroup).Wait', 'main.f'],
      'waitgroup wait',
    ],
    [
      '1.26 wait group',
      'sync.WaitGroup.Wait',
      ['sync.runtime_SemacquireWaitGroup', 'sync.(*WaitGroup).Wait'],
      'waitgroup wait',
    ],
    [
      '1.26 mutex in Once',
      'sync.Mutex.Lock',
      [
        'internal/sync.runtime_SemacquireMutex',
        'internal/sync.(*Mutex).lockSlow',
        'internal/sync.(*Mutex).Lock',
        'sync.(*Mutex).Lock',
        'sync.(*Once).doSlow',
      ],
      'mutex lock',
    ],
    [
      'writer behind a writer',
      'sync.Mutex.Lock',
      [
        'internal/sync.runtime_SemacquireMutex',
        'internal/sync.(*Mutex).lockSlow',
        'internal/sync.(*Mutex).Lock',
        'sync.(*Mutex).Lock',
        'sync.(*RWMutex).Lock',
        'main.f',
      ],
      'rwmutex lock',
    ],
    [
      'mutex taken again by Cond.Wait',
      'sync.Mutex.Lock',
      ['internal/sync.runtime_SemacquireMutex', 'sync.(*Mutex).Lock', 'sync.(*Cond).Wait'],
      'mutex lock',
    ],
    ['fd mutex', 'semacquire', ['internal/poll.runtime_Semacquire', 'internal/poll.(*fdMutex).rwlock'], 'semacquire'],
  ])('%s', (_, state, frames, expected) => {
    expect(classify(state, ...frames)).toBe(expected);
    // And the same from a profile, which has no state but the runtime's frames.
    expect(classify('', ...park, ...frames)).toBe(expected);
  });

  test('semacquire over code that takes no lock is a collection that starts', () => {
    expect(classify('semacquire', 'main.allocates', 'main.f')).toBe('other');
    expect(classify('semacquire')).toBe('semacquire');
  });
});
