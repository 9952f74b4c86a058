// A synthetic debug=2 dump of 100 000 goroutines (58 MB) into columns, beside reading and splitting the same bytes into lines once.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { median } from '../measure.mjs';
import { ensureDump, GOROUTINES, VERSION } from './generate.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const CACHE = join(ROOT, '.cache/bench/dump');
const RUNS = 5;
const mb = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

export async function run() {
  const dump = join(CACHE, `goroutines-${GOROUTINES}-v${VERSION}.txt`);
  ensureDump(dump);
  await build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    resolve: { alias: { '@core': join(ROOT, 'electron/core') } },
    build: {
      ssr: join(ROOT, 'electron/core/formats/open.ts'),
      outDir: CACHE,
      emptyOutDir: false,
      target: 'node18',
      rollupOptions: { output: { entryFileNames: 'open.mjs' } },
    },
  });
  const bundle = join(CACHE, 'open.mjs');
  const measure = (what) =>
    JSON.parse(
      execFileSync(process.execPath, [join(import.meta.dirname, 'worker.mjs'), what, bundle, dump], {
        encoding: 'utf8',
      }),
    );
  const ours = [];
  const lines = [];
  for (let i = 0; i < RUNS; i++) {
    ours.push(measure('parse'));
    lines.push(measure('lines'));
  }
  if (ours[0].found !== GOROUTINES) throw new Error(`${ours[0].found} goroutines were read, not ${GOROUTINES}`);
  const size = statSync(dump).size;
  const seconds = median(ours.map((r) => r.seconds));
  const reference = median(lines.map((r) => r.seconds));
  const speed = size / 1e6 / seconds;
  const rss = median(ours.map((r) => r.rss));
  const lineRss = median(lines.map((r) => r.rss));
  return {
    name: 'dump',
    rows: [
      {
        what: `debug=2 dump, ${GOROUTINES} goroutines, ${mb(size)}: into columns, in one fresh process`,
        ours: `${(seconds * 1000).toFixed(0)} ms, ${speed.toFixed(0)} MB/s`,
        reference: `reading and splitting into lines ${(reference * 1000).toFixed(0)} ms`,
        ratio: `${(seconds / reference).toFixed(1)}x that`,
        bar: '≤ 4x',
        holds: seconds <= 4 * reference,
      },
      {
        what: 'the same: peak memory of the process that holds the file and its columns',
        ours: mb(rss),
        reference: `the lines ${mb(lineRss)}`,
        ratio: `${(rss / size).toFixed(1)}x the file`,
        // 60 MB are Node itself, one time the file is the file.
        bar: '≤ 60 MB + 2x the file',
        holds: rss <= 60e6 + 2 * size,
      },
    ],
  };
}
