// How long a proof stops a process: the Go benchmarks of native/internal/reach, each stop in turn with reading as many bytes of one range, which is
// what the kernel can do at all on this machine at this moment.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const NATIVE = resolve(import.meta.dirname, '../../../native');

/** Bars of the product on a quiet machine, ms and MB; of the sizes without one the ratio is held. */
const SIZES = [
  { name: '30MB_500g', what: 'as a typical server: 30 MB, 500 goroutines', stops: 60, stopMs: 10, peakMb: null },
  { name: '50MB_1000g', what: '50 MB, 1,000 goroutines', stops: 60, stopMs: 5, peakMb: 120 },
  { name: '50MB_100000g', what: '50 MB, 100,000 goroutines', stops: 10, stopMs: null, peakMb: null },
  { name: '500MB_1000g', what: '500 MB, 1,000 goroutines', stops: 10, stopMs: null, peakMb: null },
  { name: '500MB_100000g', what: '500 MB, 100,000 goroutines', stops: 20, stopMs: 60, peakMb: 600 },
  { name: '2048MB_1000g', what: '2 GB, 1,000 goroutines', stops: 6, stopMs: null, peakMb: null },
  { name: '2048MB_100000g', what: '2 GB, 100,000 goroutines', stops: 6, stopMs: null, peakMb: null },
];
/** A stop against reading as many bytes at once: stacks and structures are in many small pieces. By processor time, and by the clock, which others share. */
const MOST_WORK = 1.5;
const MOST_CLOCK = 2.5;
/** Parts of a stop, as the benchmark calls them, and in words. */
const PARTS = [
  ['halt', 'threads stand'],
  ['spans', 'spans'],
  ['copy', 'copying'],
  ['search', 'searching'],
  ['goroutines', 'goroutines'],
  ['stacks', 'stacks'],
  ['variables', 'variables'],
  ['channels', 'channels'],
  ['specials', 'specials'],
  ['threads', 'system stacks'],
  ['release', 'going on'],
];

/** Metrics by unit of the one line of a benchmark. */
function measured(benchmark, times) {
  const args = ['test', './internal/reach', '-run', 'NONE', '-bench', benchmark, '-benchtime', `${times}x`];
  const { status, stdout, stderr, error } = spawnSync('go', [...args, '-timeout', '20m'], {
    cwd: NATIVE,
    encoding: 'utf8',
  });
  const line = stdout?.split('\n').find((each) => each.startsWith('Benchmark'));
  if (status !== 0 || line === undefined) throw new Error(`go ${args.join(' ')}: ${error?.message ?? stderr + stdout}`);
  const words = line.trim().split(/\s+/).slice(2);
  return new Map(words.flatMap((value, i) => (i % 2 === 0 ? [[words[i + 1], Number(value)]] : [])));
}

const ms = (value) => `${value.toFixed(value < 1 ? 2 : 1)} ms`;

/** Rows of one size from its metrics. */
function rowsOf(size, found, experiment) {
  const get = (name) => found.get(name);
  const [stop, read] = [get('stop-ms'), get('read-ms')];
  const [work, readWork] = [get('stop-work-ms'), get('read-work-ms')];
  const turns = get('alone-turns') / get('proof-turns');
  const memory = get('peak-MB') / get('copied-MB');
  const quiet = size.stopMs === null ? '' : `${size.stopMs} ms on a quiet machine, `;
  return [
    {
      what: `${size.what}: a stop (${get('copied-MB').toFixed(0)} MB), work of each of two cores`,
      ours: `${ms(work)}, median ${ms(get('median-stop-work-ms'))}; by the clock ${ms(stop)}, median ${ms(get('median-stop-ms'))}`,
      reference: `reading as much ${ms(readWork)}, median ${ms(get('median-read-work-ms'))}; by the clock ${ms(read)}, median ${ms(get('median-read-ms'))}`,
      ratio: `${(work / readWork).toFixed(2)}x by work, ${(stop / read).toFixed(1)}x by the clock`,
      bar: `${quiet}${MOST_WORK}x by work, ${MOST_CLOCK}x by the clock`,
      holds: work / readWork <= MOST_WORK && stop / read <= MOST_CLOCK && (size.stopMs === null || stop <= size.stopMs),
    },
    {
      what: `${size.what}: parts of a stop, work of both cores`,
      ours: PARTS.map(([name, words]) => `${words} ${get(`${name}-cpu-ms`).toFixed(2)}`).join(', ') + ' ms',
      reference: `reading as much ${ms(readWork * 2)}`,
      ratio: `${((get('copy-cpu-ms') + get('search-cpu-ms')) / (readWork * 2)).toFixed(2)}x copying and searching`,
      bar: 'none',
      holds: true,
    },
    // How a busy program feels it is told, and has no bar: its loop has one core, the proof wants two, and there are others.
    {
      what: `${size.what}: a whole proof, three passes and two stops, and the longest gap of a loop in the program`,
      ours: `${ms(get('proof-ms'))}, gap ${ms(get('proof-gap-ms'))}, the loop ${turns.toFixed(1)}x slower`,
      reference: `the runtime's profile: Go 1.27 ${ms(get('runtime-ms'))}, gap ${ms(get('runtime-gap-ms'))}; Go 1.26 ${ms(experiment.get('experiment-ms'))}, gap ${ms(experiment.get('experiment-gap-ms'))}; alone gap ${ms(get('alone-gap-ms'))}`,
      ratio: `${(get('proof-ms') / get('runtime-ms')).toFixed(1)}x`,
      bar: 'none',
      holds: true,
    },
    {
      what: `${size.what}: memory at the most`,
      ours: `${get('peak-MB').toFixed(0)} MB`,
      reference: `copied ${get('copied-MB').toFixed(0)} MB`,
      ratio: `${memory.toFixed(1)}x`,
      bar: size.peakMb === null ? '1.5x' : `${size.peakMb} MB`,
      holds: size.peakMb === null ? memory <= 1.5 : get('peak-MB') <= size.peakMb,
    },
  ];
}

export async function run() {
  const rows = SIZES.flatMap((size) => {
    const found = measured(`BenchmarkStop/^${size.name}$`, size.stops);
    const rows = rowsOf(size, found, measured(`BenchmarkDetector/^${size.name}$`, 1));
    // It takes minutes: what is known is told.
    for (const row of rows) console.log(`  … ${row.what}: ${row.ours} against ${row.reference}, ${row.ratio}`);
    return rows;
  });
  return { name: 'reach', rows };
}
