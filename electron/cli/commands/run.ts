import fs from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineError, type EngineError } from '@core/api/errors';
import { TIERS, type Tier } from '@core/api/findings';
import type { LiveInfo, LiveStatus } from '@core/api/live';
import { err, ok, type Result } from '@core/base/result';
import { Engine } from '@core/query/engine';
import { recordingName } from '../../engine/live/recorder';
import { Samplers } from '../../engine/live/samplers';
import { watchInput, WATCH_PLAN } from '../../engine/live/watch';
import { poolScript, threadPool } from '../../engine/pool';
import { readRuleFolders } from '../../engine/rule-files';
import { rulePlaces } from '../../engine/rule-places';
import type { AwaitAnswer, LaunchAnswer } from '../../sidecar/programs';
import { samplerPath, type Sampler } from '../../sidecar/supervisor';
import { CliFailure, EXIT, usage, type CliIo, type ExitCode, type ProgramSignal } from '../io';
import { oneOf, parseOptions } from '../options';
import { findingsText } from '../print/findings';
import { runText } from '../print/run';
import { samplerFailure } from '../process';
import { errorLine } from '../session';
import { printable } from '../terminal';
import { durationMs } from '../url';

const FAIL_ON = ['proven', 'strong', 'suspect', 'never'] as const;
const DOC = 'd-1';
const RECORDING = 'r-1';
/** What a watch has of the end of its program comes within so long, ms. */
const LAST_WORDS_MS = 3_000;
/** Signals that a terminal sends to all that runs in it: passed on, the program would have them twice. */
const OF_TERMINALS: readonly ProgramSignal[] = ['SIGINT', 'SIGQUIT', 'SIGHUP'];

/**
 * Starts a program as a child of the sampler, which may then read it, watches it until it ends, and says on standard error what was found.
 * Input, outputs, signals and the exit code are those of the program. `sampler`: its binary; in a bundle the one beside it.
 */
export async function run(
  args: readonly string[],
  io: CliIo,
  sampler: string = samplerPath(import.meta.url),
): Promise<ExitCode> {
  const split = args.indexOf('--');
  const command = split < 0 ? [] : args.slice(split + 1);
  const parsed = parseOptions('run', split < 0 ? args : args.slice(0, split), {
    record: { type: 'string' },
    every: { type: 'string' },
    'fail-on': { type: 'string' },
  });
  const [stray] = parsed.files;
  if (stray !== undefined) throw usage(`run needs -- before the program, as in \`parkscope run -- ${stray}\``);
  if (parsed.text('format') !== null) throw usage('run has no --format: its outputs are those of the program');
  const [name] = command;
  if (name === undefined) throw usage('run needs a program, as in `parkscope run -- ./server`');
  const failOn = oneOf('fail-on', parsed.text('fail-on'), FAIL_ON, 'never');
  const everyMs = durationMs('every', parsed.text('every') ?? '1s');
  if (everyMs < 20 || everyMs > 60_000) throw usage('--every is a time from 20ms to 60s');
  const folder = parsed.text('record');
  if (folder !== null) makeFolder(path.resolve(io.places.cwd, folder));
  const folders = await readRuleFolders(rulePlaces(io.places), io.places);

  const samplers = new Samplers(sampler, { stdio: [0, 1, 2] });
  const started = await samplers.get();
  if (!started.ok) throw samplerFailure(started.error);
  const { call } = started.value;
  const launched = await call('launch', { command, dir: io.places.cwd, stdio: true });
  if (!launched.ok) {
    await samplers.close();
    const failure = samplerFailure(launched.error);
    throw launched.error.code === 'bad-request' ? usage(failure.message) : failure;
  }
  const { pid } = launched.value;
  const program = path.basename(name);
  const unsubscribe = io.onSignal?.((signal) => void passOn(call, pid, signal, io.terminal === true));
  const ended = call('await', { pid });

  const engine = new Engine({
    now: () => io.now(),
    pool: threadPool(poolScript(import.meta.url)),
    date: () => Date.now(),
  });
  const rules = engine.loadRules(folders);
  const status = statusOf(engine);
  let file: string | null = null;
  const findTarget = (): Promise<Result<string, EngineError>> =>
    Promise.resolve(file === null ? err(engineError('not-found', 'no place was chosen')) : ok(file));
  const plan = { ...WATCH_PLAN, pid, goroutinesEveryMs: Math.round(everyMs) };
  const input = watchInput(samplers, `${program} (${pid})`, plan, findTarget);
  const over = ended.then(() => null);
  const watching = watchWhenReady(engine, input, launched.value, over);
  const recording = watching.then((answer) => {
    if (!answer.ok || folder === null) return null;
    file = path.resolve(io.places.cwd, folder, recordingName(answer.value));
    return engine.record(DOC, RECORDING);
  });
  if (program === 'go' && ['run', 'test'].includes(command[1] ?? ''))
    io.err(`parkscope: this looks at the go command, not at the program that it starts; build that, and run it here\n`);

  const end = await ended;
  unsubscribe?.();
  const watched = await watching;
  const recorded = await recording;
  if (watched.ok) {
    await Promise.race([status.over, sleep(LAST_WORDS_MS)]);
    const tiers = await report(engine, rules, io);
    engine.close(DOC);
    await finish(io, samplers, { end, pid, program, file, recorded });
    if (end.ok && end.value.code === 0 && tiers.some((tier) => reaches(tier, failOn))) return EXIT.findings;
  } else {
    io.err(printable(`parkscope: ${program} was not looked at: ${watched.error}`) + '\n');
    await finish(io, samplers, { end, pid, program, file: null, recorded: null });
  }
  if (!end.ok) return EXIT.input;
  return end.value.signal === 0 ? end.value.code : 128 + end.value.signal;
}

/** Between two attempts to watch a program that is none of Go yet: a shell may turn into a server. ms. */
const AGAIN_MS = [200, 500, 1_000, 2_000];
/** So long each attempt may take: what is no Go program has counters, but no moment ever comes. ms. */
const ATTEMPT_MS = 1_500;

/** Watches the program as soon as that is possible; else answers why it was not. */
async function watchWhenReady(
  engine: Engine,
  input: Parameters<Engine['open']>[0]['inputs'][number],
  { ready, why }: LaunchAnswer,
  over: Promise<null>,
): Promise<Result<LiveInfo, string>> {
  let said = why;
  for (let attempt = 0; ; attempt++) {
    if (ready || attempt > 0) {
      const patience = ready ? null : AbortSignal.timeout(ATTEMPT_MS);
      const opened = await engine.open({ doc: DOC, inputs: [input] }, { signal: patience });
      if (opened.ok && opened.value.live !== undefined) return ok(opened.value.live);
      if (!opened.ok && opened.error.code !== 'cancelled') said = errorLine(opened.error);
    }
    const pause = sleep(AGAIN_MS[Math.min(attempt, AGAIN_MS.length - 1)], true, { ref: false });
    if ((await Promise.race([over, pause])) === null) return err(said);
  }
}

/** A recording is written to the end before its sampler ends. */
async function finish(
  io: CliIo,
  samplers: Samplers,
  outcome: {
    readonly end: Result<AwaitAnswer, Parameters<typeof samplerFailure>[0]>;
    readonly pid: number;
    readonly program: string;
    readonly file: string | null;
    readonly recorded: Result<unknown, EngineError> | null;
  },
): Promise<void> {
  const { end, pid, program, file, recorded } = outcome;
  await samplers.close();
  if (recorded?.ok === false) io.err(`parkscope: --record: ${errorLine(recorded.error)}\n`);
  if (end.ok) io.err(runText(program, end.value, recorded?.ok === true ? file : null));
  else io.err(`parkscope: ${samplerFailure(end.error).message} ${printable(program)} may run on as process ${pid}.\n`);
}

function makeFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliFailure(EXIT.usage, `--record: ${folder} cannot be written: ${why}`);
  }
}

async function passOn(call: Sampler['call'], pid: number, signal: ProgramSignal, terminal: boolean): Promise<void> {
  if (terminal && OF_TERMINALS.includes(signal)) return;
  await call('signal', { pid, signal: constants.signals[signal] });
}

/** Resolves when the watch says that its process has ended. */
function statusOf(engine: Engine): { readonly over: Promise<void> } {
  const over = new Promise<void>((resolve) => {
    const over: readonly LiveStatus[] = ['ended', 'detached'];
    engine.onLive(({ status }) => {
      if (over.includes(status)) resolve();
    });
  });
  return { over };
}

/** Prints what was found; answers the tiers of that. */
async function report(engine: Engine, rules: ReturnType<Engine['loadRules']>, io: CliIo): Promise<readonly Tier[]> {
  const [info, answer, results] = await Promise.all([
    engine.query('document', { doc: DOC }),
    engine.query('findings', { doc: DOC }),
    engine.query('ruleResults', { doc: DOC }),
  ]);
  for (const each of [info, answer, results]) if (!each.ok) io.err(`parkscope: ${errorLine(each.error)}\n`);
  if (!info.ok || !answer.ok || !results.ok) return [];
  // Each moment is a capture; what the newest says of itself is enough.
  const newest = { ...info.value, captures: info.value.captures.slice(-1) };
  const style = { ...io.style, colour: io.style.colour && io.showProgress };
  const found = {
    info: newest,
    files: [],
    answer: answer.value,
    rules,
    results: results.value,
    baseline: null,
    leaks: null,
  };
  io.err(`\n${findingsText(found, style)}`);
  return answer.value.findings.map(({ tier }) => tier);
}

function reaches(tier: Tier, failOn: (typeof FAIL_ON)[number]): boolean {
  return failOn !== 'never' && TIERS.indexOf(tier) <= TIERS.indexOf(failOn);
}
