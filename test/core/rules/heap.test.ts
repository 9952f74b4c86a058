import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { heapSeries, samplingOf } from '@core/analysis/heap-series';
import type { Finding } from '@core/api/findings';
import type { Capture } from '@core/model/tables';
import { allocationPlaces } from '@core/rules/heap-places';
import { openFile } from '../../support/check-import';
import { capturePath } from '../../support/fixtures';
import { captureSeries, heapText, judgeCaptures, type HeapPlace } from '../../support/heap-text';

const MIB = 2 ** 20;
const base = (path: string): string => path.replace(/.*\//, '');
/** `tier rule place`. */
const verdicts = (findings: readonly Finding[]): string[] =>
  findings.map(({ tier, rule, site }) => `${tier} ${rule} ${site === null ? '-' : `${base(site.file)}:${site.line}`}`);
const sentences = ({ evidence }: Finding): string => evidence.map(({ text }) => text).join(' ');

/** Profiles of the leaking service or its twin, by number; a minute apart where `minutes`. */
async function service(go: string, variant: string, which: readonly number[], minutes = true): Promise<Capture[]> {
  const captures = [];
  for (const k of which) {
    const capture = await openFile(capturePath(`heapseries/${go}/heap.${variant}${k}.pb.gz`));
    captures.push(minutes ? { ...capture, timeMs: k * 60_000, timeSource: 'capture' as const } : capture);
  }
  return captures;
}
const ALL = [1, 2, 3, 4, 5, 6, 7, 8];

describe.each(['go1.22', 'go1.27'])('a service that keeps what it should not, %s', (go) => {
  it('eight profiles: where it grows, in place, and what nobody stops', async () => {
    const { findings } = judgeCaptures(await service(go, 'leak', ALL));
    const found = verdicts(findings);
    expect(found).toEqual(
      expect.arrayContaining([
        'strong heap-growth keep.go:63',
        'strong heap-growth keep.go:42',
        'suspect pinned-memory keep.go:85',
        'suspect timers-held keep.go:106',
      ]),
    );
    for (const line of [114, 123])
      expect(found).toContainEqual(expect.stringMatching(`(strong|suspect) lost-cancel keep.go:${line}`));
    // Since Go 1.23 the collector takes tickers that nothing refers to.
    expect(found.includes('suspect timers-held keep.go:98')).toBe(go === 'go1.22');
    expect(found.length).toBe(go === 'go1.22' ? 7 : 6);
    const slices = findings.find(({ site }) => site?.line === 42);
    expect(sentences(slices as Finding)).toMatch(/64\.\d\u00a0KiB each on average\. A sub-slice/);
    expect(slices?.fix?.title).toBe('Keep a copy of the part.');
    expect(findings.find(({ site }) => site?.line === 63)?.fix?.title).toBe('Give the cache a bound.');
  });

  it('the same eight within two seconds: no strong finding', async () => {
    const { findings } = judgeCaptures(await service(go, 'leak', ALL, false));
    expect(findings.length).toBeGreaterThanOrEqual(6);
    expect(findings.every(({ tier }) => tier === 'suspect')).toBe(true);
  });

  it('three profiles are at most a suspicion, two no more than a note, of the heap', async () => {
    const three = judgeCaptures(await service(go, 'leak', [2, 5, 8])).findings;
    expect(verdicts(three)).toContain('suspect heap-growth keep.go:63');
    expect(three.every(({ tier }) => tier === 'suspect')).toBe(true);
    const two = judgeCaptures(await service(go, 'leak', [2, 8])).findings.filter(({ rule }) => rule === 'heap-growth');
    expect(two.map(({ tier }) => tier)).toEqual(['info']);
    expect(two[0]?.title).toMatch(/^Between two heap profiles memory allocated at keep\.go:(63|42) grew most/);
    expect(two[0]?.certainty).toContain('three profiles');
  });

  it('one profile: contexts, and timers, that outnumber the goroutines; nothing about growth', async () => {
    const found = verdicts(judgeCaptures(await service(go, 'leak', [8])).findings);
    expect(found).toEqual(
      expect.arrayContaining([
        'suspect lost-cancel keep.go:114',
        'suspect lost-cancel keep.go:123',
        'suspect timers-held keep.go:106',
      ]),
    );
    expect(found.every((line) => line.startsWith('suspect '))).toBe(true);
    expect(found.some((line) => line.includes('heap-growth'))).toBe(false);
  });

  it('its twin: a cache that fills up, a saw, timers and contexts in use give nothing', async () => {
    for (const which of [ALL, [4, 5, 6, 7, 8], [3, 5, 8], [6, 7, 8], [8]]) {
      expect(verdicts(judgeCaptures(await service(go, 'fixed', which)).findings)).toEqual([]);
    }
  });

  it('the order given does not matter: the profiles have their times', async () => {
    const turned = judgeCaptures(await service(go, 'leak', [...ALL].reverse())).findings;
    const straight = judgeCaptures(await service(go, 'leak', ALL)).findings;
    expect(turned.map(({ id, title }) => [id, title])).toEqual(straight.map(({ id, title }) => [id, title]));
  });
});

const OTHER: HeapPlace = {
  stack: ['main.load /src/app/load.go:10', 'main.main /src/app/main.go:5'],
  objects: 10,
  bytes: 64 * MIB,
};
/** Profiles of which one place holds so many MiB: what is new was allocated since the one before, and `churn` MiB that were freed. */
function cache(mebibytes: readonly number[], churn = 0): string[] {
  let made = 0;
  return mebibytes.map((held, i) => {
    made += Math.max(0, held - (i === 0 ? 0 : (mebibytes[i - 1] ?? 0))) + churn;
    return heapText([
      OTHER,
      {
        stack: ['main.(*Cache).Put /src/app/cache.go:42', 'main.serve /src/app/serve.go:9'],
        objects: Math.round(1000 * held),
        bytes: Math.round(held * MIB),
        madeObjects: Math.round(1000 * made),
        madeBytes: Math.round(made * MIB),
      },
    ]);
  });
}
/** What the rules of memory say. */
const judged = async (texts: readonly string[], apart: number | null = 1): Promise<Finding[]> => [
  ...judgeCaptures(await captureSeries(texts, apart)).findings.filter(({ rule }) =>
    /^(heap-growth|pinned-memory|lost-cancel|timers-held|stack-memory|rss-gap|gc-death-spiral)$/.test(rule),
  ),
];

describe('heap growth', () => {
  it('says how much, per minute, how sure, and what is kept', async () => {
    const [finding] = await judged(cache([10, 14, 18, 22, 26, 30]));
    expect(finding).toMatchObject({
      rule: 'heap-growth',
      tier: 'strong',
      bytes: 30 * MIB,
      count: 30_000,
      growthPerMinute: 4000,
    });
    expect(finding?.title).toBe(
      'Memory allocated at cache.go:42 grows: 12.0\u00a0MiB → 28.0\u00a0MiB over 6 profiles, +4.00\u00a0MiB/min; nothing stops it so far.',
    );
    expect(sentences(finding as Finding)).toContain(
      'every allocation was recorded. Mann–Kendall test for growth: p = 0.0014 over 6 profiles.',
    );
    expect(sentences(finding as Finding)).toContain('100\u00a0% is still held.');
    expect(finding?.certainty).not.toBe('');
    expect(finding?.stack.map(({ line }) => line)).toEqual([42, 9]);
  });

  it('and when it reaches the limit, where one is known', async () => {
    const limit = `# TYPE go_gc_gomemlimit_bytes gauge
go_gc_gomemlimit_bytes ${400 * MIB}
# TYPE go_memstats_sys_bytes gauge
go_memstats_sys_bytes ${200 * MIB}
# TYPE go_memstats_heap_released_bytes gauge
go_memstats_heap_released_bytes 0
`;
    const [finding] = await judged([...cache([10, 14, 18, 22, 26, 30]), limit]);
    expect(sentences(finding as Finding)).toMatch(
      /At 4\.00\u00a0MiB a minute GOMEMLIMIT of 400\u00a0MiB is reached in 50\u00a0min\.$/,
    );
  });

  it.each([
    ['a plateau', [10, 30, 50, 60, 61, 61, 61, 61]],
    ['a cache that fills up slowly', [10, 40, 58, 68, 74, 78, 80, 81, 82, 82]],
    ['a saw', [10, 50, 90, 10, 50, 90, 10, 50, 90]],
    ['what stands', [50, 50, 50, 50, 50, 50]],
    ['what falls', [90, 80, 70, 60, 50, 40]],
    ['less than a mebibyte', [1, 1.1, 1.2, 1.3, 1.4, 1.5]],
    ['less than a fifth', [100, 103, 106, 109, 112, 115]],
    ['three that do not all rise', [10, 40, 30]],
  ])('%s is none', async (_, values) => {
    expect(verdicts(await judged(cache(values)))).toEqual([]);
  });

  it('most is freed: a suspicion, however long', async () => {
    expect(verdicts(await judged(cache([10, 14, 18, 22, 26, 30, 34, 38], 20)))).toEqual([
      'suspect heap-growth cache.go:42',
    ]);
  });

  it('without times it takes ten profiles to be strong', async () => {
    const values = Array.from({ length: 10 }, (_, i) => 10 + 4 * i);
    expect(verdicts(await judged(cache(values.slice(0, 9)), null))).toEqual(['suspect heap-growth cache.go:42']);
    expect(verdicts(await judged(cache(values), null))).toEqual(['strong heap-growth cache.go:42']);
  });

  it('profiles of the process before are not of the series', async () => {
    const before = cache([200, 240, 280]);
    expect(verdicts(await judged([...before, ...cache([10, 20])]))).toEqual(['info heap-growth cache.go:42']);
  });

  it('the warm-up does not count where five profiles are left', async () => {
    // While it loads, a tenth of all allocation is done: then it stands.
    expect(verdicts(await judged(cache([1, 40, 41, 40, 41, 40, 41], 0)))).toEqual([]);
    // From 1 to 40 in the first step, then 4 a step: the slope is that of what follows.
    const [finding] = await judged(cache([1, 40, 44, 48, 52, 56, 60], 100));
    expect(finding?.title).toContain('+4.00\u00a0MiB/min');
  });

  it('growth within the error of sampling is none', async () => {
    const sampled = (objects: readonly number[]): string[] =>
      objects.map((count) =>
        heapText([{ stack: ['main.parse /src/app/parse.go:7'], objects: count, bytes: 64 * count }], {}, 524288),
      );
    // One to five sampled objects of 64 bytes stand for 0.5 to 2.5 MiB.
    expect(verdicts(await judged(sampled([1, 2, 3, 4, 5])))).toEqual([]);
    expect(verdicts(await judged(sampled([10, 60, 110, 160, 210])))).toEqual(['strong heap-growth parse.go:7']);
  });

  it('metrics of the whole heap: that it grows, not where', async () => {
    const scrape = (mebibytes: number, i: number): string =>
      `# TYPE go_memstats_heap_alloc_bytes gauge\ngo_memstats_heap_alloc_bytes ${mebibytes * MIB} ${1e12 + i * 60_000}\n`;
    const leak = Array.from({ length: 12 }, (_, i) => scrape(100 + 10 * i + 5 * (i % 2), i));
    const [finding] = judgeCaptures(await captureSeries(leak, 1)).findings;
    expect(finding).toMatchObject({ rule: 'heap-growth', tier: 'suspect', site: null });
    expect(finding?.advice[0]).toContain('Take heap profiles');
    const saw = Array.from({ length: 12 }, (_, i) => scrape(100 + 40 * (i % 3), i));
    expect(judgeCaptures(await captureSeries(saw, 1)).findings).toEqual([]);
  });
});

describe('memory held for a small part of it', () => {
  it('a slice that is only appended to', async () => {
    const [finding] = await judged(
      [8, 12, 18, 27, 40].map((mebibytes) =>
        heapText([
          OTHER,
          { stack: ['main.(*Journal).Add /src/app/journal.go:12'], objects: 1, bytes: mebibytes * MIB },
        ]),
      ),
    );
    expect(finding).toMatchObject({ rule: 'pinned-memory', tier: 'suspect', count: 1 });
    expect(finding?.title).toMatch(/^One object allocated at journal\.go:12 grows in place/);
  });

  it('huge buffers of a pool are a note', async () => {
    const pool = (objects: number, mebibytes: number): HeapPlace => ({
      stack: [
        'main.init.func1 /src/app/pool.go:5',
        'sync.(*Pool).Get /go/src/sync/pool.go:155',
        'main.render /src/app/render.go:8',
      ],
      objects,
      bytes: mebibytes * MIB,
    });
    expect(verdicts(await judged([heapText([OTHER, pool(20, 80)])]))).toEqual(['info pinned-memory pool.go:5']);
    expect(verdicts(await judged([heapText([OTHER, pool(2000, 80)])]))).toEqual([]);
  });
});

describe('contexts and timers against goroutines', () => {
  const contexts = (count: number): HeapPlace => ({
    stack: [
      'context.withCancel /go/src/context/context.go:278',
      'context.WithCancel /go/src/context/context.go:242',
      'main.(*Hub).Join /src/app/hub.go:30',
    ],
    objects: count,
    bytes: 80 * count,
  });
  const dump = (count: number, name: string): string =>
    Array.from(
      { length: count },
      (_, i) => `goroutine ${i + 1} [select]:\n${name}(0x1)\n\t/src/app/hub.go:33 +0x2e\n\n`,
    ).join('');

  it('sessions with a context each are in use', async () => {
    expect(verdicts(await judged([heapText([contexts(500)]), dump(500, 'main.(*Hub).Join')], null))).toEqual([]);
  });

  it('as many that no goroutine is inside of are lost', async () => {
    const findings = await judged([heapText([contexts(500)]), dump(500, 'main.idle')], null);
    const lost = findings.find(({ rule }) => rule === 'lost-cancel');
    expect(lost).toMatchObject({ tier: 'suspect', count: 500 });
    expect(sentences(lost as Finding)).toContain('No goroutine is inside (*Hub).Join.');
  });

  it('a number that grows from minute to minute with nobody inside is strong', async () => {
    const captures = await captureSeries(
      [...[500, 900, 1300, 1700, 2100, 2500].map((count) => heapText([contexts(count)])), dump(20, 'main.idle')],
      1,
    );
    const lost = judgeCaptures(captures).findings.find(({ rule }) => rule === 'lost-cancel');
    expect(lost).toMatchObject({ tier: 'strong', count: 2500, growthPerMinute: 400 });
  });

  it('pending AfterFuncs that stand are not reported', async () => {
    const functions = (count: number): string =>
      heapText([
        {
          stack: [
            'time.newTimer /go/src/time/sleep.go:5',
            'time.AfterFunc /go/src/time/sleep.go:178',
            'main.(*S).Touch /src/app/s.go:9',
          ],
          objects: count,
          bytes: 96 * count,
        },
      ]);
    expect(verdicts(await judged([functions(5000)]))).toEqual(['suspect timers-held s.go:9']);
    expect(verdicts(await judged([5000, 5010, 4990].map(functions)))).toEqual([]);
    // A connection has a timer, and a goroutine, of its own.
    expect(verdicts(await judged([functions(5000), dump(4000, 'main.idle')], null))).toEqual([]);
    expect(verdicts(await judged([1000, 3000, 5000].map(functions)))).toEqual(['suspect timers-held s.go:9']);
  });
});

it('no numbers make a rule fail, or say NaN', async () => {
  const number = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1e15 }), fc.integer({ min: 0, max: 1e6 }));
  const record = fc.record({
    stack: fc.constantFrom(
      ['main.f /src/app/f.go:1', 'main.main /src/app/main.go:2'],
      ['context.withCancel /go/src/context/context.go:278', 'main.g /src/app/g.go:3'],
      ['time.newTimer /go/src/time/sleep.go:5', 'time.AfterFunc /go/src/time/sleep.go:178', 'main.h /src/app/h.go:4'],
      ['runtime.malg /go/src/runtime/proc.go:5'],
    ),
    ...{ objects: fc.nat(1e6), freed: fc.nat(1e6), size: fc.integer({ min: 1, max: 1e9 }) },
  });
  const stats = fc.record({
    ...{
      Sys: number,
      HeapInuse: number,
      HeapAlloc: number,
      HeapIdle: number,
      HeapReleased: number,
      StackInuse: number,
    },
    ...{ MaxRSS: number, NumGC: number, NextGC: number, TotalAlloc: number },
  });
  const profile = fc.tuple(fc.array(record, { minLength: 1, maxLength: 6 }), stats, fc.constantFrom(1, 4096, 524288));
  await fc.assert(
    fc.asyncProperty(
      fc.array(profile, { minLength: 1, maxLength: 7 }),
      fc.constantFrom(null, 0, 1),
      fc.constantFrom(1, -1),
      async (profiles, apart, sign) => {
        const captures = await captureSeries(
          profiles.map(([places, memStats, rate]) => {
            const made = places.map(({ stack, objects, freed, size }) => ({
              ...{ stack, objects, bytes: objects * size },
              ...{ madeObjects: objects + freed, madeBytes: (objects + freed) * size },
            }));
            return heapText([OTHER, ...made], memStats, rate);
          }),
          apart,
        );
        // A difference of profiles has negative numbers.
        const signed = captures.map((capture) => ({
          ...capture,
          samples: { ...capture.samples, values: capture.samples.values.map((column) => column.map((v) => sign * v)) },
        }));
        for (const finding of judgeCaptures(signed).findings) {
          expect(`${finding.title} ${finding.summary} ${sentences(finding)}`).not.toMatch(/NaN|Infinity|undefined/);
          expect(Number.isFinite(finding.bytes ?? 0) && Number.isFinite(finding.growthPerMinute ?? 0)).toBe(true);
          expect(finding.count).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

describe('a heap series', () => {
  it('has the same totals as its profiles, and sites that are no larger', async () => {
    const captures = await service('go1.22', 'leak', [1, 4, 8]);
    const series = heapSeries(analyse(captures), allocationPlaces);
    if (series === null) throw new Error('no series');
    captures.forEach(({ samples }, i) => {
      const total = (samples.values[3] ?? new Float64Array(0)).reduce((all, value) => all + value, 0);
      expect(series.total[i]).toBe(total);
      const listed = series.sites.reduce((all, site) => all + (site.bytes[i] ?? 0), 0);
      expect(listed).toBeLessThanOrEqual(total);
    });
    expect([...series.times]).toEqual([0, 3, 7]);
  });

  it('knows how many objects were sampled', () => {
    // Of objects as large as the rate, 63 % are sampled.
    expect(samplingOf(100, 100 * 524288, 524288).sampled).toBeCloseTo(63.2, 1);
    expect(samplingOf(100, 6400, 1)).toEqual({ sampled: 100, variance: 0 });
    expect(samplingOf(0, 0, 524288)).toEqual({ sampled: 0, variance: 0 });
    // One object of 64 bytes stands for 8,192; its error is as large as itself.
    const { sampled, variance } = samplingOf(8192, 64 * 8192, 524288);
    expect(sampled).toBeCloseTo(1, 2);
    expect(Math.sqrt(variance)).toBeCloseTo(64 * 8192, -4);
  });
});
