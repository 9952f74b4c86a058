import { existsSync } from 'node:fs';
import { targetKind } from '@core/base/target';
import type { UrlPlan } from '../engine/url/source';
import { usage } from './io';
import { oneOf, type Parsed } from './options';

/** Options of the commands that take a URL where they take a file. */
export const URL_OPTIONS = { gc: { type: 'boolean' }, debug: { type: 'string' }, timeout: { type: 'string' } } as const;
export const SERIES_OPTIONS = { ...URL_OPTIONS, every: { type: 'string' }, for: { type: 'string' } } as const;

/** More moments than this are a recording. */
const MOST_MOMENTS = 1_000;

/** A URL, unless a file of that name exists. */
export function isUrl(text: string): boolean {
  return targetKind(text) === 'url' && !existsSync(text);
}

/** What is fetched from a URL, by the options; `profiles`: of a base. */
export function urlPlanOf(
  parsed: Parsed,
  profiles: readonly string[],
  every: string,
  span: string,
  most = MOST_MOMENTS,
): UrlPlan {
  const timeout = parsed.text('timeout');
  const timeoutMs = timeout === null ? null : durationMs('timeout', timeout);
  const { moments, everyMs } = momentsOf(parsed, every, span);
  if (moments > most)
    throw usage(
      most === MOST_MOMENTS
        ? `--for and --every make ${moments} moments; use \`parkscope record\` for more than ${most}`
        : `--for and --every make ${moments} moments; use ${most} at most`,
    );
  return {
    ...{ profiles, moments, everyMs, debug: debugOf(parsed), gc: parsed.flag('gc') },
    ...(timeoutMs === null
      ? {}
      : { limits: { connectMs: timeoutMs, firstByteMs: timeoutMs, idleMs: timeoutMs, totalMs: 4 * timeoutMs } }),
  };
}

/** How often to look at something that runs. */
export interface Moments {
  readonly moments: number;
  readonly everyMs: number;
}

/** One at the start, and one each `every` until `for` is over. */
export function momentsOf(parsed: Parsed, every: string, span: string): Moments {
  const everyMs = durationMs('every', parsed.text('every') ?? every);
  // Without --for a changed step keeps the number of moments.
  const given = parsed.text('for');
  const standard = durationMs('for', span) / Math.max(1, durationMs('every', every));
  const forMs = given === null ? standard * everyMs : durationMs('for', given);
  if (everyMs < 10 && forMs > 0) throw usage('--every is less than 10ms, which no program should be asked at');
  return { moments: everyMs === 0 ? 1 : Math.floor(forMs / everyMs) + 1, everyMs };
}

function debugOf(parsed: Parsed): UrlPlan['debug'] {
  const debug = oneOf('debug', parsed.text('debug'), ['auto', '0', '2'], 'auto');
  return debug === 'auto' ? debug : debug === '0' ? 0 : 2;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `250ms`, `10s`, `1.5m`, `1h30m`, in milliseconds. */
export function durationMs(name: string, text: string): number {
  const parts = [...text.matchAll(/(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    if (/^0+$/.test(text)) return 0;
    throw usage(`--${name} is ${JSON.stringify(text)}; use a time such as 500ms, 10s or 2m`);
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? NaN), 0);
}
