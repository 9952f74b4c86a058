import { ENGINE_PORT_MESSAGE, type EnginePortMessage } from '@ipc/channels';
import {
  PROTOCOL_VERSION,
  type CallAnswer,
  type CallName,
  type CallParams,
  type ClientMessage,
  type EngineEvent,
  type EngineMessage,
} from '@core/api/protocol';
import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';

/** What a MessagePort, a Worker and a test double have in common. */
export interface EnginePort {
  postMessage(message: ClientMessage): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  /** MessagePorts deliver nothing before it. */
  start?(): void;
  close?(): void;
}

interface Pending {
  readonly message: ClientMessage;
  readonly settle: (result: Result<unknown, EngineError>) => void;
}

const CANCELLED = engineError('cancelled', 'Cancelled');
const LOST = engineError('engine-lost', 'The engine stopped', { reason: 'It is starting again.' });

/**
 * Asks the engine. Every call settles exactly once with a Result and never throws: with the answer, the engine's error,
 * `cancelled` when its signal fired, or `engine-lost` when the engine went away. Calls made while no engine is attached
 * wait for the next one, so nobody needs to know whether it is just starting.
 */
export class EngineClient {
  #port: EnginePort | null = null;
  #next = 1;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  /** Talks to a (new) engine. What was asked of the one before is lost; what waited is sent. */
  attach(port: EnginePort): void {
    if (this.#port !== null) this.detach();
    this.#port = port;
    port.addEventListener('message', (event) => {
      if (this.#port === port) this.#receive(event.data);
    });
    port.start?.();
    for (const { message } of this.#pending.values()) port.postMessage(message);
  }

  /** The engine is gone: everything asked of it settles as `engine-lost`. Later calls wait for `attach`. */
  detach(): void {
    if (this.#port === null) return;
    this.#port.close?.();
    this.#port = null;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { settle } of lost) settle(err(LOST));
  }

  get attached(): boolean {
    return this.#port !== null;
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  call<N extends CallName>(
    name: N,
    params: CallParams<N>,
    signal?: AbortSignal,
  ): Promise<Result<CallAnswer<N>, EngineError>> {
    if (signal?.aborted) return Promise.resolve(err(CANCELLED));
    const id = this.#next++;
    const message: ClientMessage = { v: PROTOCOL_VERSION, id, kind: 'call', name, params };
    return new Promise((resolve) => {
      const onAbort = (): void => {
        if (!this.#pending.delete(id)) return;
        this.#port?.postMessage({ v: PROTOCOL_VERSION, id, kind: 'cancel' });
        resolve(err(CANCELLED));
      };
      this.#pending.set(id, {
        message,
        settle: (result) => {
          signal?.removeEventListener('abort', onAbort);
          resolve(result.ok ? ok(result.value as CallAnswer<N>) : result);
        },
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#port?.postMessage(message);
    });
  }

  #receive(data: unknown): void {
    if (!isEngineMessage(data)) return;
    if (data.kind === 'event') {
      for (const listener of this.#listeners) listener(data.event);
      return;
    }
    const pending = this.#pending.get(data.id);
    if (pending === undefined) return; // cancelled meanwhile
    this.#pending.delete(data.id);
    if (data.v !== PROTOCOL_VERSION) {
      pending.settle(
        err(engineError('internal', `The engine speaks protocol ${data.v}, this window ${PROTOCOL_VERSION}`)),
      );
    } else pending.settle(data.kind === 'ok' ? ok(data.answer) : err(data.error));
  }
}

function isEngineMessage(data: unknown): data is EngineMessage {
  return typeof data === 'object' && data !== null && 'v' in data && 'id' in data && 'kind' in data;
}

/** Whether a message of the window brings the port of an engine. */
export function isPortMessage(data: unknown): data is EnginePortMessage {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === ENGINE_PORT_MESSAGE;
}
