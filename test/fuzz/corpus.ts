import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { block, recordingOf, WatchWriter, type MadeGoroutine } from '../support/live-writer';
import { lineWraps, recordWraps } from '../support/log-wraps';
import { madeProfiles } from './made-profiles';
import { madeTraces } from './made-traces';
import type { Seed } from './mutate';

/** Larger files are damaged as their first part only: their kinds are there in small too. */
const MOST_BYTES = 24 << 10;
const SKIPPED = /(?:\.md|\.mjs|\.go|\.json5|\.sum|\.mod)$/;

/** Captures and bad inputs as stored and, where they are packed, unpacked as well; the smallest first. */
export function readCorpus(fixtures: string, match = ''): Seed[] {
  const seeds: Seed[] = [];
  for (const folder of ['captures', 'bad']) {
    for (const path of filesIn(join(fixtures, folder))) {
      const name = relative(fixtures, path);
      if (!name.includes(match)) continue;
      const bytes = new Uint8Array(readFileSync(path));
      seeds.push({ name, bytes: head(bytes) });
      if (bytes[0] === 0x1f && bytes[1] === 0x8b && folder === 'captures')
        seeds.push({ name: `${name} unpacked`, bytes: head(new Uint8Array(gunzipSync(bytes))) });
    }
  }
  seeds.push(
    ...[...logs(fixtures), recording(), ...madeProfiles(), ...madeTraces()].filter(({ name }) => name.includes(match)),
  );
  return seeds.filter(({ bytes }) => bytes.length > 0).sort((a, b) => a.bytes.length - b.bytes.length);
}

/** What log collectors make of a dump and of a debug=1 text, two of each in a log. */
function logs(fixtures: string): Seed[] {
  const read = (file: string): string => readFileSync(join(fixtures, 'captures/nilchan/go1.27', file), 'utf8');
  const text = read('goroutine.debug2.txt') + read('goroutine.debug1.txt');
  return Object.entries({ ...lineWraps, ...recordWraps }).map(([name, wrap]) => ({
    name: `logs/${name}`,
    bytes: head(new TextEncoder().encode(wrap(text) + wrap(text))),
  }));
}

/** A recording of a process that is watched: made up, since those of real machines name users and paths. */
function recording(): Seed {
  const writer = new WatchWriter();
  const goroutines = (count: number): MadeGoroutine[] =>
    Array.from({ length: count }, (_, i) => ({
      ...{ id: i + 1, state: i === 0 ? 'select' : 'chan send', stack: ['main.ask.func1', 'main.ask'], waits: i % 2 },
      ...(i % 3 === 0 ? { labels: { tenant: `t${i}` } } : {}),
    }));
  const channels = [
    { length: 0, capacity: 0 },
    { length: 3, capacity: 8 },
  ];
  const start = [{ type: 'start', atMs: 0, pid: 4711, startMs: 1, name: 'ingestd' }, { type: 'begin' }, writer.facts()];
  const blocks = [1, 2, 3, 4].map((moment) => {
    const payloads = writer.moment(goroutines(moment * 5), channels);
    // As they are: damage in packed bytes is found before anything is read.
    return block([...(moment === 1 ? start : []), ...payloads], { packed: moment % 2 === 0 });
  });
  return { name: 'live/made.parkrec', bytes: recordingOf(...blocks) };
}

function head(bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, MOST_BYTES);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !SKIPPED.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
