import { describe, expect, it } from 'vitest';
import { computeOrigins, guessOwnModule, ORIGINS } from '@core/analysis/origin';
import { captureOf } from '../../support/stacks';

const MOD = '/home/u/go/pkg/mod/github.com/x/pgx@v5.1.0';
const service = (...more: string[]) =>
  captureOf([
    [
      'runtime.main@/usr/local/go/src/runtime/proc.go:1',
      'main.main@/home/u/src/ingestd/cmd/ingestd/main.go:3',
      'example.com/ingestd/internal/queue.Run@/home/u/src/ingestd/internal/queue/run.go:9',
      `github.com/x/pgx/v5.(*Conn).Query@${MOD}/v5/conn.go:4`,
      ...more,
    ].join(';') + ' 1',
  ]);

function originOf(capture: ReturnType<typeof captureOf>, name: string): string {
  const { origin } = computeOrigins(capture, guessOwnModule([capture]));
  for (let i = 0; i < capture.functions.count; i++) {
    if (capture.strings.get(capture.functions.name[i]) === name) return ORIGINS[origin[i]];
  }
  throw new Error(`no function ${name}`);
}

describe('guessOwnModule', () => {
  it('finds where the folders of main and of a package part', () => {
    expect(guessOwnModule([service()])).toBe('example.com/ingestd');
  });
  it('works with trimmed paths, where files begin with the module', () => {
    const capture = captureOf([
      'main.main@example.com/shop/cmd/shop/main.go:1;example.com/shop/store.Get@example.com/shop/store/get.go:2;a.b/c.D@a.b/c@v1.0.0/d.go:1 1',
    ]);
    expect(guessOwnModule([capture])).toBe('example.com/shop');
  });
  it('works for main.go at the root of the module', () => {
    const capture = captureOf([
      'main.main@/src/shop/main.go:1;shop/internal/store.Get@/src/shop/internal/store/get.go:2 1',
    ]);
    expect(guessOwnModule([capture])).toBe('shop');
  });
  it('takes another capture of the document when one lacks main', () => {
    const bare = captureOf(['example.com/ingestd/internal/queue.Run@/home/u/src/ingestd/internal/queue/run.go:9 1']);
    expect(guessOwnModule([bare, service()])).toBe('example.com/ingestd');
    expect(guessOwnModule([bare])).toBe('example.com/ingestd');
  });
  it('does not claim a host, nor what comes from the module cache', () => {
    expect(guessOwnModule([captureOf([`github.com/x/pgx/v5.(*Conn).Query@${MOD}/v5/conn.go:4 1`])])).toBe('');
    const other = captureOf(['main.main@/src/a/main.go:1;github.com/u/b.F@/src/b/f.go:2 1']);
    expect(guessOwnModule([other])).not.toBe('github.com');
  });
});

describe('computeOrigins', () => {
  it('takes the programs of the Go toolchain for programs, and what they vendor for dependencies', () => {
    const pprof = captureOf([
      'main.main@/usr/local/go/src/cmd/pprof/pprof.go:43;cmd/internal/browser.Open@/usr/local/go/src/cmd/internal/browser/browser.go:9;cmd/vendor/github.com/google/pprof/driver.PProf@/usr/local/go/src/cmd/vendor/github.com/google/pprof/driver/driver.go:34;net/http.(*Server).Serve@/usr/local/go/src/net/http/server.go:3434 1',
    ]);
    expect(originOf(pprof, 'cmd/vendor/github.com/google/pprof/driver.PProf')).toBe('dependency');
    expect(originOf(pprof, 'cmd/internal/browser.Open')).toBe('own');
    expect(originOf(pprof, 'net/http.(*Server).Serve')).toBe('std');
  });
  it.each([
    ['main.main', 'own'],
    ['example.com/ingestd/internal/queue.Run', 'own'],
    ['github.com/x/pgx/v5.(*Conn).Query', 'dependency'],
    ['runtime.main', 'runtime'],
  ])('%s is %s', (name, expected) => expect(originOf(service(), name)).toBe(expected));

  it.each([
    ['net/http.(*conn).serve@/usr/local/go/src/net/http/server.go:1', 'std'],
    ['vendor/golang.org/x/net/http2.F@/usr/local/go/src/vendor/golang.org/x/net/http2/f.go:1', 'std'],
    ['internal/runtime/maps.(*Map).Get@/usr/local/go/src/internal/runtime/maps/map.go:1', 'runtime'],
    ['internal/poll.(*FD).Read@/usr/local/go/src/internal/poll/fd_unix.go:1', 'std'],
    ['runtime/internal/atomic.Load@/usr/local/go/src/runtime/internal/atomic/a.go:1', 'runtime'],
    ['runtime/pprof.profileWriter@/usr/local/go/src/runtime/pprof/pprof.go:1', 'std'],
    ['memeqbody@/usr/local/go/src/internal/bytealg/equal_amd64.s:1', 'runtime'],
    ['sqlite3_step@/home/u/sqlite3.c:1', 'dependency'],
    ['gopkg.in/yaml%2ev3.Unmarshal@/src/ingestd/vendor/gopkg.in/yaml.v3/yaml.go:1', 'dependency'],
    ['example.com/ingestdother.F@/m/pkg/mod/example.com/ingestdother@v1.0.0/f.go:1', 'dependency'],
  ])('%s is %s', (frame, expected) => {
    expect(originOf(service(frame), frame.slice(0, frame.indexOf('@')))).toBe(expected);
  });
});
