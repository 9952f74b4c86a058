import { existsSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  buffersOf,
  inlinePool,
  type Pool,
  type TaskName,
  type TaskReply,
  type TaskRequest,
  type Tasks,
  taskError,
} from '@core/formats/pool';

/** Threads without work end after this time: their buffers are worth more to others. */
const IDLE_MS = 2000;
const MOST_THREADS = 8;

interface Job {
  readonly request: TaskRequest;
  resolve(output: Tasks[TaskName]['output']): void;
  reject(error: Error): void;
}

/** Bundle of the threads, for a bundle in dist/NAME/: pass the bundle's own `import.meta.url`. */
export function poolScript(bundle: string): string {
  return fileURLToPath(new URL('../pool/worker.cjs', bundle));
}

/**
 * A pool on worker threads, which start with the first tasks and end when nothing came for a while. Where the threads' bundle is not
 * there (sources run without a build), everything runs on the caller's thread.
 */
export function threadPool(script: string, width = Math.min(MOST_THREADS, os.availableParallelism())): Pool {
  if (!existsSync(script)) return inlinePool();
  return new ThreadPool(script, Math.max(1, width));
}

class ThreadPool implements Pool {
  readonly width: number;
  readonly readsFiles = true;
  readonly #script: string;
  readonly #waiting: Job[] = [];
  readonly #idle: Thread[] = [];
  #threads = 0;
  #lastId = 0;

  constructor(script: string, width: number) {
    this.#script = script;
    this.width = width;
  }

  run<N extends TaskName>(name: N, input: Tasks[N]['input']): Promise<Tasks[N]['output']> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request: { id: ++this.#lastId, name, input }, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    let thread = this.#idle.pop();
    if (thread === undefined && this.#threads < this.width) {
      this.#threads++;
      const done = (free: Thread): void => {
        this.#idle.push(free);
        this.#next();
      };
      const gone = (lost: Thread): void => {
        this.#threads--;
        const at = this.#idle.indexOf(lost);
        if (at >= 0) this.#idle.splice(at, 1);
        this.#next();
      };
      thread = new Thread(this.#script, done, gone);
    }
    const job = thread === undefined ? undefined : this.#waiting.shift();
    if (thread !== undefined && job !== undefined) thread.start(job);
  }
}

/** One worker and the task it has. */
class Thread {
  readonly #worker: Worker;
  #job: Job | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(script: string, done: (thread: Thread) => void, gone: (thread: Thread) => void) {
    this.#worker = new Worker(script, { resourceLimits: { maxYoungGenerationSizeMb: 8 } });
    this.#worker.on('message', (reply: TaskReply) => {
      const job = this.#job;
      this.#job = null;
      if ('output' in reply && reply.swollen) {
        job?.resolve(reply.output);
        // Its end takes it out of the pool.
        void this.#worker.terminate();
        return;
      }
      this.#timer = setTimeout(() => void this.#worker.terminate(), IDLE_MS);
      // Neither the idle thread nor its clock keeps a command from ending.
      this.#timer.unref();
      this.#worker.unref();
      if ('error' in reply) job?.reject(taskError(reply));
      else job?.resolve(reply.output);
      done(this);
    });
    const fail = (error: Error): void => {
      const job = this.#job;
      this.#job = null;
      job?.reject(error);
    };
    this.#worker.on('error', fail);
    this.#worker.on('exit', (code) => {
      fail(new Error(`a worker thread ended with code ${code}`));
      gone(this);
    });
  }

  start(job: Job): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#job = job;
    this.#worker.ref();
    this.#worker.postMessage(job.request, buffersOf(job.request.input));
  }
}
