import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { processStat } from '@core/analysis/process-stat';
import type { Finding } from '@core/api/findings';
import { openFile } from '../../support/check-import';
import { captureFiles, capturePath } from '../../support/fixtures';
import { captureSeries, heapText, judgeCaptures, type HeapPlace } from '../../support/heap-text';

const MIB = 2 ** 20;
const sentences = ({ evidence }: Finding): string => evidence.map(({ text }) => text).join(' ');
type Values = Readonly<Record<string, number>>;
/** A scrape of so many minutes after the start. */
const scrape = (minute: number, values: Values): string =>
  Object.entries(values)
    .map(
      ([name, value]) =>
        `# TYPE ${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}\n${name} ${value} ${1e12 + minute * 60_000}\n`,
    )
    .join('');
async function of(rule: string, ...texts: readonly string[]): Promise<Finding[]> {
  return judgeCaptures(await captureSeries(texts, null)).findings.filter((finding) => finding.rule === rule);
}

describe('gc-death-spiral', () => {
  /** GC seconds so far of 4 CPUs, of which some were idle ones'. */
  const life = (shares: readonly number[], more: Values = {}, idle = 0): string[] => {
    let gc = 0;
    return shares.map((share, i) => {
      gc += 240 * share;
      return scrape(i, {
        go_cpu_classes_gc_total_cpu_seconds_total: gc,
        go_cpu_classes_gc_mark_idle_cpu_seconds_total: idle * gc,
        go_cpu_classes_total_cpu_seconds_total: 240 * (i + 1),
        go_gc_cycles_total_gc_cycles_total: 500 * (i + 1),
        ...more,
      });
    });
  };
  const FULL = {
    go_gc_gomemlimit_bytes: 512 * MIB,
    go_memory_classes_total_bytes: 520 * MIB,
    go_memory_classes_heap_released_bytes: 10 * MIB,
    go_gc_heap_live_bytes: 470 * MIB,
    go_gc_heap_goal_bytes: 480 * MIB,
  };

  it('at the limit, half of all CPU, minute after minute: strong', async () => {
    const [finding, ...others] = await of('gc-death-spiral', ...life([0.05, 0.48, 0.5, 0.49], FULL));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ tier: 'strong', bytes: 470 * MIB });
    expect(finding?.title).toBe(
      'The collector takes 49.0\u00a0% of all CPU time, because memory is at its limit of 512\u00a0MiB.',
    );
    expect(sentences(finding as Finding)).toContain(
      '510\u00a0MiB are held of GOMEMLIMIT 512\u00a0MiB (99.6\u00a0%): memory is at its limit.',
    );
    expect(sentences(finding as Finding)).toContain('there is no room to allocate in');
    expect(finding?.advice[0]).toMatch(/^Raise GOMEMLIMIT/);
  });

  it('one minute of it, or one scrape, is a suspicion', async () => {
    expect((await of('gc-death-spiral', ...life([0.05, 0.05, 0.5], FULL))).map(({ tier }) => tier)).toEqual([
      'suspect',
    ]);
    const [single] = await of('gc-death-spiral', ...life([0.5], FULL));
    expect(single?.tier).toBe('suspect');
    expect(sentences(single as Finding)).toContain('since the process began');
  });

  it('what idle processors mark, and much garbage with room, is none', async () => {
    expect(await of('gc-death-spiral', ...life([0.5, 0.5, 0.5, 0.5], FULL, 0.9))).toEqual([]);
    const room = {
      ...FULL,
      go_memory_classes_total_bytes: 300 * MIB,
      go_gc_heap_live_bytes: 100 * MIB,
      go_gc_heap_goal_bytes: 200 * MIB,
    };
    expect(await of('gc-death-spiral', ...life([0.3, 0.3, 0.3, 0.3], room))).toEqual([]);
  });

  it('the limiter says so', async () => {
    const [finding] = await of('gc-death-spiral', ...life([0.3, 0.3], { go_gc_limiter_last_enabled_gc_cycle: 999 }));
    expect(finding?.tier).toBe('suspect');
    expect(sentences(finding as Finding)).toContain('was on in collection 999 of 1,000');
  });

  it('a live heap at its goal in each of three MemStats', async () => {
    const stats = (alloc: number): string =>
      JSON.stringify({
        ...{
          Alloc: alloc * MIB,
          TotalAlloc: 9e9,
          Sys: 110 * MIB,
          Mallocs: 1,
          Frees: 0,
          HeapAlloc: alloc * MIB,
          HeapSys: 100 * MIB,
        },
        ...{
          HeapIdle: 0,
          HeapInuse: 95 * MIB,
          HeapReleased: 0,
          HeapObjects: 1,
          StackInuse: MIB,
          NextGC: 90 * MIB,
          NumGC: 40,
        },
        ...{ GCCPUFraction: 0.14, PauseTotalNs: 1, LastGC: 1 },
      });
    expect((await of('gc-death-spiral', stats(92), stats(92.5), stats(92))).map(({ tier }) => tier)).toEqual([
      'suspect',
    ]);
    expect(await of('gc-death-spiral', stats(92), stats(50), stats(92))).toEqual([]);
    expect(await of('gc-death-spiral', stats(92))).toEqual([]);
  });

  it.each(captureFiles(/^gcheavy\/.*trace\.spiral\.out$/))('%s: marks all the time', async (file) => {
    const findings = judgeCaptures([await openFile(capturePath(file))]).findings.filter(
      ({ rule }) => rule === 'gc-death-spiral',
    );
    expect(findings.map(({ tier }) => tier)).toEqual(['suspect']);
    expect(findings[0]?.title).toMatch(/^A collection is marking in \d\d(\.\d)?\u00a0% of the time/);
  });

  it.each(captureFiles(/^(service|healthy|crowd|gcheavy)\/.*trace\.out$/))('%s: does not', async (file) => {
    const { findings } = judgeCaptures([await openFile(capturePath(file))]);
    expect(findings.filter(({ rule }) => rule === 'gc-death-spiral')).toEqual([]);
  });
});

describe('numbers of the process', () => {
  it('as runtime/metrics and client_golang write them', async () => {
    const open = (name: string) => openFile(capturePath(`metrics-shop/${name}`));
    const own = processStat(analyse([await open('runtime.1.txt'), await open('runtime.2.txt')]));
    expect(own.named('/cpu/classes/total:cpu-seconds').t.length).toBe(2);
    expect(own.last('goroutines')).toBeGreaterThan(0);
    const scraped = processStat(analyse(await Promise.all([1, 2, 3, 4].map((i) => open(`prometheus.${i}.txt`)))));
    expect(scraped.line('heap-alloc').t.length).toBe(4);
    expect(scraped.last('rss')).toBeGreaterThan(0);
    expect(scraped.last('no such thing')).toBeNaN();
    expect(scraped.named('no_such_thing').t.length).toBe(0);
  });

  it('since the process began anew', async () => {
    const values = [100, 200, 300, 50, 90];
    const captures = await captureSeries(
      values.map((made, i) =>
        scrape(i, { go_memstats_alloc_bytes_total: made * MIB, go_memstats_heap_alloc_bytes: made * MIB }),
      ),
      null,
    );
    expect([...processStat(analyse(captures)).line('heap-alloc').v]).toEqual([50 * MIB, 90 * MIB]);
  });
});

describe('rss-gap', () => {
  const process = (rss: number, sys: number, released: number): string =>
    scrape(0, {
      process_resident_memory_bytes: rss * MIB,
      go_memstats_sys_bytes: sys * MIB,
      go_memstats_heap_released_bytes: released * MIB,
    });

  it('resident memory far above what Go holds', async () => {
    const [finding] = await of('rss-gap', process(900, 400, 100));
    expect(finding).toMatchObject({ tier: 'suspect', bytes: 600 * MIB });
    expect(finding?.title).toBe(
      '600\u00a0MiB of 900\u00a0MiB resident memory are not Go’s: no heap profile shows them.',
    );
  });

  it('less than 64 MiB, or less than a fifth, is none', async () => {
    expect(await of('rss-gap', process(100, 60, 10))).toEqual([]);
    expect(await of('rss-gap', process(1000, 900, 40))).toEqual([]);
    expect(await of('rss-gap', process(300, 400, 50))).toEqual([]);
  });

  it('a peak counts only above Sys, the most Go ever had', async () => {
    const place: HeapPlace = { stack: ['main.f /src/app/f.go:1'], objects: 1, bytes: 1000 };
    const heap = (maxRss: number): string =>
      heapText([place], {
        Sys: 500 * MIB,
        HeapReleased: 400 * MIB,
        HeapIdle: 420 * MIB,
        HeapInuse: 10 * MIB,
        HeapAlloc: 9 * MIB,
        MaxRSS: maxRss * MIB,
      });
    expect(await of('rss-gap', heap(500))).toEqual([]);
    expect((await of('rss-gap', heap(900))).map(({ title }) => title)).toEqual([
      '400\u00a0MiB of 900\u00a0MiB resident memory are not Go’s: no heap profile shows them.',
    ]);
  });

  it('notes fragmentation and what is free and not given back', async () => {
    const memory = (inUse: number, alloc: number, idle: number, released: number): string =>
      scrape(0, {
        go_memstats_heap_inuse_bytes: inUse * MIB,
        go_memstats_heap_alloc_bytes: alloc * MIB,
        go_memstats_heap_idle_bytes: idle * MIB,
        go_memstats_heap_released_bytes: released * MIB,
      });
    expect((await of('rss-gap', memory(500, 200, 10, 0))).map(({ tier, bytes }) => [tier, bytes])).toEqual([
      ['info', 300 * MIB],
    ]);
    expect((await of('rss-gap', memory(200, 190, 900, 100))).map(({ tier, bytes }) => [tier, bytes])).toEqual([
      ['info', 800 * MIB],
    ]);
    expect(await of('rss-gap', memory(500, 480, 100, 80))).toEqual([]);
  });

  it.each(captureFiles(/heap.*\.debug1\.txt$/))('%s: none', async (file) => {
    const { findings } = judgeCaptures([await openFile(capturePath(file))]);
    expect(findings.filter(({ rule, tier }) => rule === 'rss-gap' && tier !== 'info')).toEqual([]);
  });
});

describe('stack-memory', () => {
  const memStats = (stacks: number, heap: number): string =>
    heapText([{ stack: ['main.f /src/app/f.go:1'], objects: 1, bytes: 1000 }], {
      StackInuse: stacks,
      HeapInuse: heap,
      Sys: stacks + heap,
    });
  const GOROUTINES = `goroutine profile: total 102489
102000 @ 0x1 0x2
#	0x1	main.(*Hub).send+0x10	/src/app/hub.go:88
#	0x2	main.serve.func1+0x10	/src/app/serve.go:9

489 @ 0x3
#	0x3	main.idle+0x10	/src/app/idle.go:4

`;

  it('102,489 goroutines, 215 MB of stacks beside 324 MB of heap', async () => {
    const [finding] = await of('stack-memory', memStats(215e6, 324e6), GOROUTINES);
    expect(finding).toMatchObject({ tier: 'suspect', bytes: 215e6, count: 102_000 });
    expect(finding?.title).toMatch(
      /^Stacks hold much of the memory: 205\u00a0MiB of 514\u00a0MiB in use; 102,000 of 102,489 goroutines wait at hub\.go:88/,
    );
    expect(sentences(finding as Finding)).toContain('2.05\u00a0KiB of stack each on average');
  });

  it('a tenth of the memory, or a few MiB, is none', async () => {
    expect(await of('stack-memory', memStats(30e6, 300e6), GOROUTINES)).toEqual([]);
    expect(await of('stack-memory', memStats(8e6, 2e6), GOROUTINES)).toEqual([]);
  });

  it.each(['go1.22', 'go1.26', 'go1.27'])(
    '%s: the descriptors of goroutines in a real heap, whatever frames are above',
    async (go) => {
      const captures = [await openFile(capturePath(`parked100k/${go}/heap.debug1.txt`))];
      const [finding] = judgeCaptures(captures).findings.filter(({ rule }) => rule === 'stack-memory');
      expect(finding?.tier).toBe('suspect');
      expect(sentences(finding as Finding)).toMatch(/descriptors of about (8|9|10)\d,\d{3} goroutines \(runtime\.malg/);
    },
  );

  it('many descriptors and few goroutines: a spike that has passed', async () => {
    const heap = readFileSync(capturePath('parked100k/go1.26/heap.debug1.txt'), 'utf8').replace(
      /^# Stack = .*$/m,
      '# Stack = 1000 / 2000',
    );
    const [finding, ...others] = await of(
      'stack-memory',
      heap,
      GOROUTINES.replace('102489', '989').replace('102000', '500'),
    );
    expect(others).toEqual([]);
    expect(finding?.tier).toBe('info');
    expect(finding?.title).toMatch(/were there at once, 989 are now: a spike has passed, not a leak\.$/);
  });
});
