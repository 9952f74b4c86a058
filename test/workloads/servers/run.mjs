// Real servers as a Linux distribution ships them: started idle and under load, asked for what they say of themselves.
// `node test/workloads/servers/run.mjs [NAME…]` writes runs for `npm run eval` (corpus "servers"). Needs apt-get and dpkg;
// packages are only unpacked below .cache, nothing is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache, eachServer, fetchBody, withServer } from './start.mjs';

const MOMENTS = 3;
const ENDPOINTS = [
  ['debug0.pb.gz', 'goroutine'],
  ['debug1.txt', 'goroutine?debug=1'],
  ['debug2.txt', 'goroutine?debug=2'],
  ['heap.pb.gz', 'heap?gc=1'],
  ['heap.txt', 'heap?debug=1'],
];

/** One text dump of a server without a debug endpoint: it ends by it. */
async function dumpBySignal(child, output, folder) {
  child.kill('SIGQUIT');
  await new Promise((resolve) => child.once('close', resolve));
  const text = output.join('');
  writeFileSync(path.join(folder, '1.debug2.txt'), text.slice(text.indexOf('SIGQUIT: quit')));
}

async function captures(server, folder) {
  for (let k = 1; k <= MOMENTS; k++) {
    const next = Date.now() + 1000;
    for (const [name, what] of ENDPOINTS) {
      writeFileSync(path.join(folder, `${k}.${name}`), await fetchBody(`${server.pprof}/${what}`));
    }
    if (server.metrics !== undefined) {
      writeFileSync(path.join(folder, `${k}.metrics.txt`), await fetchBody(server.metrics));
    }
    await sleep(Math.max(0, next - Date.now()));
  }
}

async function run(name, variant) {
  await withServer(name, variant === 'load', async ({ server, child, binary, args, output, load }) => {
    const version = /(go1\.\d+)/.exec(spawnSync('go', ['version', binary], { encoding: 'utf8' }).stdout)?.[1];
    const info = {
      ...{ corpus: 'servers', program: name, variant, style: 'run', go: version?.slice(2) ?? 'unknown' },
      moments: server.pprof === undefined ? 1 : MOMENTS,
      hash: createHash('sha256').update(readFileSync(binary)).update(JSON.stringify(args)).digest('hex').slice(0, 16),
      truth: [],
      absent: [],
    };
    const folder = path.join(cache, 'captures/servers', name, `${variant}-run`, info.go);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    if (server.pprof === undefined) await dumpBySignal(child, output, folder);
    else await captures(server, folder);
    if (load !== null) load.stopped = true;
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(info, null, 1));
    const dump = readFileSync(path.join(folder, `${info.moments}.debug2.txt`), 'utf8');
    const count = dump.match(/^goroutine \d+ /gm)?.length ?? 0;
    const asked = load === null ? '' : `, ${load.done} requests, ${load.failed} failed ${load.lastError}`;
    console.log(`${name} ${variant}: ${info.go}, ${count} goroutines${asked}`);
    if (load !== null && load.failed > load.done) throw new Error(`most of the load fails: ${load.lastError}`);
  });
}

await eachServer(process.argv.slice(2), ['idle', 'load'], run);
process.exit();
