import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { judge } from '@core/rules/run';

/** A goroutine of a dump (goroutine?debug=2); functions leaf first. */
function goroutine(id: number, state: string, functions: readonly string[], maker = '', by = 1): string {
  const frames = functions.map((name, i) => `${name}()\n\t/app/main.go:${10 * id + i} +0x1d\n`);
  const created = maker === '' ? '' : `created by ${maker} in goroutine ${by}\n\t/app/main.go:${10 * id + 9} +0x25\n`;
  return `goroutine ${id} [${state}]:\n${frames.join('')}${created}\n`;
}

/** What the engine says of each site, surest first. */
async function findings(...goroutines: readonly string[]): Promise<readonly string[]> {
  const text = new TextEncoder().encode(goroutines.join(''));
  const opened = await openSource(bytesSource('goroutine.txt', text, null));
  if (!opened.ok) throw new Error(opened.error.message);
  return judge(analyse([...opened.value]), null).findings.map(({ tier, site }) => `${tier} ${site?.function ?? ''}`);
}

const SERVE = 'net/http.(*conn).serve';
const HANDLER = ['net/http.HandlerFunc.ServeHTTP', 'net/http.serverHandler.ServeHTTP', SERVE];
const LISTENER = goroutine(1, 'IO wait', ['net.(*TCPListener).Accept', 'net/http.(*Server).Serve', 'main.main']);
const TICKER = goroutine(3, 'sleep', ['time.Sleep', 'main.(*poller).run'], 'main.main');

function connection(id: number, state: string, functions: readonly string[]): string {
  return goroutine(id, state, functions, 'net/http.(*Server).Serve');
}

/** Notices when the client of a connection leaves. */
function watcher(id: number, of: number): string {
  const frames = ['internal/poll.runtime_pollWait', 'net/http.(*connReader).backgroundRead'];
  return goroutine(id, 'IO wait', frames, 'net/http.(*connReader).startBackgroundRead', of);
}

describe('one goroutine that receives, started by a request', () => {
  const idle = connection(20, 'IO wait', ['bufio.(*Reader).Peek', SERVE]);
  const task = goroutine(31, 'chan receive', ['main.lookup.func1'], 'main.lookup', 20);

  it('is suspect where its connection waits for another request', async () => {
    expect(await findings(LISTENER, TICKER, idle, task)).toContain('suspect main.lookup.func1');
  });

  it('is suspect where the connection has another one', async () => {
    const other = connection(20, 'running', ['main.hello', ...HANDLER]);
    expect(await findings(LISTENER, TICKER, other, task)).toContain('suspect main.lookup.func1');
  });

  it('is info while the request lasts', async () => {
    const busy = connection(20, 'select', ['main.lookup', ...HANDLER]);
    const found = await findings(LISTENER, TICKER, busy, watcher(33, 20), task);
    expect(found).toContain('info main.lookup.func1');
    expect(found).not.toContain('suspect main.lookup.func1');
  });

  it('is info where main started it', async () => {
    const early = goroutine(31, 'chan receive', ['main.lookup.func1'], 'main.lookup');
    expect(await findings(LISTENER, TICKER, idle, early)).not.toContain('suspect main.lookup.func1');
  });
});

describe('a handler that waits', () => {
  const handler = connection(20, 'chan receive', ['main.answer', ...HANDLER]);

  it('is suspect once its client has left', async () => {
    expect(await findings(LISTENER, TICKER, handler)).toContain('suspect main.answer');
  });

  it('is info while somebody watches its connection', async () => {
    expect(await findings(LISTENER, TICKER, handler, watcher(33, 20))).not.toContain('suspect main.answer');
  });

  it('is info where the watcher has not begun', async () => {
    const frames = ['net/http.(*connReader).startBackgroundRead.gowrap2'];
    const begins = goroutine(33, 'runnable', frames, 'net/http.(*connReader).startBackgroundRead', 20);
    expect(await findings(LISTENER, TICKER, handler, begins)).not.toContain('suspect main.answer');
  });

  it('is info where code that it shares reads the connection', async () => {
    const reader = goroutine(40, 'IO wait', ['internal/poll.runtime_pollWait', 'main.answer.func1'], 'main.answer', 20);
    expect(await findings(LISTENER, TICKER, handler, reader)).not.toContain('suspect main.answer');
  });

  it('is suspect where http.TimeoutHandler has answered for it', async () => {
    const frames = ['main.answer', 'net/http.(*timeoutHandler).ServeHTTP.func1'];
    const late = goroutine(41, 'chan receive', frames, 'net/http.(*timeoutHandler).ServeHTTP', 20);
    const waits = connection(20, 'select', ['net/http.(*timeoutHandler).ServeHTTP', ...HANDLER]);
    expect(await findings(LISTENER, TICKER, late)).toContain('suspect main.answer');
    expect(await findings(LISTENER, TICKER, late, waits, watcher(33, 20))).not.toContain('suspect main.answer');
  });
});

describe('a test', () => {
  const runner = goroutine(1, 'chan receive', ['testing.(*T).Run', 'testing.runTests', 'main.main']);
  const left = goroutine(8, 'chan receive', ['main.lookup'], 'main.TestLookup', 6);

  it('that sleeps wakes nobody', async () => {
    const asleep = goroutine(6, 'sleep', ['time.Sleep', 'main.TestLookup', 'testing.tRunner'], 'testing.(*T).Run');
    expect(await findings(runner, asleep, left)).toContain('suspect main.lookup');
  });

  it('that is stuck is suspect where nobody is left', async () => {
    const stuck = goroutine(6, 'chan receive', ['main.wait', 'main.TestLookup', 'testing.tRunner'], 'testing.(*T).Run');
    expect(await findings(runner, stuck)).toContain('suspect main.wait');
  });

  it('that waits for what is at work is info', async () => {
    const waits = goroutine(6, 'chan receive', ['main.wait', 'main.TestLookup', 'testing.tRunner'], 'testing.(*T).Run');
    const works = goroutine(8, 'sleep', ['time.Sleep', 'main.wait.func1'], 'main.wait', 6);
    expect(await findings(runner, waits, works)).not.toContain('suspect main.wait');
  });
});
