// Decoding a profile of 400 000 samples to columns beside pprof-format's Profile.decode, each in a process of its own: time of the
// decoding, and peak memory of the whole process. `node test/bench/pprof/bench.mjs` runs it alone.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { aliasesOf } from '../../../electron/setup/aliases.mjs';
import { median } from '../measure.mjs';
import { SPREAD, VERSION, writeProfile } from './generate.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const CACHE = join(ROOT, '.cache/bench');
/** Odd, so that the median is one of them. */
const PAIRS = 7;
const command = promisify(execFile);

/** Our decoder as one file that plain Node can load. */
async function bundle() {
  const outDir = join(CACHE, 'pprof');
  await build({
    configFile: false,
    logLevel: 'warn',
    root: ROOT,
    publicDir: false,
    resolve: { alias: aliasesOf(ROOT) },
    build: {
      ssr: join(ROOT, 'electron/core/formats/pprof/parse.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node18',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'ours.mjs' } },
    },
  });
  return join(outDir, 'ours.mjs');
}

/**
 * @param {string} side
 * @param {string} file
 * @param {string} ours
 */
async function decode(side, file, ours) {
  const { stdout } = await command(process.execPath, [join(import.meta.dirname, 'decode.mjs'), side, file, ours]);
  return JSON.parse(stdout);
}

export async function run() {
  const ours = await bundle();
  const rows = [];
  for (const [what, sharing] of [
    ['stacks shared as in real programs', undefined],
    ['stacks that share little', SPREAD],
  ]) {
    const file = join(CACHE, `heap-400k-${sharing ? 'spread' : 'real'}-v${VERSION}.pb`);
    writeProfile(file, sharing);
    // One run of each that does not count, so that the file is in memory for both; then pairs, each side first in turn.
    const mine = await decode('ours', file, ours);
    const other = await decode('pprof-format', file, ours);
    if (mine.samples !== other.samples || mine.sum !== other.sum)
      throw new Error('the two sides read different numbers');
    const sides = { ours: [], theirs: [] };
    for (let i = 0; i < PAIRS; i++) {
      if (i % 2 === 0) sides.ours.push(await decode('ours', file, ours));
      sides.theirs.push(await decode('pprof-format', file, ours));
      if (i % 2 === 1) sides.ours.push(await decode('ours', file, ours));
    }
    const fastest = (side) => Math.min(...side.map((run) => run.ms));
    const middle = (side) => median(side.map((run) => run.ms));
    const rss = (side) => median(side.map((run) => run.rss));
    // Runs of one pair are neighbours, so a load that lasts slows both, and the median forgets a burst that hit one of them. The
    // fastest runs of each side may be minutes apart: they are told, and do not decide.
    const ratios = sides.ours.map((run, i) => sides.theirs[i].ms / run.ms);
    const faster = median(ratios);
    const smaller = rss(sides.ours) / rss(sides.theirs);
    const name = `pprof of 400,000 samples, ${(statSync(file).size / 1e6).toFixed(0)} MB, ${what}`;
    const size = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
    rows.push(
      {
        what: `${name}: to columns`,
        ours: `${middle(sides.ours).toFixed(0)} ms (fastest ${fastest(sides.ours).toFixed(0)})`,
        reference: `pprof-format ${middle(sides.theirs).toFixed(0)} ms (fastest ${fastest(sides.theirs).toFixed(0)})`,
        ratio: `${faster.toFixed(1)}x faster in the median of ${PAIRS} pairs (${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}; fastest runs ${(fastest(sides.theirs) / fastest(sides.ours)).toFixed(1)})`,
        bar: sharing ? '≥ 3x' : '≥ 4x',
        holds: faster >= (sharing ? 3 : 4),
      },
      {
        what: `${name}: peak memory`,
        ours: size(rss(sides.ours)),
        reference: `pprof-format ${size(rss(sides.theirs))}`,
        ratio: `${smaller.toFixed(2)} of it`,
        bar: '≤ 0.5',
        holds: smaller <= 0.5,
      },
    );
  }
  return { name: 'pprof', rows };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const row of (await run()).rows) {
    console.log(
      `${row.holds ? '✓' : '✗'} ${row.what}: ${row.ours} against ${row.reference}, ${row.ratio} (bar ${row.bar})`,
    );
  }
}
