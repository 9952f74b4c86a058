// What a part of `npm test` is, and what all of them need.
import { electronEnv } from './launch.mjs';

/**
 * @typedef {import('./test-counts.mjs').Counts} Counts
 * @typedef {Counts & { note?: string, output?: string }} PartResult
 * @typedef {object} Context
 * @property {import('./places.mjs').Places} places
 * @property {import('./electron-runtime.mjs').Runtime | null} runtime
 * @property {boolean} ci where a part that cannot run is a failure, since nobody would read that it was skipped
 * @property {boolean} update rewrite goldens and snapshots
 * @property {readonly string[]} filters test files to run
 * @typedef {{ name: string, group: 'check' | 'test', run: (context: Context) => Promise<PartResult> }} Part
 */

/** @param {Context} context @param {string} why @returns {PartResult} */
export function cannotRun(context, why) {
  return context.ci
    ? { passed: 0, failed: 1, skipped: 0, note: why, output: `CI=true, and ${why}` }
    : { passed: 0, failed: 0, skipped: 1, note: `skipped: ${why}` };
}

/** Goldens contain times and sorted names, and colours would get into captured output. */
export function testEnv() {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...electronEnv(), TZ: 'UTC', LC_ALL: 'C' };
  // npm hands its own settings to scripts; a test that runs npm must not inherit where this one was started.
  delete env['INIT_CWD'];
  return env;
}
