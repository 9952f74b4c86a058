import { describe, expect, it } from 'vitest';
import type { Finding } from '@core/api/findings';
import { capturePath } from '../../support/fixtures';
import { judgeTexts } from '../../support/judge';
import { readFileSync } from 'node:fs';

const fixture = (file: string): string => readFileSync(capturePath(file), 'utf8');

/** `count` goroutines in one place, ids from `first` on. */
function goroutines(first: number, count: number, state: string, frames: readonly string[], creator: string): string {
  const stack = frames.map((name, i) => `${name}(0x1)\n\t/src/app/app.go:${10 + i} +0x2e\n`).join('');
  return Array.from(
    { length: count },
    (_, i) =>
      `goroutine ${first + i} [${state}]:\n${stack}created by ${creator} in goroutine 1\n\t/src/app/app.go:90 +0x2e\n\n`,
  ).join('');
}

const text = ({ title, evidence }: Finding): string => [title, ...evidence.map((item) => item.text)].join(' ');

describe('sentences about one and about two', () => {
  it.each(['leakedmark/go1.27/goroutine.debug2.txt', 'leakedmark/go1.27/goroutineleak.debug1.txt'])(
    '%s',
    async (file) => {
      const { findings } = await judgeTexts(fixture(file));
      const single = findings.filter(({ count }) => count === 1);
      expect(single.length).toBeGreaterThan(2);
      for (const finding of single) expect(text(finding)).not.toMatch(/\b(all 1|them|[Tt]heir)\b/);
      const pair = findings.filter(({ count }) => count === 2);
      expect(pair.length).toBe(1);
      expect(text(pair[0] as Finding)).toMatch(/ both as leaked.* Both share one stack/);
    },
  );

  it('part of a group: the part is counted, the stack is that of all', async () => {
    const idle = goroutines(2, 3, 'chan receive', ['app.idle'], 'main.main');
    const leaked = goroutines(9, 1, 'chan receive (leaked)', ['app.idle'], 'main.main');
    const [finding] = (await judgeTexts(idle + leaked)).findings;
    expect(finding?.title).toBe(
      '1 goroutine blocked in chan receive at app.go:10, created by main.main; nobody is left to send or to close the channel.',
    );
    expect(finding?.evidence.map((item) => item.text)).toEqual(
      expect.arrayContaining([
        'The runtime has marked 1 of 4 as leaked: nothing alive can reach what it waits for.',
        'All 4 goroutines there share one stack; they are 100\u00a0% of all goroutines.',
      ]),
    );
  });
});

describe('waits for a WaitGroup', () => {
  const wait = (frames: readonly string[]): string =>
    goroutines(2, 12, 'sync.WaitGroup.Wait', ['sync.(*WaitGroup).Wait', ...frames], 'main.serve');
  const work = (creator: string): string => goroutines(50, 3, 'IO wait', ['net.(*conn).Read', 'app.work'], creator);
  const workerless = async (dump: string): Promise<boolean> =>
    (await judgeTexts(dump)).findings.some(({ evidence }) =>
      evidence.some(({ text }) => text.includes('is left: calls of Done are missing')),
    );

  it('are reported when nobody was started for them', async () => {
    expect(await workerless(wait(['app.Each']) + work('app.other'))).toBe(true);
  });

  it.each([
    ['the waiting function', ['app.Each'], 'app.Each'],
    ['a closure of it', ['app.Each'], 'app.Each.func1'],
    ['another method of its receiver', ['app.(*Pool).Close'], 'app.(*Pool).Start'],
    ['WaitGroup.Go', ['app.Each'], 'sync.(*WaitGroup).Go'],
    ['an errgroup', ['golang.org/x/sync/errgroup.(*Group).Wait', 'app.Each'], 'golang.org/x/sync/errgroup.(*Group).Go'],
  ])('have workers that were started by %s', async (_, frames, creator) => {
    expect(await workerless(wait(frames) + work(creator))).toBe(false);
  });
});

describe('a deadlock', () => {
  it.each(['deadlock.txt', 'deadlock.system.txt'])('%s: every goroutine of the program, proven', async (file) => {
    const { findings } = await judgeTexts(fixture(`crash/go1.27/${file}`));
    expect(findings.every(({ tier }) => tier === 'proven')).toBe(true);
    expect(findings.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(findings.some(({ rule, title }) => rule === 'deadlock' && title.includes('faults.go:99'))).toBe(true);
  });

  it('is no panic', async () => {
    const { findings } = await judgeTexts(fixture('crash/go1.27/panic.all.txt'));
    expect(findings.filter(({ tier }) => tier === 'proven' || tier === 'strong')).toEqual([]);
  });
});

it('what addresses suggest gives way to what the leak profile proves', async () => {
  const dump = fixture('leakedmark/go1.27/goroutine.debug1.txt');
  const alone = await judgeTexts(dump);
  expect(alone.findings.filter(({ rule }) => rule === 'nil-channel').map(({ tier }) => tier)).toContain('suspect');
  const { findings } = await judgeTexts(dump, fixture('leakedmark/go1.27/goroutineleak.debug1.txt'));
  expect(findings.filter(({ tier }) => tier === 'suspect')).toEqual([]);
  expect(findings.filter(({ tier }) => tier === 'proven').reduce((sum, { count }) => sum + count, 0)).toBe(75);
});

it('stack memory of leaked goroutines is their share of all, not of the leak profile', async () => {
  const heap = fixture('parked100k/go1.27/heap.debug1.txt');
  const inUse = Number(/# Stack = (\d+)/.exec(heap)?.[1]);
  const dump = fixture('leakedmark/go1.27/goroutine.debug1.txt');
  const { findings } = await judgeTexts(dump, fixture('leakedmark/go1.27/goroutineleak.debug1.txt'), heap);
  const proven = findings.filter(({ tier }) => tier === 'proven').reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  expect(proven / inUse).toBeCloseTo(75 / 83, 3);
});

it('stacks hold the memory only where they hold most of it', async () => {
  const heap = fixture('parked100k/go1.27/heap.debug1.txt');
  const titleOf = async (inUse: number): Promise<string | undefined> => {
    const text = heap.replace(/# HeapInuse = \d+/, `# HeapInuse = ${inUse}`);
    return (await judgeTexts(text)).findings.find(({ rule }) => rule === 'stack-memory')?.title;
  };
  expect(await titleOf(100 * 2 ** 20)).toMatch(/^Stacks, not heap, hold the memory: 201\sMiB of 301\sMiB in use/);
  expect(await titleOf(400 * 2 ** 20)).toMatch(/^Stacks hold much of the memory: 201\sMiB of 601\sMiB in use/);
  expect(await titleOf(4000 * 2 ** 20)).toBeUndefined();
});

it('three dumps in which nobody stays ask for no more dumps', async () => {
  const dump = (first: number, count: number): string =>
    goroutines(first, count, 'chan send', ['app.put'], 'main.main');
  const { findings } = await judgeTexts(dump(100, 100), dump(1000, 200), dump(2000, 300));
  expect(findings.map(({ tier, certainty }) => [tier, certainty])).toEqual([
    ['suspect', "The runtime's goroutineleak profile (Go 1.27, or 1.26 with its experiment) proves it."],
  ]);
});

it('contexts that the standard library holds are no lost cancel', async () => {
  const heap = fixture('lostcancel/go1.27/heap.debug1.txt');
  expect((await judgeTexts(heap.replaceAll(/\S+session\.\(\*Server\)\./g, 'net/http.(*conn).'))).findings).toEqual([]);
});

it('a lost cancel names no creator: contexts are not started by go', async () => {
  const { findings } = await judgeTexts(fixture('lostcancel/go1.27/heap.debug1.txt'));
  expect(findings.map(({ rule, creator }) => [rule, creator])).toEqual([
    ['lost-cancel', null],
    ['lost-cancel', null],
  ]);
});
