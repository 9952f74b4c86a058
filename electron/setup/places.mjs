// Where set-up keeps things. Everything lives in the clone, so deleting `.cache` and `dist` undoes it all.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Paths of one clone; tests hand in another root.
 * @param {string} root */
export function placesOf(root) {
  const cache = path.join(root, '.cache');
  return {
    root,
    cache,
    stamps: path.join(cache, 'stamps'),
    electron: path.join(cache, 'electron'),
    /** Downloads that were refused, so that the next start does not ask again. */
    refused: path.join(cache, 'refused.json'),
    lock: path.join(cache, 'setup.lock'),
    dist: path.join(root, 'dist'),
    cli: path.join(root, 'dist', 'cli', 'main.cjs'),
  };
}

/** @typedef {ReturnType<typeof placesOf>} Places */
