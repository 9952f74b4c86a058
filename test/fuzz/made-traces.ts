import { NO_M, TraceWriter, type WrittenEvent } from '../support/trace-writer';
import type { Seed } from './mutate';

const VERSIONS = [22, 23, 25, 26];
const NAMES = ['', 'chan receive', 'main.work', '/src/main.go', 'load', 'GC (dedicated)', 'message', 'start trace'];

/**
 * Whole traces of a kilobyte or two, three generations with nearly every kind of event: those of programs are so large that a cut
 * leaves events without their strings and stacks, and most damage hits what is like its neighbours.
 */
export function madeTraces(): Seed[] {
  return VERSIONS.map((version) => ({ name: `made/trace-1.${version}.out`, bytes: made(version) }));
}

function made(version: number): Uint8Array {
  const writer = new TraceWriter(version);
  for (let generation = 0; generation < 3; generation++) {
    const at = 1000 + generation * 5000;
    writer.clock();
    writer.events(NO_M, at, [0, 'GoStatus', 2, NO_M, 4], [0, 'GoStatus', 3, NO_M, 1], [0, 'ProcStatus', 2, 2]);
    writer.events(
      1,
      at,
      ...([
        [1, 'ProcStatus', 0, 1],
        [1, 'GoStatus', 1, 1, 2],
        [2, 'UserTaskBegin', 7 + generation, generation === 0 ? 0 : 7, 4, 2],
        [2, 'UserRegionBegin', 7 + generation, 4, 2],
        [2, 'UserLog', 7 + generation, 4, 6, 2],
        [2, 'GoLabel', 5],
        [2, 'HeapAlloc', 4 << 20],
        [2, 'HeapGoal', 8 << 20],
        [2, 'GCMarkAssistBegin', 1],
        [2, 'GCMarkAssistEnd'],
        [2, 'STWBegin', 7, 1],
        [2, 'STWEnd'],
        [2, 'GCBegin', 1 + generation * 2, 1],
        [2, 'GCSweepBegin', 1],
        [2, 'GCSweepEnd', 8192, 4096],
        [2, 'GoUnblock', 2, 1, 1],
        [2, 'GoCreate', 10 + generation, 3, 2],
        [2, 'ProcsChange', 4, 1],
        [2, 'GoSyscallBegin', 1, 2],
        [9, 'GoSyscallEnd'],
        [2, 'GCEnd', 2 + generation * 2],
        [300, 'UserRegionEnd', 7 + generation, 4, 2],
        [2, 'UserTaskEnd', 7 + generation, 2],
        ...(version >= 23 ? ([[2, 'GoCreateBlocked', 20 + generation, 3, 2]] as const) : []),
        [2, 'GoStop', 7, 1],
        [2, 'GoStart', 10 + generation, 1],
        [2, 'GoDestroy'],
        [2, 'ProcStop'],
      ] satisfies WrittenEvent[]),
    );
    writer.events(
      2,
      at + 40,
      ...([
        [1, 'ProcStatus', 1, 1],
        [1, 'GoStart', 2, 2],
        [4, 'GoBlock', 1, 1],
        [2, 'GoStart', 3, 1],
        [2, 'GoSyscallBegin', 1, 2],
        [40, 'GoSyscallEndBlocked'],
      ] satisfies WrittenEvent[]),
    );
    writer.events(3, at + 60, [1, 'ProcStart', 2, 1], [1, 'ProcSteal', 1, 2, 2]);
    writer.sample(at + 30, 1, 0, 1, 2);
    writer.sample(at + 20, 2, 1, 0, 1);
    writer.stacks({
      1: [[0x401000, 2, 3, 10]],
      2: [
        [0x401000, 2, 3, 11],
        [0x402000, 4, 3, 20],
      ],
      3: [[0x403000, 2, 3, 30]],
    });
    writer.strings(Object.fromEntries(NAMES.entries()));
    writer.next();
  }
  return writer.bytes();
}
