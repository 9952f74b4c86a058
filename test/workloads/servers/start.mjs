// Servers as a Linux distribution ships them, unpacked below .cache, running and, where asked, with clients.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { request, Agent } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVERS } from './servers.mjs';

export const cache = path.join(import.meta.dirname, '../../../.cache/workloads');

/** The body of one answer; a status of 400 or more is an error. */
export function fetchBody(url, { method = 'GET', body, agent, headers = {} } = {}) {
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

/**
 * Runs a server, waits until it answers, has clients use it where `load` is set, and calls `use` with its process, binary, arguments, what it
 * said and the state of the load (null = idle). It is ended afterwards. An error of it has the end of what the server said.
 */
export async function withServer(name, load, use) {
  const server = SERVERS[name];
  const root = unpack(server.package ?? name);
  const binary = path.join(root, server.binary);
  const scratch = path.join(cache, 'running', `servers-${name}`);
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const args = server.args({ scratch, root });
  const child = spawn(binary, args, { cwd: scratch, env: { ...process.env, HOME: scratch, ...server.env } });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => output.push(part.toString()));
  const clients = { state: null };
  try {
    await untilUp(server.ready, child);
    await server.prepare?.({ scratch, fetch: fetchBody });
    if (load) clients.state = startLoad(server, { scratch });
    await sleep(server.warm ?? 3000);
    await use({ server, child, binary, args, output, load: clients.state });
  } catch (error) {
    throw new Error(`${name}: ${error.message}\n${output.join('').slice(-600)}`, { cause: error });
  } finally {
    if (clients.state !== null) clients.state.stopped = true;
    server.stop?.();
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
    }
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Calls `use` for each of the servers that are named, or all, idle and under load, one after the other; what fails is said, and the exit code tells. */
export async function eachServer(asked, variants, use) {
  const known = Object.keys(SERVERS);
  for (const name of asked.length > 0 ? asked : known) {
    if (!known.includes(name)) throw new Error(`no server ${name}; there are ${known.join(', ')}`);
    for (const variant of variants) {
      try {
        await use(name, variant);
      } catch (error) {
        console.error(error.message);
        process.exitCode = 1;
      }
    }
  }
}
