// node test/fuzz/run.mjs [--cases N] [--seed S] [--from N] [--only N] [--match TEXT] [--no-questions]
// Damages fixtures and opens the result, on every core, until N cases are done. Ends with 1 when something went wrong.
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { bundle } from '../bench/bundle.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const OUT = join(ROOT, '.cache/fuzz');
const FAILURES = join(OUT, 'failures');
/** A case that takes longer than this hangs. */
const HANG_MS = 30_000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
    match: { type: 'string', default: '' },
    questions: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const seed = Number(values.seed);
const first = Number(values.only ?? values.from);
const last = values.only === undefined ? first + Number(values.cases) : first + 1;

const code = await bundle(ROOT, 'test/fuzz/worker.ts', join(OUT, 'worker.mjs'));
mkdirSync(FAILURES, { recursive: true });

const threads = Math.min(availableParallelism(), last - first);
const progress = new SharedArrayBuffer(4 * threads);
const current = new Int32Array(progress);
let failures = 0;

/** @param {number} index */
const fileOf = (index) => join(FAILURES, `${seed}-${index}.bin`);

/** @param {{ index: number, name: string, wrong: string, bytes?: Uint8Array }} failure */
function tell({ index, name, wrong, bytes }) {
  failures++;
  console.log(
    `✗ case ${index} (${name}): ${wrong}\n  again: npm run fuzz -- --seed ${seed} --only ${index}${values.match === '' ? '' : ` --match ${values.match}`}`,
  );
  if (bytes !== undefined) writeFileSync(fileOf(index), bytes);
}

/** Runs one thread's share; a case that hangs or kills its thread is told and the rest goes on in a new one. @param {number} thread */
async function share(thread) {
  let from = first + thread;
  while (from < last) {
    current[thread] = from;
    const worker = new Worker(code, {
      workerData: {
        ...{
          fixtures: join(ROOT, 'test/fixtures'),
          match: values.match,
          questions: values.questions,
          seed,
          first: from,
          last,
        },
        ...{ step: threads, thread, progress },
        keep: values.only === undefined ? '' : fileOf(first),
      },
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    worker.on('message', tell);
    const ended = await new Promise((done) => {
      let seen = -1;
      const watch = setInterval(() => {
        if (current[thread] === seen) {
          void worker.terminate();
          tell({ index: seen, name: 'no answer', wrong: `did not end within ${HANG_MS / 1000} s` });
        }
        seen = current[thread];
      }, HANG_MS);
      worker.on('error', (error) => tell({ index: current[thread], name: 'thread ended', wrong: String(error) }));
      worker.on('exit', (code) => {
        clearInterval(watch);
        done(code === 0);
      });
    });
    if (ended) return;
    from = current[thread] + threads;
  }
}

const started = Date.now();
const report = setInterval(() => {
  // Threads take turns in the numbers, not in time.
  const done = Math.round(current.reduce((sum, at) => sum + (at - first) / threads, 0));
  const rate = (done / (Date.now() - started)) * 1000;
  console.log(
    `  ${done.toLocaleString('en-US')} of ${(last - first).toLocaleString('en-US')}, ${Math.round(rate)}/s, ${failures} failures`,
  );
}, 30_000);
await Promise.all(Array.from({ length: threads }, (_, thread) => share(thread)));
clearInterval(report);
const seconds = (Date.now() - started) / 1000;
console.log(
  `${failures === 0 ? '✓' : '✗'} ${(last - first).toLocaleString('en-US')} cases of seed ${seed} in ${Math.round(seconds)} s, ${failures} failures`,
);
process.exitCode = failures === 0 ? 0 : 1;
