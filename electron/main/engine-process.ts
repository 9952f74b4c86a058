import { ENGINE_PORT_MESSAGE, type EngineState } from '@ipc/channels';
import type { FromEngine, GrantedFile, ToEngine } from '@ipc/engine-control';
import { channelOf } from '@ipc/handle';
import { app, MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron';

/** How the process is called in lists of processes, and in Electron's reports about it. */
export const ENGINE_NAME = 'Parkscope Engine';

const QUICK_MS = 60_000;
const DELAYS_MS = [0, 250, 1_000, 3_000];

/**
 * How long to wait before starting again after the crashes at these times (ms, the last one just now), or null: five
 * within a minute means that something it does at once kills it, and starting a sixth would only burn the machine.
 */
export function restartDelay(crashes: readonly number[], now: number): number | null {
  const quick = crashes.filter((time) => now - time < QUICK_MS).length;
  return DELAYS_MS[Math.max(0, quick - 1)] ?? null;
}

/** Why it ended, as a sentence. `gone` is Electron's word for it, `defect` the exception where there was one. */
export function describeExit(code: number, gone: string | null, defect: string | null): string {
  if (defect !== null) return `It failed: ${defect}.`;
  if (gone === 'oom') return 'It ran out of memory.';
  if (gone === 'killed' || code === 9 || code === 15) return 'It was killed by the system or by a user.';
  if (gone === 'launch-failed') return 'It could not be started.';
  if (gone === 'crashed') return `It crashed (code ${code}).`;
  return `It ended with code ${code}.`;
}

export interface EngineParts {
  /** The bundled engine/main.ts. */
  readonly modulePath: string;
  /** Every file granted so far: a new process knows none. */
  readonly granted: () => readonly GrantedFile[];
  /** Places of recordings, which outlast an engine. */
  readonly recordings: () => readonly GrantedFile[];
  readonly onState: (state: EngineState) => void;
  /** The program granted as `id` was started. */
  readonly onLaunched: (id: string, pid: number, path: string) => void;
}

/** Keeps one engine process alive and the page connected to it. */
export class EngineProcess {
  readonly #parts: EngineParts;
  #child: UtilityProcess | null = null;
  #page: WebContents | null = null;
  #state: EngineState = { state: 'starting', generation: 0, reason: '' };
  #crashes: number[] = [];
  #defect: string | null = null;
  #gone: string | null = null;
  #waiting: NodeJS.Timeout | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    app.on('child-process-gone', (_event, { type, name, reason }) => {
      if (type === 'Utility' && name === ENGINE_NAME) this.#gone = reason;
    });
  }

  get state(): EngineState {
    return this.#state;
  }

  start(): void {
    const generation = this.#state.generation + 1;
    this.#defect = null;
    this.#gone = null;
    this.#tell({ state: 'starting', generation });
    const child = utilityProcess.fork(this.#parts.modulePath, [], { serviceName: ENGINE_NAME, stdio: 'inherit' });
    this.#child = child;
    child.on('message', (message: FromEngine) => {
      if (child !== this.#child) return;
      switch (message.type) {
        case 'defect':
          this.#defect = message.text;
          break;
        case 'launched':
          this.#parts.onLaunched(message.id, message.pid, message.path);
          break;
        case 'ready':
          this.#tell({ state: 'running' });
      }
    });
    child.on('exit', (code) => {
      if (child === this.#child) this.#ended(code);
    });
    this.#send({ type: 'grant', files: this.#parts.granted() });
    for (const file of this.#parts.recordings()) this.#send({ type: 'target', file, lasting: true });
    this.#connect();
  }

  /** Gives the page a port of its own, now and after every restart. A page asks once after every load. */
  attach(page: WebContents): void {
    this.#page = page;
    this.#connect();
  }

  grant(files: readonly GrantedFile[]): void {
    this.#send({ type: 'grant', files });
  }

  /** A place where the user wants an export. A process that starts later does not know it: that export is lost, and asked for again; a recording goes on. */
  target(file: GrantedFile, lasting: boolean): void {
    this.#send({ type: 'target', file, lasting });
  }

  /** By the user's wish: now, and with the crashes so far forgiven. */
  restart(): void {
    this.#crashes = [];
    const old = this.#child;
    this.#child = null;
    old?.kill();
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    this.#tell({ state: 'lost', reason: 'It was restarted on request.' });
    this.start();
  }

  stop(): void {
    const old = this.#child;
    this.#child = null;
    if (this.#waiting !== null) clearTimeout(this.#waiting);
    old?.kill();
  }

  #ended(code: number): void {
    this.#child = null;
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < QUICK_MS), now];
    const delay = restartDelay(this.#crashes, now);
    const reason = describeExit(code, this.#gone, this.#defect);
    if (delay === null) {
      this.#tell({
        state: 'failed',
        reason: `${reason} It stopped ${this.#crashes.length} times within a minute and is not started again.`,
      });
      return;
    }
    this.#tell({ state: 'lost', reason });
    this.#waiting = setTimeout(() => this.start(), delay);
  }

  #connect(): void {
    const page = this.#page;
    if (this.#child === null || page === null || page.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#send({ type: 'connect' }, port2);
    page.postMessage(channelOf(ENGINE_PORT_MESSAGE), this.#state.generation, [port1]);
  }

  #send(message: ToEngine, port?: Electron.MessagePortMain): void {
    this.#child?.postMessage(message, port === undefined ? [] : [port]);
  }

  #tell(change: Partial<EngineState>): void {
    this.#state = { ...this.#state, ...change };
    this.#parts.onState(this.#state);
  }
}
