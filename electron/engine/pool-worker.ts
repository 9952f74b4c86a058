import { parentPort } from 'node:worker_threads';
import { answerTask, buffersOf, taskRunner, type TaskRequest } from '@core/formats/pool';

/** A thread of the pool: dist/pool/worker.cjs. */
if (parentPort === null) throw new Error('this file runs as a worker thread');
const port = parentPort;
const runner = taskRunner();

port.on('message', (request: TaskRequest) => {
  const reply = answerTask(runner, request);
  port.postMessage(reply, buffersOf(reply));
});
