// Stamps say "this step was completed for these inputs". A stamp is written only after the step's last byte, under
// another name first and then renamed, so a run that is killed at any moment leaves either no stamp or a whole one, and
// the next run repeats the step. Inputs are compared by path, size and modification time: reading contents would cost
// more than the 2 s that a start with nothing to do may take.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Files below the given files and folders, sorted; missing ones are left out.
 * @param {readonly string[]} roots @param {(name: string) => boolean} [wanted] @returns {string[]} */
export function listFiles(roots, wanted = () => true) {
  /** @type {string[]} */
  const found = [];
  const pending = [...roots];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const stat = fs.statSync(at, { throwIfNoEntry: false });
    if (stat?.isFile() === true) found.push(at);
    else if (stat?.isDirectory() === true) {
      for (const entry of fs.readdirSync(at, { withFileTypes: true })) {
        if (entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
        // A file is one without asking again; what is neither (a link) is looked at.
        if (entry.isFile()) {
          if (wanted(entry.name)) found.push(`${at}${path.sep}${entry.name}`);
        } else if (entry.isDirectory() || wanted(entry.name)) pending.push(path.join(at, entry.name));
      }
    }
  }
  return found.sort();
}

/** @param {string} root @param {readonly string[]} files @param {string} [extra] versions and options that also decide
 * @returns {string} */
export function hashInputs(root, files, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const file of files) {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    hash.update(`\0${path.relative(root, file)}\0${stat?.size ?? -1}\0${stat?.mtimeMs ?? 0}`);
  }
  return hash.digest('hex');
}

/** @param {string} file @param {string} text */
export function writeAtomically(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  fs.writeFileSync(temporary, text);
  fs.renameSync(temporary, file);
}

/** @param {string} file @returns {unknown} null when it is missing or not JSON */
export function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * True when the step was completed for exactly these inputs and every output still has the size it had then.
 * @param {string} stampFile @param {string} inputs */
export function isFresh(stampFile, inputs) {
  const stamp = /** @type {{ inputs?: string, outputs?: Record<string, number> } | null} */ (readJson(stampFile));
  if (stamp?.inputs !== inputs || stamp.outputs === undefined) return false;
  const base = path.dirname(stampFile);
  return Object.entries(stamp.outputs).every(
    ([file, size]) => fs.statSync(path.resolve(base, file), { throwIfNoEntry: false })?.size === size,
  );
}

/** @param {string} stampFile @param {string} inputs @param {readonly string[]} outputFiles */
export function writeStamp(stampFile, inputs, outputFiles) {
  const base = path.dirname(stampFile);
  /** @type {Record<string, number>} */
  const outputs = {};
  for (const file of outputFiles) outputs[path.relative(base, file)] = fs.statSync(file).size;
  writeAtomically(stampFile, JSON.stringify({ inputs, outputs }));
}
