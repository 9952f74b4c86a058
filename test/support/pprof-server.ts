import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './fixtures';
import { buildGo } from './sampler';

/** A server of a test, which answers as it likes. `address` is `127.0.0.1:PORT`. */
export interface TestServer {
  readonly address: string;
  readonly url: string;
  /** Path and query of each request, with the value of its Authorization header. */
  readonly asked: { readonly path: string; readonly authorization: string | null }[];
  close(): Promise<void>;
}

export type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export async function serve(answer: Answer): Promise<TestServer> {
  const asked: { path: string; authorization: string | null }[] = [];
  const server = http.createServer((request, response) => {
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization ?? null });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ address, url: `http://${address}`, asked },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The index page as net/http/pprof writes it. */
export function indexPage(profiles: Readonly<Record<string, number>>): string {
  const rows = Object.entries(profiles).map(
    ([name, count]) => `<tr><td>${count}</td><td><a href='${name}?debug=1'>${name}</a></td></tr>\n`,
  );
  return `<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n<table>\n${rows.join('')}</table>\n</body>\n</html>`;
}

/** A Go program that serves net/http/pprof and leaks goroutines. */
export interface LeakingProgram {
  readonly address: string;
  stop(): Promise<void>;
}

export function buildLeaking(): { start(args?: readonly string[]): Promise<LeakingProgram>; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-pprofserver-'));
  const binary = path.join(folder, 'pprofserver');
  buildGo(path.join(ROOT, 'test/fixtures/generators/pprofserver'), binary, ['-buildvcs=false', '.']);
  return {
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
    start: (args = []) =>
      new Promise((resolve, reject) => {
        const child = spawn(binary, [...args], { stdio: ['ignore', 'pipe', 'inherit'] });
        const ended = new Promise<void>((done) => child.once('exit', () => done()));
        child.once('error', reject);
        child.once('exit', (code) => reject(new Error(`the program ended with ${code}`)));
        child.stdout.setEncoding('utf8').once('data', (text: string) =>
          resolve({
            address: text.trim(),
            async stop() {
              child.kill('SIGKILL');
              await ended;
            },
          }),
        );
      }),
  };
}
