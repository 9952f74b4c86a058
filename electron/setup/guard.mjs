// `node guard.mjs PROGRAM ARGS…`: runs a program that must not outlive set-up. A set-up that is killed cannot clean up,
// and an `npm ci` that goes on by itself would write into the same folder as the next start's. The pipe on standard input
// closes when our parent is gone for whatever reason; then the program is ended too.
import { spawn } from 'node:child_process';

const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  // npm is a .cmd file on Windows, and those start only through a shell; its arguments are ours, never the user's.
  shell: process.platform === 'win32' && program.endsWith('.cmd'),
});
const end = () => child.kill('SIGKILL');
process.stdin.resume();
process.stdin.on('end', end);
process.stdin.on('error', end);
// A terminal or a supervisor signals the whole group; npm takes its time to obey.
process.on('SIGTERM', end);
process.on('SIGINT', end);
process.on('SIGHUP', end);
child.on('error', (error) => {
  console.error(error.message);
  process.exit('code' in error && error.code === 'ENOENT' ? 127 : 126);
});
child.on('close', (code) => process.exit(code ?? 1));
