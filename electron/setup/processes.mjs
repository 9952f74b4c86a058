// Child processes, the way set-up uses them: output captured, a watchdog, never a shell with user input in it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const GUARD = fileURLToPath(new URL('./guard.mjs', import.meta.url));

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [guarded] end it when this process is killed (guard.mjs): for whatever writes where the next set-up
 *   will write
 * @property {number} [timeoutMs]
 * @property {{ measure?: () => number, limitMs: number }} [stall] kill when `measure()` (bytes on disk, say; by default the
 *   amount of output) stays the same for `limitMs`: a download may take long, but not stand still
 *
 * @typedef {{ code: number, output: string, killed: '' | 'timeout' | 'stalled', missing: boolean }} RunResult
 */

/** @param {string} command @param {readonly string[]} args @param {RunOptions} [options] @returns {Promise<RunResult>} */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    let output = '';
    let printed = 0;
    /** @type {RunResult['killed']} */
    let killed = '';
    const guarded = options.guarded === true;
    const child = spawn(guarded ? process.execPath : command, guarded ? [GUARD, command, ...args] : [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [guarded ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    });
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      printed += chunk.length;
      output = (output + chunk.toString('utf8')).slice(-4_000_000);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    // Writing to a guard that has gone already is no news: 'close' tells.
    child.stdin?.on('error', () => {});

    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    /** @param {RunResult['killed']} why */
    const kill = (why) => {
      killed = why;
      // The guard ends its program when its input closes; killing the guard itself would leave the program running.
      if (guarded) child.stdin?.end();
      else child.kill('SIGKILL');
    };
    if (options.timeoutMs !== undefined) timers.push(setTimeout(kill, options.timeoutMs, 'timeout'));
    const { stall } = options;
    if (stall !== undefined) {
      const measure = stall.measure ?? (() => printed);
      let last = measure();
      let since = Date.now();
      const look = () => {
        const now = measure();
        if (now !== last) since = Date.now();
        else if (Date.now() - since > stall.limitMs) kill('stalled');
        last = now;
      };
      timers.push(setInterval(look, Math.min(250, stall.limitMs / 4)));
    }
    /** @param {number} code @param {boolean} missing */
    const finish = (code, missing) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ code, output, killed, missing });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(127, /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT');
    });
    child.on('close', (code) => finish(code ?? 1, guarded && code === 127));
  });
}

/**
 * Runs a program in the foreground: same terminal, signals handed on, its status is the answer.
 * @param {string} command @param {readonly string[]} args @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: 'inherit', ...options });
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    /** @param {NodeJS.Signals} signal */
    const handOn = (signal) => void child.kill(signal);
    for (const signal of signals) process.on(signal, handOn);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const each of signals) process.off(each, handOn);
      resolve(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : 1));
    });
  });
}

/** The line of a program's output that says most: its last line with "error" in it, else its last line.
 * @param {string} output */
export function tellingLine(output) {
  const lines = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at |^npm (warn|http) |A complete log of this run/.test(line));
  const errors = lines.filter((line) => /error|failed|refused/i.test(line));
  return (
    errors.find((line) => /code E|Error:|E: /.test(line)) ??
    errors.at(-1) ??
    lines.at(-1) ??
    'no message'
  ).trim();
}
