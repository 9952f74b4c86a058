import type { LookFacts, LookRun, LooksAnswer } from '@core/api/live';
import { formatBytes, formatCount, formatNanoseconds } from '@core/base/format';
import { isOfCoreFile, type LookProgress } from '@core/base/wire/unreachable';
import { dateFormat } from '../../i18n/dates';
import { fromEngine } from '../../i18n/from-engine';
import { t } from '../../i18n/t';

/** What is known, as a headline and what follows from it. */
export interface LookState {
  readonly headline: string;
  readonly text: string;
}

export function lookState({ look, proof, refused, possible }: LooksAnswer): LookState {
  const best = proof !== null && proof.found > 0 ? proof : look;
  if (refused !== '') {
    const headline = best === null ? t('Its memory could not be looked at') : t('The last look gave no answer');
    return { headline, text: fromEngine(refused) };
  }
  if (best === null) {
    const text = possible
      ? t('A look finds goroutines that nothing in the process can wake. It is not stopped.')
      : t('Nobody looked for goroutines that nothing can wake.');
    return { headline: t('Not looked at'), text };
  }
  if (best.found === 0)
    return {
      headline: t('None of {n} waiting goroutines is unreachable', { n: formatCount(best.suspects) }),
      text: `${whenAndHow(best)} ${unprovenText(best)}${t('That is no innocence: what something can reach may be forgotten all the same.')}`,
    };
  const values = { found: formatCount(best.found), all: formatCount(best.suspects), n: best.found };
  if (best.grade === 'proven')
    return {
      headline: t(
        '{n, plural, one {{found} goroutine} other {{found} goroutines}} proven: nothing can wake them',
        values,
      ),
      text: `${whenAndHow(best)} ${othersText(best)} ${laterText(best, look)}`.trim(),
    };
  return {
    headline: t('{found} of {all} waiting goroutines are unreachable, not confirmed', values),
    text: `${whenAndHow(best)} ${unprovenText(best)}${othersText(best)}`.trim(),
  };
}

/** `Looked at 14:03:12 while it ran.` */
function whenAndHow(facts: LookFacts): string {
  if (isOfCoreFile({ ...facts, scanned: facts })) return t('Read from the core file, in which nothing moves.');
  const { atMs, stopNs } = facts;
  const stops = stopNs.map(formatNanoseconds);
  const [first, second] = stops;
  if (atMs === 0)
    return first === undefined
      ? t('Looked at while it ran.')
      : t('Looked at in stops of {stops}.', { stops: stops.join(', ') });
  const time = timeText(atMs);
  if (first === undefined) return t('Looked at {time} while it ran.', { time });
  if (second === undefined) return t('Stopped at {time} for {first}.', { time, first });
  return t('Stopped twice at {time}, for {first} and {second}.', { time, first, second });
}

/** Of those that were not found to be leaked. */
function othersText({ suspects, found }: LookFacts): string {
  const n = suspects - found;
  if (n <= 0) return '';
  return t('What the other {others} {n, plural, one {waits} other {wait}} for can be reached, which is no innocence.', {
    ...{ n, others: formatCount(n) },
  });
}

function unprovenText({ unproven }: LookFacts): string {
  return unproven === '' ? '' : `${t('Not proven: {why}', { why: fromEngine(unproven) })} `;
}

/** What a look after the proof found that the proof does not know. */
function laterText(proof: LookFacts, look: LookFacts | null): string {
  if (look === null || look.atMs === proof.atMs || look.found <= proof.found) return '';
  const more = formatCount(look.found - proof.found);
  return t('A look at {time} found {more} more, not confirmed.', { time: timeText(look.atMs), more });
}

/** What is under way, and for how long. */
export function runText({ what }: LookRun, name: string): string {
  return what === 'look'
    ? t('Looking at the memory of {name}, which runs on', { name })
    : t('Proving: {name} is looked at, then stopped twice', { name });
}

/** Share of the passes that are done, the stops of a proof among them; null before anything is known. */
export function lookShare({ what, far }: LookRun): number | null {
  if (far === null) return null;
  const { phase, pass, passes, done, total } = far;
  const part = total === 0 ? 0 : Math.min(1, done / total) / 2;
  return Math.min(1, (pass - 1 + (phase === 'mark' ? 0.5 : 0) + part) / (passes + (what === 'proof' ? STOPS : 0)));
}

/** A proof stops it twice. */
const STOPS = 2;

/** `Pass 2 of 3: 41.2 MiB of 96.0 MiB read`. */
export function farText({ phase, pass, passes, done, total }: LookProgress): string {
  const stop = pass > passes;
  const values = {
    ...{ pass: stop ? pass - passes : pass, passes: stop ? STOPS : passes },
    done: formatBytes(done),
    total: formatBytes(total),
  };
  switch (phase) {
    case 'stop':
      return t('Stop {pass} of {passes}', values);
    case 'read':
      return stop
        ? t('Stop {pass} of {passes}: {done} of {total} read', values)
        : t('Pass {pass} of {passes}: {done} of {total} read', values);
    case 'mark':
      return stop
        ? t('Stop {pass} of {passes}: {done} of {total} reached', values)
        : t('Pass {pass} of {passes}: {done} of {total} reached', values);
  }
}

/** `1.2 s, about 0.4 s left`. */
export function timeLeft(forMs: number, expectedMs: number | null): string {
  const so = seconds(forMs);
  if (expectedMs === null || forMs > expectedMs) return so;
  return t('{so}, about {left} left', { so, left: seconds(expectedMs - forMs) });
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)}\u00a0s`;

/** `14:03:12`, in local time. */
export const timeText = (atMs: number): string =>
  dateFormat({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(atMs);

/** What the verdicts rest on and what they cost: terms and their text. */
export function lookFigures(facts: LookFacts): readonly (readonly [string, string])[] {
  const { heapBytes, objects, rootWords, goroutines, passes, retainedBytes, stackBytes, found, unclear } = facts;
  const kept = { heap: formatBytes(retainedBytes), stacks: formatBytes(stackBytes) };
  return [
    ...(found === 0 ? [] : [[t('Keeps alive'), t('{heap} of heap, {stacks} of stacks', kept)] as const]),
    [t('Heap'), t('{bytes} in {n} objects', { bytes: formatBytes(heapBytes), n: formatCount(objects) })],
    [
      t('Roots'),
      t('{words} words, stacks of {goroutines} goroutines', {
        ...{ words: formatCount(rootWords), goroutines: formatCount(goroutines) },
      }),
    ],
    [t('Passes'), formatCount(passes)],
    ...(unclear === 0
      ? []
      : [[t('Not understood'), t('{n} waits, taken as running', { n: formatCount(unclear) })] as const]),
  ];
}

/** Stops that may be allowed in the window, ms. */
export const STOPS_MS = [50, 250, 1000, 5000] as const;
export const STOP_MS = 250;

/** What will happen to the process: the sentence of the dialog. */
export function stopSentence(expectedStopNs: number, maxStopMs: number): string {
  return t('Stops the process for about {expected}, at most {most}, twice.', {
    ...{ expected: aboutText(expectedStopNs), most: stopText(maxStopMs) },
  });
}

/** An estimate with no more digits than it has: `5 ms`, `0.4 ms`. */
function aboutText(ns: number): string {
  const ms = ns / 1e6;
  return ms < 1 ? `${Math.max(0.1, ms).toFixed(1)}\u00a0ms` : `${formatCount(Math.round(ms))}\u00a0ms`;
}

/** What was done to the process for proofs, for its header; `` where it was not stopped. */
export function stopsText(stopNs: readonly number[]): string {
  if (stopNs.length === 0) return '';
  const time = formatNanoseconds(stopNs.reduce((sum, ns) => sum + ns, 0));
  return t('stopped {n, plural, one {once} other {{n} times}} for a proof, {time} in all; not changed', {
    ...{ n: stopNs.length, time },
  });
}

/** `250 ms`, `1 s`. */
export const stopText = (ms: number): string => (ms < 1000 ? `${ms}\u00a0ms` : `${ms / 1000}\u00a0s`);
