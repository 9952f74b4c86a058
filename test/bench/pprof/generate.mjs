// Writes a deterministic heap profile as Go would: 400 000 samples, 20 to 60 frames deep (mean 28), four values, labels, about 42 MB
// unpacked. Stacks are walks down a call tree: services share their first frames, callees are chosen by Zipf's law.
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randoms } from '../random.mjs';

const SAMPLES = 400_000;
const FUNCTIONS = 20_000;
const LOCATIONS = 60_000;
/**
 * Shares of call sites that call one thing; up to four; up to fifteen (the rest: 40). They make five to
 * six rows of the prefix tree a sample, as in the captures of real programs (2 to 7). `SPREAD` shares much less.
 */
export const REAL = [0.72, 0.95, 0.995];
export const SPREAD = [0.55, 0.9, 0.99];
/** Every call site calls 40 things at random: stacks share their first two or three calls, as no program's do. */
export const RANDOM = [0, 0, 0];
/** Raise it when the generator changes, so that an old file is not used. */
export const VERSION = 2;

/** A buffer that grows; `message` writes a length before what `fill` writes. */
class Writer {
  bytes = Buffer.allocUnsafe(1 << 24);
  at = 0;

  room(n) {
    if (this.at + n <= this.bytes.length) return;
    const wider = Buffer.allocUnsafe(this.bytes.length * 2);
    this.bytes.copy(wider, 0, 0, this.at);
    this.bytes = wider;
  }
  varint(value) {
    this.room(10);
    while (value > 127) {
      this.bytes[this.at++] = (value % 128) | 128;
      value = Math.floor(value / 128);
    }
    this.bytes[this.at++] = value;
  }
  number(field, value) {
    this.varint(field * 8);
    this.varint(value);
  }
  message(field, fill) {
    const inner = spare.pop() ?? new Writer();
    inner.at = 0;
    fill(inner);
    this.varint(field * 8 + 2);
    this.varint(inner.at);
    this.room(inner.at);
    inner.bytes.copy(this.bytes, this.at, 0, inner.at);
    this.at += inner.at;
    spare.push(inner);
  }
  text(field, value) {
    this.message(field, (w) => {
      w.room(value.length * 3);
      w.at += w.bytes.write(value, w.at);
    });
  }
}
/** @type {Writer[]} */
const spare = [];

/** Unpacked bytes of the profile. */
export function makeProfile({
  samples = SAMPLES,
  functions = FUNCTIONS,
  locations = LOCATIONS,
  seed = 1,
  sharing = REAL,
} = {}) {
  const random = randoms(seed);
  const strings = new Map([['', 0]]);
  const intern = (value) => {
    if (!strings.has(value)) strings.set(value, strings.size);
    return strings.get(value);
  };
  const out = new Writer();
  for (const [type, unit] of [
    ['alloc_objects', 'count'],
    ['alloc_space', 'bytes'],
    ['inuse_objects', 'count'],
    ['inuse_space', 'bytes'],
  ]) {
    out.message(1, (w) => {
      w.number(1, intern(type));
      w.number(2, intern(unit));
    });
  }
  /** Row by Zipf's law: few functions are in most stacks. */
  const zipf = (n) => Math.min(n - 1, Math.floor(n ** random()) - 1 + Math.floor(random() * 3));
  // What a location calls: mostly one thing, sometimes a handful, rarely (a router, a worker loop) dozens.
  const callees = Array.from({ length: locations }, () => {
    const kind = random();
    const [few, some, many] = sharing;
    const fan =
      kind < few ? 1 : kind < some ? 2 + Math.floor(random() * 3) : kind < many ? 6 + Math.floor(random() * 10) : 40;
    return Uint32Array.from({ length: fan }, () =>
      random() < 0.3 ? zipf(locations) : Math.floor(random() * locations),
    );
  });
  const roots = Array.from({ length: 12 }, () => Math.floor(random() * locations));
  const routes = Array.from({ length: 60 }, (_, i) => `/api/v1/resource-${i}`);
  const key = intern('route');
  const size = intern('bytes');
  const values = routes.map(intern);
  const tenant = intern('tenant');
  const tenants = Array.from({ length: 20 }, (_, i) => intern(`tenant-${i}`));
  const stack = new Uint32Array(64);
  for (let s = 0; s < samples; s++) {
    // Mean 28, never below 20 nor above 60.
    const depth = 20 + Math.min(40, Math.floor(-8.4 * Math.log(1 - random() * 0.9999)));
    let at = roots[zipf(roots.length)];
    for (let d = depth - 1; d >= 0; d--) {
      stack[d] = at + 1;
      const next = callees[at];
      at = next[next.length === 1 ? 0 : zipf(next.length)];
    }
    const count = 1 + Math.floor(1000 ** random());
    const bytes = 16 * 2 ** Math.floor(random() * 12);
    const live = random() < 0.4 ? Math.floor(count * random()) : 0;
    out.message(2, (w) => {
      w.message(1, (run) => {
        for (let d = 0; d < depth; d++) run.varint(stack[d]);
      });
      w.message(2, (run) => {
        for (const value of [count * 37, count * 37 * bytes, live, live * bytes]) run.varint(value);
      });
      w.message(3, (label) => {
        label.number(1, size);
        label.number(3, bytes);
      });
      w.message(3, (label) => {
        label.number(1, key);
        label.number(2, values[zipf(values.length)]);
      });
      if (random() < 0.5) {
        w.message(3, (label) => {
          label.number(1, tenant);
          label.number(2, tenants[zipf(tenants.length)]);
        });
      }
    });
  }
  out.message(3, (w) => {
    w.number(1, 1);
    w.number(2, 0x400000);
    w.number(3, 0x2400000);
    w.number(5, intern('/usr/local/bin/server'));
    w.number(7, 1);
  });
  for (let l = 0; l < locations; l++) {
    out.message(4, (w) => {
      w.number(1, l + 1);
      w.number(2, 1);
      w.number(3, 0x401000 + l * 37);
      // A quarter of Go's call sites have something inlined.
      for (let lines = random() < 0.25 ? 2 + Math.floor(random() * 2) : 1; lines > 0; lines--) {
        w.message(4, (line) => {
          line.number(1, 1 + Math.floor(random() * functions));
          line.number(2, 10 + Math.floor(random() * 900));
        });
      }
    });
  }
  for (let f = 0; f < functions; f++) {
    const pkg = `example.com/server/internal/p${Math.floor(f / 40)}`;
    const name = intern(f % 3 === 0 ? `${pkg}.(*Type${f % 17}).Method${f}` : `${pkg}.function${f}`);
    out.message(5, (w) => {
      w.number(1, f + 1);
      w.number(2, name);
      w.number(3, name);
      w.number(4, intern(`/src/server/internal/p${Math.floor(f / 40)}/file${f % 5}.go`));
      w.number(5, 5 + (f % 800));
    });
  }
  const space = intern('space');
  const unit = intern('bytes');
  for (const value of strings.keys()) out.text(6, value);
  out.number(9, 1.7e18);
  out.message(11, (w) => {
    w.number(1, space);
    w.number(2, unit);
  });
  out.number(12, 524288);
  return out.bytes.subarray(0, out.at);
}

/** Leaf frames of goroutines that wait, as a profile has them. */
const WAITS = [
  ['runtime.gopark', 'runtime.chansend', 'runtime.chansend1'],
  ['runtime.gopark', 'runtime.chanrecv', 'runtime.chanrecv1'],
  ['runtime.gopark', 'runtime.selectgo'],
  ['runtime.gopark', 'runtime.semacquire1', 'internal/sync.runtime_SemacquireMutex', 'internal/sync.(*Mutex).lockSlow'],
];

/**
 * A goroutine profile whose samples are not added up: `labels` gives each goroutine a label set of its own, `stacks` is the number of
 * different stacks (up to 12 calls deep). With `waiting` each stack ends where goroutines wait: in a send, a receive, a select or a lock.
 */
export function makeGoroutines({ goroutines = 500_000, labels = false, stacks = 120, waiting = false, seed = 1 } = {}) {
  const random = randoms(seed);
  const out = new Writer();
  const strings = ['', 'goroutine', 'count', 'request'];
  out.message(1, (w) => {
    w.number(1, 1);
    w.number(2, 2);
  });
  const locations = stacks > 1000 ? 60_000 : 125;
  /** Row of WAITS → ids of its locations, which follow those of the program. */
  const leaves = WAITS.map((frames, i) => frames.map((_, k) => locations + 1 + WAITS.slice(0, i).flat().length + k));
  const runs = Array.from({ length: stacks }, (_, i) => [
    ...(waiting ? leaves[i % leaves.length] : []),
    ...Array.from({ length: 5 + Math.floor(random() * 8) }, () => 1 + Math.floor(random() * locations)),
  ]);
  for (let g = 0; g < goroutines; g++) {
    const run = runs[stacks >= goroutines ? g : Math.floor(stacks * random() ** 3)];
    out.message(2, (w) => {
      w.message(1, (ids) => {
        for (const id of run) ids.varint(id);
      });
      w.number(2, 1);
      if (!labels) return;
      w.message(3, (label) => {
        label.number(1, 3);
        label.number(2, strings.push(`req-${(g * 2654435761) % 4294967296}-${g}`) - 1);
      });
    });
  }
  const names = waiting ? WAITS.flat() : [];
  for (let l = 1; l <= locations + names.length; l++) {
    const known = names[l - locations - 1];
    out.message(4, (w) => {
      w.number(1, l);
      w.number(3, 0x401000 + l * 37);
      w.message(4, (line) => {
        line.number(1, l);
        // The lines of chansend and chanrecv tell nil channels: these are none.
        line.number(2, known === undefined ? 10 + (l % 900) : 2000);
      });
    });
    out.message(5, (w) => {
      w.number(1, l);
      w.number(
        2,
        strings.push(known ?? (l % 9 === 0 ? `runtime.gopark${l}` : `example.com/server/p${l % 40}.function${l}`)) - 1,
      );
      w.number(4, strings.push(known === undefined ? `/src/server/p${l % 40}/file${l}.go` : 'runtime/wait.go') - 1);
    });
  }
  for (const value of strings) out.text(6, value);
  return out.bytes.subarray(0, out.at);
}

/** Writes what `make` makes to `path` unless it is there. */
export function writeOnce(path, make) {
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, make());
  renameSync(`${path}.tmp`, path);
  return path;
}
