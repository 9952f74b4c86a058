// One measurement in its own process, so that time and peak memory are its own. Answers JSON on standard error when it ends.
//   node worker.mjs parse BUNDLE DUMP       into columns
//   node worker.mjs groups CLI DUMP         `parkscope goroutines DUMP`, the whole process
//   node worker.mjs lines - DUMP            reads and splits into lines, nothing else
import { fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [what, bundle, dump] = process.argv.slice(2);

if (what === 'parse') {
  const { openSource } = await import(pathToFileURL(bundle).href);
  const file = openSync(dump, 'r');
  const source = {
    name: 'goroutine.txt',
    size: fstatSync(file).size,
    modifiedMs: null,
    read(offset, length) {
      const bytes = new Uint8Array(length);
      return Promise.resolve(bytes.subarray(0, readSync(file, bytes, 0, length, offset)));
    },
  };
  const started = performance.now();
  const opened = await openSource(source);
  const seconds = (performance.now() - started) / 1000;
  if (!opened.ok) throw new Error(opened.error.message);
  report(seconds, opened.value[0].goroutines.total);
} else if (what === 'groups') {
  process.argv = [process.execPath, bundle, 'goroutines', dump];
  process.on('exit', () => report(performance.now() / 1000, 0));
  createRequire(import.meta.url)(bundle);
} else {
  const started = performance.now();
  const lines = readLines();
  report((performance.now() - started) / 1000, lines);
}

/** In pieces: a text of 223 MB in one string would be near what strings may hold. */
function readLines() {
  if (fstatSync(openSync(dump, 'r')).size < 2 ** 27) return readFileSync(dump, 'latin1').split('\n').length;
  const bytes = readFileSync(dump);
  let lines = 0;
  for (let at = 0; at < bytes.length; at += 1 << 26)
    lines += bytes.toString('latin1', at, Math.min(bytes.length, at + (1 << 26))).split('\n').length;
  return lines;
}

function report(seconds, found) {
  console.error(JSON.stringify({ seconds, found, rss: process.resourceUsage().maxRSS * 1024 }));
}
