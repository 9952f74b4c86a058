// Writes deterministic texts as a leaking service prints them: most goroutines blocked in one place, the rest in some eighty others (or
// in 20 000, with labels of their own), every argument word and address different.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { randoms } from '../random.mjs';

export const GOROUTINES = 100_000;
/** Raise it when the generator changes, so that an old file is not used. */
export const VERSION = 1;

const STATES = ['chan receive', 'select', 'IO wait', 'sync.Mutex.Lock', 'sleep', 'sync.WaitGroup.Wait'];
const FLUSH = 1 << 20;

/** Stacks as lists of [function, file, line]; leaf first, the creator last. */
function makeStacks(random, count) {
  const packages = ['ingest', 'lookup', 'session', 'render', 'queue', 'fanout', 'pool', 'ledger'];
  const one = (i) => {
    const pkg = packages[i % packages.length];
    const depth = 3 + Math.floor(random() * 5);
    const frames = [];
    for (let d = 0; d < depth; d++) {
      const method = d % 2 === 0 ? `(*Worker${(i * 7 + d) % 40}).step${d}` : `run${(i + d) % 30}.func${d}`;
      frames.push([
        `example.com/service/internal/${pkg}.${method}`,
        `/src/service/internal/${pkg}/${pkg}.go`,
        20 + ((i * 13 + d * 41) % 600),
      ]);
    }
    frames.push([`example.com/service/internal/${pkg}.New`, `/src/service/internal/${pkg}/${pkg}.go`, 11 + (i % 9)]);
    return frames;
  };
  return Array.from({ length: count }, (_, i) => one(i));
}

/** Opens `path` for writing unless it is there; `fill` gets a function that takes text. The file appears when it is whole. */
function writeOnce(path, fill) {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const file = openSync(part, 'w');
  let text = '';
  fill((more) => {
    text += more;
    if (text.length < FLUSH) return;
    writeSync(file, text);
    text = '';
  });
  writeSync(file, text);
  closeSync(file);
  renameSync(part, path);
}

/** Calls `put` with the text of one goroutine after the other. */
function dumpText(put, { goroutines, stacks: count, labels }) {
  const random = randoms(7);
  const stacks = makeStacks(random, count);
  const word = () =>
    `0xc${Math.floor(random() * 2 ** 36)
      .toString(16)
      .padStart(9, '0')}`;
  for (let id = 1; id <= goroutines; id++) {
    const leaking = random() < (count > 1000 ? 0.3 : 0.9);
    const stack = stacks[leaking ? 0 : Math.floor(random() * stacks.length)];
    const state = leaking ? 'chan send' : STATES[Math.floor(random() * STATES.length)];
    const minutes = random() < 0.7 ? `, ${1 + Math.floor(random() * 90)} minutes` : '';
    const labelled = labels ? ` {request: req_${id}, tenant: t_${id % 500}}` : '';
    let text = `goroutine ${id + 17} [${state}${minutes}]${labelled}:\n`;
    for (const [func, source, line] of stack.slice(0, -1)) {
      text += `${func}(${word()}, {${word()}, 0x${Math.floor(random() * 4096).toString(16)}})\n\t${source}:${line} +0x${(line * 3).toString(16)}\n`;
    }
    const [func, source, line] = stack[stack.length - 1];
    text += `created by ${func} in goroutine 1\n\t${source}:${line} +0x${(line * 3).toString(16)}\n\n`;
    put(text);
  }
}

/** A debug=2 dump. */
export function ensureDump(path, { goroutines = GOROUTINES, stacks = 80, labels = false } = {}) {
  writeOnce(path, (put) => dumpText(put, { goroutines, stacks, labels }));
}

/** The same as Docker's json-file log, a record a line. */
export function ensureDockerLog(path, goroutines) {
  let at = Date.UTC(2026, 10, 21, 11);
  writeOnce(path, (put) =>
    dumpText(
      (text) => {
        for (const line of text.slice(0, -1).split('\n'))
          put(`${JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: new Date(at++ / 100).toISOString() })}\n`);
      },
      { goroutines, stacks: 80, labels: false },
    ),
  );
}

/** The same as one string of one record, as a logger writes it. */
export function ensureRecord(path, goroutines) {
  writeOnce(path, (put) => {
    put('{"level":"error","ts":1795258800.5,"msg":"dump","stack":"');
    dumpText((text) => put(JSON.stringify(text).slice(1, -1)), { goroutines, stacks: 80, labels: false });
    put('"}\n');
  });
}

/** A debug=1 text of 500 000 goroutines in `rows` rows, half of them with labels of their own. */
export function ensureProfile(path, rows) {
  const random = randoms(9);
  const stacks = makeStacks(random, Math.min(rows, 20_000));
  const each = Math.floor(500_000 / rows);
  writeOnce(path, (put) => {
    put(`goroutine profile: total ${each * rows}\n`);
    for (let row = 0; row < rows; row++) {
      const stack = stacks[row % stacks.length];
      const address = (line, depth) => 0x400000 + line * 64 + depth * 7;
      let text = `${each} @ 0x43ac0e 0x40626d ${stack.map(([, , line], d) => `0x${address(line, d).toString(16)}`).join(' ')}\n`;
      if (row % 2 === 1) text += `# labels: {"request":"req_${row}"}\n`;
      for (const [d, [func, source, line]] of stack.entries())
        text += `#\t0x${(address(line, d) - 1).toString(16)}\t${func}+0x${(line * 3).toString(16)}\t${source}:${line}\n`;
      put(`${text}\n`);
    }
  });
}
