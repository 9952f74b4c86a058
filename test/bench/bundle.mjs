// Sources as one file that plain Node can load, as the product's own bundles are made.
import { join } from 'node:path';
import { build } from 'vite';
import { aliasesOf } from '../../electron/setup/aliases.mjs';
import { assembly } from '../../electron/setup/assembly.mjs';

/**
 * @param {string} root the project's folder
 * @param {string} entry below it
 * @param {string} output the file to write; `.cjs` or `.mjs` decides its kind. Answers it.
 */
export async function bundle(root, entry, output) {
  const slash = output.lastIndexOf('/');
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    publicDir: false,
    resolve: { alias: aliasesOf(root) },
    plugins: [assembly(root)],
    ssr: { noExternal: true },
    build: {
      ssr: join(root, entry),
      outDir: output.slice(0, slash),
      emptyOutDir: false,
      target: 'node18',
      minify: false,
      rolldownOptions: {
        output: {
          entryFileNames: output.slice(slash + 1),
          format: output.endsWith('.cjs') ? 'cjs' : 'es',
          codeSplitting: false,
        },
      },
    },
  });
  return output;
}
