// Real servers as a Linux distribution ships them: started idle and under load, asked for what they say of themselves.
// `node test/workloads/servers/run.mjs [NAME…]` writes runs for `npm run eval` (corpus "servers"). Needs apt-get and dpkg;
// packages are only unpacked below .cache, nothing is installed.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request, Agent } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVERS } from './servers.mjs';

const cache = path.join(import.meta.dirname, '../../../.cache/workloads');
const MOMENTS = 3;
const ENDPOINTS = [
  ['debug0.pb.gz', 'goroutine'],
  ['debug1.txt', 'goroutine?debug=1'],
  ['debug2.txt', 'goroutine?debug=2'],
  ['heap.pb.gz', 'heap?gc=1'],
  ['heap.txt', 'heap?debug=1'],
];

/** The body of one answer; a status of 400 or more is an error. */
function fetchBody(url, { method = 'GET', body, agent, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, agent, headers, timeout: 20_000 }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const all = Buffer.concat(parts);
        if (answer.statusCode >= 400) reject(new Error(`${url}: ${answer.statusCode} ${all.toString().slice(0, 200)}`));
        else resolve(all);
      });
    });
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error(`${url}: no answer`)));
    asked.end(body);
  });
}

/** Unpacks a package into the cache, once. */
function unpack(name) {
  const to = path.join(cache, 'servers', name);
  if (existsSync(path.join(to, 'usr'))) return to;
  mkdirSync(to, { recursive: true });
  execFileSync('apt-get', ['download', '-q', name], { cwd: to, stdio: ['ignore', 'ignore', 'inherit'] });
  const file = readdirSync(to).find((each) => each.endsWith('.deb'));
  execFileSync('dpkg', ['-x', file, '.'], { cwd: to });
  rmSync(path.join(to, file));
  return to;
}

async function untilUp(url, child) {
  for (let tries = 0; tries < 150; tries++) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (
      await fetchBody(url).then(
        () => true,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  throw new Error(`nothing answers at ${url}`);
}

/** Clients that do one thing after the other until they are told to stop; what goes wrong is counted. */
function startLoad(server, context) {
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const state = { stopped: false, done: 0, failed: 0, lastError: '' };
  for (let client = 0; client < (server.clients ?? 12); client++) {
    void (async () => {
      for (let n = 0; !state.stopped; n++) {
        try {
          await server.load({ ...context, client, n, fetch: (url, options) => fetchBody(url, { agent, ...options }) });
          state.done++;
        } catch (error) {
          state.failed++;
          state.lastError = error.message;
        }
        await sleep(server.pause ?? 5);
      }
    })();
  }
  return state;
}

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

async function run(name, server, variant) {
  const root = unpack(server.package ?? name);
  const binary = path.join(root, server.binary);
  const scratch = path.join(cache, 'running', `servers-${name}`);
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const args = server.args({ scratch, root });
  const child = spawn(binary, args, { cwd: scratch, env: { ...process.env, HOME: scratch, ...server.env } });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => output.push(part.toString()));
  const said = () => output.join('').slice(-600);
  try {
    await untilUp(server.ready, child);
    await server.prepare?.({ scratch, fetch: fetchBody });
    const load = variant === 'load' ? startLoad(server, { scratch }) : null;
    await sleep(server.warm ?? 3000);
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
  } catch (error) {
    throw new Error(`${name} ${variant}: ${error.message}\n${said()}`, { cause: error });
  } finally {
    server.stop?.();
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
    }
    rmSync(scratch, { recursive: true, force: true });
  }
}

const asked = process.argv.slice(2);
const known = Object.keys(SERVERS);
for (const name of asked.length > 0 ? asked : known) {
  if (!known.includes(name)) throw new Error(`no server ${name}; there are ${known.join(', ')}`);
  for (const variant of ['idle', 'load']) {
    try {
      await run(name, SERVERS[name], variant);
    } catch (error) {
      console.error(error.message);
      process.exitCode = 1;
    }
  }
}
process.exit();
