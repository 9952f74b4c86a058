import { describe, expect, it } from 'vitest';
import type { Origin, StackFrame } from '@core/api/findings';
import {
  foldText,
  frameKey,
  frameLocation,
  sharedFrames,
  stackRows,
  stackText,
} from '../../../../renderer/ui/stack/stack-rows';

const frame = (name: string, origin: Origin, line = 1, file = 'x.go'): StackFrame => ({
  function: name,
  file,
  line,
  inlined: false,
  origin,
});
const parked = [
  frame('runtime.gopark', 'runtime', 461, 'proc.go'),
  frame('runtime.chansend', 'runtime', 283, 'chan.go'),
  frame('runtime.chansend1', 'runtime', 161, 'chan.go'),
];
const shape = (frames: readonly StackFrame[]): readonly string[] =>
  stackRows(frames).map((row) => (row.kind === 'fold' ? `[${row.text}]` : row.frame.function));

describe('stackRows', () => {
  it('folds the parking frames and keeps the program', () => {
    expect(shape([...parked, frame('x/ingest.(*Batcher).work', 'own')])).toEqual([
      '[3 runtime frames: gopark, chansend, chansend1]',
      'x/ingest.(*Batcher).work',
    ]);
  });

  it('counts sync and poll among the parking frames at the leaf only', () => {
    const frames = [
      frame('runtime.gopark', 'runtime'),
      frame('sync.(*Mutex).lockSlow', 'std'),
      frame('sync.(*Mutex).Lock', 'std'),
      frame('x/store.(*Cache).Get', 'own'),
      frame('sync.(*Once).doSlow', 'std'),
      frame('x/api.handle', 'own'),
    ];
    expect(shape(frames)).toEqual([
      '[3 runtime and sync frames]',
      'x/store.(*Cache).Get',
      'sync.(*Once).doSlow',
      'x/api.handle',
    ]);
  });

  it('folds the standard library below the program when it is more than one frame', () => {
    const program = frame('x/api.handle', 'own');
    const serve = [frame('net/http.HandlerFunc.ServeHTTP', 'std'), frame('net/http.(*conn).serve', 'std')];
    expect(shape([program, ...serve])).toEqual(['x/api.handle', '[2 net/http frames: ServeHTTP, serve]']);
    expect(shape([program, serve[0]!])).toEqual(['x/api.handle', 'net/http.HandlerFunc.ServeHTTP']);
  });

  it('never folds a whole stack away', () => {
    expect(shape(parked)).toEqual(['[2 runtime frames: gopark, chansend]', 'runtime.chansend1']);
    expect(shape([])).toEqual([]);
  });

  it('keeps every frame exactly once', () => {
    const frames = [...parked, frame('a', 'own'), frame('runtime.goexit', 'runtime'), frame('b', 'dependency')];
    const all = stackRows(frames).flatMap((row) => (row.kind === 'fold' ? row.frames : [row.frame]));
    expect(all).toEqual(frames);
  });
});

describe('words of a stack', () => {
  it('names up to three packages', () => {
    const poll = frame('internal/poll.(*FD).Read', 'std');
    const net = frame('net.(*conn).Read', 'std');
    expect(foldText([parked[0]!, poll, net])).toBe('3 runtime, poll and net frames');
    expect(foldText([parked[0]!])).toBe('1 runtime frame: gopark');
  });

  it('says where a frame is', () => {
    expect(frameLocation({ file: '/src/x/ingest.go', line: 88 })).toBe('ingest.go:88');
    expect(frameLocation({ file: 'C:\\x\\a.go', line: 0 })).toBe('a.go');
    expect(frameLocation({ file: '', line: 7 })).toBe('');
  });

  it('prints a stack as Go does', () => {
    expect(stackText([frame('main.run', 'own', 7, '/src/main.go')], { function: 'main.main', file: '', line: 0 })).toBe(
      'main.run(...)\n\t/src/main.go:7\ncreated by main.main\n',
    );
  });

  it('finds frames of more than one stack, the same line only', () => {
    const a = frame('x.f', 'own', 1);
    const shared = sharedFrames([[a, a], [frame('x.f', 'own', 1)], [frame('x.f', 'own', 2)]]);
    expect([...shared]).toEqual([frameKey(a)]);
  });
});
