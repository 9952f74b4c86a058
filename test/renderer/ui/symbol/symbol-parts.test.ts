import { describe, expect, it } from 'vitest';
import { cutMiddle, nameSpellings } from '@core/base/go-name-pieces';
import { exactPattern, fitSymbol, symbolParts, symbolText } from '../../../../renderer/ui/symbol/symbol-parts';

const NAME = 'example.com/ingestd/internal/ingest.(*Batcher).startWorker.func1';
const MODULE = 'example.com/ingestd';
const textOf = (name: string, max: number, ownModule = MODULE): string =>
  fitSymbol(name, max, { ownModule })
    .parts.map((part) => part.text)
    .join('');

describe('symbolParts', () => {
  it('sets path and package dim, the receiver plain, the method strong, the closure dim', () => {
    expect(symbolParts(NAME, MODULE)).toEqual([
      { text: 'internal/ingest.', role: 'dim' },
      { text: '(*Batcher).', role: 'plain' },
      { text: 'startWorker', role: 'strong' },
      { text: '.func1', role: 'dim' },
    ]);
  });

  it('drops the own module only at a path boundary', () => {
    expect(symbolText('example.com/ingestd/store.Open', MODULE)).toBe('store.Open');
    expect(symbolText('example.com/ingestd.Run', MODULE)).toBe('example.com/ingestd.Run');
    expect(symbolText('example.com/ingestdx/store.Open', MODULE)).toBe('example.com/ingestdx/store.Open');
  });

  it('names a versioned package by the element before the version', () => {
    expect(textOf('github.com/jackc/pgx/v5.(*Conn).Ping', 20)).toBe('pgx/v5.(*Conn).Ping');
  });

  it('leaves symbols without a package whole', () => {
    expect(symbolParts('gcWriteBarrier')).toEqual([{ text: 'gcWriteBarrier', role: 'strong' }]);
  });
});

describe('fitSymbol', () => {
  it.each([
    [50, 'full', 'internal/ingest.(*Batcher).startWorker.func1'],
    [35, 'no path', 'ingest.(*Batcher).startWorker.func1'],
    [28, 'no package', '(*Batcher).startWorker.func1'],
    [17, 'no receiver', 'startWorker.func1'],
    // The ellipsis takes two cells.
    [15, 'cut', 'star…ker.func1'],
    [10, 'cut', 'star…rker'],
  ] as const)('in %i characters: %s', (max, step, text) => {
    const fitted = fitSymbol(NAME, max, { ownModule: MODULE });
    expect(fitted.step).toBe(step);
    expect(textOf(NAME, max)).toBe(text);
  });

  it('never exceeds the room', () => {
    for (let max = 2; max < 70; max++) {
      expect(textOf(NAME, max).replace('…', '..').length).toBeLessThanOrEqual(max);
    }
  });

  it('marks a dropped path where there is room for the mark', () => {
    const name = 'go.opentelemetry.io/contrib/otelhttp.(*middleware).serveHTTP';
    const fitted = (max: number): string =>
      fitSymbol(name, max, { elided: '…/' })
        .parts.map((part) => part.text)
        .join('');
    expect(fitted(36)).toBe('…/otelhttp.(*middleware).serveHTTP');
    expect(fitted(34)).toBe('otelhttp.(*middleware).serveHTTP');
  });
});

describe('helpers of names', () => {
  it('cuts in the middle', () => {
    expect(cutMiddle('sendBatchExtendedWithDescription', 12)).toBe('sendBa…ption');
    expect(cutMiddle('short', 5)).toBe('short');
    expect(cutMiddle('ab', 1)).toBe('…');
  });

  it('spells a name from long to short for boxes, without doubles', () => {
    expect(nameSpellings('net/http.(*conn).serve')).toEqual(['http.(*conn).serve', '(*conn).serve', 'serve']);
    expect(nameSpellings('main.main')).toEqual(['main.main', 'main']);
    expect(nameSpellings('a/b.(*T).run.func1')).toEqual(['b.(*T).run.func1', '(*T).run.func1', 'run.func1', 'run']);
  });

  it('makes a pattern that matches one function only', () => {
    const pattern = new RegExp(exactPattern('net/http.(*conn).serve'));
    expect(pattern.test('net/http.(*conn).serve')).toBe(true);
    expect(pattern.test('net/http.(*conn).serve.func1')).toBe(false);
    expect(pattern.test('net/http!(*conn).serve')).toBe(false);
  });
});
