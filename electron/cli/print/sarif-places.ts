import { baseName, packagePath } from '@core/base/go-name';
import type { CodeRef, Finding, StackFrame } from '@core/api/findings';

/** The project that code hosts show findings in. */
export interface Project {
  /** Module path of its go.mod; `` = there is none. */
  readonly module: string;
  /** Whether a file is there, by its path relative to the project with slashes; null = no project to look into. */
  readonly exists: ((file: string) => boolean) | null;
}

/** Finds files of the repository for places in code. */
export interface Places {
  /** Path relative to the project, with slashes; null for code that is no part of it. */
  relative(ref: Pick<CodeRef, 'function' | 'file'>): string | null;
}

/** Sources of Go itself, of its module cache, of vendored and of generated code that no repository shows. */
const FOREIGN =
  /(^|\/)(pkg\/mod|vendor)\/|@v\d+\.|^_|^<|\/go\/src\/(runtime|internal|net|sync|time|os|syscall)\/|(^|\/)_testmain\.go$|_cgo_/;

/**
 * A binary names files as they lay where it was built: `/home/ci/src/shop/ingest/ingest.go`, `/app/ingest/ingest.go`, or with -trimpath
 * `example.com/shop/ingest/ingest.go`. The function's package says where in its module a file is; packages that do not (`main`) lie
 * beside the others. Where there is a project to look into, only files that are there count.
 */
export function placesOf(project: Project, ownModule: string, findings: readonly Pick<Finding, 'stack'>[]): Places {
  const module = project.module === '' ? ownModule : project.module;
  const roots = buildRoots(
    module,
    findings.flatMap(({ stack }) => stack),
  );
  const known = new Map<string, string | null>();
  return {
    relative(ref) {
      const key = `${ref.function}\0${ref.file}`;
      let found = known.get(key);
      if (found === undefined) {
        found = find(ref, module, roots, project.exists);
        known.set(key, found);
      }
      return found;
    },
  };
}

function slashes(file: string): string {
  return file.replaceAll('\\', '/');
}

/** Folders that the module's files lay in where they were built. */
function buildRoots(module: string, frames: readonly StackFrame[]): readonly string[] {
  const roots = new Set<string>();
  if (module !== '') roots.add(`${module}/`);
  for (const { function: name, file } of frames) {
    const inside = insideModule(packagePath(name), module);
    const folder = slashes(file).slice(0, -baseName(file).length);
    if (inside !== null && folder.endsWith(`/${inside}`)) roots.add(folder.slice(0, folder.length - inside.length));
  }
  return [...roots];
}

/** Folder of a package within the module, with a slash at the end; null when it is not of the module. */
function insideModule(path: string, module: string): string | null {
  if (module === '' || path === '') return null;
  if (path === module) return '';
  return path.startsWith(`${module}/`) ? `${path.slice(module.length + 1)}/` : null;
}

function find(
  { function: name, file }: Pick<CodeRef, 'function' | 'file'>,
  module: string,
  roots: readonly string[],
  exists: Project['exists'],
): string | null {
  const path = slashes(file);
  if (path === '' || FOREIGN.test(path)) return null;
  const candidates: string[] = [];
  const inside = insideModule(packagePath(name), module);
  if (inside !== null) candidates.push(inside + baseName(path));
  for (const root of roots) if (root !== '/' && path.startsWith(root)) candidates.push(path.slice(root.length));
  // A package of another module is none of ours, whatever its file is called; `main` and its like are of no module by name.
  const nameless = !packagePath(name).includes('.') && !packagePath(name).includes('/');
  if (exists !== null && inside === null && nameless && packagePath(name) === 'main') {
    const parts = path.split('/').filter((part) => part !== '');
    for (let from = 0; from < parts.length; from++) candidates.push(parts.slice(from).join('/'));
  }
  return candidates.filter(isRelative).find((candidate) => exists === null || exists(candidate)) ?? null;
}

function isRelative(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !/^[A-Za-z]:/.test(path) && !path.split('/').includes('..');
}
