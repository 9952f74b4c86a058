import { err, ok, type Result } from '@core/base/result';
import { decodeBatch, type Batch } from '@core/base/wire/batches';
import { samplerCode, sidecarError, type SidecarError } from './errors';
import { CONTROL, encodeFrame, FrameDecoder } from '@core/base/wire/frames';
import {
  decodeAnswer,
  decodeMessage,
  encodeMessage,
  PROTOCOL_MAJOR,
  protocolMajor,
  type CallName,
  type Calls,
  type FromSampler,
  type Hello,
  type ToSampler,
} from './messages';

export const BUILD_AGAIN = 'Build the sampler again with `npm run build`.';

interface Pending {
  readonly name: CallName;
  /** Takes the tables that the call answers with; null for calls that have none. */
  readonly onBatch: ((batch: Batch) => void) | null;
  /** Batches that were taken and not granted again. */
  taken: number;
  settle(outcome: Result<unknown, SidecarError>): void;
}

/** Batches that the sampler may send before the first was taken: enough to keep it busy, at about 1 MiB each. */
const BATCHES_AHEAD = 8;

/** So many that were taken are granted again at once: a message each, ten times a second, costs both sides more than the batches. */
const GRANTED_AGAIN = BATCHES_AHEAD / 2;

/**
 * Our end of one session with a sampler: calls with ids, cancelling, errors. Knows bytes, not processes: the owner hands in what
 * arrives (`receive`), sends what it is given, and says when the session is over (`lose`).
 */
export class SidecarClient {
  /** The sampler's first message, or why there was none. */
  readonly hello: Promise<Result<Hello, SidecarError>>;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #broken: () => void;
  readonly #decoder = new FrameDecoder();
  /** Calls whose end the sampler has not sent yet; those that were cancelled stay until it does. */
  readonly #pending = new Map<number, Pending>();
  #greet: ((outcome: Result<Hello, SidecarError>) => void) | null = null;
  #nextId = 1;
  #lost: SidecarError | null = null;

  /** `broken`: the stream makes no sense any more and every call has failed; the owner should end the sampler. */
  constructor(send: (bytes: Uint8Array) => void, broken: () => void) {
    this.#send = send;
    this.#broken = broken;
    this.hello = new Promise((resolve) => {
      this.#greet = resolve;
    });
  }

  /**
   * Asks. An abort ends the call at once with `cancelled`; the sampler is told, and what it still sends is dropped. Calls that answer
   * with tables hand them to `onBatch` as they come; for those taken the sampler may send others.
   */
  call<N extends CallName>(
    name: N,
    params: Calls[N]['params'],
    signal?: AbortSignal,
    onBatch: ((batch: Batch) => void) | null = null,
  ): Promise<Result<Calls[N]['answer'], SidecarError>> {
    if (this.#lost !== null) return Promise.resolve(err(this.#lost));
    if (signal?.aborted === true) return Promise.resolve(err(cancelled()));
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const abort = (): void => {
        resolve(err(cancelled()));
        if (this.#pending.has(id)) this.#tell({ type: 'cancel', id });
      };
      this.#pending.set(id, {
        name,
        onBatch: onBatch === null ? null : (batch) => (signal?.aborted === true ? undefined : onBatch(batch)),
        taken: 0,
        settle: (outcome) => {
          signal?.removeEventListener('abort', abort);
          if (!outcome.ok) return resolve(outcome);
          const answer = decodeAnswer(name, outcome.value);
          resolve(answer.ok ? answer : err(protocolError(`its answer to ${name} is none: ${answer.error}`)));
        },
      });
      signal?.addEventListener('abort', abort, { once: true });
      this.#tell({ type: 'call', id, name, params });
      if (onBatch !== null) this.#tell({ type: 'credit', id, batches: BATCHES_AHEAD });
    });
  }

  /** What the sampler wrote, in pieces of any size. */
  receive(chunk: Uint8Array): void {
    const { frames, error } = this.#decoder.push(chunk);
    for (const { kind, payload } of frames) {
      if (this.#lost !== null) return;
      if (kind === CONTROL) this.#read(payload);
      else this.#take(payload);
    }
    if (error !== null) this.#break(protocolError(error.detail));
  }

  /** The session is over: every call that is not answered fails with `error`, and so does every later one. */
  lose(error: SidecarError): void {
    if (this.#lost !== null) return;
    const cut = this.#decoder.end();
    const details = [error.detail, cut?.detail ?? ''].filter((detail) => detail !== '');
    const lost = { ...error, detail: details.join('; ') };
    this.#lost = lost;
    this.#greet?.(err(lost));
    this.#greet = null;
    for (const { settle } of this.#pending.values()) settle(err(lost));
    this.#pending.clear();
  }

  #read(payload: Uint8Array): void {
    if (this.#greet !== null) {
      const major = protocolMajor(payload);
      if (major !== null && major !== PROTOCOL_MAJOR) return this.#break(otherProtocol(major));
    }
    const message = decodeMessage(payload);
    if (!message.ok) return this.#break(protocolError(message.error));
    if ((message.value.type === 'hello') !== (this.#greet !== null)) {
      return this.#break(protocolError('its first message, and only that, must be its hello'));
    }
    this.#act(message.value);
  }

  #take(payload: Uint8Array<ArrayBuffer>): void {
    const batch = decodeBatch(payload);
    if (!batch.ok) return this.#break(protocolError(`its columns cannot be read: ${batch.error}`));
    const { call } = batch.value;
    const pending = this.#pending.get(call);
    if (pending === undefined || pending.onBatch === null)
      return this.#break(protocolError(`it sent columns for call ${call}, which does not take any`));
    pending.onBatch(batch.value);
    if (++pending.taken < GRANTED_AGAIN) return;
    this.#tell({ type: 'credit', id: call, batches: pending.taken });
    pending.taken = 0;
  }

  #act(message: FromSampler): void {
    if (message.type === 'hello') {
      this.#greet?.(ok(message));
      this.#greet = null;
      return;
    }
    const failure = message.type === 'error' ? message.error : null;
    if (failure !== null && message.id === 0) {
      return this.#break({ ...failure, code: samplerCode(failure.code) });
    }
    const pending = this.#pending.get(message.id);
    if (pending === undefined || pending.name !== message.name) {
      return this.#break(protocolError(`it answered call ${message.id}, ${message.name}, which was not made`));
    }
    this.#pending.delete(message.id);
    if (failure !== null) pending.settle(err({ ...failure, code: samplerCode(failure.code) }));
    else if (message.type === 'answer') pending.settle(ok(message.answer));
  }

  #break(error: SidecarError): void {
    if (this.#lost !== null) return;
    this.lose(error);
    this.#broken();
  }

  #tell(message: ToSampler): void {
    const frame = encodeFrame(CONTROL, encodeMessage(message));
    if (frame.ok) return this.#send(frame.value);
    this.#pending.get(message.id)?.settle(err(sidecarError('too-large', frame.error.detail)));
    this.#pending.delete(message.id);
  }
}

function cancelled(): SidecarError {
  return sidecarError('cancelled', 'the call was cancelled');
}

function protocolError(detail: string): SidecarError {
  return sidecarError('protocol', 'the sampler does not keep to the protocol', { hint: BUILD_AGAIN, detail });
}

function otherProtocol(major: number): SidecarError {
  const message = `the sampler speaks protocol ${major}, this Parkscope speaks ${PROTOCOL_MAJOR}: they are of different versions`;
  return sidecarError('protocol', message, { hint: BUILD_AGAIN });
}
