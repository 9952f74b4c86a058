import { engineError, type EngineError } from '@core/api/errors';
import {
  PROTOCOL_VERSION,
  type CallAnswer,
  type CallName,
  type ClientMessage,
  type EngineEvent,
  type EngineMessage,
  type FileParams,
  type OpenInput,
  type Progress,
} from '@core/api/protocol';
import { MOST_STOP_MS } from '@core/api/live';
import type { Params } from '@core/api/queries';
import type { UrlSeries } from '@core/api/live';
import type { CheckRulesParams, MuteParams, SaveRulesParams } from '@core/api/rules';
import { yieldToHost } from '@core/base/cancel';
import { err, ok, type Result } from '@core/base/result';
import type { ByteSink } from '@core/base/sink';
import { bytesSource, type ByteSource } from '@core/base/source';
import type { Engine, FailedInput } from './engine';
import type { LiveInput } from './live-input';
import { isQueryName } from './questions/registry';

/** One end of a MessagePort of any host. `onMessage` is called once. */
export interface EnginePort {
  post(message: EngineMessage): void;
  onMessage(receive: (message: unknown) => void): void;
}

/**
 * Turns an id that the host handed out into its bytes, or into the host's words for why it cannot; into many where it stands for a
 * folder or a running program. That may take its time: `signal` ends it, and it tells how far it is (`total` 0: not in bytes).
 */
export type ResolveSource = (id: string, options: ResolveOptions) => Promise<Resolved | readonly Resolved[]>;
export interface ResolveOptions {
  /** Id of a place that the process was recorded to by an engine before this one; `` = it was not. */
  readonly continues: string;
  /** How a URL is asked; null = as the host does by itself. */
  readonly series: UrlSeries | null;
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}
type Resolved = ByteSource | FailedInput | LiveInput;

/** The same for an id of a place to write to. */
export type ResolveTarget = (id: string) => Promise<ByteSink | { readonly error: EngineError }>;

/** Looks for source files in the folder of an id from now on. */
export type AddSources = (id: string) => Promise<Result<null, EngineError>>;

/** Writes rules and suppressions into the files of a host, which then hands the Engine what the files hold. */
export interface RuleWriter {
  mute(params: MuteParams): Promise<Result<null, EngineError>>;
  unmute(suppression: string): Promise<Result<null, EngineError>>;
  saveRules(params: SaveRulesParams): Promise<Result<null, EngineError>>;
}

const PROGRESS_EVERY_MS = 100;

/**
 * Serves the protocol of core/api/protocol.ts on a port: calls run side by side as far as they pause, answers carry their call's
 * id, a cancel ends its call at the next pause. The same code is behind the utility process and the worker. Returns the function that
 * ends the port's events.
 */
export function serve(
  engine: Engine,
  port: EnginePort,
  resolveSource: ResolveSource,
  now: () => number,
  resolveTarget: ResolveTarget = nowhere,
  ruleWriter: RuleWriter = NO_WRITER,
  addSources: AddSources = noFolders,
): () => void {
  const running = new Map<number, AbortController>();
  port.onMessage((received) => {
    const message = readMessage(received);
    if (message === null) return;
    if (message.kind === 'cancel') {
      running.get(message.id)?.abort();
      return;
    }
    const { id } = message;
    if (running.has(id)) {
      post(id, err(engineError('bad-params', `Call ${id} is already running`, { field: 'id' })));
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    void answer(message.name, message.params, id, controller.signal).then((result) => {
      running.delete(id);
      post(id, result);
    });
  });

  const tell = (event: EngineEvent): void => port.post({ v: PROTOCOL_VERSION, id: 0, kind: 'event', event });
  const ends = [
    engine.onRulesChanged((revision) => tell({ type: 'rules-changed', revision })),
    engine.onLive((tick) => tell({ type: 'live-tick', ...tick })),
  ];
  return () => {
    for (const end of ends) end();
  };

  function post(id: number, result: Result<unknown, EngineError>): void {
    const envelope = { v: PROTOCOL_VERSION, id };
    port.post(
      result.ok ? { ...envelope, kind: 'ok', answer: result.value } : { ...envelope, kind: 'err', error: result.error },
    );
  }

  async function answer(
    name: string,
    params: unknown,
    id: number,
    signal: AbortSignal,
  ): Promise<Result<unknown, EngineError>> {
    // A cancel that is already queued behind this call arrives before any work is done for it.
    await yieldToHost();
    const fields = isRecord(params) ? params : {};
    if (name === 'status') return ok(engine.status());
    if (isRuleCommand(name)) return ruleCommand(name, fields);
    if (name === 'processes') return engine.processes(signal);
    if (name === 'addSources') return addSources(String(fields['source']));
    if (name === 'probe') return engine.probe(String(fields['source']), signal);
    if (typeof fields['doc'] !== 'string')
      return err(engineError('bad-params', `${name} names no document`, { field: 'doc' }));
    if (name === 'close') {
      engine.close(fields['doc']);
      return ok(null satisfies CallAnswer<'close'>);
    }
    const live = liveCommand(name, fields['doc'], fields, signal);
    if (live !== null) return live;
    if (name === 'open') return open(fields['doc'], fields['inputs'], id, signal);
    if (name === 'export')
      return exportTo({ ...fields, doc: fields['doc'] } as FileParams, fields['target'], id, signal);
    if (isQueryName(name)) {
      // The questions check every field that they use; the type is what a well-behaved client sends.
      return engine.query(name, { ...fields, doc: fields['doc'] } as Params<typeof name>, signal);
    }
    return err(engineError('bad-params', `There is no question ${JSON.stringify(name)}`, { field: 'name' }));
  }

  /** Null for what is none. */
  function liveCommand(
    name: string,
    doc: string,
    { atMs, target, goroutinesEveryMs, countersEveryMs, maxStopMs, source }: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<Result<unknown, EngineError>> | null {
    switch (name) {
      case 'freeze':
        return engine.freeze(doc);
      case 'detach':
        return engine.detach(doc);
      case 'look':
        return engine.look(doc, null, signal);
      case 'prove':
        return isStop(maxStopMs) ? engine.look(doc, maxStopMs, signal) : badLive(name, 'maxStopMs');
      case 'askRuntime':
        return typeof source === 'string' ? engine.askRuntime(doc, source, signal) : badLive(name, 'source');
      case 'endLook':
        return engine.endLook(doc);
      case 'recall':
        return typeof atMs === 'number' ? engine.recall(doc, atMs, signal) : badLive(name, 'atMs');
      case 'record':
        return typeof target === 'string' ? engine.record(doc, target) : badLive(name, 'target');
      case 'pace':
        if (!isStep(goroutinesEveryMs)) return badLive(name, 'goroutinesEveryMs');
        if (!isStep(countersEveryMs)) return badLive(name, 'countersEveryMs');
        return engine.pace(doc, goroutinesEveryMs, countersEveryMs);
      default:
        return null;
    }
  }

  async function ruleCommand(
    name: RuleCommand,
    fields: Readonly<Record<string, unknown>>,
  ): Promise<Result<unknown, EngineError>> {
    if (name === 'ruleBook') return ok(engine.ruleBook() satisfies CallAnswer<'ruleBook'>);
    const params = readRuleParams(name, fields);
    if (!params.ok) return params;
    const { check, mute, save, unmute } = params.value;
    if (check !== undefined) return ok(engine.checkRules(check) satisfies CallAnswer<'checkRules'>);
    const written =
      mute !== undefined
        ? await ruleWriter.mute(mute)
        : save !== undefined
          ? await ruleWriter.saveRules(save)
          : await ruleWriter.unmute(unmute ?? '');
    return written.ok ? ok(engine.ruleBook() satisfies CallAnswer<'mute'>) : written;
  }

  async function open(
    doc: string,
    inputs: unknown,
    id: number,
    signal: AbortSignal,
  ): Promise<Result<unknown, EngineError>> {
    if (!Array.isArray(inputs) || !inputs.every(isOpenInput)) {
      return err(engineError('bad-params', 'inputs is not a list of sources and texts', { field: 'inputs' }));
    }
    const options = { signal, onProgress: reporter('progress', doc, id) };
    const sources = (
      await Promise.all(
        inputs.map((input) => {
          const { continues = '', series = null } = 'source' in input ? input : {};
          return sourceOf(input, { ...options, continues, series });
        }),
      )
    ).flat();
    return engine.open({ doc, inputs: sources, keepInputs: true }, options);
  }

  async function exportTo(
    params: FileParams,
    target: unknown,
    id: number,
    signal: AbortSignal,
  ): Promise<Result<unknown, EngineError>> {
    if (typeof target !== 'string')
      return err(engineError('bad-params', 'export names no place to write to', { field: 'target' }));
    const sink = await resolveTarget(target);
    if ('error' in sink) return err(sink.error);
    return engine.export(params, sink, { signal, onProgress: reporter('export', params.doc, id) });
  }

  /** Posts progress of one call, not too often. */
  function reporter(type: 'progress' | 'export', doc: string, id: number): (progress: Progress) => void {
    let last = -Infinity;
    return (progress) => {
      const at = now();
      if (at - last < PROGRESS_EVERY_MS) return;
      last = at;
      const event: EngineEvent = { type, doc, progress };
      port.post({ v: PROTOCOL_VERSION, id, kind: 'event', event });
    };
  }

  async function sourceOf(input: OpenInput, options: ResolveOptions): Promise<Resolved | readonly Resolved[]> {
    if ('text' in input) return bytesSource(input.name, new TextEncoder().encode(input.text));
    try {
      return await resolveSource(input.source, options);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return {
        name: input.source,
        error: engineError('unreadable', `${input.source} could not be opened`, { reason }),
      };
    }
  }
}

/** Steps that the sampler takes (native/internal/watch), ms. */
function isStep(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 20 && value <= 60_000;
}

/** Longest stop of a process, ms. */
function isStop(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_STOP_MS;
}

function badLive(name: string, field: string): Promise<Result<never, EngineError>> {
  return Promise.resolve(err(engineError('bad-params', `${name} has a ${field} that does not fit`, { field })));
}

/** A host without files. */
const nowhere: ResolveTarget = () =>
  Promise.resolve({
    error: engineError('unwritable', 'Nothing can be written here', {
      hint: 'Use the desktop window, or parkscope convert.',
    }),
  });

const noFolders: AddSources = () =>
  Promise.resolve(
    err(
      engineError('unreadable', 'No folder can be read here', { hint: 'Use the desktop window, or parkscope list.' }),
    ),
  );

const NO_WRITER: RuleWriter = { mute: cannotWrite, unmute: cannotWrite, saveRules: cannotWrite };

function cannotWrite(): Promise<Result<null, EngineError>> {
  const hint = 'Use the desktop window, or write the file yourself.';
  return Promise.resolve(err(engineError('unwritable', 'Rules and suppressions cannot be written here', { hint })));
}

const RULE_COMMANDS = ['ruleBook', 'checkRules', 'mute', 'unmute', 'saveRules'] as const;
type RuleCommand = (typeof RULE_COMMANDS)[number];

function isRuleCommand(name: string): name is RuleCommand {
  return RULE_COMMANDS.some((command) => command === name);
}

/** Longest text that is checked, UTF-16 units: beyond it a file is refused anyway. */
const LONGEST_RULES = 1 << 20;

/** One of them. */
interface RuleCommandParams {
  readonly check?: CheckRulesParams;
  readonly mute?: MuteParams;
  readonly save?: SaveRulesParams;
  readonly unmute?: string;
}

function readRuleParams(
  name: Exclude<RuleCommand, 'ruleBook'>,
  { kind, text, id, key, reason, expires, by, scope, suppression }: Readonly<Record<string, unknown>>,
): Result<RuleCommandParams, EngineError> {
  const rules = typeof text === 'string' && text.length <= LONGEST_RULES ? text : null;
  if (name === 'checkRules' && (kind === 'rules' || kind === 'suppressions') && rules !== null)
    return ok({ check: { kind, text: rules } });
  if (name === 'saveRules' && rules !== null && (scope === 'user' || scope === 'project'))
    return ok({ save: { text: rules, scope } });
  if (name === 'unmute' && typeof suppression === 'string') return ok({ unmute: suppression });
  const texts =
    typeof id === 'string' && typeof key === 'string' && typeof reason === 'string' && typeof by === 'string';
  const ends = typeof expires === 'string' || expires === null;
  if (name === 'mute' && texts && ends && (scope === 'user' || scope === 'project'))
    return ok({ mute: { id, key, reason, expires, by, scope } });
  return err(engineError('bad-params', `${name} has parameters that do not fit`, { field: 'params' }));
}

function isOpenInput(value: unknown): value is OpenInput {
  if (!isRecord(value)) return false;
  const { continues, series } = value;
  if (continues !== undefined && typeof continues !== 'string') return false;
  if (series !== undefined && !isSeries(series)) return false;
  return (
    typeof value['source'] === 'string' || (typeof value['text'] === 'string' && typeof value['name'] === 'string')
  );
}

function isSeries(value: unknown): value is UrlSeries {
  if (!isRecord(value)) return false;
  const { moments, everyMs, stacks, collect } = value;
  const within = (given: unknown, least: number, most: number): boolean =>
    typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most;
  return (
    within(moments, 1, 100) &&
    within(everyMs, 0, 3_600_000) &&
    typeof collect === 'boolean' &&
    (stacks === 'auto' || stacks === 'all' || stacks === 'counts')
  );
}

/** Null for what is no message of this protocol version: a port has one client, built together with us. */
function readMessage(value: unknown): ClientMessage | null {
  if (!isRecord(value) || value['v'] !== PROTOCOL_VERSION || typeof value['id'] !== 'number') return null;
  const { v, id, kind, name, params } = value;
  if (kind === 'cancel') return { v, id, kind };
  return kind === 'call' && typeof name === 'string' ? { v, id, kind, name: name as CallName, params } : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
