// A packed profile from its file to columns, in a process of its own: node open.mjs BUNDLE FILE pieces|whole|unpack prints {ms, cpuMs, rss,
// samples} as JSON. `pieces` is how it is opened: decoded while it is unpacked. `whole` does one after the other with the same parts,
// `unpack` is the unpacking alone.
import { pathToFileURL } from 'node:url';

const [bundle, file, how] = process.argv.slice(2);
const { pprofFormat, inlinePool, openFile, openSource, gunzip } = await import(pathToFileURL(bundle).href);
const opened = await openFile(file);
if (!opened.ok) throw new Error(opened.error.message);
const source = opened.value;
const before = process.cpuUsage();
const started = performance.now();
let samples = 0;
if (how === 'pieces') samples = samplesOf(await openSource(source));
else {
  const bytes = await unpacked();
  const about = { name: 'bench', size: source.size, compression: 'gzip', modifiedMs: null, cut: false, signal: null };
  const rest = { bytes, pool: inlinePool(), progress: () => {} };
  if (how === 'whole') samples = samplesOf(await pprofFormat.parse({ ...about, ...rest }));
}
const ms = performance.now() - started;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1000, rss: process.resourceUsage().maxRSS * 1024, samples }));
await source.close();

/** @param {Awaited<ReturnType<typeof openSource>>} read */
function samplesOf(read) {
  if (!read.ok) throw new Error(read.error.reason);
  return read.value[0].samples.count;
}

/** All of it, in an array that its last four bytes give the size of. */
async function unpacked() {
  const trailer = await source.read(source.size - 4, 4);
  const bytes = new Uint8Array(new DataView(trailer.buffer, trailer.byteOffset).getUint32(0, true));
  const { readable, writable } = gunzip();
  const feed = async () => {
    const writer = writable.getWriter();
    for (let at = 0; at < source.size; at += 1 << 16) await writer.write(await source.read(at, 1 << 16));
    await writer.close();
  };
  const drain = async () => {
    let length = 0;
    for await (const piece of readable) {
      bytes.set(piece, length);
      length += piece.length;
    }
  };
  await Promise.all([feed(), drain()]);
  return bytes;
}
