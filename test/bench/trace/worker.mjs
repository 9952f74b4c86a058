// One measurement in its own process, so that time and peak memory are its own. Answers JSON on standard error when it ends.
//   node worker.mjs open BUNDLE THREADS TRACE    the whole analysis on threads (the bundle of a thread, or - for none)
//   node worker.mjs bytes - - TRACE              reads every byte once, nothing else
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [what, bundle, threads, path] = process.argv.slice(2);
const started = performance.now();
if (what === 'open') {
  const { openFile, openSource, threadPool } = await import(pathToFileURL(bundle).href);
  const file = await openFile(path);
  if (!file.ok) throw new Error(file.error.message);
  const began = performance.now();
  const opened = await openSource(file.value, threads === '-' ? {} : { pool: threadPool(threads) });
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  const { eventCounts, chunks } = opened.value[0].trace;
  report(began, {
    events: Object.values(eventCounts).reduce((sum, count) => sum + count, 0),
    changes: chunks.reduce((sum, chunk) => sum + chunk.change.length, 0),
  });
} else {
  const file = openSync(path, 'r');
  const piece = new Uint8Array(1 << 20);
  const size = fstatSync(file).size;
  let sum = 0;
  for (let at = 0; at < size; at += piece.length) {
    const read = readSync(file, piece, 0, piece.length, at);
    for (let i = 0; i < read; i++) sum = (sum + piece[i]) | 0;
  }
  closeSync(file);
  report(started, { sum });
}

function report(began, more) {
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage();
  const rest = { cpu: (user + system) / 1e6, peak: process.resourceUsage().maxRSS * 1024, ...more };
  process.stderr.write(`${JSON.stringify({ seconds, ...rest })}\n`);
  process.exit(0);
}
