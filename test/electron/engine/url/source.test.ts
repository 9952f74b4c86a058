import fs from 'node:fs';
import zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { FailedInput } from '@core/query/engine';
import { ONE_MOMENT, openUrl, type UrlPlan } from '../../../../electron/engine/url/source';
import { capturePath } from '../../../support/fixtures';
import { indexPage, serve, type Answer, type TestServer } from '../../../support/pprof-server';

const DUMP = fs.readFileSync(capturePath('locks/go1.26/goroutine.debug2.txt'));
const PROFILE = fs.readFileSync(capturePath('locks/go1.26/goroutine.pb.gz'));
const FAST = { connectMs: 2_000, firstByteMs: 150, idleMs: 150, totalMs: 600, bytes: 1 << 20 };

let server: TestServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function open(answer: Answer, path = '/debug/pprof/', more: Partial<UrlPlan> = {}) {
  server = await serve(answer);
  return openUrl(server.url + path, { ...ONE_MOMENT, limits: FAST, ...more });
}

/** The one failure. */
async function failure(answer: Answer, path = '/debug/pprof/heap'): Promise<FailedInput['error']> {
  const { inputs } = await open(answer, path);
  expect(inputs).toHaveLength(1);
  const [input] = inputs;
  if (input === undefined || !('error' in input)) throw new Error('it was read');
  return input.error;
}

/** net/http/pprof with these profiles. */
const pprof =
  (profiles: Readonly<Record<string, number>>): Answer =>
  (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://h');
    const name = pathname.replace('/debug/pprof/', '');
    if (name === '') {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(indexPage(profiles));
    } else if (Object.hasOwn(profiles, name)) {
      response.end(searchParams.get('debug') === '2' ? DUMP : PROFILE);
    } else {
      response.writeHead(404, { 'x-go-pprof': '1' }).end('Unknown profile\n');
    }
  };

describe('a base', () => {
  it('few goroutines: a dump, and a heap without a forced collection', async () => {
    const { inputs, remarks } = await open(pprof({ goroutine: 19_999, heap: 3, goroutineleak: 0 }));
    expect(server?.asked.map(({ path }) => path)).toEqual([
      '/debug/pprof/',
      '/debug/pprof/goroutine?debug=2',
      '/debug/pprof/heap',
    ]);
    expect(inputs.map(({ name }) => name.replace(/.*\//, ''))).toEqual(['goroutine', 'heap']);
    expect(remarks.join(' ')).toMatch(/goroutine .* in .* ms.*--gc/s);
  });
  it('many goroutines: no dump, unless it is asked for', async () => {
    await open(pprof({ goroutine: 20_000 }));
    expect(server?.asked[1]?.path).toBe('/debug/pprof/goroutine');
    await server?.close();
    await open(pprof({ goroutine: 20_000 }), '/debug/pprof/', { debug: 2 });
    expect(server?.asked[1]?.path).toBe('/debug/pprof/goroutine?debug=2');
  });
  it('with consent: the heap after a collection, and the leak profile last', async () => {
    await open(pprof({ goroutine: 5, heap: 3, goroutineleak: 0 }), '/debug/pprof/', { gc: true });
    expect(server?.asked.slice(1).map(({ path }) => path)).toEqual([
      '/debug/pprof/goroutine?debug=2',
      '/debug/pprof/heap?gc=1',
      '/debug/pprof/goroutineleak',
    ]);
  });
  it('a mux without an index: profiles by name, in the cheap form; what is not there is said', async () => {
    const { inputs, remarks } = await open((request, response) => {
      if (request.url === '/debug/pprof/goroutine') response.end(PROFILE);
      else response.writeHead(404).end('404 page not found');
    });
    expect(inputs).toHaveLength(1);
    expect(remarks.join(' ')).toMatch(/no index.*no heap/s);
  });
  it('several moments, numbered, each with its time', async () => {
    const { inputs } = await open(pprof({ goroutine: 5 }), '/debug/pprof/', { moments: 3, everyMs: 20 });
    expect(inputs.map(({ name }) => name.slice(-12))).toEqual(['goroutine #1', 'goroutine #2', 'goroutine #3']);
    const times = inputs.map((input) => ('taken' in input ? (input.taken?.atMs ?? 0) : 0));
    expect(times[2]).toBeGreaterThan(times[0] ?? Infinity);
  });
  it('a base of nothing is one failure, at once', async () => {
    const { inputs } = await open((_, response) => response.writeHead(404).end(), '/', { moments: 3, everyMs: 60_000 });
    expect(inputs).toHaveLength(1);
    expect('error' in (inputs[0] ?? {})).toBe(true);
  });
});

describe('a refusal is told in words', () => {
  it.each<[string, Answer, string, RegExp]>([
    ['401', (_, r) => r.writeHead(401).end('who are you'), 'unreadable', /user name and password.*who are you/s],
    ['403', (_, r) => r.writeHead(403).end(), 'unreadable', /forbids/],
    ['404 of another mux', (_, r) => r.writeHead(404).end(), 'unreadable', /must import net\/http\/pprof/],
    [
      '404 of pprof',
      (_, r) => r.writeHead(404, { 'x-go-pprof': '1' }).end('Unknown'),
      'unreadable',
      /no profile of this name/,
    ],
    ['503', (_, r) => r.writeHead(503).end('no upstream'), 'unreadable', /failed \(503\).*no upstream/s],
    ['nothing', (_, r) => r.end(), 'empty', /nothing/],
    [
      'a sign-in page',
      (_, r) => r.setHeader('content-type', 'text/html').end('<title>Please sign in</title>'),
      'unrecognised',
      /web page.*sign in/s,
    ],
    [
      'another host',
      (_, r) => r.writeHead(302, { location: 'https://login.example.com/?secret=1' }).end(),
      'unreadable',
      /login\.example\.com/,
    ],
    ['a circle', (q, r) => r.writeHead(302, { location: q.url ?? '' }).end(), 'unreadable', /circle/],
    ['no answer', () => undefined, 'unreadable', /no answer in time/],
    ['a closed connection', (_, r) => r.destroy(), 'unreadable', /closed the connection/],
  ])('%s', async (_name, answer, code, words) => {
    const error = await failure(answer);
    expect(error.code).toBe(code);
    const text = `${error.message} ${error.reason} ${error.hint}`;
    expect(text).toMatch(words);
    expect(text).not.toContain('secret');
  });
  it('nothing listens', async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    const { inputs } = await openUrl(gone.address, ONE_MOMENT);
    expect(inputs).toMatchObject([
      { error: { code: 'unreadable', message: expect.stringContaining('nothing listens') } },
    ]);
  });
  it('something that speaks no TLS', async () => {
    server = await serve(() => undefined);
    const { inputs } = await openUrl(`https://${server.address}/`, ONE_MOMENT);
    expect(JSON.stringify(inputs)).toContain('does not speak TLS');
  });
});

describe('a hostile server', () => {
  it('an answer without an end is too large', async () => {
    const error = await failure((_, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(1 << 16, 0x41)));
      };
      response.on('drain', more);
      more();
    });
    expect(error.code).toBe('too-large');
  });
  it('drops for ever: what came is kept, and that it was cut is said', async () => {
    const { inputs } = await open((_, response) => {
      response.write(DUMP);
      const timer = setInterval(() => response.write('\n'), 50);
      response.on('close', () => clearInterval(timer));
    }, '/debug/pprof/goroutine?debug=2');
    expect(inputs[0]).toMatchObject({ taken: { remarks: [expect.any(String), expect.stringContaining('no end')] } });
  });
  it('cut in the middle: the prefix is kept', async () => {
    const { inputs } = await open((_, response) => {
      response.writeHead(200, { 'content-length': DUMP.length });
      response.write(DUMP.subarray(0, 1000), () => response.destroy());
    }, '/debug/pprof/goroutine?debug=2');
    expect(inputs[0]).toMatchObject({
      size: 1000,
      taken: { remarks: [expect.any(String), expect.stringContaining('closed')] },
    });
  });
  it('a bomb around the answer is too large; an honest packing is taken off', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(64 << 20));
    expect((await failure((_, r) => r.setHeader('content-encoding', 'gzip').end(bomb))).code).toBe('too-large');
    await server?.close();
    const { inputs } = await open(
      (_, r) => r.setHeader('content-encoding', 'gzip').end(zlib.gzipSync(DUMP)),
      '/x/goroutine',
    );
    expect(inputs[0]).toMatchObject({ size: DUMP.length });
  });
  it('a redirect on the same host is followed, with the password, and to no other', async () => {
    server = await serve((request, response) => {
      if (request.url === '/old/heap') response.writeHead(301, { location: '/new/heap' }).end();
      else response.end(PROFILE);
    });
    const { inputs } = await openUrl(`http://ann:secret@${server.address}/old/heap`, ONE_MOMENT);
    expect(inputs[0]).toMatchObject({ size: PROFILE.length });
    expect(server.asked.every(({ authorization }) => authorization !== null)).toBe(true);
    expect(JSON.stringify(inputs)).not.toContain('secret');
  });
  it('stops when told to', async () => {
    const stop = new AbortController();
    server = await serve(() => setTimeout(() => stop.abort(), 20));
    const { inputs } = await openUrl(`${server.url}/debug/pprof/heap`, ONE_MOMENT, { signal: stop.signal });
    expect(inputs).toMatchObject([{ error: { code: 'cancelled' } }]);
  });
});
