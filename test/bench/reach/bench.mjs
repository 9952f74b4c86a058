// How long a proof stops a process: the Go benchmarks of native/internal/reach, each stop in turn with reading as many bytes of one range, which is
// what the kernel can do at all on this machine at this moment.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const NATIVE = resolve(import.meta.dirname, '../../../native');

/** Bars of the product on a quiet machine, ms and MB; of the sizes without one the ratio is held. */
const SIZES = [
  { name: '50MB_1000g', what: '50 MB, 1,000 goroutines', stops: 60, stopMs: 5, peakMb: 120 },
  { name: '50MB_100000g', what: '50 MB, 100,000 goroutines', stops: 10, stopMs: null, peakMb: null },
  { name: '500MB_1000g', what: '500 MB, 1,000 goroutines', stops: 10, stopMs: null, peakMb: null },
  { name: '500MB_100000g', what: '500 MB, 100,000 goroutines', stops: 20, stopMs: 60, peakMb: 600 },
  { name: '2048MB_100000g', what: '2 GB, 100,000 goroutines', stops: 6, stopMs: null, peakMb: null },
];
/** A stop against reading as many bytes at once: stacks and structures are in many small pieces. */
const MOST_RATIO = 2.5;

/** Metrics by unit of the one line of a benchmark. */
function measured({ name, stops }) {
  const args = [
    'test',
    './internal/reach',
    '-run',
    'NONE',
    '-bench',
    `BenchmarkStop/^${name}$`,
    '-benchtime',
    `${stops}x`,
  ];
  const { status, stdout, stderr, error } = spawnSync('go', [...args, '-timeout', '20m'], {
    cwd: NATIVE,
    encoding: 'utf8',
  });
  const line = stdout?.split('\n').find((each) => each.startsWith('BenchmarkStop/'));
  if (status !== 0 || line === undefined) throw new Error(`go ${args.join(' ')}: ${error?.message ?? stderr + stdout}`);
  const words = line.trim().split(/\s+/).slice(2);
  return new Map(words.flatMap((value, i) => (i % 2 === 0 ? [[words[i + 1], Number(value)]] : [])));
}

export async function run() {
  const ms = (value) => `${value.toFixed(1)} ms`;
  const rows = [];
  for (const size of SIZES) {
    const found = measured(size);
    const [stop, read] = [found.get('stop-ms'), found.get('read-ms')];
    const bar = size.stopMs === null ? `${MOST_RATIO}x` : `${size.stopMs} ms on a quiet machine, ${MOST_RATIO}x`;
    rows.push({
      what: `${size.what}: a stop (${found.get('copied-MB').toFixed(0)} MB, threads stand after ${ms(found.get('halt-ms'))})`,
      ours: `${ms(stop)}, median ${ms(found.get('median-stop-ms'))}; processor time of each of two cores ${ms(found.get('stop-work-ms'))}`,
      reference: `reading as much ${ms(read)}, median ${ms(found.get('median-read-ms'))}`,
      ratio: `${(stop / read).toFixed(1)}x`,
      bar,
      holds: stop / read <= MOST_RATIO && (size.stopMs === null || stop <= size.stopMs),
    });
    // How a busy program feels it is told, and has no bar: its loop has one core, the proof wants two, and there are others.
    const turns = found.get('alone-turns') / found.get('proof-turns');
    rows.push({
      what: `${size.what}: a whole proof, three passes and two stops, and the longest gap of a loop in the program`,
      ours: `${ms(found.get('proof-ms'))}, gap ${ms(found.get('proof-gap-ms'))}, the loop ${turns.toFixed(1)}x slower`,
      reference: `the runtime's profile ${ms(found.get('runtime-ms'))}, gap ${ms(found.get('runtime-gap-ms'))}; alone gap ${ms(found.get('alone-gap-ms'))}`,
      ratio: `${(found.get('proof-ms') / found.get('runtime-ms')).toFixed(1)}x`,
      bar: 'none',
      holds: true,
    });
    rows.push({
      what: `${size.what}: memory at the most`,
      ours: `${found.get('peak-MB').toFixed(0)} MB`,
      reference: `copied ${found.get('copied-MB').toFixed(0)} MB`,
      ratio: `${(found.get('peak-MB') / found.get('copied-MB')).toFixed(1)}x`,
      bar: size.peakMb === null ? '1.5x' : `${size.peakMb} MB`,
      holds:
        size.peakMb === null
          ? found.get('peak-MB') <= 1.5 * found.get('copied-MB')
          : found.get('peak-MB') <= size.peakMb,
    });
  }
  return { name: 'reach', rows };
}
