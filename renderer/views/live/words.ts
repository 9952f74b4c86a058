import type { LiveAnswer, LiveInfo, LiveStatus, Track } from '@core/api/live';
import { formatBytes, formatCount, formatNanoseconds, formatSigned } from '@core/base/format';
import { clockText, LIVE_TRACKS, type LiveTrackId } from '../../charts/live-scale';
import { inLanguage, msg, t } from '../../i18n/t';

const NBSP = '\u00a0';

export const TRACK_TITLES: Readonly<Record<LiveTrackId, string>> = inLanguage({
  states: msg('Goroutines'),
  heap: msg('Heap'),
  pauses: msg('GC pauses'),
  channels: msg('Channels, fill'),
  scheduler: msg('Scheduler'),
});

/** Words by which a sentence about what cannot be read tells the track it is about. */
const ABOUT: Readonly<Record<LiveTrackId, RegExp>> = {
  states: /^goroutines?\b/i,
  heap: /\bheap\b|\bruntime\b/i,
  pauses: /\bGC\b|garbage collect|\bpauses?\b|\bruntime\b/i,
  channels: /^channels?\b|^goroutines?\b/i,
  scheduler: /\bscheduler\b|\brun queues?\b|\bruntime\b/i,
};

export interface EmptyTracks {
  /** What stands in a track in place of a drawing. */
  readonly byTrack: Readonly<Partial<Record<LiveTrackId, string>>>;
  /** Sentences about no empty track. */
  readonly rest: readonly string[];
}

/** Why tracks are empty: what the sampler says of them, else that there was nothing to see (yet). No track is empty without a word. */
export function emptyTracks(answer: LiveAnswer): EmptyTracks {
  const has = (tracks: readonly Track[], name: string): boolean => tracks.some((track) => track.name === name);
  const { pauses, missing, heap, scheduler } = answer;
  const unknown: Readonly<Record<LiveTrackId, boolean>> = {
    states: answer.states.length === 0,
    heap: !has(heap, 'heap:in-use'),
    pauses: pauses.p99Ns === null && pauses.cyclesPerMinute === null,
    channels: answer.channels.length === 0,
    scheduler: !has(scheduler, 'scheduler:run-queue'),
  };
  const byTrack: Partial<Record<LiveTrackId, string>> = {};
  const used = new Set<string>();
  for (const id of LIVE_TRACKS) {
    const why = unknown[id] ? missing.find((sentence) => ABOUT[id].test(sentence)) : undefined;
    if (why !== undefined) {
      used.add(why);
      byTrack[id] = capital(why.replace(/^(goroutines?|heap|GC( pauses)?|channels?|scheduler):\s*/i, ''));
    } else if (unknown[id]) byTrack[id] = nothing(id, answer);
    else if (id === 'pauses' && pauses.atMs.length === 0) byTrack[id] = t('No pause in this time.');
  }
  return { byTrack, rest: missing.filter((sentence) => !used.has(sentence)) };
}

function nothing(id: LiveTrackId, { status, states }: LiveAnswer): string {
  if (id === 'channels' && states.length > 0) return t('No goroutine waits for a channel with a buffer.');
  return status === 'watching' || status === 'lost' ? t('Nothing was read yet.') : t('Nothing was read.');
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** A value of a track in its unit; `?` where it is not known. */
export function trackValue(value: number | null, unit: Track['unit']): string {
  if (value === null || Number.isNaN(value)) return '?';
  switch (unit) {
    case 'bytes':
      return formatBytes(value);
    case 'ns':
      return formatNanoseconds(value);
    case 'cores':
      return `${value < 10 ? value.toFixed(value < 0.095 ? 2 : 1) : Math.round(value).toString()}${NBSP}${value >= 0.95 && value < 1.05 ? 'core' : 'cores'}`;
    case 'percent':
      return percent(value);
    case '':
      return formatCount(value);
  }
}

/** Where the moment under the cursor is not known in full: what is shown of it. `keptMs`: the moment that stacks are of. */
export function momentNote(state: 'written' | 'numbers', problem: string, keptMs: number | null): string {
  if (state === 'written' && problem === '') return t('reading the recording');
  if (problem !== '') return problem;
  return keptMs === null ? t('only numbers are kept') : t('stacks of {clock}', { clock: clockText(keptMs) });
}

/** `1.3 %`, `<0.1 %`. */
export function percent(value: number): string {
  if (value > 0 && value < 0.095) return `<0.1${NBSP}%`;
  return `${value < 10 ? trimZero(value.toFixed(1)) : Math.round(value).toString()}${NBSP}%`;
}

const trimZero = (text: string): string => text.replace(/\.0$/, '');

/** `+672`, `0`, `−3`; `–` where two moments are not there yet. */
export function rate(perMinute: number | null): string {
  return perMinute === null ? '–' : formatSigned(Math.round(perMinute));
}

/** `up 2 h 06 min`. */
export function upFor(startMs: number, nowMs: number): string {
  return t('up {wholeTime}', { wholeTime: wholeTime(Math.max(1000, nowMs - startMs) * 1e6) });
}

/** A length of time without a fraction. */
const wholeTime = (ns: number): string => formatNanoseconds(ns).replace(/\.\d+(?=\D)/, '');

/** `pid 41227, Go 1.27.1`. */
export function identText(live: LiveInfo): string {
  const version = live.goVersion === '' ? t('Go version unknown') : live.goVersion.replace(/^go(?=\d)/, 'Go ');
  return t('pid {pid}, {version}', { pid: live.pid, version });
}

/** `corp.example/ingestd 91ab03d +`; ``. */
export function buildText(live: Pick<LiveInfo, 'module' | 'revision' | 'dirty'>): string {
  const revision = live.revision === '' ? '' : ` ${live.revision.slice(0, 7)}${live.dirty ? ' +' : ''}`;
  return live.module + revision;
}

/** What the watch is doing to the process, in the header's second line. */
export function statusText(status: LiveStatus, reason: string): string {
  if (status === 'watching') return reason === '' ? t('not stopped and not changed by Parkscope') : reason;
  return reason === '' ? t('the sampler stopped and is starting again') : reason;
}

/** Why it goes no further, and how far it goes: `The process has ended. What was read until 15:21:10 stays.` */
export function overText(status: LiveStatus, reason: string, lastMs: number): string {
  const until = clockText(lastMs);
  if (status === 'recording')
    return reason === ''
      ? t('A recording until {until}', { until })
      : t('{sentence} Recorded until {until}.', { sentence: sentence(reason), until });
  const why = status === 'detached' ? t('You ended the watch') : t('The process has ended');
  return t('{sentence} What was read until {until} stays.', {
    sentence: sentence(reason === '' ? why : reason),
    until,
  });
}

const sentence = (text: string): string => `${capital(text).replace(/\.$/, '')}.`;

/** How far the shown moment lies behind, `12 s behind`. */
export function behindText(shownMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - shownMs) / 1000);
  return seconds < 1 ? t('just now') : t('{wholeTime} behind', { wholeTime: wholeTime(seconds * 1e9) });
}

/** `every 100 ms`, `every 2 s`. */
export function everyText(ms: number): string {
  return t('every {ms}', { ms: stepText(ms) });
}

/** `100 ms`, `2 s`. */
export function stepText(ms: number): string {
  return formatNanoseconds(ms * 1e6)
    .replace(/\.0+(?=\D)/, '')
    .replace(/(\.\d)0(?=\D)/, '$1');
}

/** A state as Go prints it, without the package that all of its kind have: `Mutex.Lock`. */
export const shortState = (state: string): string => state.replace(/^sync\./, '');

/** A channel by its type and the end of its address, which tells it from others: `int …e240`. */
export const shortChannel = (title: string): string =>
  title.replace(/^chan (?=.* 0x)/, '').replace(/0x[\da-f]+([\da-f]{4})$/i, '…$1');

/** A moment for those who hear it: the newest one moves on. */
export function momentText(clock: string, goroutines: string): string {
  return t('{clock}, {goroutines} goroutines', { clock, goroutines });
}

export function newestText(clock: string, goroutines: string): string {
  return t('{clock}, the newest, {goroutines} goroutines', { clock, goroutines });
}
