import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gunzipSync } from 'node:zlib';
import { claimants } from '@core/formats/registry';
import { latin1 } from '@core/base/latin1';
import { neighbour } from '../../support/neighbours';

const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/\.perf$/, 'perf-script'],
  [/\.cpuprofile$/, 'cpuprofile'],
  [/\.heapprofile$/, 'heapprofile'],
  [/speedscope\.json$/, 'speedscope'],
  [/trace\.json(\.gz)?$/, 'chrome-trace'],
  [/\.folded$/, 'collapsed'],
];
const files = readdirSync(neighbour('')).filter((file) => file.includes('.') && !file.endsWith('.md'));

function claims(bytes: Uint8Array): string {
  const head = bytes.subarray(0, 65_536);
  const found = claimants({ head, text: latin1(head), compression: 'none' });
  return found.map((format) => format.name).join();
}

describe('neighbours are claimed by their format alone', { timeout: 60_000 }, () => {
  for (const file of files) {
    test(file, () => {
      const format = FORMATS.find(([pattern]) => pattern.test(file))?.[1];
      const bytes = readFileSync(neighbour(file));
      const content = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      expect(claims(content)).toBe(format);
      // Cut anywhere it is that or nothing: never something else.
      for (let end = 0; end < content.length && end < 65_536; end += 331)
        expect([format, '']).toContain(claims(content.subarray(0, end)));
    });
  }

  test('JSON of other kinds is nobody’s', () => {
    for (const text of [
      '{}',
      '[]',
      '[{}]',
      '{"shared":{"x":1},"profiles":[]}',
      '{"nodes":[{"id":1}]}',
      '{"head":{"x":1}}',
      '[{"ph":{"x":1}}]',
      '{"traceEvents":7}',
    ])
      expect([text, claims(new TextEncoder().encode(text))]).toEqual([text, '']);
  });
});
