import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadRun } from './judge-all';
import { CORPORA, packsOf } from './judge-packs';
import { packRuns } from './pack';
import { command, goEnv } from './process';
import { capturesFolder, findRuns, GO_VERSIONS, type Run, type RunInfo } from './runs';

/** Which runs of a program a pack holds, and which formats of them. Profiles only of versions that are built with -trimpath. */
const PICKED: readonly { variant: string; style: string; go: string; formats: RegExp }[] = [
  { variant: 'leak', style: 'once', go: '1.26', formats: /\.debug[012]\./ },
  { variant: 'leak', style: 'burst', go: '1.22', formats: /\.debug[012]\./ },
  { variant: 'leak', style: 'steady', go: '1.24', formats: /\.debug2\./ },
  { variant: 'leak', style: 'burst', go: '1.27', formats: /\.debug2\./ },
  { variant: 'leak', style: 'served', go: '1.22', formats: /\.debug[012]\./ },
  { variant: 'fixed', style: 'served', go: '1.26', formats: /\.debug[012]\./ },
  { variant: 'leak', style: 'handler', go: '1.26', formats: /\.debug[012]\./ },
  { variant: 'leak', style: 'handlers', go: '1.22', formats: /\.debug2\./ },
  { variant: 'leak', style: 'tested', go: '1.26', formats: /\.debug2\./ },
  { variant: 'fixed', style: 'handler', go: '1.22', formats: /\.debug2\./ },
  { variant: 'fixed', style: 'handlers', go: '1.26', formats: /\.debug[012]\./ },
  { variant: 'fixed', style: 'once', go: '1.22', formats: /\.debug2\./ },
  { variant: 'fixed', style: 'burst', go: '1.26', formats: /\.debug[012]\./ },
  { variant: 'fixed', style: 'steady', go: '1.22', formats: /\.debug2\./ },
  { variant: 'load', style: 'run', go: '1.26', formats: /\.debug[012]\./ },
  { variant: 'load', style: 'run', go: '1.22', formats: /\.debug2\./ },
  { variant: 'load', style: 'run', go: '1.27', formats: /\.debug2\./ },
  { variant: 'idle', style: 'run', go: '1.22', formats: /\.debug[012]\./ },
  { variant: 'idle', style: 'run', go: '1.24', formats: /\.debug2\./ },
];
/** Memory-shaped programs: the heap over all moments. */
const MEMORY: typeof PICKED = [
  { variant: 'leak', style: 'steady', go: '1.26', formats: /\.(heap|memstats|metrics)\./ },
  { variant: 'fixed', style: 'steady', go: '1.26', formats: /\.(heap|memstats|metrics)\./ },
  { variant: 'load', style: 'run', go: '1.26', formats: /\.(heap|memstats|metrics)\./ },
];
/** Servers as they are shipped: all there is. */
const SHIPPED = /^\d/;
const LARGEST = 8 * 1024 * 1024;

/**
 * Writes one pack a program, anew, of the captures that are there; answers what it wrote. With parts of names, those programs only: the
 * packs of the others stay.
 */
export async function writePacks(root: string, only: readonly string[]): Promise<string> {
  const target = join(root, 'test/workloads/captures');
  const paths = await foldersOf(root);
  const byProgram = new Map<string, Run[]>();
  const runs = findRuns(capturesFolder(root)).filter(
    ({ info }) => info.corpus !== 'goker' && (only.length === 0 || only.some((part) => info.program.includes(part))),
  );
  const memory = new Set(
    runs
      .filter(
        ({ info }) =>
          info.truth.some(({ kind }) => kind === 'heap' || kind === 'process') || /^(cache|heap)-/.test(info.program),
      )
      .map(({ info }) => info.program),
  );
  for (const { folder, info } of runs) {
    const wanted =
      info.corpus === 'servers'
        ? [{ formats: SHIPPED }]
        : [...PICKED, ...(memory.has(info.program) ? MEMORY : [])].filter((one) => fits(one, info));
    if (wanted.length === 0) continue;
    const { files } = loadRun(folder, info);
    const key = join(info.corpus, `${info.program}.br`);
    const picked = files.filter(({ name }) => wanted.some(({ formats }) => formats.test(name)));
    byProgram.set(key, [...(byProgram.get(key) ?? []), { info, files: picked }]);
  }
  if (only.length === 0) for (const corpus of CORPORA) rmSync(join(target, corpus), { recursive: true, force: true });
  for (const [key, picked] of byProgram) {
    mkdirSync(join(target, key, '..'), { recursive: true });
    writeFileSync(join(target, key), packRuns(picked, paths));
  }
  const all = CORPORA.flatMap((corpus) => packsOf(target, corpus));
  const bytes = all.reduce((sum, path) => sum + statSync(path).size, 0);
  const told = `${byProgram.size} packs written; all ${all.length} are ${(bytes / 1e6).toFixed(2)} MB`;
  if (bytes > LARGEST) throw new Error(`${told}: more than ${LARGEST / 1e6} MB`);
  return told;
}

function fits(one: (typeof PICKED)[number], info: RunInfo): boolean {
  return one.variant === info.variant && one.style === info.style && one.go === info.go;
}

/** Folders of this machine that captures name, longest first. */
async function foldersOf(root: string): Promise<(readonly [string, string])[]> {
  const folders = new Map<string, string>();
  for (const { toolchain } of GO_VERSIONS) {
    const { output } = await command('go', ['env', 'GOROOT', 'GOMODCACHE'], { cwd: root, env: goEnv(toolchain) });
    const [goroot = '', cache = ''] = output.trim().split('\n');
    folders.set(goroot, '/usr/local/go');
    folders.set(cache, '/home/dev/go/pkg/mod');
  }
  folders.delete('/usr/local/go');
  folders.set(join(root, 'test/workloads'), '/home/dev/workloads');
  folders.set(join(root, '.cache/workloads/bin'), '/home/dev/bin');
  folders.set(join(root, '.cache/workloads/servers'), '/opt');
  folders.set(root, '/home/dev/project');
  folders.set(`${homedir()}/`, '/home/dev/');
  return [...folders].sort(([a], [b]) => b.length - a.length);
}
