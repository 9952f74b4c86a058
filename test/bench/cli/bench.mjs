// The command line as a whole process: cold start to the first finding beside `go tool pprof -top` on the same file, and a
// 58 MB goroutine dump and profiles of half a million goroutines to their findings.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureDump, VERSION as DUMP_VERSION } from '../dump/generate.mjs';
import { median, once, pairs } from '../measure.mjs';
import { makeGoroutines, makeProfile, REAL, VERSION, writeOnce } from '../pprof/generate.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const CLI = join(ROOT, 'dist/cli/main.cjs');
const BIG = join(ROOT, '.cache/bench/parked100k');
const seconds = (value) => `${value.toFixed(2)} s`;

export async function run() {
  if (!existsSync(CLI)) throw new Error('dist/cli/main.cjs is missing: run npm run build first');
  const profile = join(ROOT, 'test/fixtures/captures/parked100k/go1.26/goroutine.pb.gz');
  const check = (file) => () => once([process.execPath, CLI, 'check', file], { ok: [0, 1] });
  const go = spawnSync('go', ['version']).status === 0;
  const rows = [];
  if (go) {
    const cold = await pairs(check(profile), () => once(['go', 'tool', 'pprof', '-top', profile]), 9);
    const small = join(ROOT, 'test/fixtures/captures/service/go1.22/cpu.sampled.pb.gz');
    const top = await pairs(
      () => once([process.execPath, CLI, 'top', small]),
      () => once(['go', 'tool', 'pprof', '-top', small]),
      15,
    );
    rows.push({
      what: 'top of a CPU profile of 1 KB, whole process',
      ours: seconds(top.a),
      reference: `go tool pprof -top ${seconds(top.b)}`,
      ratio: `${top.ratio.toFixed(2)}x faster`,
      bar: '≥ 1x',
      holds: top.ratio >= 1,
    });
    rows.push({
      what: 'cold start to the first finding, goroutine profile of 102,489',
      ours: seconds(cold.a),
      reference: `go tool pprof -top ${seconds(cold.b)}`,
      ratio: `${cold.ratio.toFixed(2)}x faster`,
      bar: '≥ 1x',
      holds: cold.ratio >= 1,
    });
  }
  const dump = bigDump(go);
  if (dump === null)
    console.log(
      '  (no Go: the 58 MB dump of a real program cannot be made here; see bench dump for the synthetic one)',
    );
  else {
    const size = statSync(dump).size;
    const runs = [];
    const lines = [];
    await check(dump)();
    for (let i = 0; i < 5; i++) {
      runs.push((await check(dump)()).seconds);
      const started = performance.now();
      readFileSync(dump, 'latin1').split('\n');
      lines.push((performance.now() - started) / 1000);
    }
    const ours = median(runs);
    const split = median(lines);
    rows.push({
      what: `debug=2 dump of 102,489 goroutines (${(size / 1e6).toFixed(0)} MB) to findings, whole process`,
      ours: seconds(ours),
      reference: `reading it and splitting it into lines ${seconds(split)}`,
      ratio: `${(ours / split).toFixed(1)}x that`,
      bar: '≤ 2 s',
      holds: ours <= 2,
    });
  }
  for (const [name, what, options] of [
    ['few', 'few stacks', {}],
    ['labels', 'a label set each', { labels: true }],
    ['stacks', 'a stack each', { stacks: 500_000 }],
  ]) {
    const file = writeOnce(join(ROOT, `.cache/bench/waiting-500k-${name}-v2.pb`), () =>
      makeGoroutines({ ...options, waiting: true }),
    );
    const whole = [];
    const grouped = [];
    for (let i = 0; i < 5; i++) {
      whole.push((await check(file)()).seconds);
      grouped.push((await once([process.execPath, CLI, 'goroutines', '--group', 'site', file])).seconds);
    }
    const ours = median(whole);
    rows.push({
      what: `pprof of 500,000 waiting goroutines, ${what}: to findings, whole process`,
      ours: seconds(ours),
      reference: `grouping alone, whole process ${seconds(median(grouped))}`,
      ratio: `${(ours / median(grouped)).toFixed(1)}x that`,
      bar: '≤ 2 s',
      holds: ours <= 2,
    });
  }
  rows.push(await manyStacks(check));
  rows.push(await largeHeap(check));
  rows.push(await difference(go));
  return { name: 'cli', rows };
}

/** 64 MiB, where Go stops printing, of goroutines in twenty thousand stacks with a label set each: most of it has to be looked at by itself. */
async function manyStacks(check) {
  const file = join(ROOT, `.cache/bench/dump/findings-v${DUMP_VERSION}.txt`);
  ensureDump(file, { goroutines: 84_600, stacks: 20_000, labels: true });
  const whole = await medianOf(check(file));
  return {
    what: `debug=2 dump of 84,600 goroutines in 20,000 stacks (${megabytes(file)} MB) to findings, whole process`,
    ours: seconds(whole),
    reference: '-',
    ratio: '-',
    bar: '≤ 5 s',
    holds: whole <= 5,
  };
}

async function largeHeap(check) {
  const file = writeOnce(join(ROOT, `.cache/bench/heap-2650k-v${VERSION}.pb`), () =>
    makeProfile({ samples: 2_650_000, sharing: REAL }),
  );
  const whole = await medianOf(check(file));
  const top = await medianOf(() => once([process.execPath, CLI, 'top', file]));
  return {
    what: `heap profile of 2,650,000 samples (${megabytes(file)} MB) to findings, whole process`,
    ours: seconds(whole),
    reference: `its top ${seconds(top)}`,
    ratio: `${(whole / top).toFixed(1)}x that`,
    bar: 'none',
    holds: true,
  };
}

async function medianOf(run) {
  const runs = [];
  for (let i = 0; i < 3; i++) runs.push((await run()).seconds);
  return median(runs);
}

const megabytes = (file) => (statSync(file).size / 1e6).toFixed(0);

/** Two heap profiles of 42 MB, of the same functions and different stacks. */
async function difference(go) {
  const profile = (name, seed) =>
    writeOnce(join(ROOT, `.cache/bench/${name}-v${VERSION}.pb`), () => makeProfile({ sharing: REAL, seed }));
  const [base, newer] = [profile('heap-400k-real', 1), profile('heap-400k-real-2', 2)];
  const runs = [];
  const theirs = [];
  for (let i = 0; i < 5; i++) {
    runs.push((await once([process.execPath, CLI, 'diff', base, newer])).seconds);
    if (go && i < 3) theirs.push((await once(['go', 'tool', 'pprof', '-top', `-diff_base=${base}`, newer])).seconds);
  }
  const ours = median(runs);
  return {
    what: 'difference of two heap profiles of 42 MB, whole process',
    ours: seconds(ours),
    reference: go ? `go tool pprof -top -diff_base ${seconds(median(theirs))}` : 'no Go here',
    ratio: go ? `${(median(theirs) / ours).toFixed(1)}x faster` : '–',
    bar: '≤ 3 s',
    holds: ours <= 3,
  };
}

/** Path of the dump, made by the real program once and kept out of git; null without Go. */
function bigDump(go) {
  const path = join(BIG, 'goroutine.debug2.txt');
  if (existsSync(path)) return path;
  if (!go) return null;
  mkdirSync(BIG, { recursive: true });
  const made = spawnSync(process.execPath, [join(ROOT, 'test/fixtures/generators/make.mjs'), '--big', BIG], {
    encoding: 'utf8',
  });
  if (made.status !== 0 || !existsSync(path))
    throw new Error(`the dump could not be made: ${made.stderr}${made.stdout}`);
  return path;
}
