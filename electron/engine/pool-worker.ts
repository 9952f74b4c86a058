import fs from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { answerTask, buffersOf, taskRunner, type TaskRequest } from '@core/formats/pool';

/** A thread of the pool: dist/pool/worker.cjs. */
if (parentPort === null) throw new Error('this file runs as a worker thread');
const port = parentPort;
const runner = taskRunner(readFile);

/** Descriptors belong to the process: a thread reads what another one opened. */
function readFile(descriptor: number, target: Uint8Array, offset: number): void {
  for (let at = 0; at < target.length;) {
    const read = fs.readSync(descriptor, target, at, target.length - at, offset + at);
    if (read === 0) {
      target.fill(0, at);
      return;
    }
    at += read;
  }
}

// The first buffer that a thread gives away makes V8 throw away all code that it compiled for typed arrays before: it counted on none
// ever being given away. That would be the whole decoder, after its first task; so one is given away before there is any such code.
const given = new ArrayBuffer(8);
structuredClone(given, { transfer: [given] });

port.on('message', (request: TaskRequest) => {
  const reply = answerTask(runner, request);
  port.postMessage(reply, buffersOf(reply));
});
