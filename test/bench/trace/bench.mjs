// Large execution traces: the whole analysis (states, edges, ranges in columns) beside golang.org/x/exp/trace's reader, which only
// iterates. In each round all run one after the other, so that a busy machine disturbs them alike.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundle } from '../bundle.mjs';
import { median } from '../measure.mjs';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../../..');
const CACHE = join(ROOT, '.cache/bench/trace');
const SIZES = [105, 300];
const ROUNDS = 5;
/** Times as fast as the reader; bytes of memory for each byte of the file. */
const SPEED = 2;
const MEMORY = 4;

function go(args, cwd) {
  const { status, stderr, error } = spawnSync('go', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`go ${args.join(' ')}: ${error?.message ?? stderr}`);
}

function ensureTrace(mb) {
  const path = join(ROOT, `.cache/bench/trace-${mb}.out`);
  if (!existsSync(path)) {
    const generators = join(ROOT, 'test/fixtures/generators');
    go(['run', './cmd/bigtrace', '-out', path, '-mb', String(mb)], generators);
  }
  return path;
}

function measure(command) {
  const [file, ...args] = command;
  const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  const last = stderr.trim().split('\n').at(-1) ?? '';
  if (status !== 0 || !last.startsWith('{')) throw new Error(`${command.join(' ')}: ${stderr}`);
  return JSON.parse(last);
}

export async function run() {
  mkdirSync(CACHE, { recursive: true });
  const reader = join(CACHE, 'reader');
  go(['build', '-o', reader, '.'], join(HERE, 'reader'));
  const code = await bundle(ROOT, 'test/bench/trace/entry.mjs', join(CACHE, 'entry.mjs'));
  const thread = await bundle(ROOT, 'electron/engine/pool-worker.ts', join(CACHE, 'worker.cjs'));
  const worker = join(HERE, 'worker.mjs');
  const rows = [];
  for (const mb of SIZES) {
    const path = ensureTrace(mb);
    const rounds = Array.from({ length: ROUNDS }, () => ({
      ours: measure([process.execPath, worker, 'open', code, thread, path]),
      alone: measure([process.execPath, worker, 'open', code, '-', path]),
      theirs: measure([reader, path]),
      bytes: measure([process.execPath, worker, 'bytes', '-', '-', path]),
    }));
    const size = statSync(path).size;
    const middle = (of) => median(rounds.map(of));
    const { events } = rounds[0].theirs;
    if (events !== rounds[0].ours.events) throw new Error(`${rounds[0].ours.events} events, the reader has ${events}`);
    const seconds = (value) => `${value.toFixed(2)} s`;
    const what = `${mb} MB, ${(events / 1e6).toFixed(1)} M events`;
    const speed = middle(({ ours, theirs }) => theirs.seconds / ours.seconds);
    const single = middle(({ alone, theirs }) => theirs.seconds / alone.seconds);
    const memory = middle(({ ours }) => ours.peak / size);
    const theirs = `x/exp/trace's reader, bare: ${seconds(middle((round) => round.theirs.seconds))}`;
    rows.push({
      what: `trace of ${what}: opened on all cores`,
      ours: seconds(middle(({ ours }) => ours.seconds)),
      reference: theirs,
      ratio: `${speed.toFixed(2)}×`,
      bar: `≥ ${SPEED}×`,
      holds: speed >= SPEED,
    });
    rows.push({
      what: `trace of ${what}: opened on one thread`,
      ours: `${seconds(middle(({ alone }) => alone.seconds))}, ${seconds(middle(({ alone }) => alone.cpu))} of CPU`,
      reference: `${theirs}; every byte once: ${seconds(middle((round) => round.bytes.seconds))}`,
      ratio: `${single.toFixed(2)}×`,
      bar: 'none',
      holds: true,
    });
    rows.push({
      what: `trace of ${what}: peak memory`,
      ours: `${(middle(({ ours }) => ours.peak) / 1e6).toFixed(0)} MB`,
      reference: `${(size / 1e6).toFixed(0)} MB of file`,
      ratio: `${memory.toFixed(2)} ×`,
      bar: `≤ ${MEMORY} ×`,
      holds: memory <= MEMORY,
    });
  }
  return { name: 'trace', rows };
}
