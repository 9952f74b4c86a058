// `npm run eval`: bundles main.ts and runs it; see README.md of test/workloads.
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundle } from '../../bench/bundle.mjs';

const root = resolve(import.meta.dirname, '../../..');
// One a process: two evaluations at once must not exchange code under each other.
const code = join(root, `.cache/workloads/eval-${process.pid}.mjs`);
process.on('exit', () => rmSync(code, { force: true }));
await bundle(root, 'test/workloads/eval/main.ts', code);
const { main } = await import(code);
process.exitCode = await main(root, code, process.argv.slice(2));
