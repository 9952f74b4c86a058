// Goroutine texts of the sizes that hurt: into columns in one process, and `parkscope goroutines` as a whole process, beside reading
// and splitting the same bytes into lines once.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundle } from '../bundle.mjs';
import { median } from '../measure.mjs';
import { ensureDockerLog, ensureDump, ensureProfile, ensureRecord, GOROUTINES, VERSION } from './generate.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const CACHE = join(ROOT, '.cache/bench/dump');
const MB = 1e6;
const mb = (bytes) => `${(bytes / MB).toFixed(0)} MB`;
/** 64 MiB, where Go stops, and the size that the issue names. */
const LIMIT = 113_000;
const LARGE = 375_000;

/** What is measured as whole processes: at most so many seconds and MB. */
const WHOLE = [
  ['debug=2, 64 MiB', 'limit', 5, 600, (path) => ensureDump(path, { goroutines: LIMIT })],
  ['debug=2, 223 MB', 'large', 15, 1500, (path) => ensureDump(path, { goroutines: LARGE })],
  [
    'debug=2 with 20,000 stacks and a label set each, 64 MiB',
    'distinct',
    5,
    600,
    (path) => ensureDump(path, { goroutines: 100_000, stacks: 20_000, labels: true }),
  ],
  [
    'the 64 MiB dump as a Docker log, a record of JSON a line',
    'docker',
    8,
    900,
    (path) => ensureDockerLog(path, LIMIT),
  ],
  ['the 64 MiB dump in one string of one record', 'record', 8, 900, (path) => ensureRecord(path, LIMIT)],
  ['debug=1, 500,000 goroutines in 100,000 rows', 'profile', 5, 600, (path) => ensureProfile(path, 100_000)],
];

function measure(what, code, file) {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'worker.mjs'), what, code, file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const last = run.stderr.trim().split('\n').at(-1) ?? '';
  if (run.status !== 0 || !last.startsWith('{')) throw new Error(`${what} ${file}: ${run.stderr}`);
  return JSON.parse(last);
}

/** Interleaved runs; medians. */
function compare(what, code, file, runs) {
  const ours = [];
  const lines = [];
  for (let i = 0; i < runs; i++) {
    ours.push(measure(what, code, file));
    lines.push(measure('lines', '-', file));
  }
  const middle = (all, key) => median(all.map((one) => one[key]));
  return {
    found: ours[0].found,
    seconds: middle(ours, 'seconds'),
    rss: middle(ours, 'rss'),
    reference: middle(lines, 'seconds'),
    lineRss: middle(lines, 'rss'),
  };
}

export async function run() {
  const rows = [];
  const open = await bundle(ROOT, 'electron/core/formats/open.ts', join(CACHE, 'open.mjs'));
  const dump = join(CACHE, `goroutines-${GOROUTINES}-v${VERSION}.txt`);
  ensureDump(dump);
  const size = statSync(dump).size;
  const columns = compare('parse', open, dump, 5);
  if (columns.found !== GOROUTINES) throw new Error(`${columns.found} goroutines were read, not ${GOROUTINES}`);
  rows.push(
    {
      what: `debug=2 dump, ${GOROUTINES} goroutines, ${mb(size)}: into columns, in one fresh process`,
      ours: `${(columns.seconds * 1000).toFixed(0)} ms, ${(size / MB / columns.seconds).toFixed(0)} MB/s`,
      reference: `reading and splitting into lines ${(columns.reference * 1000).toFixed(0)} ms`,
      ratio: `${(columns.seconds / columns.reference).toFixed(1)}x that`,
      bar: '≤ 4x',
      holds: columns.seconds <= 4 * columns.reference,
    },
    {
      what: 'the same: peak memory of the process that holds the file and its columns',
      ours: mb(columns.rss),
      reference: `the lines ${mb(columns.lineRss)}`,
      ratio: `${(columns.rss / size).toFixed(1)}x the file`,
      // 60 MB are Node itself, one time the file is the file.
      bar: '≤ 60 MB + 2x the file',
      holds: columns.rss <= 60e6 + 2 * size,
    },
  );
  const cli = await bundle(ROOT, 'electron/cli/main.ts', join(CACHE, 'cli.cjs'));
  for (const [what, name, mostSeconds, mostMb, ensure] of WHOLE) {
    const file = join(CACHE, `${name}-v${VERSION}.txt`);
    ensure(file);
    const whole = compare('groups', cli, file, 3);
    const ratio = whole.seconds / whole.reference;
    rows.push({
      what: `${what} (${mb(statSync(file).size)}): parkscope goroutines, the whole process`,
      ours: `${whole.seconds.toFixed(2)} s, ${mb(whole.rss)}`,
      reference: `lines only ${whole.reference.toFixed(2)} s, ${mb(whole.lineRss)}`,
      ratio: `${ratio.toFixed(1)}x that`,
      bar: `≤ ${mostSeconds} s, ≤ ${mostMb} MB`,
      holds: whole.seconds <= mostSeconds && whole.rss <= mostMb * MB,
    });
  }
  return { name: 'dump', rows };
}
