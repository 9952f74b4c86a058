import { yieldToHost } from '@core/base/cancel';
import { decodeGeneration } from './trace/decode';
import type { GenerationInput, GenerationOutput } from './trace/generation';
import { Machine, type ReadFile, ReadRefused } from './trace/machine';

/** Pieces of work that need nothing but their input: what goes in and comes out of each. */
export interface Tasks {
  readonly 'trace generation': { readonly input: GenerationInput; readonly output: GenerationOutput };
}
export type TaskName = keyof Tasks;

/** Where a parser has pieces of work done. Hosts with threads give one that runs several at a time. */
export interface Pool {
  /** Tasks that can run at the same time; 1 = only this thread. */
  readonly width: number;
  /** Tasks can read a source's `descriptor` themselves. */
  readonly readsFiles: boolean;
  /** The input's buffers are given away with it. Rejects with what the task throws: `ReadRefused` when the host cannot read. */
  run<N extends TaskName>(name: N, input: Tasks[N]['input']): Promise<Tasks[N]['output']>;
}

/** Runs tasks on the thread that calls; buffers that tasks use again belong to it. */
interface TaskRunner {
  run<N extends TaskName>(name: N, input: Tasks[N]['input']): Tasks[N]['output'];
  /** A task made the buffers larger than is worth keeping; only the end of the thread gives their memory back at once. */
  readonly swollen: boolean;
}

/** Memory of a decoder that is kept for the next task, bytes. Ordinary generations take a few megabytes. */
const WORTH_KEEPING = 48 << 20;

/** `read` = how tasks read open files, where the host can. */
export function taskRunner(read: ReadFile | null = null): TaskRunner {
  let machine: Machine | null = null;
  let swollen = false;
  const decode = (input: GenerationInput): GenerationOutput => {
    machine ??= new Machine(read);
    const output = decodeGeneration(input, machine);
    swollen = machine.exports.memory.buffer.byteLength > WORTH_KEEPING;
    if (swollen) machine = null;
    return output;
  };
  const table: { readonly [N in TaskName]: (input: Tasks[N]['input']) => Tasks[N]['output'] } = {
    'trace generation': decode,
  };
  return {
    run: (name, input) => table[name](input),
    get swollen() {
      return swollen;
    },
  };
}

/** Bytes of input between two pauses. A pause takes a millisecond; a damaged trace may have fifty thousand generations of a few bytes. */
const PAUSE_BYTES = 256 << 10;

/** Everything on this thread: for tests, for small inputs, and where a host has no threads. */
export function inlinePool(): Pool {
  let runner: TaskRunner | null = null;
  let bytes = 0;
  return {
    width: 1,
    readsFiles: false,
    async run(name, input) {
      bytes += input.bytes.length;
      if (bytes >= PAUSE_BYTES) {
        bytes = 0;
        // A cancel may come in.
        await yieldToHost();
      }
      runner ??= taskRunner();
      return runner.run(name, input);
    },
  };
}

/** What a host sends to a thread of its pool. */
export interface TaskRequest {
  readonly id: number;
  readonly name: TaskName;
  readonly input: Tasks[TaskName]['input'];
}

/** `swollen` = the thread holds much memory that it does not need, and should be ended. */
export type TaskReply =
  { readonly id: number; readonly output: Tasks[TaskName]['output']; readonly swollen: boolean } | TaskFailure;

/** `unreadAt` = the error is the host's reason why it could not read there; else it is a defect. */
interface TaskFailure {
  readonly id: number;
  readonly error: string;
  readonly unreadAt?: number;
}

/** Does what a request asks: the whole work of a pool's thread. */
export function answerTask(runner: TaskRunner, { id, name, input }: TaskRequest): TaskReply {
  try {
    return { id, output: runner.run(name, input), swollen: runner.swollen };
  } catch (error) {
    if (error instanceof ReadRefused) return { id, error: error.message, unreadAt: error.offset };
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** What `Pool.run` rejects with when a thread answers so. */
export function taskError({ error, unreadAt }: TaskFailure): Error {
  return unreadAt === undefined ? new Error(error) : new ReadRefused(unreadAt, error);
}

/** Buffers in plain data that can be handed over instead of copied; each once. Those without a byte may be shared, and stay. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const walk = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      if (part.buffer instanceof ArrayBuffer && part.buffer.byteLength > 0) found.add(part.buffer);
    } else if (typeof part === 'object' && part !== null) {
      Object.values(part).forEach(walk);
    }
  };
  walk(value);
  return [...found];
}
