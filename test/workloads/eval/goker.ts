import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gokerPatterns } from './goker-patterns';
import { command, goEnv, inParallel } from './process';
import {
  capturesFolder,
  GO_VERSIONS,
  INFO,
  readInfo,
  runFolder,
  type GoVersion,
  type RunInfo,
  type Site,
} from './runs';
import { plainGoroutines, plainSite } from './stacks';

/**
 * The bugs that the Go tree tests its leak profile with (GoKer kernels and common patterns,
 * GOROOT/src/runtime/testdata/testgoroutineleakprofile). Their licences differ, so they stay out of the repository: they are copied from the
 * toolchain, their last act (writing the leak profile) is replaced by captures, and Go 1.27's own verdict, taken after the last
 * capture, is the truth. Earlier versions have no verdict: what 1.27 ever proved of the kernel and stands there in all captures.
 */
const VERDICT = GO_VERSIONS[0];
const TESTDATA = 'src/runtime/testdata/testgoroutineleakprofile';
/** Nothing here can be called leaked from outside: it ends after an hour, or a global still holds the channel. */
const NEGATIVE = new Set(['DaisyChain', 'NoLeakGlobal']);
const STYLES = ['once', 'burst'] as const;
const TRIES = 3;

export interface FreshOptions {
  readonly root: string;
  /** Only programs whose name has one of these in it; all when empty. */
  readonly only: readonly string[];
  readonly go: readonly string[];
  readonly style: readonly string[];
  readonly width: number;
  readonly say: (line: string) => void;
}

interface Kernel {
  readonly name: string;
  readonly folder: 'goker' | 'patterns';
  /** Source, as compiled. */
  readonly hash: string;
  readonly patterns: readonly number[];
}

export async function freshGoker(options: FreshOptions): Promise<void> {
  const { root, say } = options;
  const source = join(root, '.cache/workloads/goker');
  const goroot = await gorootOf(VERDICT, root);
  if (!existsSync(join(goroot, TESTDATA))) {
    throw new Error(`${goroot} has no ${TESTDATA}: install Go with its test data`);
  }
  const kernels = copySources(join(goroot, TESTDATA), source, join(root, 'test/workloads/eval'));
  const wanted = kernels.filter(
    ({ name }) => options.only.length === 0 || options.only.some((part) => name.includes(part)),
  );
  const versions = GO_VERSIONS.filter(({ label }) => options.go.length === 0 || options.go.includes(label));
  for (const version of versions) {
    for (const folder of ['goker', 'patterns'] as const) await buildFolder(root, source, folder, version);
  }
  if (!versions.includes(VERDICT)) {
    for (const folder of ['goker', 'patterns'] as const) await buildFolder(root, source, folder, VERDICT);
  }
  const known = knownSites(root);
  const survey = wanted.filter((kernel) => known[kernel.name]?.hash !== kernel.hash);
  await inParallel(survey, options.width, async (kernel) => {
    const sites: Record<string, Site> = {};
    for (let i = 0; i < 3; i++) {
      const out = join(source, 'survey', kernel.name);
      const ended = await run(root, kernel, VERDICT, 'survey', out);
      if (ended === 0) for (const site of leakedSites(out, 0)) sites[key(site)] ??= site;
    }
    known[kernel.name] = { hash: kernel.hash, sites: [], gaveUp: [] };
    learn(known, kernel, Object.values(sites));
    writeFileSync(knownPath(root), JSON.stringify(known));
    say(`goker survey ${kernel.name}: ${Object.keys(sites).length} sites`);
  });
  for (const version of versions) {
    const jobs = wanted.flatMap((kernel) => STYLES.map((style) => ({ kernel, style })));
    await inParallel(
      jobs.filter(({ style }) => options.style.length === 0 || options.style.includes(style)),
      options.width,
      async ({ kernel, style }) => say(await one(root, kernel, style, version, known)),
    );
    writeFileSync(knownPath(root), JSON.stringify(known));
  }
}

/** By kernel: what the verdict has ever named, and the runs in which nothing manifested. */
type Known = Record<string, { hash: string; sites: Site[]; gaveUp: string[] }>;

function knownPath(root: string): string {
  return join(root, '.cache/workloads/goker/known.json');
}

function knownSites(root: string): Known {
  return existsSync(knownPath(root)) ? (JSON.parse(readFileSync(knownPath(root), 'utf8')) as Known) : {};
}

function learn(known: Known, kernel: Kernel, sites: readonly Site[]): void {
  const all = (known[kernel.name] ??= { hash: kernel.hash, sites: [], gaveUp: [] }).sites;
  for (const site of sites) if (!all.some((one) => key(one) === key(site))) all.push(site);
}

async function gorootOf(version: GoVersion, cwd: string): Promise<string> {
  const { status, output } = await command('go', ['env', 'GOROOT'], { cwd, env: goEnv(version.toolchain) });
  if (status !== 0) throw new Error(`go env GOROOT of ${version.toolchain}: ${output}`);
  return output.trim();
}

/** Writes the changed sources and answers the kernels in them. */
function copySources(from: string, to: string, eval_: string): Kernel[] {
  const recorder = readFileSync(join(eval_, 'goker-recorder.go.txt'), 'utf8');
  const kernels: Kernel[] = [];
  const patternsOf = gokerPatterns(readFileSync(join(from, 'goker/README.md'), 'utf8'));
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'go.mod'), 'module example.com/goker\n\ngo 1.22\n');
  for (const folder of ['goker', 'patterns'] as const) {
    const sourceFolder = folder === 'goker' ? join(from, 'goker') : from;
    rmSync(join(to, folder), { recursive: true, force: true });
    mkdirSync(join(to, folder), { recursive: true });
    writeFileSync(join(to, folder, 'recorder.go'), recorder);
    for (const file of readdirSync(sourceFolder).filter((name) => name.endsWith('.go'))) {
      const text = changed(readFileSync(join(sourceFolder, file), 'utf8'));
      writeFileSync(join(to, folder, file), text);
      const hash = createHash('sha256').update(recorder).update(text).digest('hex').slice(0, 16);
      for (const match of text.matchAll(/^\tregister\("(\w+)"/gm)) {
        kernels.push({ name: match[1], folder, hash, patterns: patternsOf(match[1]) });
      }
    }
  }
  return kernels;
}

/** Captures instead of the leak profile; loops of instances that can be set to one. Line numbers stay. */
function changed(source: string): string {
  const text = source
    .replaceAll('pprof.Lookup("goroutineleak")', 'recorder{}')
    .replace(/^\tf\(\)$/m, '\trepeated(f)')
    .replace(/^(\tfor i := 0; i <=? ?)(\d{2,}); i\+\+ \{$/gm, '$1instances($2); i++ {');
  return text.includes('pprof.') ? text : text.replace(/^\t"runtime\/pprof"$/m, '');
}

async function buildFolder(root: string, source: string, folder: string, version: GoVersion): Promise<void> {
  // Half the versions as most services are built for release, half as they are built at home.
  const trim = version.label === '1.22' || version.label === '1.26' ? ['-trimpath'] : [];
  const { status, output } = await command(
    'go',
    ['build', ...trim, '-o', binary(root, folder, version), `./${folder}`],
    {
      cwd: source,
      env: goEnv(version.toolchain),
    },
  );
  if (status !== 0) throw new Error(`${folder} does not build with ${version.toolchain}: ${output}`);
}

function binary(root: string, folder: string, version: GoVersion): string {
  return join(root, '.cache/workloads/bin', version.label, `goker-${folder}`);
}

async function run(
  root: string,
  kernel: Kernel,
  version: GoVersion,
  style: string,
  out: string,
): Promise<number | null> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const { status } = await command(binary(root, kernel.folder, version), [kernel.name], {
    cwd: out,
    env: { GOKER_STYLE: style, GOKER_OUT: out, GOKER_EXITS: kernel.name === 'SelectNoCasesMain' ? '1' : '' },
  });
  return status;
}

async function one(root: string, kernel: Kernel, style: string, version: GoVersion, known: Known): Promise<string> {
  const negative = NEGATIVE.has(kernel.name);
  const id = {
    corpus: 'goker',
    program: kernel.name,
    style,
    go: version.label,
    variant: negative ? 'negative' : 'leak',
  } as const;
  const where = runFolder(id);
  const folder = join(capturesFolder(root), where);
  const patterned = (sites: readonly Site[]): Site[] => sites.map((site) => ({ ...site, patterns: kernel.patterns }));
  const before = readInfo(folder);
  if (before?.hash === kernel.hash) {
    writeFileSync(join(folder, INFO), JSON.stringify({ ...before, truth: patterned(before.truth) }, null, 1));
    return `${where}: kept`;
  }
  if (negative && style === 'burst') return `${where}: not run`;
  if (known[kernel.name]?.gaveUp.includes(where)) return `${where}: was given up before`;
  let status: number | null = 0;
  for (let attempt = 0; attempt < TRIES && status !== null; attempt++) {
    status = await run(root, kernel, version, style, folder);
    if (status !== 0) continue;
    // The verdict misses what a stale word on some stack keeps reachable; what it once proved is leaked whenever it stays.
    if (version === VERDICT) learn(known, kernel, leakedSites(folder, 3));
    const proven = standing(folder, known[kernel.name]?.sites ?? []);
    if (proven.length === 0 && !negative) continue;
    const info: RunInfo = {
      ...id,
      moments: 3,
      hash: kernel.hash,
      truth: negative ? [] : patterned(proven),
      absent: [],
    };
    writeFileSync(join(folder, INFO), JSON.stringify(info, null, 1));
    return `${where}: ${proven.length} sites`;
  }
  rmSync(folder, { recursive: true, force: true });
  known[kernel.name]?.gaveUp.push(where);
  return `${where}: did not manifest${status === null ? ' (stopped after two minutes)' : ''}`;
}

function key(site: Site): string {
  return `${site.file}:${site.line}`;
}

/** What the runtime's verdict of a run names, with how many stood there at each moment. */
function leakedSites(folder: string, moments: number): Site[] {
  const path = join(folder, 'leak.txt');
  if (!existsSync(path)) return [];
  const sites = new Map<string, Site>();
  for (const goroutine of plainGoroutines(readFileSync(path, 'utf8'))) {
    const at = goroutine.leaked ? plainSite(goroutine) : null;
    if (at === null) continue;
    const site: Site = { kind: 'goroutine', ...at, patterns: [], counts: [] };
    sites.set(key(site), site);
  }
  return counted(folder, [...sites.values()], moments);
}

function counted(folder: string, sites: readonly Site[], moments: number): Site[] {
  const counts = Array.from({ length: moments }, (_, i) => {
    const here = new Map<string, number>();
    for (const goroutine of plainGoroutines(readFileSync(join(folder, `${i + 1}.debug2.txt`), 'utf8'))) {
      const at = plainSite(goroutine);
      if (at !== null) here.set(`${at.file}:${at.line}`, (here.get(`${at.file}:${at.line}`) ?? 0) + 1);
    }
    return here;
  });
  return sites.map((site) => ({ ...site, counts: counts.map((here) => here.get(key(site)) ?? 0) }));
}

/** Of the sites known to be leaked those where goroutines stand at every moment. */
function standing(folder: string, known: readonly Site[]): Site[] {
  return counted(folder, known, 3).filter(({ counts }) => counts.every((count) => count > 0));
}
