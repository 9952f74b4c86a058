import { setTimeout as sleep } from 'node:timers/promises';
import { engineError } from '@core/api/errors';
import type { UrlSeries } from '@core/api/live';
import { formatFileSize } from '@core/base/format';
import { bytesSource, type ByteSource } from '@core/base/source';
import type { FailedInput } from '@core/query/engine';
import { gunzip } from '../file-source';
import { readAddress, type Address } from './address';
import { openClient, type Client } from './client';
import { nothingThere, probeEndpoint, type Endpoint } from './endpoint';
import { formatMs, profilesOf, takeMoment, withCounts, type MomentPlan } from './moment';
import type { Limits } from './request';
import { restartWatch } from './restart';

export interface UrlPlan extends MomentPlan {
  /** How often, at least 1; a URL of one profile is fetched as often. */
  readonly moments: number;
  /** From the start of one moment to that of the next. */
  readonly everyMs: number;
  readonly limits?: Partial<Limits>;
}

/** What a document of one moment is made of. */
export const ONE_MOMENT: UrlPlan = {
  ...{ profiles: ['goroutine', 'heap'], debug: 'auto', gc: false, moments: 1, everyMs: 0 },
};

/** What the window opens: three moments, so that what grows can be told from what stands. */
export const WINDOW_SERIES: UrlPlan = { ...ONE_MOMENT, moments: 3, everyMs: 2_000 };

/** What the user chose in the window. */
export function planOf({ moments, everyMs, stacks, collect }: UrlSeries): UrlPlan {
  const debug = stacks === 'auto' ? 'auto' : stacks === 'all' ? 2 : 0;
  return { ...ONE_MOMENT, moments, everyMs, debug, gc: collect };
}

/** What came from a URL, as inputs of one document. */
export interface UrlInputs {
  readonly inputs: readonly (ByteSource | FailedInput)[];
  /** Sentences about the target and what asking it cost. */
  readonly remarks: readonly string[];
}

export interface UrlOptions {
  readonly signal?: AbortSignal | null;
  /** `moment` of `moments` is being taken. */
  onProgress?(moment: number, moments: number, host: string): void;
}

/**
 * Fetches captures from a base of net/http/pprof, or the one capture that a URL stands for, at one moment or several. Never rejects for
 * anything a server does: what could not be had is an input that failed.
 */
export async function openUrl(text: string, plan: UrlPlan, options: UrlOptions = {}): Promise<UrlInputs> {
  const address = readAddress(text);
  if (!address.ok) return { inputs: [{ name: 'URL', error: address.error }], remarks: [] };
  const client = openClient(address.value, plan.limits);
  try {
    return address.value.kind === 'base'
      ? await openBase(address.value, client, plan, options)
      : await openOne(address.value, client, plan, options);
  } finally {
    client.close();
  }
}

async function openBase(address: Address, client: Client, plan: UrlPlan, options: UrlOptions): Promise<UrlInputs> {
  const { host } = address;
  const signal = options.signal ?? null;
  options.onProgress?.(1, plan.moments, host);
  const probed = await probeEndpoint(address, client, signal);
  if (!probed.ok) return { inputs: [{ name: host, error: probed.error }], remarks: [] };
  let endpoint = probed.value;
  const inputs: (ByteSource | FailedInput)[] = [];
  const costs = new Map<string, { ms: number[]; bytes: number }>();
  const absent = new Set<string>(plan.profiles.filter((name) => !profilesOf(endpoint, plan).includes(name)));
  if (absent.size === plan.profiles.length)
    return { inputs: [{ name: host, error: nothingThere(address, plan.profiles) }], remarks: [] };

  const watch = restartWatch();
  let held = 0;
  let refused = false;
  for await (const moment of ticks(plan, host, options)) {
    const wanted = { ...plan, profiles: plan.profiles.filter((name) => !absent.has(name)) };
    const taking = await takeMoment(address, client, endpoint, wanted, signal);
    const { taken, missed } = taking;
    endpoint = withCounts(endpoint, taking);
    const why = plan.moments > 1 && taken.length > 0 ? await watch(taking, { refused }) : null;
    refused = taken.length === 0 && missed.some(({ failure }) => failure?.code === 'ECONNREFUSED');
    const another = why === null ? [] : [`Of another process than the capture before: ${why}.`];
    const suffix = plan.moments > 1 ? ` #${moment}` : '';
    for (const { profile, bytes, atMs, ms, remarks } of taken) {
      const cost = costs.get(profile) ?? { ms: [], bytes: 0 };
      cost.ms.push(ms);
      cost.bytes += bytes.length;
      costs.set(profile, cost);
      const source = takenSource(`${host}/${profile}${suffix}`, bytes, atMs, [...remarks, ...another]);
      // The leak profile follows the goroutine profile of its moment, which is the first of the process.
      const first = why !== null && profile !== 'goroutineleak';
      inputs.push(first && source.taken ? { ...source, taken: { ...source.taken, otherProcess: true } } : source);
    }
    for (const { profile, error, absent: never } of missed) {
      if (never && plan.profiles.includes(profile)) absent.add(profile);
      if (!never) inputs.push({ name: `${host}/${profile}${suffix}`, error });
    }
    // What gives nothing at first gives nothing later; a target that goes away between two moments may come back.
    if (absent.size === plan.profiles.length || (taken.length === 0 && moment === 1)) break;
    held += taken.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (held > MOST_HELD && moment < plan.moments) {
      inputs.push(tooMuch(host, moment, plan.moments));
      break;
    }
  }
  if (inputs.length === 0)
    return { inputs: [{ name: host, error: nothingThere(address, plan.profiles) }], remarks: [] };
  return { inputs, remarks: remarksOf(address, endpoint, plan, costs, absent) };
}

async function openOne(address: Address, client: Client, given: UrlPlan, options: UrlOptions): Promise<UrlInputs> {
  const { host, url, shown } = address;
  // What watches the program for a time is no moment.
  const lasts = /\/(profile|trace)$/.test(url.pathname) || url.searchParams.has('seconds');
  const plan = lasts ? { ...given, moments: 1 } : given;
  const inputs: (ByteSource | FailedInput)[] = [];
  const name = `${host}${url.pathname.replace(/^\/debug\/pprof/, '')}`;
  const costs: number[] = [];
  let total = 0;
  for await (const moment of ticks(plan, host, options)) {
    const shownName = plan.moments > 1 ? `${name} #${moment}` : name;
    const { result } = await client.fetch(url, { signal: options.signal ?? null });
    if (!result.ok) {
      if (moment === 1) return { inputs: [{ name, error: result.error }], remarks: [] };
      inputs.push({ name: shownName, error: result.error });
      continue;
    }
    const { body, atMs, cut, ms } = result.value;
    costs.push(ms);
    total += body.length;
    const full = total > MOST_HELD && moment < plan.moments;
    inputs.push(
      takenSource(shownName, body, atMs, [
        `Asked for ${shown}: ${formatFileSize(body.length)} in ${formatMs(ms)}.`,
        ...(cut === null ? [] : [`The answer is not whole: ${cut}.`]),
      ]),
    );
    if (full) {
      inputs.push(tooMuch(host, moment, plan.moments));
      break;
    }
  }
  return { inputs, remarks: costs.length === 0 ? [] : [`${shown}: ${formatFileSize(total)} in ${range(costs)}.`] };
}

/** 1, 2, … at the moments of the plan; a moment that took longer than the step moves those after it. */
async function* ticks(
  { moments, everyMs }: UrlPlan,
  host: string,
  { signal, onProgress }: UrlOptions,
): AsyncGenerator<number> {
  for (let moment = 1; moment <= moments; moment++) {
    const started = performance.now();
    if (signal?.aborted === true) return;
    onProgress?.(moment, moments, host);
    yield moment;
    if (moment === moments) return;
    const left = everyMs - (performance.now() - started);
    // Woken by a cancel, the next round ends it.
    if (left > 0) await sleep(left, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}

/** What is fetched is held in memory. */
const MOST_HELD = 1 << 30;

function tooMuch(host: string, moment: number, moments: number): FailedInput {
  return {
    name: host,
    error: engineError('too-large', `${host} gave more than 1 GiB in ${moment} of ${moments} moments`, {
      reason: 'What is fetched is held in memory.',
      hint: 'Use `parkscope record` and open the folder, or --debug 0.',
    }),
  };
}

function takenSource(name: string, bytes: Buffer, atMs: number, remarks: readonly string[]): ByteSource {
  return { ...bytesSource(name, bytes), gunzip, taken: { atMs, remarks } };
}

function remarksOf(
  address: Address,
  endpoint: Endpoint,
  plan: UrlPlan,
  costs: ReadonlyMap<string, { readonly ms: readonly number[]; readonly bytes: number }>,
  absent: ReadonlySet<string>,
): string[] {
  const parts = [...costs].map(
    ([profile, { ms, bytes }]) => `${profile} ${formatFileSize(bytes / ms.length)} in ${range(ms)}`,
  );
  const times = plan.moments > 1 ? `${plan.moments} moments, each ` : '';
  const remarks = [`${address.shown}: ${times}${parts.join(', ')}.`];
  if (endpoint.kind === 'custom')
    remarks.push(`${address.shown} has no index of net/http/pprof; profiles were tried by their names.`);
  if (absent.size > 0) remarks.push(`It has no ${[...absent].join(', no ')}.`);
  if (endpoint.leakProfile === 'yes' && !plan.gc && plan.profiles.includes('goroutine'))
    remarks.push(
      'Its runtime can say which goroutines have leaked for certain; that forces a garbage collection: --gc agrees to it.',
    );
  return remarks;
}

/** `12 ms`, `12 to 31 ms`. */
function range(ms: readonly number[]): string {
  const [least, most] = [Math.min(...ms), Math.max(...ms)];
  return formatMs(least) === formatMs(most) ? formatMs(most) : `${formatMs(least)} to ${formatMs(most)}`;
}
