import { packagePath } from '@core/base/go-name';
import type { Origin } from '@core/api/findings';
import type { Capture } from '@core/model/tables';

/** Row = value of the columns `origin`. */
export const ORIGINS: readonly Origin[] = ['own', 'dependency', 'std', 'runtime'];
export const OWN = 0;
export const DEPENDENCY = 1;
export const STD = 2;
export const RUNTIME = 3;

/** Who owns each function of a capture. */
export interface Origins {
  /** Path prefix of the program's own module without a trailing slash (`example.com/ingestd`); `` when it cannot be guessed. */
  readonly ownModule: string;
  /** Row of ORIGINS per function. */
  readonly origin: Uint8Array;
  /** Row of `packages` per function. */
  readonly package: Uint32Array;
  /** Import paths; `` = C and assembly symbols without a package. */
  readonly packages: readonly string[];
}

/**
 * First elements of the import paths of Go's standard library (Go 1.27); `vendor` is its vendored golang.org/x. Not `cmd`: those are
 * the toolchain's programs, with dependencies of their own in `cmd/vendor`.
 */
const STD_TOP = new Set(
  (
    'archive arena bufio builtin bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt ' +
    'go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime simd slices sort ' +
    'strconv strings structs sync syscall testing text time unicode unique unsafe uuid vendor weak'
  ).split(' '),
);

/** Packages that are the runtime's own machinery although they are not called `runtime`. */
const RUNTIME_HELPERS = new Set([
  'internal/abi',
  'internal/bytealg',
  'internal/chacha8rand',
  'internal/cpu',
  'internal/race',
  'internal/stringslite',
]);

/** Below `runtime/` but written for programs to call: ordinary standard library. */
const RUNTIME_API = /^runtime\/(coverage|debug|metrics|pprof|race|trace)(\/|$)/;

function isRuntimePackage(path: string): boolean {
  if (path === 'runtime') return true;
  if (path.startsWith('runtime/')) return !RUNTIME_API.test(path);
  return path.startsWith('internal/runtime/') || RUNTIME_HELPERS.has(path);
}

function isStdPackage(path: string): boolean {
  const slash = path.indexOf('/');
  return STD_TOP.has(slash < 0 ? path : path.slice(0, slash));
}

/** True for sources that a build took from elsewhere: the module cache, a vendor folder, Bazel's external repositories. */
function isForeignFile(file: string): boolean {
  return /@v\d|[\\/]pkg[\\/]mod[\\/]|(^|[\\/])(vendor|external)[\\/]/.test(file);
}

/**
 * Guesses the own module from where `main` lies. Its package path is just `main`, so the folders tell: with main.go in
 * `/src/ingestd/cmd/ingestd` and package `example.com/ingestd/internal/queue` in `/src/ingestd/internal/queue`, the two
 * folders part at `/src/ingestd`, two elements above the package: the module is `example.com/ingestd`.
 * Without main in any capture, the common prefix of the packages that come from no module cache has to do.
 */
export function guessOwnModule(captures: readonly Capture[]): string {
  let mainDir: string[] | null = null;
  const candidates = new Map<string, string[]>();
  for (const { functions, strings } of captures) {
    for (let i = 0; i < functions.count; i++) {
      const file = strings.get(functions.file[i]);
      if (file === '' || isForeignFile(file)) continue;
      const path = packagePath(strings.get(functions.name[i]));
      if (path === 'main') mainDir ??= folders(file);
      else if (path !== '' && !isStdPackage(path) && !candidates.has(path)) candidates.set(path, folders(file));
    }
  }
  let best = '';
  if (mainDir !== null) {
    // The module is the shortest answer: a neighbour deep in main's own folder parts from it late.
    let shared = 0;
    for (const [path, dir] of candidates) {
      let same = 0;
      while (same < dir.length && same < mainDir.length && dir[same] === mainDir[same]) same++;
      const elements = path.split('/');
      const below = dir.length - same;
      // The folder must end as the path does, else the package lies elsewhere (a replaced or copied module).
      if (same === 0 || !endsAlike(dir, elements, below)) continue;
      const module = moduleName(elements.slice(0, Math.max(0, elements.length - below)));
      if (module === '' || (best !== '' && same >= shared)) continue;
      best = module;
      shared = same;
    }
  }
  return best === '' ? commonPrefix([...candidates.keys()]) : best;
}

function folders(file: string): string[] {
  const parts = file.split(/[\\/]/);
  parts.pop();
  return parts;
}

function endsAlike(dir: readonly string[], elements: readonly string[], count: number): boolean {
  for (let i = 1; i <= count; i++) if (dir[dir.length - i] !== elements[elements.length - i]) return false;
  return true;
}

function commonPrefix(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const first = paths[0].split('/');
  let same = first.length;
  for (const path of paths) {
    const parts = path.split('/');
    let i = 0;
    while (i < same && parts[i] === first[i]) i++;
    same = i;
  }
  return moduleName(first.slice(0, same));
}

/** Cut before the folders that a module has inside; a bare host (`github.com`) names no module. */
function moduleName(elements: readonly string[]): string {
  const inside = elements.findIndex((part) => part === 'internal' || part === 'cmd' || part === 'pkg');
  const kept = inside < 0 ? elements : elements.slice(0, inside);
  return kept.length === 0 || (kept.length === 1 && kept[0].includes('.')) ? '' : kept.join('/');
}

/** Classifies every function once; `ownModule` is the document's guess, so that all captures of a document agree. */
export function computeOrigins(capture: Capture, ownModule: string): Origins {
  const { functions, strings } = capture;
  const origin = new Uint8Array(functions.count);
  const packageOf = new Uint32Array(functions.count);
  const packages: string[] = [];
  const known = new Map<string, number>();
  for (let i = 0; i < functions.count; i++) {
    const path = packagePath(strings.get(functions.name[i]));
    let row = known.get(path);
    if (row === undefined) {
      row = packages.length;
      packages.push(path);
      known.set(path, row);
    }
    packageOf[i] = row;
    origin[i] = originOf(path, strings.get(functions.file[i]), ownModule);
  }
  return { ownModule, origin, package: packageOf, packages };
}

function originOf(path: string, file: string, ownModule: string): number {
  if (path === '') return /(^|[\\/])(runtime|internal[\\/]bytealg)[\\/]/.test(file) ? RUNTIME : DEPENDENCY;
  if (isRuntimePackage(path)) return RUNTIME;
  if (path === 'main' || isWithin(path, ownModule)) return OWN;
  if (isStdPackage(path)) return STD;
  if (file === '') return ownModule === '' ? OWN : DEPENDENCY;
  // Neither cached nor vendored: another module of the same workspace, or a path that the guess missed.
  return isForeignFile(file) ? DEPENDENCY : OWN;
}

function isWithin(path: string, module: string): boolean {
  return module !== '' && path.startsWith(module) && (path.length === module.length || path[module.length] === '/');
}
