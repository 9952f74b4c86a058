import { describe, expect, test } from 'vitest';
import { indexMetrics, memStatsOf, type MetricIndex } from '@core/analysis/metrics';
import { linesOf, metricRow } from '@core/analysis/metrics-lines';
import { quantile, quantileLines, rateOf, thin, type Line } from '@core/analysis/metrics-points';
import { clientName, KNOWN_METRICS } from '@core/analysis/metrics-vocabulary';
import type { Capture } from '@core/model/tables';
import { openBytes, openFile } from '../../support/check-import';
import { capturePath } from '../../support/fixtures';

const SHOP = (name: string) => openFile(capturePath(`metrics-shop/${name}`));
async function read(text: string, timeMs: number | null = null): Promise<Capture> {
  const opened = await openBytes(new TextEncoder().encode(text));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return timeMs === null ? opened.value : { ...opened.value, timeMs, timeSource: 'file' };
}
const find = (index: MetricIndex, id: string) => {
  const metric = index.metrics.find((candidate) => candidate.id === id);
  if (metric === undefined) throw new Error(`${id} is not among ${index.metrics.map((one) => one.id).join(' ')}`);
  return metric;
};
const all = () => true;
const line = (t: number[], v: number[], timed = true): Line => ({
  t: Float64Array.from(t),
  v: Float64Array.from(v),
  scrape: Int32Array.from(t, (_, i) => i),
  timed,
});

describe('one vocabulary', () => {
  const SOURCES = [
    'prometheus.4.txt',
    'openmetrics.txt',
    'vars.4.json',
    'memstats.json',
    'runtime.2.txt',
    'runtime.json',
    'heap.debug1.txt',
  ];
  const EVERYWHERE = [
    'heap-inuse',
    'heap-alloc',
    'heap-goal',
    'stack-inuse',
    'sys',
    'mapped',
    'heap-idle',
    'heap-released',
    'heap-sys',
    'heap-objects',
    'alloc',
    'mallocs',
    'frees',
    'gc-cycles',
  ];
  test.each(SOURCES)('%s has what every Go process has', async (file) => {
    const index = indexMetrics([await SHOP(file)]);
    for (const id of EVERYWHERE) {
      const row = metricRow(index, find(index, `go:${id}`));
      expect(row.last, id).toBeGreaterThan(0);
      expect(row.group).toBe('Go runtime');
    }
  });
  test('what only some sources know is found in those', async () => {
    const ids = async (file: string) => indexMetrics([await SHOP(file)]).metrics.map(({ id }) => id);
    const prometheus = await ids('prometheus.4.txt');
    for (const id of [
      'goroutines',
      'heap-live',
      'gomaxprocs',
      'gomemlimit',
      'gogc',
      'threads',
      'rss',
      'cpu',
      'fds',
      'gc-pause-quantiles',
      'gc-pause-histogram',
      'sched-latency',
      'mutex-wait',
    ])
      expect(prometheus, id).toContain(`go:${id}`);
    const runtime = await ids('runtime.2.txt');
    for (const id of [
      'goroutines',
      'heap-live',
      'gomaxprocs',
      'gomemlimit',
      'gogc',
      'threads',
      'gc-pause-histogram',
      'sched-latency',
    ])
      expect(runtime, id).toContain(`go:${id}`);
    expect(await ids('vars.4.json')).toEqual(
      expect.arrayContaining(['go:goroutines', 'go:gc-pauses', 'go:gc-pause-total']),
    );
    expect(await ids('heap.debug1.txt')).toEqual(expect.arrayContaining(['go:gc-pauses', 'go:rss-peak']));
  });
  test('sources of the same moment agree', async () => {
    const value = async (file: string, id: string) => {
      const index = indexMetrics([await SHOP(file)]);
      return metricRow(index, find(index, `go:${id}`)).last ?? NaN;
    };
    // The sources were read one after the other, in a process that goes on allocating.
    for (const id of ['heap-inuse', 'heap-alloc', 'stack-inuse', 'sys', 'heap-sys'])
      expect(Math.abs((await value('runtime.2.txt', id)) / (await value('vars.2.json', id)) - 1), id).toBeLessThan(
        0.15,
      );
    for (const id of ['gc-cycles', 'gc-forced'])
      expect(await value('runtime.2.txt', id)).toBe(await value('vars.2.json', id));
  });
  test('no limit is no number; a limit is', async () => {
    const last = async (text: string) =>
      metricRow(indexMetrics([await read(text)]), find(indexMetrics([await read(text)]), 'go:gomemlimit')).last;
    expect(await last('/gc/gomemlimit:bytes 9223372036854775807\n')).toBeNull();
    expect(await last('/gc/gomemlimit:bytes 1073741824\n')).toBe(1 << 30);
  });
  test('a name that is told in the vocabulary is not told again', async () => {
    const index = indexMetrics([await SHOP('prometheus.4.txt')]);
    const names = index.metrics.map(({ name }) => name);
    expect(names.filter((name) => name === 'go_goroutines')).toHaveLength(1);
    expect(new Set(index.metrics.map(({ id }) => id)).size).toBe(index.metrics.length);
  });
  test('names of client_golang follow its rule', () => {
    expect(clientName('/memory/classes/heap/objects:bytes', false)).toBe('go_memory_classes_heap_objects_bytes');
    expect(clientName('/gc/cycles/total:gc-cycles', true)).toBe('go_gc_cycles_total_gc_cycles_total');
    expect(new Set(KNOWN_METRICS.map(({ id }) => id)).size).toBe(KNOWN_METRICS.length);
  });
  test('MemStats are told from any source, for rules', async () => {
    const vars = memStatsOf(await SHOP('vars.2.json'))!;
    const runtime = memStatsOf(await SHOP('runtime.2.txt'))!;
    const prometheus = memStatsOf(await SHOP('prometheus.2.txt'))!;
    for (const field of ['StackInuse', 'HeapInuse', 'Sys', 'NumGC']) {
      expect(runtime[field]! / vars[field]!, field).toBeCloseTo(1, 0);
      expect(prometheus[field]! / vars[field]!, field).toBeCloseTo(1, 0);
    }
    expect(memStatsOf(await read('# TYPE up gauge\nup 1\n'))).toBeNull();
  });
});

describe('the clock', () => {
  const at = (second: number) => Date.UTC(2026, 0, 1) + 1000 * second;
  const scrape = (n: number, timeMs: number | null) => read(`# TYPE x counter\nx ${n}\n`, timeMs);
  test('times of files count where they can be those of scrapes', async () => {
    const index = indexMetrics([await scrape(1, at(0)), await scrape(3, at(10))]);
    expect(index.clock.kind).toBe('time');
    const { line: value } = linesOf(index, find(index, 'counter:x'), 'rate', all).lines[0]!;
    expect([[...value.t], [...value.v]]).toEqual([[at(10)], [0.2]]);
  });
  test('files in another order than their times are put in order of time, where they lie apart', async () => {
    const index = indexMetrics([await scrape(3, at(10)), await scrape(1, at(0))]);
    expect([...linesOf(index, find(index, 'counter:x'), 'value', all).lines[0]!.line.v]).toEqual([1, 3]);
  });
  test('times of a copy mean nothing: order it is', async () => {
    const index = indexMetrics([await scrape(1, at(0)), await scrape(3, at(0.001)), await scrape(6, at(0.002))]);
    expect(index.clock).toMatchObject({ kind: 'order', reason: 'The times of the files are those of a copy' });
    const { line: value } = linesOf(index, find(index, 'counter:x'), 'rate', all).lines[0]!;
    expect([[...value.t], [...value.v], value.timed]).toEqual([[2, 3], [2, 3], false]);
  });
  test('scrapes in one file without a time are in order; what says its own time keeps it', async () => {
    const index = indexMetrics([await read('# TYPE x counter\nx 1\ny 5 1700000000000\nx 2\n')]);
    expect(index.clock).toMatchObject({ kind: 'order', reason: 'The scrapes say no time' });
    const { line: own } = linesOf(index, find(index, 'unknown:y'), 'value', all).lines[0]!;
    expect([own.timed, [...own.t]]).toEqual([true, [1700000000000]]);
  });
  test('the same pause in two captures is one point', async () => {
    const index = indexMetrics([await SHOP('vars.3.json'), await SHOP('vars.4.json')]);
    const { line: pauses } = linesOf(index, find(index, 'go:gc-pauses'), 'value', all).lines[0]!;
    expect(pauses.t).toHaveLength(6);
    expect(pauses.timed).toBe(true);
    expect([...pauses.t].every((t, i, all) => i === 0 || t > all[i - 1]!)).toBe(true);
  });
});

describe('numbers', () => {
  test('a counter that falls began anew: its value is its increase', () => {
    const { line: rate, restarts } = rateOf(line([0, 1000, 3000, 4000], [10, 15, 4, 6]));
    expect([...rate.v]).toEqual([5, 2, 2]);
    expect(restarts).toEqual([3000]);
  });
  test('quantiles by the rule of Prometheus', () => {
    // 10 observations up to 1, 10 in (1, 2], none above.
    expect(quantile([1, 2, Infinity], [10, 20, 20], 0.5)).toBe(1);
    expect(quantile([1, 2, Infinity], [10, 20, 20], 0.75)).toBe(1.5);
    expect(quantile([1, 2, Infinity], [10, 20, 20], 0.25)).toBe(0.5);
    expect(quantile([1, 2, Infinity], [0, 0, 5], 0.5)).toBe(2);
    expect(quantile([1, Infinity], [0, 0], 0.5)).toBeNaN();
    expect(quantile([], [], 0.5)).toBeNaN();
  });
  test('quantiles are those of what came between two scrapes; a restart begins anew', () => {
    const buckets = [
      { le: 1, line: line([0, 1, 2], [100, 100, 4]) },
      { le: 2, line: line([0, 1, 2], [100, 110, 4]) },
      { le: Infinity, line: line([0, 1, 2], [100, 110, 4]) },
    ];
    const [median] = quantileLines(buckets, [0.5]);
    expect([...median!.v]).toEqual([1.5, 0.5]);
    const alone = buckets.map(({ le, line: { t, v, scrape, timed } }) => ({
      le,
      line: { t: t.slice(0, 1), v: v.slice(0, 1), scrape: scrape.slice(0, 1), timed },
    }));
    expect([...quantileLines(alone, [0.5])[0]!.v]).toEqual([0.5]);
  });
  test('a line is thinned to the width with its extremes; what is missing is a gap', () => {
    const t = Array.from({ length: 1000 }, (_, i) => i);
    const thinned = thin(
      line(
        t,
        t.map((i) => (i === 500 ? 9999 : i % 7)),
      ),
      0,
      999,
      50,
    );
    expect(thinned.t.length).toBeLessThanOrEqual(51);
    expect(Math.max(...thinned.high)).toBe(9999);
    expect(Math.min(...thinned.low)).toBe(0);
    const gap = thin({ ...line([0, 1, 5], [1, 2, 3]), scrape: Int32Array.from([0, 1, 5]) }, 0, 5, 50);
    expect([...gap.value]).toEqual([1, 2, NaN, 3]);
    expect([...thin(line([0, 1, 2], [1, 2, 3]), 1, 2, 50).value]).toEqual([2, 3]);
  });
});
