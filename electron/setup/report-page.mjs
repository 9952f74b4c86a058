// The page of the self-contained report: the whole renderer and the engine's worker in one HTML file that loads nothing. What is written
// into it, and where, is in electron/core/export/report.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { notice } from '../packaging/licenses.mjs';
import { aliasesOf } from './aliases.mjs';
import { assembly } from './assembly.mjs';
import { readJson } from './stamp.mjs';

/** Where the title and the data of a report go. The same words are in electron/core/export/report/page.ts. */
const TITLE = '<!--report:title-->';
const DATA = '<!--report:data-->';

/**
 * Runs before everything else: unpacks the styles and the program and hands them to the browser as blobs. It is allowed by its hash.
 */
const START = `'use strict';
(async () => {
  const unpack = async (id, type) => {
    const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return URL.createObjectURL(new Blob([await new Response(stream).arrayBuffer()], { type }));
  };
  const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: await unpack('style', 'text/css') });
  const styled = new Promise((resolve) => { style.onload = style.onerror = resolve; });
  document.head.append(style);
  await styled;
  document.head.append(Object.assign(document.createElement('script'), { src: await unpack('program', 'text/javascript') }));
})().catch((error) => {
  document.getElementById('root').textContent = 'This report cannot be shown here: ' + error + '. It needs Chrome 114, Firefox 116, Safari 16.4 or newer.';
});
`;

/** @param {import('./places.mjs').Places} places @param {string} outDir */
export async function buildReportPage(places, outDir) {
  const program = await bundle(places, 'renderer/report/main.ts');
  const worker = await bundle(places, 'renderer/workers/engine.worker.ts');
  const icon = fs.readFileSync(path.join(places.root, 'assets', 'icons', 'parkscope.svg')).toString('base64');
  const { version } = /** @type {{ version: string }} */ (readJson(path.join(places.root, 'package.json')));
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(START).digest('base64')}' blob: 'wasm-unsafe-eval'`,
    'worker-src blob:',
    'style-src blob:',
    "style-src-attr 'unsafe-inline'",
    'img-src data: blob:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = `<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="Parkscope ${version}">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:image/svg+xml;base64,${icon}">
<title>${TITLE}</title>
</head>
<body>
<div id="root"></div>
<noscript>This report needs JavaScript. It is all in this file and loads nothing.</noscript>
${DATA}
${embedded('style', program.css)}
${embedded('worker', worker.code)}
${embedded('program', program.code)}
<script type="text/plain" id="licences">
${plain(noticesOf([program, worker]))}
</script>
<script>${START}</script>
</body>
</html>
`;
  fs.mkdirSync(outDir, { recursive: true });
  fs.writeFileSync(path.join(outDir, 'page.html'), page);
}

/**
 * Licences of the packages that are in the page, and no others, for who looks into the file and for its About dialog.
 * @param {readonly { packages: ReadonlySet<string> }[]} bundles
 */
function noticesOf(bundles) {
  const packages = new Set(bundles.flatMap((one) => [...one.packages]));
  return notice((name) => packages.has(name));
}

/** Text that ends no element. @param {string} text */
function plain(text) {
  return text.replace(/<(?=[/!s])/gi, '‹');
}

/** @param {string} id @param {string} text */
function embedded(id, text) {
  return `<script type="text/plain" id="${id}">${gzipSync(text, { level: 9 }).toString('base64')}</script>`;
}

/**
 * One file of code and one of styles, with fonts in it. @param {import('./places.mjs').Places} places @param {string} entry
 * @returns {Promise<{ code: string, css: string, packages: ReadonlySet<string> }>}
 */
async function bundle(places, entry) {
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  const built = await build({
    configFile: false,
    root: path.join(places.root, 'renderer'),
    logLevel: 'warn',
    publicDir: false,
    plugins: [assembly(places.root), react()],
    resolve: { alias: aliasesOf(places.root) },
    build: {
      target: 'chrome114',
      write: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      cssCodeSplit: false,
      modulePreload: false,
      chunkSizeWarningLimit: 5_000,
      rolldownOptions: {
        input: path.join(places.root, entry),
        // Asked for by Vite's loader of further files, of which there are none.
        transform: { define: { 'import.meta': '{}' } },
        output: { format: 'iife', codeSplitting: false, entryFileNames: 'program.js' },
      },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (result === undefined || !('output' in result)) throw new Error(`${entry} gave no bundle`);
  let code = '';
  let css = '';
  /** @type {Set<string>} */
  const packages = new Set();
  for (const file of result.output) {
    if (file.type === 'chunk') {
      code += file.code;
      for (const id of file.moduleIds) for (const name of packagesIn(id)) packages.add(name);
    } else if (file.fileName.endsWith('.css')) css += String(file.source);
    else throw new Error(`${entry} asks for ${file.fileName}, which would not be in the report`);
  }
  if (css.includes('font/woff2')) for (const name of fontPackages(places)) packages.add(name);
  return { code, css, packages };
}

/**
 * Packages of fonts: a style sheet is no module of the bundle. Iosevka is a part of its package that is kept in assets.
 * @param {import('./places.mjs').Places} places
 */
function fontPackages(places) {
  const sheet = fs.readFileSync(path.join(places.root, 'renderer', 'ui', 'fonts.css'), 'utf8');
  return [...packagesIn(sheet), ...(sheet.includes('/fonts/iosevka') ? ['@fontsource/iosevka'] : [])];
}

/** Names of packages in paths of files: what follows the last `node_modules/`, and what a style sheet takes from a package. @param {string} text */
function packagesIn(text) {
  const paths = text.matchAll(/(?:node_modules\/(?!.*node_modules\/)|url\(')((?:@[\w.-]+\/)?[\w.-]+)\//g);
  return [...paths].map((match) => match[1] ?? '');
}
