// `npm run dev`: window plus rebuild on change. A change of the renderer needs a reload of the window (Ctrl+R); a change
// of anything else restarts it. No hot module replacement: the page is served as in the product, with the same policy.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { NODE_TARGETS, RENDERER, buildTargets } from './bundles.mjs';
import { electronCommand, electronEnv, resolveTargets, whyNoDisplay } from './launch.mjs';
import { ROOT, placesOf } from './places.mjs';
import { setUp } from './set-up.mjs';
import { SetupError, fail, say, step } from './steps.mjs';

const QUIET_MS = 200;

/** @param {readonly string[]} argv */
export async function main(argv) {
  const places = placesOf(ROOT);
  const noDisplay = await whyNoDisplay();
  if (noDisplay !== null)
    throw new SetupError(`npm run dev needs a window: ${noDisplay}. Try: xvfb-run -a npm run dev`);
  const { runtime, problem } = await setUp(places, { wantXvfb: false });
  if (runtime === null || problem !== null) throw new SetupError(`npm run dev needs a window: ${problem}`);
  const args = resolveTargets(argv, process.env['INIT_CWD'] ?? process.cwd());
  const [binary, own] = electronCommand(runtime, places.root, args);

  let restarting = false;
  const start = () => {
    const child = spawn(binary, own, { stdio: 'inherit', env: electronEnv() });
    child.on('close', (code) => {
      if (!restarting) process.exit(code ?? 1);
      restarting = false;
      window = start();
    });
    return child;
  };
  let window = start();

  /** @type {Set<string>} */
  const changed = new Set();
  let building = false;
  const rebuild = async () => {
    if (building || changed.size === 0) return;
    building = true;
    const onlyRenderer = [...changed].every((file) => file.startsWith('renderer'));
    changed.clear();
    try {
      await step('bundle', async (report) => {
        await buildTargets(places, onlyRenderer ? [RENDERER] : [...NODE_TARGETS, RENDERER], report);
        return { state: 'done', note: onlyRenderer ? 'reload the window' : 'restarting the window' };
      });
      if (!onlyRenderer) {
        restarting = true;
        window.kill();
      }
    } catch (error) {
      fail(error);
    }
    building = false;
    setTimeout(rebuild, QUIET_MS);
  };
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  for (const folder of ['electron', 'renderer']) {
    fs.watch(path.join(places.root, folder), { recursive: true }, (_event, name) => {
      if (name === null || name.startsWith('setup') || name.endsWith('.md')) return;
      changed.add(path.join(folder, name));
      clearTimeout(timer);
      timer = setTimeout(rebuild, QUIET_MS);
    });
  }
  say('Watching electron/ and renderer/. Close the window or press Ctrl+C to stop.');
}
