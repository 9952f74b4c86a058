// The path aliases of the project for Vite and Vitest; TypeScript has the same ones in the tsconfig of each layer.
import path from 'node:path';

/** @param {string} root */
export function aliasesOf(root) {
  return {
    '@core': path.join(root, 'electron', 'core'),
    '@ipc': path.join(root, 'electron', 'ipc'),
  };
}
