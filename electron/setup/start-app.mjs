// `npm start`: set up what is missing, then open the window, or print findings where there can be no window.
import fs from 'node:fs';
import path from 'node:path';
import { electronCommand, electronEnv, isRoot, resolveTargets, whyNoDisplay } from './launch.mjs';
import { ROOT, placesOf } from './places.mjs';
import { run, runForeground } from './processes.mjs';
import { setUp } from './set-up.mjs';
import { readJson } from './stamp.mjs';
import { fail, say } from './steps.mjs';

/**
 * The captures shipped with the app, in groups that belong together: taking two programs for one series would be wrong.
 * @param {import('./places.mjs').Places} places @returns {{ title: string, files: string[] }[]}
 */
function demos(places) {
  const folder = path.join(places.root, 'assets', 'demo');
  const list = /** @type {{ title: string, files: string[] }[] | null} */ (readJson(path.join(folder, 'demo.json')));
  return (list ?? []).map(({ title, files }) => ({ title, files: files.map((name) => path.join(folder, name)) }));
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
  // The executable of a core file is no capture, and the command line takes it as it is.
  const exe = args.indexOf('--exe');
  const named = exe < 0 ? [] : args.slice(exe, exe + 2);
  const targets = args.filter((arg, i) => !arg.startsWith('--') && (exe < 0 || i !== exe + 1));
  const [demo, ...others] = targets.length > 0 ? [] : demos(places);
  const inputs = demo?.files ?? targets;
  let code = 0;
  if (inputs.length === 0) say('There is nothing to show: no file was given, and assets/demo/demo.json names none.');
  else {
    if (demo !== undefined) say(`No file was given; the findings of “${demo.title}” in assets/demo:\n`);
    code = await runForeground(process.execPath, [places.cli, 'check', ...inputs, ...named]);
  }
  for (const { title, files } of others) {
    const names = files.map((file) => path.relative(places.root, file)).join(' ');
    say(`\n“${title}”:\n  node electron/cli/bin.mjs check ${names}`);
  }
  say(windowHint(typed, why));
  // 1 means "there are findings", which is what was asked for; 2 and 3 are failures to answer.
  return code === 1 ? 0 : code;
}

/** Where only the system's policy keeps Chromium's sandbox from starting, say how to allow it rather than switch the
 * sandbox off. @param {string} binary */
async function sandboxHint(binary) {
  const helper = path.join(path.dirname(binary), 'chrome-sandbox');
  const stat = fs.statSync(helper, { throwIfNoEntry: false });
  if (isRoot() || stat === undefined || (stat.uid === 0 && (stat.mode & 0o4000) !== 0)) return;
  // Chromium's first choice is a user namespace; a system that allows one needs no helper.
  if ((await run('unshare', ['--user', 'true'])).code === 0) return;
  say('\nThis system lets no ordinary user start the sandbox of the window. This allows it for Parkscope:');
  say(`  sudo chown root '${helper}' && sudo chmod 4755 '${helper}'`);
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
    // The app without arguments shows its start screen; this command promises the demo.
    const [binary, own] = electronCommand(runtime, places.root, args.length > 0 ? args : ['--demo']);
    const code = await runForeground(binary, own, { env: electronEnv() });
    if (code !== 0 && code !== 130) await sandboxHint(binary);
    process.exitCode = code;
  } catch (error) {
    fail(error);
  }
}
