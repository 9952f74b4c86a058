// How the runtime is started, shared by `npm start`, `npm run dev`, `npx parkscope` and the e2e tests.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** Chromium refuses to run its sandbox as root; for everyone else the sandbox stays on. */
export function isRoot() {
  return process.getuid?.() === 0;
}

/** @param {string} socket @returns {Promise<boolean>} */
function answers(socket) {
  return new Promise((resolve) => {
    const connection = net.connect(socket);
    connection.setTimeout(1_000, () => connection.destroy());
    connection.on('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.on('error', () => resolve(false));
    connection.on('close', () => resolve(false));
  });
}

/**
 * Why no window can be opened here, or null. `DISPLAY` alone proves nothing: it outlives a closed SSH session and a
 * stopped Xvfb, and Electron then dies with a stack trace.
 * @param {NodeJS.ProcessEnv} [env] @returns {Promise<string | null>}
 */
export async function whyNoDisplay(env = process.env) {
  if (process.platform !== 'linux') return null;
  if ((env['WAYLAND_DISPLAY'] ?? '') !== '') return null;
  const display = env['DISPLAY'] ?? '';
  if (display === '') return 'no display (DISPLAY is not set)';
  const local = /^(?:unix)?:(\d+)/.exec(display);
  // Elsewhere than on this machine, over SSH for one: not ours to test.
  if (local === null) return null;
  const socket = `/tmp/.X11-unix/X${local[1]}`;
  // Names with a leading zero byte are Linux abstract sockets, where some X servers listen instead.
  if ((await answers(socket)) || (await answers(`\0${socket}`))) return null;
  return `no display (DISPLAY is ${display}, but no X server answers there)`;
}

/**
 * Files are given relative to where the user stands; npm runs us in the clone.
 * @param {readonly string[]} args @param {string} from @returns {string[]}
 */
export function resolveTargets(args, from) {
  return args.map((arg) => {
    const isFile = fs.existsSync(path.resolve(from, arg));
    const isPid = /^\d+$/.test(arg);
    const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(arg) || /^[\w.-]+:\d+(\/|$)/.test(arg);
    if (arg === '-' || arg.startsWith('--') || ((isPid || isUrl) && !isFile)) return arg;
    return path.resolve(from, arg);
  });
}

/**
 * @param {import('./electron-runtime.mjs').Runtime} runtime @param {string} root @param {readonly string[]} args
 * @returns {[string, string[]]} program and arguments
 */
export function electronCommand(runtime, root, args) {
  const own = isRoot() ? ['--no-sandbox'] : [];
  const { DISPLAY = '', WAYLAND_DISPLAY = '' } = process.env;
  // Electron 25 looks for X alone unless it is told.
  if (process.platform === 'linux' && DISPLAY === '' && WAYLAND_DISPLAY !== '') own.push('--ozone-platform-hint=auto');
  return [runtime.binary, [...(runtime.fallback ? [] : [root]), ...own, ...args]];
}

/** The environment for Electron. Editors set the variable that turns it into plain Node, and it is inherited. */
export function electronEnv() {
  const env = { ...process.env };
  delete env['ELECTRON_RUN_AS_NODE'];
  return env;
}
