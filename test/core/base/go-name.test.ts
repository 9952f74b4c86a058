import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseName, packagePath, parseGoName, shortName } from '@core/base/go-name';

describe('parseGoName', () => {
  it.each([
    ['main.main', '', 'main', '', 'main', ''],
    [
      'example.com/ingestd/internal/ingest.(*Batcher).startWorker.func1',
      'example.com/ingestd/internal/',
      'ingest',
      '(*Batcher)',
      'startWorker',
      '.func1',
    ],
    ['net/http.HandlerFunc.ServeHTTP', 'net/', 'http', 'HandlerFunc', 'ServeHTTP', ''],
    ['net/http.(*Server).Serve.gowrap3', 'net/', 'http', '(*Server)', 'Serve', '.gowrap3'],
    ['main.run.func2.1', '', 'main', '', 'run', '.func2.1'],
    ['main.(*T).M-fm', '', 'main', '(*T)', 'M', '-fm'],
    ['main.walk-range1', '', 'main', '', 'walk', '-range1'],
    ['example.com/x.Map[example.com/y.Key,go.shape.int]', 'example.com/', 'x', '', 'Map[...]', ''],
    ['example.com/x.(*Cache[go.shape.string]).Get', 'example.com/', 'x', '(*Cache[...])', 'Get', ''],
    ['gopkg.in/yaml%2ev3.Unmarshal', 'gopkg.in/', 'yaml.v3', '', 'Unmarshal', ''],
    ['_cgo_wait', '', '', '', '_cgo_wait', ''],
  ])('%s', (name, path, pkg, receiver, method, closure) => {
    expect(parseGoName(name)).toEqual({ path, pkg, receiver, method, closure });
  });

  it('never throws and loses no named part', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const parts = parseGoName(name);
        expect(typeof shortName(name)).toBe('string');
        if (/^[a-z]+\.[A-Za-z]+$/.test(name)) expect(`${parts.pkg}.${parts.method}`).toBe(name);
      }),
    );
  });
});

it('packagePath undoes the linker and ignores paths inside generics', () => {
  expect(packagePath('gopkg.in/yaml%2ev3.Unmarshal')).toBe('gopkg.in/yaml.v3');
  expect(packagePath('example.com/x.Map[other.org/y.Key]')).toBe('example.com/x');
  expect(packagePath('memmove')).toBe('');
});

it('shortName keeps the receiver, or the package of a function', () => {
  expect(shortName('example.com/ingestd/ingest.(*Batcher).startWorker.func1')).toBe('(*Batcher).startWorker.func1');
  expect(shortName('example.com/ingestd/ingest.Run')).toBe('ingest.Run');
});

it('baseName knows both slashes', () => {
  expect(baseName('/src/a/b.go')).toBe('b.go');
  expect(baseName('C:\\src\\a b\\c.go')).toBe('c.go');
  expect(baseName('c.go')).toBe('c.go');
});
