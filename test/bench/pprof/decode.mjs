// One decoding in a process of its own: node decode.mjs ours|pprof-format FILE [BUNDLE [stacks|tree|groups]] prints {ms, rss, samples,
// sum, locations} as JSON. `sum` is of all values and `locations` the length of all stacks, so that a side that read something else is
// found out. `ms` is to the columns (stacks are runs of locations); `wholeMs` to the stacks' prefix tree, to the call tree of functions,
// or to goroutines grouped by stack and by site.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [side, file, bundle, then] = process.argv.slice(2);
const read = readFileSync(file);
const bytes = new Uint8Array(read.buffer, read.byteOffset, read.length);
let sum = 0;
let samples;
let ms;
let wholeMs;
let groups;
let locations = 0;
let cpuMs;
const before = process.cpuUsage();
if (side !== 'pprof-format') {
  const { pprofFormat, analyse, inlinePool } = await import(pathToFileURL(bundle).href);
  const started = performance.now();
  const result = await pprofFormat.parse({
    name: 'bench',
    bytes,
    size: bytes.length,
    compression: 'none',
    modifiedMs: null,
    cut: false,
    signal: null,
    pool: inlinePool(),
    progress: () => {},
  });
  ms = performance.now() - started;
  if (!result.ok) throw new Error(result.error.reason);
  if (then !== undefined) {
    const [analyses] = analyse(result.value);
    if (then === 'stacks') groups = analyses.capture.stacks.count;
    else if (then === 'tree') groups = analyses.tree.count;
    else groups = analyses.groups('stack').count + analyses.groups('site').count;
    wholeMs = performance.now() - started;
    const { user, system } = process.cpuUsage(before);
    cpuMs = (user + system) / 1000;
  }
  const [{ samples: table, stacks }] = result.value;
  locations = stacks.runs?.location.length;
  samples = table.count;
  for (const column of table.values) for (const value of column) sum += value;
} else {
  const { Profile } = await import('pprof-format');
  const started = performance.now();
  const profile = Profile.decode(bytes);
  ms = performance.now() - started;
  samples = profile.sample.length;
  for (const sample of profile.sample) {
    for (const value of sample.value) sum += Number(value);
    locations += sample.locationId.length;
  }
}
console.log(
  JSON.stringify({ ms, wholeMs, cpuMs, rss: process.resourceUsage().maxRSS * 1024, samples, sum, locations, groups }),
);
