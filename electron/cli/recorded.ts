import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineError } from '@core/api/errors';
import type { LiveAnswer, LooksAnswer } from '@core/api/live';
import { formatCount, formatFileSize } from '@core/base/format';
import { ok } from '@core/base/result';
import { Engine } from '@core/query/engine';
import { recordingName } from '../engine/live/recorder';
import { Samplers } from '../engine/live/samplers';
import { watchInput, WATCH_PLAN } from '../engine/live/watch';
import { samplerPath } from '../sidecar/supervisor';
import { CliFailure, EXIT, usage, type CliIo } from './io';
import { errorLine } from './session';
import { stopAnnounced, stopRefused, type LookPlan } from './unreachable';
import type { ProcessPlan } from './watched';

/** What one run has recorded. */
export interface ProcessReport {
  readonly file: string;
  /** It goes on with what an earlier run recorded of the same process; bytes that were there. */
  readonly before: number;
  readonly bytes: number;
  readonly tookMs: number;
  readonly stopped: boolean;
  readonly live: LiveAnswer;
  /** What was found of goroutines that can never wake. */
  readonly looks: LooksAnswer;
}

const DOC = 'd-1';
const PLACE = 'r-1';
const TELL_MS = 500;

/**
 * Watches a process for a time and writes all of it into a file of `folder`, which is named after the process: into the same folder a later
 * run goes on. Ends with the time, with the process, or with Ctrl+C. `sampler`: its binary; in a bundle the one beside it.
 */
export async function recordProcess(
  pid: number,
  folder: string,
  { moments, everyMs, look }: ProcessPlan,
  io: CliIo,
  sampler: string = samplerPath(import.meta.url),
): Promise<ProcessReport> {
  if (everyMs < 20 || everyMs > 60_000) throw usage('--every is a time from 20ms to 60s for a process');
  const forMs = (moments - 1) * everyMs;
  const samplers = new Samplers(sampler);
  const engine = new Engine({ now: () => io.now(), date: () => Date.now() });
  let file = '';
  const plan = { ...WATCH_PLAN, pid, goroutinesEveryMs: Math.round(everyMs), looks: look !== undefined };
  const input = watchInput(samplers, `process ${pid}`, plan, () => Promise.resolve(ok(file)));
  const stop = new AbortController();
  const unsubscribe = io.onInterrupt?.(() => stop.abort());
  try {
    const started = io.now();
    const opened = await engine.open({ doc: DOC, inputs: [input] }, { signal: stop.signal });
    if (!opened.ok) throw failed(opened.error);
    const { live } = opened.value;
    if (live === undefined) throw new Error('record: a process that makes no live document');
    await makeFolder(folder);
    file = path.join(folder, recordingName(live));
    const before = await fs.stat(file).then(
      ({ size }) => size,
      () => 0,
    );
    const begun = await engine.record(DOC, PLACE);
    if (!begun.ok) throw failed(begun.error);
    await watchFor(engine, io, { endMs: started + forMs, signal: stop.signal });
    if (look !== undefined) await lookAtLast(engine, pid, look, stop.signal);
    const answer = await ask(engine);
    const looks = await looksOf(engine);
    await engine.detach(DOC);
    const { size } = await fs.stat(file);
    return { file, before, bytes: size, tookMs: io.now() - started, stopped: stop.signal.aborted, live: answer, looks };
  } finally {
    unsubscribe?.();
    engine.close(DOC);
    await samplers.close();
    if (io.showProgress) io.err('\r\u001b[K');
  }
}

async function watchFor(
  engine: Engine,
  io: CliIo,
  { endMs, signal }: { readonly endMs: number; readonly signal: AbortSignal },
): Promise<void> {
  for (;;) {
    const left = endMs - io.now();
    const live = await ask(engine);
    if (left <= 0 || signal.aborted || live.status === 'ended') return;
    if (live.status === 'watching' && live.reason !== '') throw new CliFailure(EXIT.usage, live.reason);
    if (io.showProgress) {
      const { snapshots } = live.weight;
      const bytes = formatFileSize(live.recording?.bytes ?? 0);
      const state = live.status === 'watching' ? '' : `, ${live.reason}`;
      io.err(
        `\r\u001b[K${formatCount(snapshots)} moments, ${formatCount(live.goroutines.at)} goroutines, ${bytes}${state}`,
      );
    }
    // Woken by a stop, the next round ends it.
    await sleep(Math.min(left, TELL_MS), undefined, { signal }).catch(() => undefined);
  }
}

/** A last look, and a proof where it is wanted and there is something to prove. Why it gave no answer is in the recording, too. */
async function lookAtLast(engine: Engine, pid: number, plan: LookPlan, signal: AbortSignal): Promise<void> {
  const looked = await engine.look(DOC, null, signal);
  const { look } = await looksOf(engine);
  if (!looked.ok || !plan.prove || look === null || look.found === 0) return;
  const refused = stopRefused(look.expectedStopNs, plan.maxStopMs);
  if (refused !== '') return plan.announce(`not proven: ${refused}`);
  plan.announce(stopAnnounced(pid, look.expectedStopNs, plan.maxStopMs));
  await engine.look(DOC, plan.maxStopMs, signal);
}

async function looksOf(engine: Engine): Promise<LooksAnswer> {
  const looks = await engine.query('looks', { doc: DOC, capture: null });
  if (!looks.ok) throw failed(looks.error);
  return looks.value;
}

async function ask(engine: Engine): Promise<LiveAnswer> {
  const range = { fromMs: null, toMs: null, spanMs: 60_000, width: 16, cursorMs: null };
  const live = await engine.query('live', { doc: DOC, ...range });
  if (!live.ok) throw failed(live.error);
  return live.value;
}

/** One level: Node's `recursive` never ends in places such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    const why = error instanceof Error ? error.message : String(error);
    throw new CliFailure(EXIT.usage, `${folder} cannot be written: ${why}`);
  }
}

function failed(error: EngineError): CliFailure {
  if (error.code === 'cancelled') return new CliFailure(EXIT.input, 'stopped before anything was recorded');
  return new CliFailure(error.code === 'unwritable' ? EXIT.usage : EXIT.input, errorLine(error));
}
