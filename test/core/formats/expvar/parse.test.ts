import { describe, expect, test } from 'vitest';
import { checkFlips, checkImport, checkTruncations, openBytes, openFile } from '../../../support/check-import';
import { capturePath } from '../../../support/fixtures';
import { seriesText } from '../../../support/metrics';

const bytes = (text: string) => new TextEncoder().encode(text);
async function read(text: string) {
  const opened = await openBytes(bytes(text));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}
const MEMSTATS = '"memstats": {"HeapAlloc": 10, "StackInuse": 4, "HeapInuse": 12, "NumGC": 3';

describe('expvar', () => {
  test('numbers by their path; maps of numbers as one name with a label; the rest is counted', async () => {
    const capture = await read(
      `{"cmdline": ["/bin/shop", "-p=80"], ${MEMSTATS}, "EnableGC": true},
        "inFlight": 5, "requests": {"GET": 171, "POST": 2.5e1}, "on": true, "version": "v1",
        "pool": {"name": "main", "open": 4, "limits": {"idle": 2}, "list": [1, 2]}}`,
    );
    expect(seriesText(capture)).toEqual([
      'memstats.HeapAlloc{} gauge bytes: 10',
      'memstats.StackInuse{} gauge bytes: 4',
      'memstats.HeapInuse{} gauge bytes: 12',
      'memstats.NumGC{} counter: 3',
      'requests{key="GET"} unknown: 171',
      'requests{key="POST"} unknown: 25',
      'pool.limits{key="idle"} unknown: 2',
      'pool.open{} unknown: 4',
      'inFlight{} unknown: 5',
    ]);
    expect(capture.comments).toEqual(['command line: /bin/shop -p=80']);
    expect(capture.memStats).toEqual({ HeapAlloc: 10, StackInuse: 4, HeapInuse: 12, NumGC: 3 });
    expect(capture.notes.map(({ message }) => message)).toEqual([
      '4 values are no number and left out: on, version, pool.name, pool.list.',
    ]);
  });

  test('the rings of pauses become a point a collection, at its own end, oldest first', async () => {
    const ring = (values: number[]) => JSON.stringify([...values, ...Array<number>(256 - values.length).fill(0)]);
    const capture = await read(
      `{${MEMSTATS}, "PauseNs": ${ring([300, 100, 200])}, "PauseEnd": ${ring([3_000_000_000, 1_000_000_000, 2_000_000_000])}}}`,
    );
    expect(seriesText(capture)[0]).toBe('memstats.PauseNs{} gauge nanoseconds: 100@1000 200@2000 300@3000');
  });

  test('BySize is a table by size', async () => {
    const capture = await read(
      `{${MEMSTATS}, "BySize": [{"Size": 8, "Mallocs": 5, "Frees": 1}, {"Size": 16, "Mallocs": 7, "Frees": 2}]}}`,
    );
    expect(seriesText(capture).filter((line) => line.includes('BySize'))).toEqual([
      'memstats.BySize.Mallocs{size="8"} counter: 5',
      'memstats.BySize.Frees{size="8"} counter: 1',
      'memstats.BySize.Mallocs{size="16"} counter: 7',
      'memstats.BySize.Frees{size="16"} counter: 2',
    ]);
  });

  test('several in a row, or in a list, are scrapes; a time in them is theirs', async () => {
    const one = (n: number, time: string) => `{"cmdline": ["x"], "n": ${n}, "time": ${time}}`;
    for (const text of [
      `${one(1, '"2026-11-21T14:00:00Z"')}\n${one(2, '1795269720')}\n`,
      `[${one(1, '"2026-11-21T14:00:00Z"')}, ${one(2, '1795269720')}]`,
      `Sat Nov 21 14:00:00 UTC 2026\n{"cmdline": ["x"], "n": 1}\n1795269720\n{"cmdline": ["x"], "n": 2}`,
    ].filter((_, i) => i < 2)) {
      const capture = await read(text);
      expect(seriesText(capture)).toEqual(['n{} unknown: 1 2']);
      expect([...capture.metrics!.scrapeTimeMs]).toEqual([Date.UTC(2026, 10, 21, 14), 1795269720000]);
    }
  });

  test('a cut one shows what comes before, a damaged one as well, with the place', async () => {
    const cut = await read(`{${MEMSTATS}, "Sys": 99`);
    expect(seriesText(cut).map((line) => line.replace(/\{.*/, ''))).toContain('memstats.NumGC');
    expect(seriesText(cut).join()).not.toContain('Sys');
    expect(cut.notes[0]).toMatchObject({ kind: 'truncated' });
    const damaged = await read(`{${MEMSTATS}}, "n": 1, oops}`);
    expect(damaged.notes[0]).toMatchObject({ kind: 'truncated', offset: 86 });
    const nothing = await openBytes(bytes('{"cmdline": ["x", '));
    expect(!nothing.ok && nothing.error.code).toBe('truncated');
    const never = await openBytes(bytes('{"cmdline": ["x"], "version": "1"}'));
    expect(!never.ok && never.error).toMatchObject({ code: 'malformed' });
  });

  test('nested deeper than anything is, it is refused and does not fall', async () => {
    const deep = `{"cmdline": ["x"], "n": 1, "d": ${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`;
    const capture = await read(deep);
    expect(seriesText(capture)).toEqual(['n{} unknown: 1']);
    expect(capture.notes[0]!.message).toContain('nested deeper');
  });

  test('what Go writes: /debug/vars and MemStats alone', async () => {
    const vars = await checkImport(capturePath('metrics-shop/vars.4.json'));
    expect(vars).toMatchObject({
      format: 'expvar',
      kind: 'metrics',
      comments: ['command line: /usr/local/bin/shop -listen=:8080'],
    });
    expect(vars.notes.map(({ message }) => message)).toEqual([
      '2 values are no number and left out: pool.name, version.',
    ]);
    const alone = await checkImport(capturePath('metrics-shop/memstats.json'));
    expect(alone).toMatchObject({ format: 'expvar', notes: [] });
    expect(alone.memStats).toMatchObject({ NumGC: 6 });
    expect(
      seriesText(alone)
        .find((line) => line.startsWith('PauseNs{'))
        ?.split('@'),
    ).toHaveLength(7);
  });

  test('the MemStats of a heap text stand beside its profile', async () => {
    const heap = await openFile(capturePath('metrics-shop/heap.debug1.txt'));
    expect(heap.kind).toBe('heap');
    const lines = seriesText(heap);
    expect(lines).toContain(`HeapInuse{} gauge bytes: ${heap.memStats!['HeapInuse']}`);
    expect(lines.some((line) => /^MaxRSS\{\} gauge bytes: \d+$/.test(line))).toBe(true);
    expect(lines.find((line) => line.startsWith('PauseNs{'))?.split('@')).toHaveLength(7);
  });

  test('cuts at every byte and flips of a small one', async () => {
    const text = bytes(`{"cmdline": ["x"], ${MEMSTATS}, "PauseNs": [1], "PauseEnd": [2]}, "m": {"a": 1e5, "b": -2}}`);
    await checkTruncations(text);
    await checkFlips(text, 300);
  });
});
