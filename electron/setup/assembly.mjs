// AssemblyScript (TypeScript that compiles to WebAssembly) for Vite: `import { instantiate } from './assembly/index?assembly'`
// compiles that file and all that it imports, and puts the code into the bundle.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readJson, writeAtomically } from './stamp.mjs';

const SUFFIX = '?assembly';
const OPTIONS = ['-O3', '--converge', '--noAssert', '--runtime', 'stub'];

/** @typedef {{ sources: Record<string, string>, code: string }} Compiled sources: hash by path; code: Base64 */

/**
 * @param {string} root the project's folder
 * @returns {import('vite').Plugin}
 */
export function assembly(root) {
  return {
    name: 'assembly',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!source.endsWith(SUFFIX) || importer === undefined) return null;
      return path.resolve(path.dirname(importer), `${source.slice(0, -SUFFIX.length)}.ts`) + SUFFIX;
    },
    async load(id) {
      if (!id.endsWith(SUFFIX)) return null;
      const { sources, code } = await compiled(root, id.slice(0, -SUFFIX.length));
      for (const file of Object.keys(sources)) this.addWatchFile(path.join(root, file));
      // All threads of a process that compile the same bytes share the machine code.
      return [
        `const CODE = '${code}';`,
        'let module = null;',
        'export function instantiate(host) {',
        '  module ??= new WebAssembly.Module(Uint8Array.from(atob(CODE), (char) => char.charCodeAt(0)));',
        '  return new WebAssembly.Instance(module, { host }).exports;',
        '}',
      ].join('\n');
    },
  };
}

/**
 * Compiling takes seconds: what was compiled from these very sources is kept.
 * @param {string} root @param {string} entry @returns {Promise<Compiled>}
 */
async function compiled(root, entry) {
  const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
  const key = hashOf([path.relative(root, entry), version, ...OPTIONS].join(' ')).slice(0, 16);
  const kept = path.join(root, '.cache', 'assembly', `${key}.json`);
  const known = /** @type {Compiled | null} */ (readJson(kept));
  if (known !== null && Object.entries(known.sources).every(([file, hash]) => hash === hashOfFile(root, file)))
    return known;
  const fresh = await compile(root, entry);
  writeAtomically(kept, JSON.stringify(fresh));
  return fresh;
}

/** @param {string} root @param {string} entry @returns {Promise<Compiled>} */
async function compile(root, entry) {
  // Loading the compiler alone takes a second.
  const asc = await import('assemblyscript/asc');
  const folder = path.dirname(entry);
  /** @type {Record<string, string>} */ const sources = {};
  /** @type {Uint8Array[]} */ const modules = [];
  const { error, stderr } = await asc.main([path.basename(entry), '--outFile', 'module.wasm', ...OPTIONS], {
    readFile(name, base) {
      const file = path.resolve(folder, base, name);
      if (!fs.existsSync(file)) return null;
      const text = fs.readFileSync(file, 'utf8');
      sources[path.relative(root, file)] = hashOf(text);
      return text;
    },
    writeFile(_name, contents) {
      if (contents instanceof Uint8Array) modules.push(contents);
    },
    listFiles: () => [],
  });
  const [module] = modules;
  if (error !== null || module === undefined) throw new Error(`${entry} does not compile:\n${stderr.toString()}`);
  return { sources, code: Buffer.from(module).toString('base64') };
}

/** @param {string} root @param {string} file @returns {string} empty when it is gone */
function hashOfFile(root, file) {
  const at = path.join(root, file);
  return fs.existsSync(at) ? hashOf(fs.readFileSync(at, 'utf8')) : '';
}

/** @param {string} text */
function hashOf(text) {
  return createHash('sha256').update(text).digest('hex');
}
