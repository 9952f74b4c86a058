// One set-up at a time in a clone: two `npm start` typed at once must not run `npm ci` over each other.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson } from './stamp.mjs';

const HEARTBEAT_MS = 1_000;
/** A lock that was not touched for this long is dead even if its pid answers: pids are reused, above all in containers. */
const STALE_MS = 20_000;

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
  try {
    // In containers without an init, killed processes stay as zombies, and those still answer to signal 0.
    return !/^\d+ \(.*\) [ZX] /s.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** @param {string} file @returns {'free' | 'dead' | { pid: number }} */
function holderOf(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return 'free';
  const holder = /** @type {{ pid: number, host: string } | null} */ (readJson(file));
  if (Date.now() - stat.mtimeMs > STALE_MS || holder === null) return 'dead';
  if (holder.host === os.hostname() && !isAlive(holder.pid)) return 'dead';
  return { pid: holder.pid };
}

/** @param {string} file @returns {boolean} */
function tryTake(file) {
  // Written whole under another name and then linked: nobody ever reads half a lock, and link fails if one exists.
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, JSON.stringify({ pid: process.pid, host: os.hostname() }));
  try {
    fs.linkSync(mine, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Removes a dead lock. If somebody took it over in between, theirs is put back.
 * @param {string} file */
function removeDead(file) {
  const aside = `${file}.dead.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (typeof holderOf(aside) === 'object') fs.linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error;
  }
  fs.rmSync(aside, { force: true });
}

/**
 * Runs `work` while holding the lock; waits as long as another live process holds it.
 * @template T
 * @param {string} file @param {() => Promise<T>} work @param {(pid: number) => void} [onWait] called once, if it waits
 * @returns {Promise<T>}
 */
export async function withLock(file, work, onWait = () => {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let told = false; !tryTake(file);) {
    const holder = holderOf(file);
    if (holder === 'dead') removeDead(file);
    else if (holder !== 'free') {
      if (!told) onWait(holder.pid);
      told = true;
      await sleep(200);
    }
  }
  const heartbeat = setInterval(() => {
    try {
      fs.utimesSync(file, new Date(), new Date());
    } catch {
      // The lock was removed by hand (`rm -r .cache`); there is nothing to keep alive.
    }
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    fs.rmSync(file, { force: true });
  }
}
