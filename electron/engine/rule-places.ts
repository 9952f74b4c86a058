import { statSync } from 'node:fs';
import path from 'node:path';
import type { RuleScope } from '@core/api/rules';

/** A folder that rules and suppressions are looked for in. */
export interface RulePlace {
  readonly scope: RuleScope;
  /** Holds the files `*.rule.yaml`. */
  readonly rules: string;
  /** The suppressions file. */
  readonly suppressions: string;
}

/** What of the process decides where to look. */
export interface PlaceHints {
  readonly cwd: string;
  readonly home: string;
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A folder that the user named (`--rules`). */
  readonly named?: string;
}

/** Folder of a project: beside its `.git`. */
const PROJECT = '.parkscope';
const SUPPRESSIONS = 'suppressions.yaml';

/** Places in order of precedence: what was named, the project's, the user's. The same for the window and the command line. */
export function rulePlaces(hints: PlaceHints): readonly RulePlace[] {
  const places: RulePlace[] = [];
  if (hints.named !== undefined) {
    const folder = path.resolve(hints.cwd, hints.named);
    places.push({ scope: 'folder', rules: folder, suppressions: path.join(folder, SUPPRESSIONS) });
  }
  for (const [scope, folder] of [
    ['project', projectFolder(hints.cwd)],
    ['user', configFolder(hints)],
  ] as const)
    places.push({ scope, rules: path.join(folder, 'rules'), suppressions: path.join(folder, SUPPRESSIONS) });
  return places;
}

/** `.parkscope` of the folder or the nearest one above it that has one; where none has, the folder's own, which may come to be. */
function projectFolder(cwd: string): string {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const found = path.join(folder, PROJECT);
    if (statSync(found, { throwIfNoEntry: false })?.isDirectory() === true) return found;
    if (path.dirname(folder) === folder) return path.join(cwd, PROJECT);
  }
}

/** Where the app keeps its settings, too. */
function configFolder({ env, home, platform }: PlaceHints): string {
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'parkscope');
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'parkscope');
  const config = env['XDG_CONFIG_HOME'];
  return path.join(config !== undefined && path.isAbsolute(config) ? config : path.join(home, '.config'), 'parkscope');
}

/** As people write it: relative within the working folder, `~/…` within the home folder. */
export function shownPath(file: string, { cwd, home }: Pick<PlaceHints, 'cwd' | 'home'>): string {
  const below = path.relative(cwd, file);
  if (below !== '' && !below.startsWith('..') && !path.isAbsolute(below)) return below;
  const inHome = path.relative(home, file);
  return inHome !== '' && !inHome.startsWith('..') && !path.isAbsolute(inHome) ? path.join('~', inHome) : file;
}
