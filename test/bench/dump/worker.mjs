// One measurement in its own process, so that peak memory is its own: `node worker.mjs parse|lines BUNDLE DUMP`, answers JSON.
import { fstatSync, openSync, readFileSync, readSync } from 'node:fs';
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
  report(seconds, opened.value.goroutines.total);
} else {
  const started = performance.now();
  const lines = readFileSync(dump, 'latin1').split('\n').length;
  report((performance.now() - started) / 1000, lines);
}

function report(seconds, found) {
  console.log(JSON.stringify({ seconds, found, rss: process.resourceUsage().maxRSS * 1024 }));
}
