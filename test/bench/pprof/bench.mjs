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
const RUNS = 5;
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
    const sides = { ours: [], theirs: [] };
    for (let i = 0; i < RUNS; i++) {
      sides.ours.push(await decode('ours', file, ours));
      sides.theirs.push(await decode('pprof-format', file, ours));
    }
    const [mine] = sides.ours;
    const [other] = sides.theirs;
    if (mine.samples !== other.samples || mine.sum !== other.sum)
      throw new Error('the two sides read different numbers');
    // The fastest of each: what else the machine does only ever adds.
    const ms = (side) => Math.min(...side.map((run) => run.ms));
    const rss = (side) => median(side.map((run) => run.rss));
    const faster = ms(sides.theirs) / ms(sides.ours);
    const smaller = rss(sides.ours) / rss(sides.theirs);
    const name = `pprof of 400,000 samples, ${(statSync(file).size / 1e6).toFixed(0)} MB, ${what}`;
    const size = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
    rows.push(
      {
        what: `${name}: to columns`,
        ours: `${ms(sides.ours).toFixed(0)} ms`,
        reference: `pprof-format ${ms(sides.theirs).toFixed(0)} ms`,
        ratio: `${faster.toFixed(1)}x faster`,
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
