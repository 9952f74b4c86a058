// The HTML report of a profile of 10 MB: size and time of `parkscope report`, beside gzip of the profile.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeProfile } from '../pprof/generate.mjs';

const ROOT = resolve(import.meta.dirname, '../../..');
const PROGRAM = join(ROOT, 'dist', 'cli', 'main.cjs');
/** Samples of a profile of a little more than 10 MB. */
const SAMPLES = 78_000;
const RUNS = 3;
const MB = 1e6;

export async function run() {
  if (!existsSync(PROGRAM) || !existsSync(join(ROOT, 'dist/report/page.html')))
    throw new Error('there is no bundle: run npm start once');
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-bench-'));
  try {
    mkdirSync(folder, { recursive: true });
    const profile = join(folder, 'heap.pb');
    writeFileSync(profile, makeProfile({ samples: SAMPLES }));
    const bytes = readFileSync(profile);
    const packed = gzipSync(bytes).length;
    const out = join(folder, 'heap.html');
    const times = Array.from({ length: RUNS }, () => timeOf(['report', profile, '-o', out]));
    const zip = Array.from({ length: RUNS }, () => timed(() => gzipSync(bytes)));
    const size = statSync(out).size;
    const what = `report of a profile of ${(bytes.length / MB).toFixed(1)} MB`;
    return {
      name: 'report',
      rows: [
        {
          what: `${what}: size of the file`,
          ours: `${(size / MB).toFixed(2)} MB`,
          reference: `the profile gzipped ${(packed / MB).toFixed(2)} MB, the page without it ${(statSync(join(ROOT, 'dist/report/page.html')).size / MB).toFixed(2)} MB`,
          ratio: `${(size / bytes.length).toFixed(2)} of the profile`,
          bar: '≤ 4 MB',
          holds: size <= 4 * MB,
        },
        {
          what: `${what}: to the file, whole process, best of ${RUNS}`,
          ours: `${(Math.min(...times) / 1000).toFixed(2)} s`,
          reference: `gzip of the profile ${(Math.min(...zip) / 1000).toFixed(2)} s`,
          ratio: `${(Math.min(...times) / Math.min(...zip)).toFixed(1)}x that`,
          bar: 'none',
          holds: true,
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {() => unknown} work */
function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** @param {readonly string[]} args */
function timeOf(args) {
  return timed(() => {
    const { status, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`parkscope ${args.join(' ')}: ${stderr}`);
  });
}
