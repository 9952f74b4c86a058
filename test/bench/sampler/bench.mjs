// Goroutines of a running process: our series of moments beside runtime.Stack and the text of debug=2 of the same process in the same
// run, and beside delve. How late the process' own loop is while it is watched, beside a process that only burns as much CPU.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle } from '../bundle.mjs';
import { median } from '../measure.mjs';
import { go, start } from './parked.mjs';
import { watch } from './series.mjs';
import { slowdown } from './slowdown.mjs';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../../..');
const CACHE = join(ROOT, '.cache/bench/sampler');
const ms = (value) => `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} ms`;
const mb = (value) => `${value.toFixed(0)} MB`;
const of = (rows, key) => rows.map((row) => row[key]);
const times = (a, b) => `${(b / a).toFixed(1)}x faster`;

/** So many moments, `everyMs` apart; `complete` throws where a goroutine or a stack is missing. */
async function series(tools, program, count, everyMs, moments) {
  const seen = await watch(
    tools.code,
    tools.sampler,
    { pid: program.pid, goroutinesEveryMs: everyMs },
    (all) => all.length >= moments,
  );
  for (const { goroutines, read, kept } of seen.moments) {
    if (goroutines < count || read + kept < count)
      throw new Error(`${read + kept} stacks of ${goroutines} goroutines, ${count} are there`);
  }
  const [first, ...next] = seen.moments;
  return {
    first: first.spanNs / 1e6,
    arrived: first.arrivedMs,
    next: median(of(next, 'spanNs')) / 1e6,
    cost: median(of(next, 'costNs')) / 1e6,
    peakMb: seen.peakMb,
  };
}

async function hundredThousand(tools) {
  const count = 100_000;
  const program = await start(tools.parked, ['-n', String(count)]);
  const runs = [];
  const stacks = [];
  const texts = [];
  for (let round = 0; round < 3; round++) {
    runs.push(await series(tools, program, count, 250, 10));
    stacks.push((await program.ask('stack')).ms);
    texts.push((await program.ask('debug2')).ms);
  }
  await program.end();
  const [first, next, cost] = [Math.min(...of(runs, 'first')), median(of(runs, 'next')), median(of(runs, 'cost'))];
  const [stack, text, peak] = [Math.min(...stacks), Math.min(...texts), Math.max(...of(runs, 'peakMb'))];
  return [
    {
      what: '100,000 goroutines, 8 frames: first moment, all stacks',
      ours: ms(first),
      reference: `runtime.Stack ${ms(stack)}, debug=2 ${ms(text)}`,
      ratio: `${times(first, stack)}, ${times(first, text)}`,
      bar: '≤ 150 ms',
      holds: first <= 150,
    },
    {
      what: '100,000 goroutines: each moment after it',
      ours: `${ms(next)}, ${ms(cost)} of CPU`,
      reference: `runtime.Stack ${ms(stack)}`,
      ratio: times(next, stack),
      bar: '≤ 40 ms',
      holds: next <= 40,
    },
    {
      what: '100,000 goroutines: peak memory of the sampler',
      ours: mb(peak),
      reference: '-',
      ratio: '-',
      bar: '≤ 80 MB',
      holds: peak <= 80,
    },
  ];
}

async function halfAMillion(tools) {
  const count = 500_000;
  const program = await start(tools.parked, ['-n', String(count)]);
  const found = await series(tools, program, count, 1000, 4);
  const { ms: text, bytes } = await program.ask('debug2');
  await program.end();
  return [
    {
      what: '500,000 goroutines: first moment, complete',
      ours: ms(found.first),
      reference: `debug=2, cut at ${mb(bytes / 1e6)}, ${ms(text)}`,
      ratio: times(found.first, text),
      bar: '≤ 1 s',
      holds: found.first <= 1000,
    },
    {
      what: '500,000 goroutines: each moment after it',
      ours: `${ms(found.next)}, sampler at most ${mb(found.peakMb)}`,
      reference: '-',
      ratio: '-',
      bar: '≤ 200 ms',
      holds: found.next <= 200,
    },
  ];
}

async function tenThousand(tools) {
  const program = await start(tools.parked, ['-n', '10000']);
  const seen = await watch(tools.code, tools.sampler, { pid: program.pid }, (_, passed) => passed >= 12_000);
  await program.end();
  const percent = median(of(seen.weights, 'cpuPercent'));
  const slower = median(of(seen.weights, 'slowdownPercent'));
  return [
    {
      what: '10,000 goroutines once a second, counters ten times',
      ours: `${percent.toFixed(1)} % of a core, ${mb(seen.peakMb)}`,
      reference: `slowdown of the process, as estimated, ${slower.toFixed(2)} %`,
      ratio: '-',
      bar: '≤ 2 %, ≤ 30 MB',
      holds: percent <= 2 && seen.peakMb <= 30,
    },
  ];
}

/** Delve stops the process for as long as it reads. */
async function delve(tools) {
  const count = 10_000;
  const program = await start(tools.parked, ['-n', String(count)]);
  const ours = await series(tools, program, count, 250, 4);
  const { status, stdout, stderr } = spawnSync(tools.delve, [String(program.pid)], { encoding: 'utf8' });
  await program.end();
  if (status !== 0) throw new Error(`delve: ${stderr}`);
  const theirs = JSON.parse(stdout);
  if (theirs.goroutines < count) throw new Error(`delve found ${theirs.goroutines} goroutines`);
  return [
    {
      what: '10,000 goroutines, all stacks, from the call to the last row, the sampler started before',
      ours: `${ms(ours.arrived)}, ${mb(ours.peakMb)}, never stopped`,
      reference: `delve ${ms(theirs.ms)}, ${mb(theirs.peakMb)}, stopped for ${ms(theirs.stoppedMs)}`,
      ratio: times(ours.arrived, theirs.ms),
      bar: '≥ 20x',
      holds: theirs.ms >= 20 * ours.arrived,
    },
  ];
}

/** Lateness of the process' own loop: watched, and beside a process that burns what the sampler used. In turn, medians. */
async function lateness(tools) {
  const program = await start(tools.parked, ['-n', '100000']);
  const watched = [];
  const control = [];
  let percent = 0;
  for (let round = 0; round < 5; round++) {
    await program.ask('late');
    const seen = await watch(
      tools.code,
      tools.sampler,
      { pid: program.pid, goroutinesEveryMs: 200 },
      (_, passed) => passed >= 4_000,
    );
    watched.push(await program.ask('late'));
    percent = Math.max(1, Math.round(median(of(seen.weights, 'cpuPercent'))));
    const burner = await start(tools.parked, ['-n', '1', '-burn', String(percent)]);
    await program.ask('late');
    await sleep(4_000);
    control.push(await program.ask('late'));
    await burner.end();
  }
  await program.end();
  const [ours, theirs] = [median(of(watched, 'p999Ms')), median(of(control, 'p999Ms'))];
  return [
    {
      what: `lateness of a loop in a process with 100,000 goroutines, p99.9, read 5 times a second (${percent} % of a core)`,
      ours: ms(ours),
      reference: `beside a process that burns as much ${ms(theirs)}`,
      ratio: `${(ours / theirs).toFixed(2)}x that`,
      bar: '≤ 1.2x',
      holds: ours <= 1.2 * theirs,
    },
  ];
}

export async function run() {
  const tools = {
    code: await import(await bundle(ROOT, 'test/bench/sampler/entry.mjs', join(CACHE, 'entry.mjs'))),
    sampler: go(join(ROOT, 'native'), join(CACHE, 'sampler'), ['-trimpath', '-ldflags=-s -w', './cmd/sampler']),
    parked: go(join(HERE, 'target'), join(CACHE, 'parked')),
    delve: go(join(HERE, 'delve'), join(CACHE, 'delve')),
  };
  const rows = [];
  for (const part of [hundredThousand, halfAMillion, tenThousand, slowdown, delve, lateness])
    rows.push(...(await part(tools)));
  return { name: 'sampler', rows };
}
