// Writes a deterministic debug=2 dump: 100 000 goroutines in about 58 MB, as a leaking service prints them: most blocked in one
// place, the rest in some eighty others, every argument word and address different.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { randoms } from '../random.mjs';

export const GOROUTINES = 100_000;
/** Raise it when the generator changes, so that an old file is not used. */
export const VERSION = 1;

const STATES = ['chan receive', 'select', 'IO wait', 'sync.Mutex.Lock', 'sleep', 'sync.WaitGroup.Wait'];

/** Stacks as lists of [function, file, line]; leaf first, the creator last. */
function makeStacks(random) {
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
  return Array.from({ length: 80 }, (_, i) => one(i));
}

/** Writes the dump to `path` unless it is there. */
export function ensureDump(path, goroutines = GOROUTINES) {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const file = openSync(part, 'w');
  const random = randoms(7);
  const stacks = makeStacks(random);
  const word = () =>
    `0xc${Math.floor(random() * 2 ** 36)
      .toString(16)
      .padStart(9, '0')}`;
  let text = '';
  for (let id = 1; id <= goroutines; id++) {
    const leaking = random() < 0.9;
    const stack = stacks[leaking ? 0 : Math.floor(random() * stacks.length)];
    const state = leaking ? 'chan send' : STATES[Math.floor(random() * STATES.length)];
    const minutes = random() < 0.7 ? `, ${1 + Math.floor(random() * 90)} minutes` : '';
    text += `goroutine ${id + 17} [${state}${minutes}]:\n`;
    for (const [func, source, line] of stack.slice(0, -1)) {
      text += `${func}(${word()}, {${word()}, 0x${Math.floor(random() * 4096).toString(16)}})\n\t${source}:${line} +0x${(line * 3).toString(16)}\n`;
    }
    const [func, source, line] = stack[stack.length - 1];
    text += `created by ${func} in goroutine 1\n\t${source}:${line} +0x${(line * 3).toString(16)}\n\n`;
    if (text.length > 1 << 20) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
  renameSync(part, path);
}
