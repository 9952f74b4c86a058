import { describe, expect, it } from 'vitest';
import type { Operation } from '@core/api/operation';
import { ALLOW_LIST, AllowMatcher } from '@core/rules/allow-list';

function match(operation: Operation, ...frames: string[]): string | null {
  const matcher = new AllowMatcher(frames.length, (func) => frames[func] ?? '');
  return (
    matcher.match(
      frames.map((_, func) => func),
      operation,
    )?.id ?? null
  );
}

describe('the allow-list', () => {
  it.each<[string, Operation, string[]]>([
    [
      'http-client-idle',
      'io wait',
      ['internal/poll.runtime_pollWait', 'bufio.(*Reader).Peek', 'net/http.(*persistConn).readLoop'],
    ],
    ['http-client-write', 'select', ['net/http.(*persistConn).writeLoop']],
    ['http-server-idle', 'io wait', ['net.(*conn).Read', 'bufio.(*Reader).Peek', 'net/http.(*conn).serve']],
    ['http-background-read', 'io wait', ['net/http.(*connReader).backgroundRead']],
    ['listener', 'io wait', ['net.(*netFD).accept', 'net.(*TCPListener).Accept', 'net/http.(*Server).Serve']],
    ['signal', 'syscall', ['os/signal.signal_recv', 'os/signal.loop']],
    ['sql-opener', 'select', ['database/sql.(*DB).connectionOpener']],
    ['main', 'select', ['main.main', 'runtime.main']],
    ['main', 'waitgroup wait', ['sync.(*WaitGroup).Wait', 'main.main']],
    ['runtime-system', 'other', ['runtime.gopark', 'runtime.bgsweep', 'runtime.goexit']],
    ['testing', 'chan receive', ['testing.(*T).Run', 'testing.runTests', 'main.main']],
  ])('knows %s', (id, operation, frames) => {
    expect(match(operation, ...frames)).toBe(id);
  });

  it.each<[string, Operation, string[]]>([
    ['a response body that nobody reads', 'select', ['net/http.(*persistConn).readLoop']],
    ['a handler that hangs', 'chan receive', ['example.com/api.(*Server).get', 'net/http.(*conn).serve']],
    ['a sender in a package called main', 'chan send', ['main.main.func1']],
    ['a function of main that main does not run', 'select', ['main.watch']],
    ['a type of the program called Reader', 'io wait', ['example.com/x.(*Reader).Peek']],
  ])('does not excuse %s', (_, operation, frames) => {
    expect(match(operation, ...frames)).toBeNull();
  });

  it('has one entry an id', () => {
    const ids = ALLOW_LIST.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
