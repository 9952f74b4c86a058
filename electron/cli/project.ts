import fs from 'node:fs';
import path from 'node:path';
import type { Project } from './print/sarif-places';

/** The repository around a folder: the nearest one above with a `.git`, else with a go.mod. Without either there is nothing to look into. */
export function findProject(cwd: string): Project {
  const root = above(cwd, '.git') ?? above(cwd, 'go.mod');
  if (root === null) return { module: '', exists: null };
  return {
    module: moduleOf(path.join(root, 'go.mod')),
    exists: (file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.isFile() === true,
  };
}

function above(cwd: string, name: string): string | null {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, name))) return folder;
    if (path.dirname(folder) === folder) return null;
  }
}

/** The path in a go.mod's module line; `` without one. */
function moduleOf(file: string): string {
  if (!fs.existsSync(file)) return '';
  return /^\s*module\s+"?([^\s"]+)"?/m.exec(fs.readFileSync(file, 'utf8'))?.[1] ?? '';
}
