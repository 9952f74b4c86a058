import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './words';

/** A program that was started here, at the user's wish. */
interface Program {
  readonly name: string;
  readonly pid: number;
  /** As the system tells it; another process that has the pid by now has another one. */
  readonly started: string;
}

/** How long a program may take to end by itself after it was asked to, ms. */
const GRACE_MS = 5_000;
const LOOK_MS = 50;

export interface ProgramHost {
  /** When a process was started, in any words; null when it has ended. */
  started(pid: number): string | null;
  signal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** The programs that were started from the window and run: nobody else may know that they do. */
export class Programs {
  readonly #host: ProgramHost;
  #all: readonly Program[] = [];

  constructor(host: ProgramHost = OF_SYSTEM) {
    this.#host = host;
  }

  launched(name: string, pid: number): void {
    const started = this.#host.started(pid);
    if (started !== null) this.#all = [...this.#all, { name, pid, started }];
  }

  /** Those that have not ended, in the order in which they were started. */
  get running(): readonly Program[] {
    return (this.#all = this.#all.filter((program) => this.#runs(program)));
  }

  /** They are nobody's concern any more. */
  release(): void {
    this.#all = [];
  }

  /** Asks all to end, and ends those that have not within the grace. Resolves when none runs. */
  async stop(graceMs = GRACE_MS): Promise<void> {
    for (const { pid } of this.running) this.#host.signal(pid, 'SIGTERM');
    const end = performance.now() + graceMs;
    while (this.running.length > 0 && performance.now() < end) await sleep(LOOK_MS);
    for (const { pid } of this.running) this.#host.signal(pid, 'SIGKILL');
    // What cannot even be killed hangs in the system, and waiting would not end it.
    const last = performance.now() + graceMs;
    while (this.running.length > 0 && performance.now() < last) await sleep(LOOK_MS);
  }

  #runs({ pid, started }: Program): boolean {
    return this.#host.started(pid) === started;
  }
}

const OF_SYSTEM: ProgramHost = {
  started: (pid) => {
    try {
      // proc(5): the name in parentheses may hold anything; the state is the first field behind it, the start the 20th.
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const over = fields[0] === 'Z' || fields[0] === 'X';
      return over ? null : (fields[19] ?? null);
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  },
  signal: (pid, signal) => {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // It ended just now.
      if (!isGone(error)) throw error;
    }
  },
};

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH'].includes(String(error.code));
}

/** What is asked before the window is closed: `server (4711) still runs`. */
export function closeQuestion(running: readonly Pick<Program, 'name' | 'pid'>[]): {
  readonly message: string;
  readonly detail: string;
} {
  const names = running.map(({ name, pid }) => `${name} (${pid})`);
  const [one] = running;
  return running.length === 1 && one !== undefined
    ? {
        message: say('{name} still runs', { name: one.name }),
        detail: say(
          'It was started from this window, as process {pid}. Stop asks it to end (SIGTERM) and ends it after 5 s (SIGKILL).',
          { pid: one.pid },
        ),
      }
    : {
        message: say('{count} programs still run', { count: running.length }),
        detail: say(
          'They were started from this window: {names}. Stop asks them to end (SIGTERM) and ends them after 5 s (SIGKILL).',
          { names: names.join(', ') },
        ),
      };
}
