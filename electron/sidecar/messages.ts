import { err, ok, type Result } from '@core/base/result';
import { anything, flag, list, literal, Mismatch, record, text, whole, type Check } from '@core/base/wire/checks';
import { reachAnswer, type CoreParams, type ReachAnswer, type ReachParams } from './reach-answer';
import { processList, wireError, type ProcessList, type WireError } from './processes';
import { cpuAnswer, wallAnswer, type CpuAnswer, type WallAnswer } from './profiles';
import {
  awaitAnswer,
  launchAnswer,
  signalAnswer,
  type AwaitAnswer,
  type LaunchAnswer,
  type LaunchParams,
  type SignalAnswer,
} from './programs';

/**
 * The JSON messages, field for field those of native/internal/wire/messages.go, in the same order: the two encode to the same
 * bytes. Strings in answers come from foreign processes; whoever prints them makes them printable first.
 */

/** Another major means that messages changed their meaning: then the two sides refuse to go on. */
export const PROTOCOL_MAJOR = 1;

/** The first message of the sampler. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: { readonly major: number; readonly minor: number };
  /** The version of Parkscope that the sampler was built from. */
  readonly build: string;
  /** As Go calls them: `linux`, `amd64`. */
  readonly os: string;
  readonly arch: string;
  /** The calls that this sampler answers on this system. */
  readonly capabilities: readonly string[];
}

/** Ids are positive; one is free again when its answer or failure came. */
export interface Call {
  readonly type: 'call';
  readonly id: number;
  readonly name: string;
  readonly params: unknown;
}

export interface Cancel {
  readonly type: 'cancel';
  readonly id: number;
}

export interface Answer {
  readonly type: 'answer';
  readonly id: number;
  readonly name: string;
  /** Not checked yet: what it must be depends on the call (`ANSWERS`). */
  readonly answer: unknown;
}

/** The end of a call that failed; with id 0 about a frame that belongs to none. */
export interface Failure {
  readonly type: 'error';
  readonly id: number;
  readonly name: string;
  readonly error: WireError;
}

export type FromSampler = Hello | Answer | Failure;
/** Lets a call send so many more batches. A call begins with none. */
export interface Credit {
  readonly type: 'credit';
  readonly id: number;
  readonly batches: number;
}
export type ToSampler = Call | Cancel | Credit;

/** Answers `snapshot`, after its tables came as batches (snapshot.ts). */
export interface SnapshotAnswer {
  readonly pid: number;
  /** As runtime.Version has it. */
  readonly version: string;
  /** As Go calls it: `amd64`. */
  readonly arch: string;
  /** When the reading began, since the epoch. */
  readonly takenMs: number;
  readonly counts: SnapshotCounts;
  /** What is special or missing, one sentence each. */
  readonly notes: readonly string[];
}

/** How good a snapshot is. */
export interface SnapshotCounts {
  readonly goroutines: number;
  /** Entries of goroutines that ended, which the runtime keeps for the next ones. */
  readonly dead: number;
  /** Without a stack, because it changes with every instruction. */
  readonly running: number;
  /** Readings of one goroutine that were made again, because it changed meanwhile. */
  readonly retried: number;
  /** Without a stack: it changed in every attempt, or its frames do not end where stacks end. */
  readonly moved: number;
  readonly torn: number;
  /** Stacks whose frame pointers lead elsewhere than the compiler's tables, which count. */
  readonly disagree: number;
  readonly labelsUnread: number;
  /** What a goroutine waited on was not there any more. */
  readonly waitsLost: number;
  /** How long the reading took: goroutines are from within this time, not of one moment. */
  readonly spanNs: number;
}

/**
 * Answers `counters`, after the rows of the table `counters` came as batches. All columns are f64: NaN is a number that was not read in
 * that row or cannot be had, Infinity a limit that is not set. What they are: native/internal/counters/README.md.
 */
interface CountersAnswer {
  readonly pid: number;
  /** Rows that were due, that were sent, and that were missed: late, or without credit. */
  readonly scheduled: number;
  readonly taken: number;
  readonly dropped: number;
  readonly maxLateNs: number;
  /** The process ended before the time was over. */
  readonly ended: boolean;
  /** CPU time that the sampler used meanwhile. */
  readonly ownCpuMs: number;
  /** What is missing, one sentence each. */
  readonly notes: readonly string[];
}

/** What `watch` is asked for. */
export interface WatchParams {
  readonly pid: number;
  /** Milliseconds from moment to moment (20 to 60 000), and from row to row of counters (10 to 60 000). */
  readonly goroutinesEveryMs: number;
  readonly countersEveryMs: number;
  /** Of one processor, that the sampler may use: it looks less often to keep to it. */
  readonly budgetPercent: number;
  /** Also search stacks for what goroutines wait on. */
  readonly holders: boolean;
  /** With the first moment, too, which then takes longer. */
  readonly holdersFirst?: boolean;
}

/** Answers `watch`, after its tables came as batches (native/internal/watch/README.md). */
export interface WatchAnswer {
  readonly pid: number;
  /** The process ended; `reason` says it in one sentence. */
  readonly ended: boolean;
  readonly reason: string;
  /** Moments that were sent, and that were missed: late, without credit, or not readable. */
  readonly moments: number;
  readonly dropped: number;
  /** CPU time that the sampler used meanwhile. */
  readonly ownCpuMs: number;
  /** What is special or missing, one sentence each. */
  readonly notes: readonly string[];
}

/** What can be asked: a new call is a row here and in `ANSWERS`. */
export interface Calls {
  list: { params: Readonly<Record<string, never>>; answer: ProcessList };
  /** `holders`: also search stacks for what goroutines wait on. */
  snapshot: { params: { readonly pid: number; readonly holders?: boolean }; answer: SnapshotAnswer };
  /** `hz`: samples a second of CPU time of a thread. */
  cpu: { params: { readonly pid: number; readonly durationMs: number; readonly hz: number }; answer: CpuAnswer };
  /** Where goroutines are, running or not; `hz`: how often to look in a second, 50 at most. */
  wall: { params: { readonly pid: number; readonly durationMs: number; readonly hz: number }; answer: WallAnswer };
  /** Ends each `cpu` or `wall` of the process, which then answers what it has; answers how many those were. */
  finish: {
    params: { readonly name: 'cpu' | 'wall'; readonly pid: number };
    answer: { readonly finished: number };
  };
  /** Starts a program as the sampler's child; answers when its goroutines can be read, or why that will not be. */
  launch: { params: LaunchParams; answer: LaunchAnswer };
  /** Answers when a program that was launched has ended. */
  await: { params: { readonly pid: number }; answer: AwaitAnswer };
  /** To a program that was launched; `signal` is its number. */
  signal: { params: { readonly pid: number; readonly signal: number }; answer: SignalAnswer };
  /** `everyMs`: from row to row, 10 at least; `durationMs` 0: until it is cancelled or the process ends. */
  counters: {
    params: { readonly pid: number; readonly everyMs: number; readonly durationMs: number };
    answer: CountersAnswer;
  };
  watch: { params: WatchParams; answer: WatchAnswer };
  reach: { params: ReachParams; answer: ReachAnswer };
  coreMoment: { params: CoreParams; answer: WatchAnswer };
  coreReach: { params: CoreParams; answer: ReachAnswer };
  /** Changes the steps of the watch with the id `call`; answers what was asked for. */
  pace: { params: PaceParams; answer: PaceAnswer };
}
interface PaceAnswer {
  readonly goroutinesEveryMs: number;
  readonly countersEveryMs: number;
}
interface PaceParams extends PaceAnswer {
  readonly call: number;
}
export type CallName = keyof Calls;

const counts = record<SnapshotCounts>({
  goroutines: whole,
  dead: whole,
  running: whole,
  retried: whole,
  moved: whole,
  torn: whole,
  disagree: whole,
  labelsUnread: whole,
  waitsLost: whole,
  spanNs: whole,
});

const watchAnswer = record<WatchAnswer>({
  ...{ pid: whole, ended: flag, reason: text, moments: whole, dropped: whole, ownCpuMs: whole, notes: list(text) },
});

const ANSWERS: { readonly [N in CallName]: Check<Calls[N]['answer']> } = {
  list: processList,
  snapshot: record<SnapshotAnswer>({
    ...{ pid: whole, version: text, arch: text, takenMs: whole },
    ...{ counts, notes: list(text) },
  }),
  cpu: cpuAnswer,
  wall: wallAnswer,
  finish: record<Calls['finish']['answer']>({ finished: whole }),
  launch: launchAnswer,
  await: awaitAnswer,
  signal: signalAnswer,
  counters: record<CountersAnswer>({
    ...{ pid: whole, scheduled: whole, taken: whole, dropped: whole, maxLateNs: whole },
    ...{ ended: flag, ownCpuMs: whole, notes: list(text) },
  }),
  watch: watchAnswer,
  reach: reachAnswer,
  coreMoment: watchAnswer,
  coreReach: reachAnswer,
  pace: record<PaceAnswer>({ goroutinesEveryMs: whole, countersEveryMs: whole }),
};

const protocol = record<Hello['protocol']>({ major: whole, minor: whole });
const hello = record<Hello>({
  type: literal('hello'),
  protocol,
  build: text,
  os: text,
  arch: text,
  capabilities: list(text),
});
const answer = record<Answer>({ type: literal('answer'), id: whole, name: text, answer: anything });
const failure = record<Failure>({ type: literal('error'), id: whole, name: text, error: wireError });
const typed = record<{ type: string }>({ type: text });
const anyHello = record<Pick<Hello, 'protocol'>>({ protocol });

/** A message of the sampler, or why the payload is none. */
export function decodeMessage(payload: Uint8Array): Result<FromSampler, string> {
  return checked(() => {
    const message = json(payload);
    const { type } = typed(message, 'message');
    switch (type) {
      case 'hello':
        return hello(message, type);
      case 'answer':
        return answer(message, type);
      case 'error':
        return failure(message, type);
      default:
        throw new Mismatch(JSON.stringify(type), 'type of a message of the sampler');
    }
  });
}

/** The major of a hello whose other fields may be those of another protocol; null when it has none. */
export function protocolMajor(payload: Uint8Array): number | null {
  const major = checked(() => anyHello(json(payload), 'hello').protocol.major);
  return major.ok ? major.value : null;
}

/** The answer of a call with its type, or what is wrong with it. */
export function decodeAnswer<N extends CallName>(name: N, value: unknown): Result<Calls[N]['answer'], string> {
  return checked(() => ANSWERS[name](value, name));
}

export function encodeMessage(message: ToSampler): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}

function json(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    // What TextDecoder and JSON.parse throw for foreign bytes.
    if (error instanceof TypeError || error instanceof SyntaxError) throw new Mismatch('message', 'JSON in UTF-8');
    throw error;
  }
}

function checked<T>(run: () => T): Result<T, string> {
  try {
    return ok(run());
  } catch (error) {
    if (error instanceof Mismatch) return err(error.message);
    throw error;
  }
}
