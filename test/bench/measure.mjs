// Times whole processes: interleaved runs of two commands, medians, so that a noisy machine disturbs both alike.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/**
 * One run: wall seconds.
 * @param {string[]} command
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, ok?: number[]}} [options]
 * @returns {Promise<{seconds: number}>}
 */
export function once(command, options = {}) {
  const [file, ...args] = command;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(/** @type {string} */ (file), args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== null && (options.ok ?? [0]).includes(code))
        resolve({ seconds: (performance.now() - started) / 1000 });
      else reject(new Error(`${command.join(' ')} ended with ${code}: ${errors.slice(0, 400)}`));
    });
  });
}

/**
 * `runs` pairs A B A B … after one warm-up each; medians in seconds and the median ratio B/A (how many times faster A is).
 * @param {() => Promise<{seconds: number}>} a
 * @param {() => Promise<{seconds: number}>} b
 */
export async function pairs(a, b, runs = 7) {
  await a();
  await b();
  /** @type {number[]} */ const as = [];
  /** @type {number[]} */ const bs = [];
  for (let i = 0; i < runs; i++) {
    as.push((await a()).seconds);
    bs.push((await b()).seconds);
  }
  return { a: median(as), b: median(bs), ratio: median(as.map((value, i) => /** @type {number} */ (bs[i]) / value)) };
}

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((x, y) => x - y);
  return /** @type {number} */ (sorted[sorted.length >> 1]);
}
