import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCodeCache } from './code-cache';

/**
 * Loads the command line (`program.cjs` and what it asks for) with the machine code of earlier runs. Runs when loaded: it is the entry
 * of dist/cli/main.cjs, and stands alone so that compiling it takes no time.
 */

const folder = dirname(fileURLToPath(import.meta.url));
const hostRequire = createRequire(import.meta.url);
const cache = openCodeCache(folder, process.argv[2] ?? '');
const loaded = new Map<string, { exports: unknown }>();

function load(name: string): unknown {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const module: { exports: unknown } = { exports: {} };
  loaded.set(name, module);
  const file = join(folder, name);
  cache.compile(name)(module.exports, requireFrom, module, file, folder);
  return module.exports;
}

function requireFrom(id: string): unknown {
  return id.startsWith('./') ? load(id.slice(2)) : hostRequire(id);
}

// Also where a command ends by process.exit. Wrong usage teaches nothing about a command's code.
process.on('exit', (code) => {
  if (code === 0 || code === 1) cache.save();
});

load('program.cjs');
