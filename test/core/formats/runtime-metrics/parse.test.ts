import { describe, expect, test } from 'vitest';
import { checkFlips, checkImport, checkTruncations, openBytes } from '../../../support/check-import';
import { capturePath } from '../../../support/fixtures';
import { seriesText } from '../../../support/metrics';

const bytes = (text: string) => new TextEncoder().encode(text);
async function read(text: string) {
  const opened = await openBytes(bytes(text));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

describe('runtime/metrics', () => {
  const EXPECTED = [
    '/sched/goroutines:goroutines{} gauge: 12',
    '/gc/heap/allocs:bytes{} counter bytes: 4096',
    '/gc/pauses:seconds{le="0.5"} histogram seconds: 1',
    '/gc/pauses:seconds{le="+Inf"} histogram seconds: 3',
  ];
  test.each([
    [
      'a space',
      '/sched/goroutines:goroutines 12\n/gc/heap/allocs:bytes 4096\n/gc/pauses:seconds &{[1 2] [-Inf 0.5 +Inf]}\n',
    ],
    [
      'a colon',
      '/sched/goroutines:goroutines: 12\n/gc/heap/allocs:bytes: 4096\n/gc/pauses:seconds: &{Counts:[1 2] Buckets:[-Inf 0.5 +Inf]}\n',
    ],
    [
      'an equals sign',
      '/sched/goroutines:goroutines = 12\n/gc/heap/allocs:bytes=4096\n/gc/pauses:seconds = {[1 2] [0 0.5 +Inf]}\n',
    ],
    [
      'JSON',
      '{"/sched/goroutines:goroutines": 12, "/gc/heap/allocs:bytes": 4096, "/gc/pauses:seconds": {"Counts": [1, 2], "Buckets": ["-Inf", 0.5, "+Inf"]}}',
    ],
    [
      'a list',
      '[{"name": "/sched/goroutines:goroutines", "value": 12}, {"name": "/gc/heap/allocs:bytes", "value": 4096}, {"name": "/gc/pauses:seconds", "value": {"counts": [1, 2], "buckets": ["-Inf", 0.5, "+Inf"]}}]',
    ],
  ])('with %s', async (_, text) => {
    const capture = await read(text);
    expect(capture.format).toBe('runtime-metrics');
    expect(seriesText(capture).sort()).toEqual([...EXPECTED].sort());
    expect(capture.notes).toEqual([]);
  });
  test('several scrapes, dates between them, odd lines counted', async () => {
    const capture = await read(
      `2026-11-21T14:00:00Z\n/sched/goroutines:goroutines 1\n${Array.from({ length: 20 }, (_, i) => `/x/y${i}:z 1\n`).join('')}/a/b:c 5\n2026-11-21T14:00:10Z\n/sched/goroutines:goroutines 2\n/gc/pauses:seconds &{[1] [0 1 2]}\n/a/b:c x\n/d/e:f 1\n/d/e2:f 1\n/d/e3:f 1\n`,
    );
    expect(seriesText(capture)[0]).toBe('/sched/goroutines:goroutines{} gauge: 1 2');
    expect([...capture.metrics!.scrapeTimeMs].map((ms) => new Date(ms).toISOString().slice(14, 19))).toEqual([
      '00:00',
      '00:10',
    ]);
    expect(capture.notes.map(({ message }) => message)).toEqual([
      '2 lines are not understood and left out, the first is line 26.',
    ]);
  });
  test('what Go prints, as text and as JSON', async () => {
    const text = await checkImport(capturePath('metrics-shop/runtime.2.txt'), { flips: 12, cuts: 8 });
    const json = await checkImport(capturePath('metrics-shop/runtime.json'), { flips: 12, cuts: 8 });
    expect(text.notes).toEqual([]);
    expect(json.notes).toEqual([]);
    const names = (capture: typeof text) =>
      seriesText(capture)
        .map((line) => line.replace(/:[^:]*$/, ''))
        .sort();
    expect(names(text)).toEqual(names(json));
    expect(names(text)).toHaveLength(1213);
  });
  test('cuts at every byte and flips of a small one', async () => {
    const small = bytes('/sched/goroutines:goroutines: 12\n/gc/pauses:seconds: &{[1 2] [-Inf 0.5 +Inf]}\n');
    await checkTruncations(small);
    await checkFlips(small, 300);
  });
});
