// Servers under load, looked into for goroutines that can never wake, again and again: nothing of theirs leaks, so every verdict is false.
// `node test/workloads/servers/prove.mjs [--rounds 25] [NAME…]`; a round is three passes while it runs and, where those leave anything, two stops.
// Needs what run.mjs needs, and Go for the sampler.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cache, eachServer, withServer } from './start.mjs';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '25' } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
const MAX_STOP_MS = 1000;
const HEADER_BYTES = 5;
const CONTROL = 0;

const sampler = path.join(cache, 'sampler');
execFileSync('go', ['build', '-o', sampler, './cmd/sampler'], {
  cwd: path.join(import.meta.dirname, '../../../native'),
  stdio: ['ignore', 'inherit', 'inherit'],
});

/** Frames of the sampler (native/internal/wire): length, kind, payload. */
async function* framesOf(stream) {
  let kept = Buffer.alloc(0);
  for await (const part of stream) {
    kept = Buffer.concat([kept, part]);
    for (;;) {
      if (kept.length < HEADER_BYTES) break;
      const end = HEADER_BYTES + kept.readUInt32LE(0);
      if (kept.length < end) break;
      yield { kind: kept[4], payload: kept.subarray(HEADER_BYTES, end) };
      kept = kept.subarray(end);
    }
  }
}

/** One answer to `reach`, with the goroutines of all verdicts counted. */
async function prove(pid) {
  const child = spawn(sampler, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const say = (message) => {
    const payload = Buffer.from(JSON.stringify(message));
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(payload.length, 0);
    child.stdin.write(Buffer.concat([header, payload]));
  };
  say({ type: 'call', id: 1, name: 'reach', params: { pid, prove: true, maxStopMs: MAX_STOP_MS } });
  say({ type: 'credit', id: 1, batches: 100 });
  let verdicts = 0;
  for await (const { kind, payload } of framesOf(child.stdout)) {
    if (kind !== CONTROL) {
      const batch = JSON.parse(payload.subarray(4, 4 + payload.readUInt32LE(0)).toString());
      if (batch.table === 'verdicts') verdicts += batch.rows;
      say({ type: 'credit', id: 1, batches: 1 });
      continue;
    }
    const message = JSON.parse(payload.toString());
    if (message.id !== 1) continue;
    child.stdin.end();
    await ended;
    if (message.answer === undefined) return { refused: message.error?.message ?? JSON.stringify(message) };
    return { verdicts, ...message.answer };
  }
  throw new Error('the sampler ended');
}

await eachServer(positionals, ['load'], async (name) => {
  await withServer(name, true, async ({ child, load }) => {
    const count = { proven: 0, strong: 0, refused: 0, suspects: 0, retried: 0, stops: 0 };
    let version = '';
    let why = '';
    for (let round = 0; round < rounds; round++) {
      const answer = await prove(child.pid);
      if (answer.refused !== undefined) {
        count.refused++;
        why = answer.refused;
        continue;
      }
      version = answer.version;
      count.suspects += answer.scanned.suspects;
      count.retried += answer.scanned.retried;
      count.stops += answer.scanned.stopNs.length;
      if (answer.verdicts > 0) count[answer.grade]++;
    }
    const told = Object.entries(count).map(([what, n]) => `${n} ${what}`);
    console.log(
      `${name}: ${version}, ${rounds} rounds: ${told.join(', ')}; ${load.done} requests, ${load.failed} failed`,
    );
    if (count.proven + count.strong > 0) throw new Error('something is called leaked');
    if (count.refused === rounds) throw new Error(`it cannot be looked into: ${why}`);
    if (load.failed > load.done) throw new Error(`most of the load fails: ${load.lastError}`);
  });
});
process.exit();
