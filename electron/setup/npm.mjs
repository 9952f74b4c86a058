// npm as set-up uses it: the user's registry, proxy and cache settings apply by themselves, and none is written here.
import path from 'node:path';
import process from 'node:process';
import { run, tellingLine } from './processes.mjs';

/** npm as it started us, or as found on the PATH.
 * @param {readonly string[]} args @param {import('./processes.mjs').RunOptions} options */
export function runNpm(args, options) {
  const script = process.env['npm_execpath'] ?? '';
  const known = path.basename(script) === 'npm-cli.js';
  const command = known ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return run(command, known ? [script, ...args] : args, { ...options, guarded: true });
}

/**
 * Asks the registry for one small thing. npm itself tries a silent server for many minutes, package by package.
 * @param {string} cwd @param {string} packageName @param {number} [timeoutMs]
 * @returns {Promise<string | null>} null when it answered, else why it did not
 */
export async function whyNoRegistry(cwd, packageName, timeoutMs = 8_000) {
  const question = ['view', packageName, 'name', '--prefer-online', '--loglevel=error'];
  const patience = ['--fetch-retries=0', `--fetch-timeout=${timeoutMs}`];
  const { code, output, killed } = await runNpm([...question, ...patience], { cwd, timeoutMs: timeoutMs * 1.5 });
  if (killed !== '') return `the npm registry did not answer within ${(timeoutMs * 1.5) / 1000} s`;
  return code === 0 ? null : `the npm registry did not answer: ${tellingLine(output).replace(/^npm error /, '')}`;
}
