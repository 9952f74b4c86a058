// Builds the renderer and holds the unit-test settings. The other bundles are in electron/setup/bundle.mjs.
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { aliasesOf } from './electron/setup/aliases.mjs';
import { assembly } from './electron/setup/assembly.mjs';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]$/, '');

// Goldens contain times and sorted names. Test processes inherit these two from here.
process.env['TZ'] = 'UTC';
process.env['LC_ALL'] = 'C';

export default defineConfig({
  root: `${root}/renderer`,
  // Relative, because the page is served from app:// in the window and from a folder in browser mode.
  base: './',
  plugins: [assembly(root), react()],
  resolve: { alias: aliasesOf(root) },
  worker: { format: 'es', plugins: () => [assembly(root)] },
  build: {
    target: 'chrome114',
    outDir: `${root}/dist/renderer`,
    emptyOutDir: true,
    sourcemap: true,
    // The page's policy is `default-src 'self'`: nothing may be inlined as a data: URL or an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One desktop page, read from disk: chunk size is no download time here.
    chunkSizeWarningLimit: 5_000,
  },
  test: {
    root,
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', '**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    // Against hanging for ever only: no test here is about time, and a busy machine takes several times as long.
    testTimeout: 60_000,
    env: { TZ: 'UTC', LC_ALL: 'C' },
  },
});
