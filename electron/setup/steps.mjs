// One progress line per step, on stderr so that stdout stays the program's own (`npm start -s -- FILE > findings.txt`).
import process from 'node:process';

/** An expected failure: `message` is the whole text for the user (what, and what to do), no stack trace. */
export class SetupError extends Error {}

/**
 * What a step did. `there`: nothing to do · `done`: work was done · `skipped`: not possible here and not needed ·
 * `failed`: not possible here, and something will not work.
 * @typedef {{ state: 'there' | 'done' | 'skipped' | 'failed', note?: string }} Outcome
 */

/** Says what a step is at, shown on a terminal while it runs. @typedef {(text: string) => void} Report */

const MARKS = { there: '✓', done: '✓', skipped: '–', failed: '✗' };

/** @param {number} ms */
export function formatDuration(ms) {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** @param {string} name @param {Outcome} outcome @param {number} ms */
export function formatStep(name, outcome, ms) {
  const note = outcome.note ?? (outcome.state === 'there' ? 'already there' : '');
  const time = ms >= 100 ? ` ${formatDuration(ms)}` : '';
  return `${MARKS[outcome.state]} ${name}${note === '' ? '' : ` (${note})`}${time}`;
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs one step and prints its line. On a terminal the line is first shown as pending, with what the step reports of
 * its progress; in a log only the finished line appears. Errors are thrown on after the line was printed.
 * @template {Outcome} T
 * @param {string} name
 * @param {(report: Report) => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function step(name, run) {
  const terminal = process.stderr.isTTY === true;
  const started = performance.now();
  /** @param {string} text */
  const pending = (text) => {
    if (terminal) process.stderr.write(`\r\x1b[K… ${name}${text === '' ? '' : `: ${text}`}`.slice(0, 200));
  };
  pending('');
  /** @param {Outcome} outcome */
  const finish = (outcome) => {
    if (terminal) process.stderr.write('\r\x1b[K');
    say(formatStep(name, outcome, performance.now() - started));
  };
  try {
    const outcome = await run(pending);
    finish(outcome);
    return outcome;
  } catch (error) {
    finish({ state: 'failed' });
    throw error;
  }
}

/** Prints an expected error as its message, any other with its stack, and sets exit status 1.
 * @param {unknown} error */
export function fail(error) {
  if (error instanceof SetupError) say(error.message);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
