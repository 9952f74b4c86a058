// `npm start`: set up what is missing, then open the window, or print findings where there can be no window.
import fs from 'node:fs';
import path from 'node:path';
import { electronCommand, electronEnv, resolveTargets, whyNoDisplay } from './launch.mjs';
import { ROOT, placesOf } from './places.mjs';
import { runForeground } from './processes.mjs';
import { setUp } from './set-up.mjs';
import { fail, say } from './steps.mjs';

/** @param {import('./places.mjs').Places} places the captures shipped with the app, in the order of their names */
function demoFiles(places) {
  const folder = path.join(places.root, 'assets', 'demo');
  if (!fs.existsSync(folder)) return [];
  const isCapture = (/** @type {string} */ name) => !name.startsWith('.') && !/\.(md|json)$/.test(name);
  return fs
    .readdirSync(folder)
    .filter(isCapture)
    .sort()
    .map((name) => path.join(folder, name));
}

/** How to get the window from here. @param {readonly string[]} args @param {string} why */
function windowHint(args, why) {
  const rest = args.length > 0 ? ` -- ${args.join(' ')}` : '';
  return [
    `\nThe window was not opened: ${why}.`,
    ...(why.startsWith('no display')
      ? [
          `To get it: run \`npm start${rest}\` on a desktop, connect with \`ssh -X\`, or give it a virtual display:`,
          `  xvfb-run -a npm start${rest}`,
        ]
      : []),
    'Everything the command line does works without it: node electron/cli/bin.mjs help',
  ].join('\n');
}

/**
 * @param {import('./places.mjs').Places} places @param {readonly string[]} args @param {string} why
 * @param {readonly string[]} [typed] the arguments as the user wrote them, for the hint
 * @returns {Promise<number>}
 */
export async function printFindings(places, args, why, typed = args) {
  const targets = args.filter((arg) => !arg.startsWith('--'));
  const inputs = targets.length > 0 ? targets : demoFiles(places);
  let code = 0;
  if (inputs.length === 0) say('There is nothing to show: no file was given and assets/demo is empty.');
  else {
    if (targets.length === 0) say('No file was given, so these are the findings of the demo in assets/demo:\n');
    code = await runForeground(process.execPath, [places.cli, 'check', ...inputs]);
  }
  say(windowHint(typed, why));
  // 1 means "there are findings", which is what was asked for; 2 and 3 are failures to answer.
  return code === 1 ? 0 : code;
}

/** Where only the kernel's policy keeps Chromium's sandbox from starting, say how to allow it rather than switch the
 * sandbox off. @param {string} binary */
function sandboxHint(binary) {
  const read = (/** @type {string} */ file) => fs.existsSync(file) && fs.readFileSync(file, 'utf8').trim();
  const restricted =
    read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    read('/proc/sys/kernel/unprivileged_userns_clone') === '0';
  const helper = path.join(path.dirname(binary), 'chrome-sandbox');
  const stat = fs.statSync(helper, { throwIfNoEntry: false });
  if (!restricted || process.getuid?.() === 0 || stat === undefined) return;
  if (stat.uid === 0 && (stat.mode & 0o4000) !== 0) return;
  say(
    `If it stopped because of the sandbox, this allows it: sudo chown root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
}

/** @param {readonly string[]} argv @returns {Promise<void>} */
export async function main(argv) {
  try {
    const places = placesOf(ROOT);
    const args = resolveTargets(argv, process.env['INIT_CWD'] ?? process.cwd());
    const noDisplay = await whyNoDisplay();
    const { runtime, problem } = await setUp(places, { wantXvfb: noDisplay !== null });
    const why = noDisplay ?? problem;
    if (why !== null || runtime === null) {
      process.exitCode = await printFindings(places, args, why ?? 'no Electron runtime', argv);
      return;
    }
    const [binary, own] = electronCommand(runtime, places.root, args);
    const code = await runForeground(binary, own, { env: electronEnv() });
    if (code !== 0 && code !== 130) sandboxHint(binary);
    process.exitCode = code;
  } catch (error) {
    fail(error);
  }
}
