// What a process that uses all processors loses while it is watched.
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../measure.mjs';
import { start } from './parked.mjs';

/** Once a second and ten times, as the window does; and as rarely as can be asked for. */
const WATCHING = [1_000, 100];
const RESTING = [60_000, 60_000];

/** A pair is three seconds of each, the one or the other first; what a step begins with at once is over before they begin. */
const PAIRS = 40;
const PART_MS = 3_000;
const SETTLE_MS = 300;

/** The CPU time that the threads of a process had, in milliseconds. */
const cpuMs = (pid) =>
  readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6)
    .reduce((sum, ms) => sum + ms, 0);

/**
 * What the process gets done: by the clock, and by the time it had a processor; and the share of all processors that the sampler had. Nothing
 * else is done here meanwhile: a timer of 20 ms costs as much as the sampler.
 */
async function part(program, watching, sampler, [goroutinesMs, countersMs]) {
  const paced = await watching.pace(goroutinesMs, countersMs);
  if (!paced.ok) throw new Error(paced.error.message);
  await sleep(SETTLE_MS);
  const own = cpuMs(sampler.pid);
  const from = await program.ask('work');
  await sleep(PART_MS);
  const to = await program.ask('work');
  const [passes, tookMs] = [to.passes - from.passes, to.atMs - from.atMs];
  return {
    byClock: passes / tookMs,
    byCpu: passes / (to.cpuMs - from.cpuMs),
    had: (cpuMs(sampler.pid) - own) / tookMs / cpus().length,
  };
}

/** The median of all pairs in percent, and between which two pairs that of all such pairs is with 95 % (binomial, by its normal form). */
function medianOf(values) {
  const sorted = values.map((value) => 100 * value).sort((a, b) => a - b);
  const beside = Math.floor((sorted.length - 1.96 * Math.sqrt(sorted.length)) / 2);
  return { middle: median(sorted), low: sorted[beside - 1], high: sorted[sorted.length - beside] };
}

const percents = ({ middle, low, high }) => `${middle.toFixed(2)} % (${low.toFixed(2)} to ${high.toFixed(2)})`;

/**
 * One sampler, which watches and rests in turn. The clock counts everything, also what takes the rows, but needs a quiet machine; work by
 * own CPU time counts what the reading costs the process, to which comes the processor that the sampler has, which it could have used.
 */
export async function slowdown({ code, sampler: binary, parked }) {
  const program = await start(parked, ['-n', '10000', '-work']);
  const sampler = await code.startSampler(binary);
  if (!sampler.ok) throw new Error(sampler.error.message);
  const stop = new AbortController();
  const watching = code.watchProcess(sampler.value, { pid: program.pid, budgetPercent: 5 }, () => {}, stop.signal);
  await sleep(3_000); // the first moment is told, and what it left behind is collected
  const pairs = [];
  for (let round = 0; round < PAIRS; round++) {
    const inTurn = round % 2 === 0 ? [WATCHING, RESTING] : [RESTING, WATCHING];
    const parts = new Map();
    for (const step of inTurn) parts.set(step, await part(program, watching, sampler.value, step));
    const [watched, alone] = [parts.get(WATCHING), parts.get(RESTING)];
    const own = 1 - watched.byCpu / alone.byCpu;
    const had = watched.had - alone.had;
    pairs.push({ clock: 1 - watched.byClock / alone.byClock, own, had, both: own + had });
  }
  stop.abort();
  await watching.done;
  await sampler.value.close();
  await program.end();
  const [clock, own, had, both] = ['clock', 'own', 'had', 'both'].map((key) =>
    medianOf(pairs.map((pair) => pair[key])),
  );
  const quiet = clock.high - clock.low < 1;
  return [
    {
      what: `10,000 goroutines once a second: what a process that uses all processors loses, ${PAIRS} pairs in turn, 95 % interval`,
      ours: `${percents(both)}: ${percents(own)} by its own CPU time, the sampler has ${had.middle.toFixed(2)} %`,
      reference: `by the clock, with what takes the rows, ${percents(clock)}${quiet ? '' : ': not a quiet machine'}`,
      ratio: '-',
      bar: '< 1 %',
      holds: (quiet ? clock : both).high < 1,
    },
  ];
}
