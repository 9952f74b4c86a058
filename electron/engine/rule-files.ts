import fs from 'node:fs/promises';
import path from 'node:path';
import type { RuleFileText, RuleFolders } from '@core/query/rule-files';
import { hostError } from './file-source';
import { shownPath, type PlaceHints, type RulePlace } from './rule-places';

const RULE_FILE = /\.rule\.ya?ml$/;
/** Rule files of one folder that are read, and their size in bytes. */
const MOST_FILES = 200;
const LARGEST = 1 << 20;

/** Reads what is there. What cannot be read is in `files` with the reason. */
export async function readRuleFolders(places: readonly RulePlace[], hints: PlaceHints): Promise<RuleFolders> {
  const files: RuleFileText[] = [];
  const folders: RuleFolders['folders'][number][] = [];
  for (const { scope, rules, suppressions } of places) {
    const shown = shownPath(rules, hints);
    const names = await ruleFiles(rules);
    folders.push({ path: shown, scope, found: names !== null });
    if (names !== null && 'problem' in names) files.push({ path: shown, scope, kind: 'rules', content: names });
    const listed = names === null || 'problem' in names ? [] : names;
    for (const name of listed.slice(0, MOST_FILES)) {
      const file = path.join(rules, name);
      const content = await readText(file);
      if (content !== null) files.push({ path: shownPath(file, hints), scope, kind: 'rules', content });
    }
    const over = listed.length - MOST_FILES;
    if (over > 0) {
      const problem = `${over} more files of this folder are not read: ${MOST_FILES} is the limit.`;
      files.push({ path: shown, scope, kind: 'rules', content: { problem } });
    }
    const content = await readText(suppressions);
    if (content !== null) files.push({ path: shownPath(suppressions, hints), scope, kind: 'suppressions', content });
  }
  const writable: RuleFolders['writable'][number][] = [];
  for (const { scope, suppressions } of places) {
    // The user's folder is made where it is not there; a project has one only where somebody made it.
    if (scope === 'user' || (scope === 'project' && (await isFolder(path.dirname(suppressions))))) writable.push(scope);
  }
  return { folders, files, writable };
}

/** Names of the rule files of a folder, sorted; null where there is no such folder. */
async function ruleFiles(folder: string): Promise<readonly string[] | { readonly problem: string } | null> {
  try {
    return (await fs.readdir(folder)).filter((name) => RULE_FILE.test(name) && !name.startsWith('.')).sort();
  } catch (error) {
    return isMissing(error) ? null : { problem: problemOf(folder, error) };
  }
}

function problemOf(file: string, error: unknown): string {
  const { message, reason } = hostError(path.basename(file), error);
  return `${message}${reason === '' ? '' : ` (${reason})`}.`;
}

/** Null when there is no such file. */
export async function readText(file: string): Promise<RuleFileText['content'] | null> {
  try {
    const stat = await fs.stat(file);
    if (!stat.isFile()) return { problem: 'This is no file.' };
    if (stat.size > LARGEST) return { problem: `The file has ${stat.size} bytes; ${LARGEST} is the limit.` };
    return { text: await fs.readFile(file, 'utf8') };
  } catch (error) {
    return isMissing(error) ? null : { problem: problemOf(file, error) };
  }
}

/** False where it cannot be looked at, too: nothing can be written there. */
async function isFolder(folder: string): Promise<boolean> {
  return (await fs.stat(folder).catch(() => null))?.isDirectory() ?? false;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
