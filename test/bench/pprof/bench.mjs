// Profiles: decoding to columns beside pprof-format's Profile.decode, `parkscope top` as a whole process beside `go tool pprof`, one of
// 278 MB, and goroutine profiles to their groups. Every decoding has a process of its own, so that peak memory is that side's alone.
// `node test/bench/pprof/bench.mjs` runs it alone.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bundle } from '../bundle.mjs';
import { median, once } from '../measure.mjs';
import { makeGoroutines, makeProfile, RANDOM, REAL, SPREAD, VERSION, writeOnce } from './generate.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const CACHE = join(ROOT, '.cache/bench');
const CLI = join(ROOT, 'dist/cli/main.cjs');
/** Odd, so that the median is one of them; fewer where the machine is so busy that a run takes seconds. */
const PAIRS = Number(process.env.BENCH_PAIRS ?? 7);
const command = promisify(execFile);
const megabytes = (file) => (statSync(file).size / 1e6).toFixed(0);
const size = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

/** Shapes of stacks; bars for how many times as fast, and for the memory of the whole process. */
const SHAPES = [
  { shape: 'real', sharing: REAL, what: 'stacks shared as in real programs', faster: 5, peak: 250 },
  { shape: 'spread', sharing: SPREAD, what: 'stacks that share little', faster: 5, peak: 250 },
  { shape: 'random', sharing: RANDOM, what: 'wholly random stacks', faster: 5, peak: 250 },
];

const fileOf = (name, make) => writeOnce(join(CACHE, `${name}-v${VERSION}.pb`), make);
const profileOf = ({ shape, sharing }) => fileOf(`heap-400k-${shape}`, () => makeProfile({ sharing }));

async function decode(side, file, ours, then = []) {
  const { stdout } = await command(process.execPath, [
    join(import.meta.dirname, 'decode.mjs'),
    ...[side, file, ours],
    ...then,
  ]);
  return JSON.parse(stdout);
}

async function besidePprofFormat(ours, shape) {
  const file = profileOf(shape);
  // One run of each that does not count, so that the file is in memory for both; then pairs, each side first in turn.
  const mine = await decode('ours', file, ours);
  const other = await decode('pprof-format', file, ours);
  if (mine.samples !== other.samples || mine.sum !== other.sum || mine.locations !== other.locations)
    throw new Error('the two sides read different numbers');
  const sides = { ours: [], theirs: [] };
  for (let i = 0; i < PAIRS; i++) {
    if (i % 2 === 0) sides.ours.push(await decode('ours', file, ours));
    sides.theirs.push(await decode('pprof-format', file, ours));
    if (i % 2 === 1) sides.ours.push(await decode('ours', file, ours));
  }
  // What the first flame graph of it waits for besides.
  const grown = [];
  for (let i = 0; i < 3; i++) grown.push((await decode('ours', file, ours, ['stacks'])).wholeMs);
  const fastest = (side) => Math.min(...side.map((run) => run.ms));
  const middle = (side) => median(side.map((run) => run.ms));
  const rss = (side) => median(side.map((run) => run.rss));
  // Runs of one pair are neighbours, so a load that lasts slows both, and the median forgets a burst that hit one of them. The
  // fastest runs of each side may be minutes apart: they are told, and do not decide.
  const ratios = sides.ours.map((run, i) => sides.theirs[i].ms / run.ms);
  const faster = median(ratios);
  const name = `pprof of 400,000 samples, ${megabytes(file)} MB, ${shape.what}`;
  return [
    {
      what: `${name}: to columns`,
      ours: `${middle(sides.ours).toFixed(0)} ms (fastest ${fastest(sides.ours).toFixed(0)}); with the prefix tree of stacks ${Math.min(...grown).toFixed(0)} at best`,
      reference: `pprof-format ${middle(sides.theirs).toFixed(0)} ms (fastest ${fastest(sides.theirs).toFixed(0)})`,
      ratio: `${faster.toFixed(1)}x faster in the median of ${PAIRS} pairs (${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}; fastest runs ${(fastest(sides.theirs) / fastest(sides.ours)).toFixed(1)})`,
      bar: `≥ ${shape.faster}x`,
      holds: faster >= shape.faster,
    },
    {
      what: `${name}: peak memory of the process`,
      ours: size(rss(sides.ours)),
      reference: `pprof-format ${size(rss(sides.theirs))}`,
      ratio: `${(rss(sides.ours) / rss(sides.theirs)).toFixed(2)} of it`,
      bar: `≤ ${shape.peak} MiB`,
      holds: rss(sides.ours) <= shape.peak * 2 ** 20,
    },
  ];
}

/** A packed profile: decoded while it is unpacked, beside the same one after the other. */
async function packed(ours, shape) {
  const plain = profileOf(shape);
  const file = `${plain}.gz`;
  if (!existsSync(file)) writeFileSync(file, gzipSync(readFileSync(plain)));
  const open = async (how) => {
    const { stdout } = await command(process.execPath, [join(import.meta.dirname, 'open.mjs'), ours, file, how]);
    return JSON.parse(stdout);
  };
  const runs = { pieces: [], whole: [], unpack: [] };
  await open('unpack');
  for (let i = 0; i < PAIRS; i++)
    for (const how of i % 2 === 0 ? ['pieces', 'whole', 'unpack'] : ['unpack', 'whole', 'pieces'])
      runs[how].push(await open(how));
  if (runs.pieces[0].samples !== runs.whole[0].samples) throw new Error('the two ways read different numbers');
  const of = (how, what) => median(runs[how].map((run) => run[what]));
  const least = (how) => Math.min(...runs[how].map((run) => run.ms));
  const ratio = median(runs.pieces.map((run, i) => run.ms / runs.whole[i].ms));
  const name = `pprof of 400,000 samples, packed to ${megabytes(file)} MB`;
  const rss = of('pieces', 'rss');
  return [
    {
      what: `${name}: from its file to columns`,
      ours: `${of('pieces', 'ms').toFixed(0)} ms (fastest ${least('pieces').toFixed(0)}), ${of('pieces', 'cpuMs').toFixed(0)} ms of CPU`,
      reference: `unpacked first, then decoded ${of('whole', 'ms').toFixed(0)} ms (fastest ${least('whole').toFixed(0)}), ${of('whole', 'cpuMs').toFixed(0)} ms of CPU; unpacking alone ${of('unpack', 'ms').toFixed(0)} ms (fastest ${least('unpack').toFixed(0)})`,
      ratio: `${ratio.toFixed(2)} of it in the median of ${PAIRS} pairs (fastest runs ${(least('pieces') / least('whole')).toFixed(2)})`,
      bar: '≤ 1 of it',
      holds: ratio <= 1,
    },
    {
      what: `${name}: peak memory of the process`,
      ours: size(rss),
      reference: `unpacked first ${size(of('whole', 'rss'))}, unpacking alone into one array ${size(of('unpack', 'rss'))}`,
      ratio: `${(rss / of('whole', 'rss')).toFixed(2)} of it`,
      bar: '≤ 250 MiB',
      holds: rss <= 250 * 2 ** 20,
    },
  ];
}

/** Peak memory of a run of our command line. */
async function peakOf(args) {
  const PEAK_FILE = join(tmpdir(), `parkscope-bench-peak-${process.pid}`);
  const hook = join(import.meta.dirname, 'peak.cjs');
  await once([process.execPath, '--require', hook, CLI, ...args], { env: { ...process.env, PEAK_FILE } });
  return Number(readFileSync(PEAK_FILE, 'utf8'));
}

/** The whole of `parkscope top` beside Go's own tool, which takes most of a minute: it runs once. */
async function besideGo(shape) {
  if (spawnSync('go', ['version']).status !== 0) {
    console.log('  (no Go: parkscope top has nothing to stand beside)');
    return [];
  }
  const file = profileOf(shape);
  const tool = spawnSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).stdout.trim();
  const ours = () => once([process.execPath, CLI, 'top', file]);
  const theirs = (mode) => once([tool, '-symbolize=none', mode, '-output=/dev/null', file]);
  await ours();
  const mine = [];
  const proto = [];
  for (let i = 0; i < 3; i++) {
    mine.push((await ours()).seconds);
    proto.push((await theirs('-proto')).seconds);
  }
  const top = (await theirs('-top')).seconds;
  const peaks = [];
  for (const other of SHAPES) peaks.push({ ...other, bytes: await peakOf(['top', profileOf(other)]) });
  const took = median(mine);
  const name = `parkscope top, whole process, ${megabytes(file)} MB, ${shape.what}`;
  const row = (mode, other, bar) => ({
    what: `${name} (go tool pprof ${mode})`,
    ours: seconds(took * 1000),
    reference: `go tool pprof ${mode} ${seconds(other * 1000)}`,
    ratio: `${(other / took).toFixed(1)}x faster`,
    bar: `≥ ${bar}x`,
    holds: other / took >= bar,
  });
  return [
    row('-proto', median(proto), 1),
    row('-top', top, 10),
    ...peaks.map(({ what, peak, bytes }) => ({
      what: `parkscope top, whole process, 400,000 samples, ${what}: peak memory`,
      ours: size(bytes),
      reference: `the file ${size(statSync(file).size)}`,
      ratio: `${(bytes / statSync(file).size).toFixed(1)}x the file`,
      bar: `≤ ${peak} MiB`,
      holds: bytes <= peak * 2 ** 20,
    })),
  ];
}

async function huge(ours) {
  const file = fileOf('heap-2650k', () => makeProfile({ samples: 2_650_000, sharing: REAL }));
  const run = await decode('ours', file, ours, ['tree']);
  const name = `pprof of 2,650,000 samples, ${megabytes(file)} MB: to the call tree of functions`;
  return [
    {
      what: name,
      ours: `${seconds(run.wholeMs)}, of which columns ${seconds(run.ms)}`,
      reference: 'go tool pprof -top: not done after 280 s',
      ratio: `${(statSync(file).size / run.wholeMs / 1e3).toFixed(0)} MB/s`,
      bar: '≤ 10 s',
      holds: run.wholeMs <= 10_000,
    },
    {
      what: `${name}, peak memory`,
      ours: size(run.rss),
      reference: `the file ${size(statSync(file).size)}`,
      ratio: `${(run.rss / statSync(file).size).toFixed(1)}x the file`,
      bar: '≤ 1500 MiB',
      holds: run.rss <= 1500 * 2 ** 20,
    },
  ];
}

async function goroutines(ours) {
  const rows = [];
  for (const [name, what, options, bar] of [
    ['goroutines-500k', 'few stacks', {}, 1000],
    ['goroutines-500k-labels', 'a label set each', { labels: true }, 2000],
    ['goroutines-500k-stacks', 'a stack each', { stacks: 500_000 }, 4000],
  ]) {
    const file = fileOf(name, () => makeGoroutines(options));
    const mine = [];
    const cpu = [];
    const theirs = [];
    for (let i = 0; i < 3; i++) {
      const run = await decode('ours', file, ours, ['groups']);
      mine.push(run.wholeMs);
      cpu.push(run.cpuMs);
      theirs.push((await decode('pprof-format', file, ours)).ms);
    }
    rows.push({
      what: `pprof of 500,000 goroutines, ${megabytes(file)} MB, ${what}: to groups by stack and by site`,
      ours: `${seconds(median(mine))}, ${seconds(median(cpu))} of CPU`,
      reference: `pprof-format, decoding only, ${seconds(median(theirs))}`,
      ratio: `${(median(theirs) / median(mine)).toFixed(1)}x faster`,
      bar: `≤ ${bar / 1000} s`,
      holds: median(mine) <= bar,
    });
  }
  return rows;
}

export async function run() {
  if (!existsSync(CLI)) throw new Error('dist/cli/main.cjs is missing: run npm run build first');
  const ours = await bundle(ROOT, 'test/bench/pprof/entry.mjs', join(CACHE, 'pprof', 'ours.mjs'));
  const rows = [];
  for (const shape of SHAPES) rows.push(...(await besidePprofFormat(ours, shape)));
  rows.push(...(await packed(ours, SHAPES[0])));
  rows.push(...(await besideGo(SHAPES[0])));
  rows.push(...(await huge(ours)), ...(await goroutines(ours)));
  return { name: 'pprof', rows };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const row of (await run()).rows) {
    console.log(
      `${row.holds ? '✓' : '✗'} ${row.what}: ${row.ours} against ${row.reference}, ${row.ratio} (bar ${row.bar})`,
    );
  }
}
