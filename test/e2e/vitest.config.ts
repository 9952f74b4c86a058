import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { aliasesOf } from '../../electron/setup/aliases.mjs';
import { assembly } from '../../electron/setup/assembly.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** One window at a time: they would take the focus from each other, and the machine's cores too. */
export default defineConfig({
  root,
  plugins: [assembly(root)],
  resolve: { alias: aliasesOf(root) },
  test: {
    include: ['test/e2e/**/*.spec.ts'],
    setupFiles: ['test/e2e/failures.ts'],
    globalSetup: ['test/e2e/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { TZ: 'UTC', LC_ALL: 'C' },
  },
});
