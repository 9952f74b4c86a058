import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FreshOptions } from './goker';
import { marksOf, settingsOf, withCounts } from './marks';
import { command, goEnv, inParallel } from './process';
import {
  capturesFolder,
  GO_VERSIONS,
  INFO,
  readInfo,
  runFolder,
  type GoVersion,
  type RunInfo,
  type Variant,
} from './runs';
import { plainGoroutines } from './stacks';

/** The order in which versions are done: the one on everybody's path first. */
const ORDER = ['1.26', '1.22', '1.27', '1.24'];

export type ZooCorpus = 'leaks' | 'healthy' | 'kernels';

const WAYS: Readonly<Record<ZooCorpus, readonly { variant: Variant; style: string }[]>> = {
  leaks: [
    { variant: 'leak', style: 'once' },
    { variant: 'leak', style: 'burst' },
    { variant: 'leak', style: 'steady' },
    { variant: 'fixed', style: 'burst' },
    { variant: 'fixed', style: 'steady' },
  ],
  healthy: [
    { variant: 'idle', style: 'run' },
    { variant: 'load', style: 'run' },
  ],
  kernels: [
    { variant: 'leak', style: 'once' },
    { variant: 'leak', style: 'served' },
    { variant: 'leak', style: 'burst' },
    { variant: 'leak', style: 'handler' },
    { variant: 'leak', style: 'handlers' },
    { variant: 'leak', style: 'tested' },
    { variant: 'fixed', style: 'once' },
    { variant: 'fixed', style: 'served' },
    { variant: 'fixed', style: 'handler' },
    { variant: 'fixed', style: 'handlers' },
  ],
};
/** Kernels that have no bug. */
const NO_LEAK = /^healthy-/;
/** Of them, those that are services: they run in handlers only, and the others never, which wait in the kernel for as long as they live. */
const SERVICE = /^healthy-served-/;
const IN_HANDLERS: readonly string[] = ['handler', 'handlers'];

interface Program {
  readonly corpus: ZooCorpus;
  readonly name: string;
  /** Go files, path and text. */
  readonly files: readonly { path: string; text: string }[];
  readonly hash: string;
}

/** Builds and runs what has changed of the programs in leaks/ and healthy/. */
export async function freshZoo(corpus: ZooCorpus, options: FreshOptions): Promise<void> {
  const zoo = join(options.root, 'test/workloads');
  const all = programsIn(zoo, corpus);
  forgetGone(join(capturesFolder(options.root), corpus), all);
  const programs = all.filter(
    ({ name }) => options.only.length === 0 || options.only.some((part) => name.includes(part)),
  );
  const versions = GO_VERSIONS.filter(({ label }) => options.go.length === 0 || options.go.includes(label)).toSorted(
    (a, b) => ORDER.indexOf(a.label) - ORDER.indexOf(b.label),
  );
  for (const version of versions) {
    await inParallel(programs, options.width, (program) => freshProgram(zoo, program, version, options));
  }
}

/** Removes the captures of programs that are no more. */
function forgetGone(captures: string, programs: readonly Program[]): void {
  if (!existsSync(captures)) return;
  const known = new Set(programs.map(({ name }) => name));
  for (const name of readdirSync(captures)) {
    if (!known.has(name)) rmSync(join(captures, name), { recursive: true, force: true });
  }
}

async function freshProgram(zoo: string, program: Program, version: GoVersion, options: FreshOptions): Promise<void> {
  const { root, say } = options;
  const ways = WAYS[program.corpus].filter(
    ({ variant, style }) =>
      (variant !== 'leak' || !NO_LEAK.test(program.name)) &&
      (!NO_LEAK.test(program.name) || SERVICE.test(program.name) === IN_HANDLERS.includes(style)) &&
      (options.style.length === 0 || options.style.includes(style)) &&
      readInfo(folderOf(root, program, variant, style, version))?.hash !== program.hash,
  );
  if (ways.length === 0) return;
  const label = `${program.corpus}/${program.name} go${version.label}`;
  const binary = join(root, '.cache/workloads/bin', version.label, `${program.corpus}-${program.name}`);
  // Half the versions as most services are built for release, half as they are built at home.
  const trim = version.label === '1.22' || version.label === '1.26' ? ['-trimpath'] : [];
  const built = await command('go', ['build', ...trim, '-o', binary, `./${program.corpus}/${program.name}`], {
    cwd: zoo,
    env: { ...goEnv(version.toolchain), GOFLAGS: '-mod=readonly' },
  });
  if (built.status !== 0) {
    const excluded = built.output.includes('build constraints exclude all Go files');
    say(`${label}: ${excluded ? 'not for this version' : `DOES NOT BUILD\n${built.output}`}`);
    return;
  }
  for (const way of ways) say(`${label} ${await run(root, binary, program, version, way)}`);
}

function folderOf(root: string, program: Program, variant: Variant, style: string, version: GoVersion): string {
  const where = runFolder({ corpus: program.corpus, program: program.name, variant, style, go: version.label });
  return join(capturesFolder(root), where);
}

async function run(
  root: string,
  binary: string,
  program: Program,
  version: GoVersion,
  { variant, style }: { variant: Variant; style: string },
): Promise<string> {
  const final = folderOf(root, program, variant, style, version);
  // Somebody else may be making the same run.
  if (readInfo(final)?.hash === program.hash) return `${variant}-${style}: kept`;
  const folder = join(root, '.cache/workloads/running', `${process.pid}-${program.name}-${variant}-${style}`);
  const { moments, flags, env } = settingsOf(program.files.map(({ text }) => text).join('\n'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ['-variant', variant, ...(program.corpus === 'healthy' ? [] : ['-style', style])];
  args.push('-out', folder, '-moments', `${moments}`, '-memstats', ...flags);
  const ended = await command(binary, args, { cwd: folder, env });
  const dumpsAt = Array.from({ length: moments }, (_, i) => join(folder, `${i + 1}.debug2.txt`));
  if (ended.status !== 0 || !dumpsAt.every((path) => existsSync(path))) {
    rmSync(folder, { recursive: true, force: true });
    return `${variant}-${style}: FAILED with ${ended.status ?? 'no end'}\n${ended.output.slice(-2000)}`;
  }
  const dumps = dumpsAt.map((path) => plainGoroutines(readFileSync(path, 'utf8')));
  const marks = program.files.flatMap(({ path, text }) => marksOf(path, text)).map((site) => withCounts(site, dumps));
  const manifested = marks.filter(({ counts }) => counts.length === 0 || counts[counts.length - 1] > 0);
  const info: RunInfo = {
    ...{
      corpus: program.corpus,
      program: program.name,
      variant,
      style,
      go: version.label,
      moments,
      hash: program.hash,
    },
    truth: variant === 'leak' ? manifested : [],
    absent: variant === 'leak' ? marks.filter((site) => !manifested.includes(site)) : [],
  };
  writeFileSync(join(folder, INFO), JSON.stringify(info, null, 1));
  rmSync(final, { recursive: true, force: true });
  mkdirSync(dirname(final), { recursive: true });
  renameSync(folder, final);
  // What stands at a mark of the twin is a mistake of the program, not of the engine.
  const stray = variant === 'leak' ? 0 : manifested.filter(({ counts }) => counts.length > 0).length;
  return `${variant}-${style}: ${info.truth.length} sites${info.absent.length > 0 ? `, NOTHING AT ${info.absent.length} MARKS` : ''}${stray > 0 ? `, GOROUTINES AT ${stray} MARKS OF THE TWIN` : ''}`;
}

function programsIn(zoo: string, corpus: Program['corpus']): Program[] {
  const folder = join(zoo, corpus);
  if (!existsSync(folder)) return [];
  const harness = goFiles(join(zoo, 'harness')).map(({ text }) => text);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, files: goFiles(join(folder, name)) }))
    .filter(({ files }) => files.length > 0)
    .map(({ name, files }) => {
      const hash = createHash('sha256');
      for (const text of [...harness, ...files.map((file) => file.text)]) hash.update(text);
      return { corpus, name, files, hash: hash.digest('hex').slice(0, 16) };
    });
}

function goFiles(folder: string): { path: string; text: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
    .sort()
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }));
}
