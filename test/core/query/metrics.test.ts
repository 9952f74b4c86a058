import { describe, expect, test } from 'vitest';
import { bytesSource } from '@core/base/source';
import { Engine } from '@core/query/engine';
import { openFiles } from '../../support/engine';
import { capturePath } from '../../support/fixtures';

const SHOP = [1, 2, 3, 4].map((i) => capturePath(`metrics-shop/prometheus.${i}.txt`));
const PAGE = { search: '', offset: 0, limit: 100 };
const SERIES = { mode: null, labels: '', from: null, to: null, width: 400 };

describe('metricNames', () => {
  test('the vocabulary first, then the rest by group; pages, search', async () => {
    const bench = await openFiles(...SHOP);
    const answer = await bench.ask('metricNames', PAGE);
    expect(answer).toMatchObject({ scrapes: 4, all: answer.total, clock: { kind: 'order' } });
    expect(answer.rows).toHaveLength(100);
    expect(answer.rows[0]).toMatchObject({
      metric: 'go:goroutines',
      title: 'Goroutines',
      name: 'go_goroutines',
      heads: true,
      last: 84,
      spark: [24, 44, 64, 84],
    });
    const groups = answer.rows.map(({ group }) => group);
    expect(groups.slice(0, 20)).toEqual(Array(20).fill('Go runtime'));
    expect(answer.rows.filter(({ heads }) => heads).map(({ group }) => group)).toEqual([...new Set(groups)]);
    const next = await bench.ask('metricNames', { ...PAGE, offset: 100 });
    expect(next.rows[0]!.metric).not.toBe(answer.rows[99]!.metric);
    const found = await bench.ask('metricNames', { ...PAGE, search: 'STACK' });
    expect(found.rows.map(({ metric }) => metric)).toContain('go:stack-inuse');
    expect(found.total).toBeLessThan(answer.total);
    expect(found.rows[0]!.heads).toBe(true);
  });
  test('sums of counters, p99 of histograms, nothing for several gauges', async () => {
    const bench = await openFiles(...SHOP);
    const row = async (search: string) => (await bench.ask('metricNames', { ...PAGE, search })).rows[0]!;
    expect(await row('shop_requests_total')).toMatchObject({ type: 'counter', sets: 2, shows: 'sum', last: 2000 });
    expect(await row('shop_request_duration')).toMatchObject({
      type: 'histogram',
      sets: 2,
      shows: 'p99',
      unit: 'seconds',
    });
    expect(await row('shop_last_value')).toMatchObject({ type: 'gauge', sets: 3, last: null, spark: [] });
  });
  test('a document without metrics says so', async () => {
    const bench = await openFiles(capturePath('busy/go1.26/cpu.pb.gz'));
    expect(await bench.refusal('metricNames', PAGE)).toMatchObject({
      code: 'bad-params',
      message: 'cpu.pb.gz has no metrics',
    });
  });
});

describe('metricSeries', () => {
  test('values, rates, quantiles; labels narrow', async () => {
    const bench = await openFiles(...SHOP);
    const ask = (metric: string, more = {}) => bench.ask('metricSeries', { ...SERIES, metric, ...more });
    const requests = await ask('counter:shop_requests_total');
    expect(requests).toMatchObject({
      mode: 'value',
      modes: ['value', 'rate'],
      unit: '',
      folded: 0,
      restarts: [],
      whole: { from: 1, to: 4 },
    });
    expect(requests.lines.map(({ label, last }) => [label.slice(0, 10), last])).toEqual([
      ['code="200"', 1712],
      ['code="500"', 288],
    ]);
    const rate = await ask('counter:shop_requests_total', { mode: 'rate', labels: 'post' });
    expect(rate.unit).toBe('/scrape');
    expect(rate.lines[0]!.value.reduce((sum, one) => sum + one, 0)).toBe(288 - 29);
    expect(rate.lines).toHaveLength(1);
    const quantiles = await ask('histogram:shop_request_duration_seconds');
    expect(quantiles.lines.map(({ label }) => label)).toEqual(['p50', 'p90', 'p99']);
    // Durations of the last round are 1.6 … 80 ms, evenly.
    const [p50, , p99] = quantiles.lines;
    expect(p50!.last).toBeGreaterThan(0.03);
    expect(p50!.last).toBeLessThan(0.05);
    expect(p99!.last).toBeLessThan(0.13);
    const part = await ask('go:goroutines', { from: 2, to: 3 });
    expect([...part.lines[0]!.value]).toEqual([44, 64]);
  });
  test('at most twenty lines, the largest; the rest is counted', async () => {
    const engine = new Engine({ now: () => performance.now() });
    const text = Array.from({ length: 50 }, (_, i) => `m{i="${i}"} ${i}\n`).join('');
    const opened = await engine.open({
      doc: 'd',
      inputs: [bytesSource('x', new TextEncoder().encode(`# TYPE m gauge\n${text}`))],
    });
    expect(opened.ok).toBe(true);
    const answer = await engine.query('metricSeries', { doc: 'd', ...SERIES, metric: 'gauge:m' });
    if (!answer.ok) throw new Error(answer.error.message);
    expect(answer.value.lines).toHaveLength(20);
    expect(answer.value.lines[0]!.label).toBe('i="49"');
    expect(answer.value.folded).toBe(30);
  });
  test('refuses what makes no sense, with the field', async () => {
    const bench = await openFiles(...SHOP);
    const refuse = (more: object) =>
      bench.refusal('metricSeries', { ...SERIES, metric: 'go:goroutines', ...more } as never);
    expect(await refuse({ metric: 'go:nothing' })).toMatchObject({ code: 'not-found' });
    expect(await refuse({ mode: 'quantiles' })).toMatchObject({ code: 'bad-params', field: 'mode' });
    expect(await refuse({ width: 0 })).toMatchObject({ code: 'bad-params', field: 'width' });
    expect(await refuse({ from: 3, to: 1 })).toMatchObject({ code: 'bad-params', field: 'to' });
    expect(await refuse({ labels: 5 })).toMatchObject({ code: 'bad-params', field: 'labels' });
  });
});

describe('rules', () => {
  test('stacks that hold the memory are found in metrics of any source', async () => {
    const engine = new Engine({ now: () => performance.now() });
    const sources = {
      prometheus:
        '# TYPE go_memstats_stack_inuse_bytes gauge\ngo_memstats_stack_inuse_bytes 2.15e+08\ngo_memstats_heap_inuse_bytes 1.09e+08\n',
      runtime:
        '/memory/classes/heap/stacks:bytes 215000000\n/memory/classes/heap/objects:bytes 100000000\n/memory/classes/heap/unused:bytes 9000000\n',
      expvar: '{"cmdline": ["x"], "memstats": {"StackInuse": 215000000, "HeapInuse": 109000000}}',
    };
    for (const [name, text] of Object.entries(sources)) {
      const opened = await engine.open({ doc: name, inputs: [bytesSource(name, new TextEncoder().encode(text))] });
      if (!opened.ok) throw new Error(opened.error.message);
      const found = await engine.query('findings', { doc: name });
      expect(found.ok && found.value.findings.map(({ rule, title }) => `${rule}: ${title}`), name).toEqual([
        'stack-memory: Stacks, not heap, hold the memory: 205\u00a0MiB of 309\u00a0MiB in use.',
      ]);
    }
  });
});

describe('many inputs', () => {
  test('failures are counted, not all told; nothing readable names the first few', async () => {
    const engine = new Engine({ now: () => performance.now() });
    const bad = Array.from({ length: 300 }, (_, i) =>
      bytesSource(`${i}.bin`, new TextEncoder().encode(`nothing ${i}\n`)),
    );
    const none = await engine.open({ doc: 'd', inputs: bad });
    expect(!none.ok && none.error).toMatchObject({ code: 'unrecognised', message: 'None of 300 files can be read' });
    const steps: { what: string; done: number; total: number }[] = [];
    const good = bytesSource('ok.txt', new TextEncoder().encode('go_goroutines 12\n'));
    const some = await engine.open({ doc: 'd', inputs: [...bad, good] }, { onProgress: (step) => steps.push(step) });
    if (!some.ok) throw new Error(some.error.message);
    expect(some.value.failed).toHaveLength(201);
    expect(some.value.failed.at(-1)!.name).toBe('100 more files');
    expect(steps.some(({ what }) => what.includes('(301 of 301)'))).toBe(true);
    expect(steps.every(({ done, total }, i) => done <= total && (i === 0 || done >= steps[i - 1]!.done))).toBe(true);
  });
});
