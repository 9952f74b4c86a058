// `npm run package`: a folder that runs without a clone, without Node and without npm.
import fs from 'node:fs';
import path from 'node:path';
import { SUBCOMMANDS } from '../setup/cli-bundle.mjs';
import { ROOT, placesOf } from '../setup/places.mjs';
import { setUp } from '../setup/set-up.mjs';
import { SetupError, fail, say, step } from '../setup/steps.mjs';
import { desktopEntry, launcherScript, mimeInfo } from './associations.mjs';

/** Not `electron`: under that name Electron takes itself for a development run. */
const BINARY = 'parkscope-window';

/** @param {import('../setup/places.mjs').Places} places @param {string} runtimeBinary @param {string} target */
function assemble(places, runtimeBinary, target) {
  const runtime = path.dirname(runtimeBinary);
  fs.mkdirSync(target, { recursive: true });
  for (const name of fs.readdirSync(runtime)) {
    if (name === 'resources') continue;
    const to = name === path.basename(runtimeBinary) ? BINARY : name;
    fs.cpSync(path.join(runtime, name), path.join(target, to), { recursive: true });
  }
  const app = path.join(target, 'resources', 'app');
  fs.cpSync(places.dist, path.join(app, 'dist'), {
    recursive: true,
    filter: (file) => !file.endsWith('.map') && !path.basename(file).startsWith('.'),
  });
  // The demo, and the notices of what the bundles contain.
  const assets = path.join(places.root, 'assets');
  fs.cpSync(assets, path.join(app, 'assets'), { recursive: true, filter: (file) => !file.endsWith('.md') });
  const icon = path.join(assets, 'icons', 'parkscope.png');
  if (fs.existsSync(icon))
    fs.cpSync(icon, path.join(target, 'share', 'icons', 'hicolor', '512x512', 'apps', 'parkscope.png'));
  fs.copyFileSync(path.join(places.root, 'LICENSE'), path.join(app, 'LICENSE'));
  const manifest = JSON.parse(fs.readFileSync(path.join(places.root, 'package.json'), 'utf8'));
  const { name, version, description, license, type, main } = manifest;
  const kept = { name, productName: 'Parkscope', version, description, license, type, main };
  fs.writeFileSync(path.join(app, 'package.json'), `${JSON.stringify(kept, null, 2)}\n`);

  const table = JSON.parse(fs.readFileSync(new URL('./file-associations.json', import.meta.url), 'utf8'));
  const files = {
    'share/applications/parkscope.desktop': desktopEntry(table),
    'share/mime/packages/parkscope.xml': mimeInfo(table),
    parkscope: launcherScript(SUBCOMMANDS, BINARY),
  };
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
    fs.writeFileSync(path.join(target, file), text);
  }
  fs.chmodSync(path.join(target, 'parkscope'), 0o755);
}

async function main() {
  if (process.platform !== 'linux') {
    throw new SetupError(
      'npm run package makes the Linux folder. For macOS and Windows, associations.mjs gives the Info.plist keys and the ' +
        'registry file to use with your packager.',
    );
  }
  const places = placesOf(ROOT);
  const { runtime } = await setUp(places, { wantXvfb: false });
  if (runtime === null) throw new SetupError('There is no Electron runtime to package, see above.');
  const target = path.join(places.root, 'release', `parkscope-linux-${process.arch}`);
  await step('package', async (report) => {
    report(target);
    // Assembled beside its place: a run that is killed leaves no folder that looks finished.
    const next = `${target}.next`;
    fs.rmSync(next, { recursive: true, force: true });
    assemble(places, runtime.binary, next);
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(next, target);
    return { state: 'done', note: path.relative(places.root, target) };
  });
  say(`Start it with ${path.join(path.relative(process.cwd(), target), 'parkscope')}`);
}

main().catch(fail);
