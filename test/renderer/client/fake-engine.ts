import { PROTOCOL_VERSION, type ClientMessage, type EngineMessage } from '@core/api/protocol';
import type { EngineError } from '@core/api/errors';
import type { EnginePort } from '../../../renderer/client/engine-client';

/** The engine's end of a port, driven by hand: what was sent, and ways to answer it. */
export class FakeEngine implements EnginePort {
  readonly sent: ClientMessage[] = [];
  closed = false;
  #receive: (event: { readonly data: unknown }) => void = () => undefined;

  postMessage(message: ClientMessage): void {
    this.sent.push(message);
  }
  addEventListener(_: 'message', listener: (event: { readonly data: unknown }) => void): void {
    this.#receive = listener;
  }
  close(): void {
    this.closed = true;
  }

  /** Raw, for messages no engine of ours would send. */
  say(data: unknown): void {
    this.#receive({ data });
  }
  ok(id: number, answer: unknown): void {
    this.say({ v: PROTOCOL_VERSION, id, kind: 'ok', answer } satisfies EngineMessage);
  }
  err(id: number, error: EngineError): void {
    this.say({ v: PROTOCOL_VERSION, id, kind: 'err', error } satisfies EngineMessage);
  }

  /** Calls of one name, newest last. */
  calls(name: string): readonly Extract<ClientMessage, { kind: 'call' }>[] {
    return this.sent.flatMap((m) => (m.kind === 'call' && m.name === name ? [m] : []));
  }
  /** Answers the newest call of a name. */
  answer(name: string, answer: unknown): void {
    const call = this.calls(name).at(-1);
    if (call === undefined) throw new Error(`nobody asked ${name}`);
    this.ok(call.id, answer);
  }
}

/** Lets settled promises run their continuations. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
