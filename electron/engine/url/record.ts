import { setTimeout as sleep } from 'node:timers/promises';
import { engineError, type EngineError } from '@core/api/errors';
import { err, ok, type Result } from '@core/base/result';
import { readAddress, type Address } from './address';
import { openClient, type Client } from './client';
import { nothingThere, probeEndpoint, type Endpoint } from './endpoint';
import { formatMs, profilesOf, takeMoment, withCounts, type Moment, type MomentPlan } from './moment';
import { openRecording, type Recording } from './recording';
import type { Limits } from './request';
import { restartWatch } from './restart';

export interface RecordPlan extends MomentPlan {
  readonly moments: number;
  readonly everyMs: number;
  readonly limits?: Partial<Limits>;
}

export interface RecordOptions {
  /** Ends the recording; what is there stays. */
  readonly signal: AbortSignal;
  onMoment?(progress: {
    readonly moment: number;
    readonly moments: number;
    readonly files: number;
    readonly away: boolean;
  }): void;
}

/** What one run recorded. */
export interface RecordReport {
  readonly before: Recording['before'];
  readonly moments: number;
  readonly files: number;
  readonly bytes: number;
  /** Of each request, by profile. */
  readonly costs: ReadonlyMap<string, readonly number[]>;
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number | null; readonly why: string }[];
  readonly restarts: readonly string[];
  /** Moments that were passed over because one took longer than the step. */
  readonly late: number;
  readonly missed: ReadonlyMap<string, { readonly count: number; readonly error: EngineError }>;
  readonly stopped: boolean;
  readonly absent: readonly string[];
}

/**
 * Writes captures of a URL into a folder, again and again. A target that goes away is waited for and asked again at each step; that it is
 * another process when it comes back is noted. Answers an error only where nothing could be recorded, or no longer written.
 */
export async function recordUrl(
  text: string,
  folder: string,
  plan: RecordPlan,
  options: RecordOptions,
): Promise<Result<RecordReport, EngineError>> {
  const address = readAddress(text);
  if (!address.ok) return address;
  const client = openClient(address.value, plan.limits);
  try {
    const target = await openTarget(address.value, client, plan, options.signal);
    if (!target.ok) return target;
    const first = await target.value.take();
    const [miss] = first.missed;
    if (first.taken.length === 0)
      return err(miss?.error ?? engineError('unreadable', `${address.value.shown} gave nothing to record`));
    const recording = await openRecording(folder, address.value.shown);
    if (!recording.ok) return recording;
    try {
      return ok(await run(recording.value, target.value, first, plan, options));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const hint = 'Make room or name another folder; what was written before is whole.';
      return err(engineError('unwritable', `${folder} cannot be written to any more`, { reason, hint }));
    } finally {
      await recording.value.close();
    }
  } finally {
    client.close();
  }
}

/** What is asked at each moment. */
interface Target {
  readonly absent: readonly string[];
  take(): Promise<Moment>;
  /** Looks anew at what there is: another version may run now. */
  again(): Promise<void>;
}

async function openTarget(
  address: Address,
  client: Client,
  plan: RecordPlan,
  signal: AbortSignal,
): Promise<Result<Target, EngineError>> {
  if (address.kind === 'file') return ok(oneProfile(address, client, signal));
  const probed = await probeEndpoint(address, client, signal);
  if (!probed.ok) return probed;
  let endpoint: Endpoint = probed.value;
  const there = profilesOf(endpoint, plan);
  if (there.length === 0) return err(nothingThere(address, plan.profiles));
  return ok({
    absent: plan.profiles.filter((name) => !there.includes(name)),
    async take() {
      const moment = await takeMoment(address, client, endpoint, plan, signal);
      endpoint = withCounts(endpoint, moment);
      return moment;
    },
    async again() {
      const now = await probeEndpoint(address, client, signal);
      // Where it does not answer yet, the moment itself says so.
      if (now.ok) endpoint = now.value;
    },
  });
}

function oneProfile(address: Address, client: Client, signal: AbortSignal): Target {
  const profile = (address.url.pathname.split('/').pop() ?? '').replace(/[^\w.-]/g, '_').slice(0, 60) || 'capture';
  return {
    absent: [],
    again: () => Promise.resolve(),
    async take() {
      const { result, failure } = await client.fetch(address.url, { signal });
      if (!result.ok) return { taken: [], missed: [{ profile, error: result.error, absent: false, failure }] };
      const { body, atMs, ms, cut } = result.value;
      const packed = body[0] === 0x1f && body[1] === 0x8b;
      const remarks = [
        `Asked for ${address.shown}: ${formatMs(ms)}.`,
        ...(cut === null ? [] : [`The answer is not whole: ${cut}.`]),
      ];
      const fileName = `${profile}${packed ? '.pb.gz' : '.txt'}`;
      return { taken: [{ profile, fileName, bytes: body, atMs, ms, remarks }], missed: [] };
    },
  };
}

async function run(
  recording: Recording,
  target: Target,
  first: Moment,
  plan: RecordPlan,
  { signal, onMoment }: RecordOptions,
): Promise<RecordReport> {
  const started = performance.now();
  const costs = new Map<string, number[]>();
  const gaps: { fromMs: number; toMs: number | null; why: string }[] = [];
  const restarts: string[] = [];
  const missed = new Map<string, { count: number; error: EngineError }>();
  const watch = restartWatch();
  let [files, bytes, moments, late, number] = [0, 0, 0, 0, recording.nextMoment];
  let away: { fromMs: number; why: string; refused: boolean } | null = null;
  await recording.note({ event: 'run', atMs: Date.now(), why: `every ${plan.everyMs} ms` });

  for (let step = 0; step < plan.moments && !signal.aborted;) {
    const now = Date.now();
    const moment: Moment = step === 0 ? first : await target.take();
    const lost = moment.missed.find(({ failure }) => failure !== null);
    // What the stop itself broke off is no failure of the target.
    if (!signal.aborted || step === 0) {
      for (const { profile, error, failure, absent } of moment.missed) {
        if (absent || failure !== null) continue;
        missed.set(profile, { count: (missed.get(profile)?.count ?? 0) + 1, error });
      }
      if (moment.taken.length === 0 && lost !== undefined) {
        away ??= { fromMs: now, why: lost.error.message, refused: false };
        away.refused ||= lost.failure?.code === 'ECONNREFUSED';
      }
    }
    if (moment.taken.length > 0) {
      const why = await watch(moment, away);
      if (away !== null) {
        gaps.push({ ...away, toMs: now });
        await recording.note({ event: 'gap', atMs: away.fromMs, toMs: now, why: away.why });
        away = null;
        await target.again();
      }
      if (why !== null) {
        restarts.push(why);
        await recording.note({ event: 'restart', atMs: Math.min(...moment.taken.map(({ atMs }) => atMs)), why });
      }
      for (const taken of moment.taken) {
        await recording.add(number, taken);
        files++;
        bytes += taken.bytes.length;
        costs.set(taken.profile, [...(costs.get(taken.profile) ?? []), taken.ms]);
      }
      moments++;
      number++;
    }
    onMoment?.({ moment: step + 1, moments: plan.moments, files, away: away !== null });
    const passed = plan.everyMs === 0 ? step + 1 : Math.ceil((performance.now() - started) / plan.everyMs);
    const next = Math.max(step + 1, passed);
    late += Math.min(next, plan.moments) - (step + 1);
    step = next;
    const left = started + step * plan.everyMs - performance.now();
    // Woken by a stop, the loop ends.
    if (step < plan.moments && left > 0) await sleep(left, undefined, { signal }).catch(() => undefined);
  }
  const end = Date.now();
  if (late > 0)
    await recording.note({ event: 'late', atMs: end, count: late, why: 'a moment took longer than the step' });
  if (away !== null) {
    gaps.push({ fromMs: away.fromMs, toMs: null, why: away.why });
    await recording.note({ event: 'gap', atMs: away.fromMs, toMs: end, why: away.why });
  }
  await recording.note({ event: 'stop', atMs: end, why: signal.aborted ? 'stopped by the user' : 'its time was over' });
  return {
    ...{ before: recording.before, moments, files, bytes, costs, gaps, restarts, late, missed },
    ...{ stopped: signal.aborted, absent: target.absent },
  };
}
