// Memory of downloads that failed. Without it every start on a machine behind a wall would wait for the same timeout.
import fs from 'node:fs';
import { readJson, writeAtomically } from './stamp.mjs';

/** @typedef {{ when: string, reason: string }} Refusal */

/** @param {string} file @returns {Record<string, Refusal>} */
function readAll(file) {
  return /** @type {Record<string, Refusal> | null} */ (readJson(file)) ?? {};
}

/** @param {string} file @param {string} key what was asked for, with its version @returns {Refusal | null} */
export function refusalOf(file, key) {
  return readAll(file)[key] ?? null;
}

/** @param {string} file @param {string} key @param {string} reason @param {Date} [now] */
export function rememberRefusal(file, key, reason, now = new Date()) {
  writeAtomically(
    file,
    `${JSON.stringify({ ...readAll(file), [key]: { when: now.toISOString(), reason } }, null, 2)}\n`,
  );
}

/** The documented way to try again forgets everything. @param {string} file */
export function forgetRefusals(file) {
  fs.rmSync(file, { force: true });
}
