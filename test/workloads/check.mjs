// Proves the zoo itself, without the rule engine: in the leak variant goroutines stand at the marked lines for good, in the
// fixed one none does. `node test/workloads/check.mjs [--only NN-NN|text,…] [--go go1.22.12,…] [--style once,burst,steady]
// [--proven]` (--proven: what the runtime's own leak profile says of each mark, for people; needs Go 1.27).
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);
const here = import.meta.dirname;
const cache = path.join(here, '../../.cache/workloads/check');
/** Programs mostly sleep, so more of them run at once than there are cores. */
const AT_ONCE = 6;

const { values: args } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    go: { type: 'string' },
    style: { type: 'string' },
    proven: { type: 'boolean', default: false },
  },
});
const versions = (args.go ?? (args.proven ? 'go1.27.4' : 'local,go1.22.12')).split(',');
const styles = (args.style ?? (args.proven ? 'burst' : 'once,steady')).split(',');

/** Whether a program is asked for: by a range of taxonomy numbers or by a part of its name. */
function wanted(name) {
  return args.only.split(',').some((part) => {
    const range = /^(\d+)-(\d+)$/.exec(part);
    const number = Number.parseInt(name, 10);
    return range === null ? name.includes(part) : number >= Number(range[1]) && number <= Number(range[2]);
  });
}

/** Folder and name: what is the same however a program is built. */
const shortFile = (file) => file.split(/[/\\]/).slice(-2).join('/');

/** What the comments of a program say: lines and functions where goroutines leak, and how the program must be run. */
function marksOf(folder) {
  const marks = new Map();
  const found = { marks, beyond: 0, moments: 2, flags: ['-every', '700ms'], env: {} };
  for (const file of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.go'))) {
    for (const [i, line] of readFileSync(path.join(folder, file), 'utf8').split('\n').entries()) {
      const place = /\/\/ leak ((?:\d+ ?)+)$/.exec(line);
      const site = /\/\/ leak-site ((?:\d+ )+)(\S+)/.exec(line);
      if (place !== null)
        marks.set(`${shortFile(path.join(folder, file))}:${i + 1}`, { number: place[1], line: line.trim() });
      else if (site !== null) marks.set(site[2], { number: site[1], line: site[2] });
      else if (/\/\/ leak-(heap|process) \d+/.test(line)) found.beyond++;
      const [, name, value] = /^\/\/ (moments|warm|every|env) (\S+)\s*$/.exec(line) ?? [];
      if (name === 'moments') found.moments = Number(value);
      else if (name === 'env') Object.assign(found.env, { [value.split('=')[0]]: value.replace(/^[^=]*=/, '') });
      else if (name !== undefined) found.flags.push(`-${name}`, value);
    }
  }
  return found;
}

/**
 * Whether the file of a frame, built with -trimpath, is of the program or of a library that is not Go's own. By file, because
 * closures of the standard library that are inlined carry the caller's package in their name.
 */
const ofUser = (file) => /^[^/]*\./.test(file) && !/^golang\.org\/x\/(sync|sys)@/.test(file);
const ofProgram = (file) => file.startsWith('example.com/workloads/leaks/');

/** Goroutines of a debug=2 dump: id, state, whole text, and their frames from the leaf. */
function goroutines(text) {
  return text.split('\n\n').flatMap((block) => {
    const head = /^goroutine (\d+) \[([^\]]*)\]/.exec(block);
    if (head === null) return [];
    const frames = [...block.matchAll(/^(?!created by )(\S.*?)(?:\([^()]*(?:\{.*\}[^()]*)?\))?\n\t(\S+):(\d+)/gm)].map(
      ([, name, file, line]) => ({ name, file, place: `${shortFile(file)}:${line}` }),
    );
    return [{ id: head[1], state: head[2], frames }];
  });
}

/** The mark that a goroutine stands at, or the place of the program where it stands. */
function standing(goroutine, marks) {
  const own = goroutine.frames.find(({ file }) => ofUser(file));
  const named = goroutine.frames.find(({ name }) => marks.has(name));
  const place = own !== undefined && ofProgram(own.file) ? own.place : null;
  if (place !== null && marks.has(place)) return { mark: place };
  return named !== undefined ? { mark: named.name } : { at: place };
}

/** Goroutines that stand where they stood, from the first moment to the last: their number by mark and by other place. */
function settled(out, moments, marks) {
  const read = (k) => goroutines(readFileSync(path.join(out, `${k}.debug2.txt`), 'utf8'));
  const before = new Map(read(1).map((g) => [g.id, standing(g, marks)]));
  const counts = { marked: new Map(), others: new Map() };
  for (const goroutine of read(moments)) {
    const now = standing(goroutine, marks);
    const then = before.get(goroutine.id);
    const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
    if (now.mark !== undefined && then?.mark === now.mark) add(counts.marked, now.mark);
    else if (now.at !== null && now.at !== undefined && then?.at === now.at) add(counts.others, now.at);
  }
  return counts;
}

function build(version) {
  const to = path.join(cache, version);
  mkdirSync(to, { recursive: true });
  const env = { ...process.env, ...(version === 'local' ? {} : { GOTOOLCHAIN: version }) };
  const go = (...words) => {
    const { status, stdout, stderr, error } = spawnSync('go', words, { cwd: here, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`go ${words[0]} (${version}): ${error?.message ?? stderr}`);
    return stdout;
  };
  // Programs of newer Go versions are left out by their build tag.
  const packages = go('list', '-e', '-f', '{{if .GoFiles}}{{.ImportPath}}{{end}}', './leaks/...')
    .split('\n')
    .filter((name) => name !== '' && wanted(path.basename(name)));
  if (packages.length > 0) go('build', '-trimpath', '-o', to + path.sep, ...packages);
  return packages.map((name) => path.basename(name));
}

const list = (map, marks) =>
  [...map].map(([place, n]) => `${n} at ${place}${marks?.has(place) ? '' : ' (unmarked)'}`).join(', ');

/** One program, one Go version, one style: what is wrong, and notes for people. */
async function check(name, version, style) {
  const { marks, beyond, moments, flags, env } = marksOf(path.join(here, 'leaks', name));
  const wrong = [];
  const notes = [];
  const base = path.join(cache, 'out', version, name, style);
  const captures = async (variant, ...more) => {
    const out = path.join(base, variant);
    rmSync(out, { recursive: true, force: true });
    const words = ['-variant', variant, '-style', style, '-out', out, '-moments', String(moments), ...flags];
    await run(path.join(cache, version, name), [...words, ...more], {
      timeout: 60_000,
      env: { ...process.env, ...env },
    });
    return out;
  };
  if (args.proven) {
    const out = await captures('leak', '-leakprofile');
    const all = goroutines(readFileSync(path.join(out, '1.leak.txt'), 'utf8'));
    for (const [place, { number, line }] of marks) {
      const here = all.filter((g) => standing(g, marks).mark === place);
      const proven = here.filter((g) => g.state.includes('leaked')).length;
      notes.push(`${proven === 0 ? 'not' : `${proven} of ${here.length}`} proven: ${number} ${place} ${line}`);
    }
    return { wrong, notes };
  }
  const leak = settled(await captures('leak'), moments, marks);
  if (marks.size > 0 && leak.marked.size === 0) wrong.push('leak: no goroutine stands at a mark');
  const missing = [...marks.keys()].filter((place) => !leak.marked.has(place));
  if (missing.length > 0 && style !== 'once') wrong.push(`leak: no goroutine stands at ${missing.join(', ')}`);
  if (marks.size + beyond === 0) wrong.push('no mark');
  notes.push(
    `leak: ${list(leak.marked, marks) || '-'}${leak.others.size > 0 ? `; beside ${list(leak.others, marks)}` : ''}`,
  );
  const fixed = settled(await captures('fixed'), moments, marks);
  if (fixed.marked.size > 0) wrong.push(`fixed: ${list(fixed.marked, marks)}`);
  if (fixed.others.size > 0) notes.push(`fixed: ${list(fixed.others, marks)}`);
  return { wrong, notes };
}

let failures = 0;
const jobs = versions.flatMap((version) =>
  build(version).flatMap((name) => styles.map((style) => ({ name, version, style }))),
);
async function worker() {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    const { name, version, style } = job;
    const { wrong, notes } = await check(name, version, style).catch((error) => ({
      wrong: [error.message],
      notes: [],
    }));
    failures += wrong.length > 0 ? 1 : 0;
    const lines = [...wrong.map((text) => `  WRONG ${text}`), ...notes.map((text) => `  ${text}`)];
    console.log([`${wrong.length > 0 ? 'FAIL' : 'ok  '} ${name} ${version} ${style}`, ...lines].join('\n'));
  }
}
const total = jobs.length;
await Promise.all(Array.from({ length: AT_ONCE }, worker));
console.log(`${total - failures} of ${total} runs as marked`);
process.exitCode = failures > 0 || total === 0 ? 1 : 0;
