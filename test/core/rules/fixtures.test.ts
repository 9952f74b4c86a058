import { readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import type { Finding, Tier } from '@core/api/findings';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { judge } from '@core/rules/run';

const CAPTURES = resolve(import.meta.dirname, '../../fixtures/captures');
const VERSIONS = ['go1.22', 'go1.26', 'go1.27'] as const;

async function judgeFiles(...files: string[]): Promise<readonly Finding[]> {
  const captures = [];
  for (const file of files) {
    const path = join(CAPTURES, file);
    const opened = await openSource(bytesSource(basename(path), readFileSync(path), statSync(path).mtimeMs), {
      signal: null,
      progress: () => undefined,
    });
    if (!opened.ok) throw new Error(`${file}: ${opened.error.message}`);
    captures.push(...opened.value);
  }
  return judge(analyse(captures), null).findings;
}

/** `tier rule count site` of all findings above info: what a person would read first. */
function verdicts(findings: readonly Finding[], tiers: readonly Tier[] = ['proven', 'strong', 'suspect']): string[] {
  return findings
    .filter((finding) => tiers.includes(finding.tier))
    .map(
      ({ tier, rule, count, site }) =>
        `${tier} ${rule} ${count} ${site === null ? '-' : `${basename(site.file)}:${site.line}`}`,
    );
}

describe.each(VERSIONS)('%s', (go) => {
  it.each(['goroutine.pb.gz', 'goroutine.debug1.txt'])(
    'parked100k %s: 100 000 senders, where and what to do',
    async (file) => {
      const findings = await judgeFiles(`parked100k/${go}/${file}`);
      expect(verdicts(findings)).toEqual(['suspect abandoned-sender 100000 ingest.go:88']);
      const [first] = findings;
      expect(first?.title).toContain('100,000 goroutines blocked in chan send at ingest.go:88');
      expect(first?.operation).toBe('chan send');
      expect(first?.entry?.function).toContain('ingest.(*Batcher)');
      expect(first?.advice[0]).toMatch(/^Give the channel room for one result/);
      expect(first?.certainty).not.toBe('');
    },
  );

  it('parked100k debug=2: the creator, and that nobody is left in it', async () => {
    const findings = await judgeFiles(`parked100k/${go}/goroutine.n250.debug2.txt`);
    expect(verdicts(findings)).toEqual(['suspect abandoned-sender 250 ingest.go:88']);
    expect(findings[0]?.creator?.function).toMatch(/ingest\.\(\*Batcher\)\.startWorker$/);
    expect(findings[0]?.title).toContain('created by (*Batcher).startWorker; the receiver has probably returned.');
    expect(findings[0]?.goroutines.length).toBe(100);
  });

  it('parked100k with its heap: stacks, not heap, and whose', async () => {
    const findings = await judgeFiles(`parked100k/${go}/goroutine.pb.gz`, `parked100k/${go}/heap.debug1.txt`);
    expect(verdicts(findings)[0]).toBe('suspect abandoned-sender 100000 ingest.go:88');
    const stacks = findings.find((finding) => finding.rule === 'stack-memory');
    expect(stacks?.bytes).toBeGreaterThan(200e6);
    expect(stacks?.title).toContain('100,000 of 102,489 goroutines wait at ingest.go:88');
  });

  it.each(['goroutine.pb.gz', 'goroutine.debug1.txt', 'goroutine.debug2.txt'])(
    'healthy %s: nothing above info',
    async (file) => {
      expect(verdicts(await judgeFiles(`healthy/${go}/${file}`))).toEqual([]);
    },
  );

  it('nilchan: both directions, proven', async () => {
    const found = verdicts(await judgeFiles(`nilchan/${go}/goroutine.debug2.txt`), ['proven']);
    expect(found.map((line) => line.replace(/ \S+$/, ''))).toEqual([
      'proven nil-channel 8',
      'proven nil-channel 5',
      'proven nil-channel 1',
    ]);
  });

  it('emptyselect: the goroutines, not main', async () => {
    for (const file of ['goroutine.pb.gz', 'goroutine.debug1.txt', 'goroutine.debug2.txt']) {
      const found = (await judgeFiles(`emptyselect/${go}/${file}`)).filter(({ rule }) => rule === 'empty-select');
      // Text with debug=1 hides the frame that says it; addresses are evidence, no proof.
      const sure = file.endsWith('debug1.txt') ? 'suspect' : 'proven';
      expect(
        found.map(({ count, tier }) => `${tier} ${count}`),
        file,
      ).toEqual([`${sure} 3`]);
      expect(found[0]?.entry?.function).not.toBe('main.main');
    }
  });

  it('locks: the pile-up behind a forgotten unlock', async () => {
    for (const file of ['goroutine.pb.gz', 'goroutine.debug1.txt', 'goroutine.debug2.txt']) {
      const found = (await judgeFiles(`locks/${go}/${file}`)).filter(({ rule }) => rule === 'lock-never-released');
      expect(
        found.map(({ count }) => count),
        file,
      ).toContain(40);
      expect(found[0]?.advice[0]).toContain('defer mu.Unlock()');
    }
  });

  it('waitgroup: waits whose workers are all gone', async () => {
    const found = (await judgeFiles(`waitgroup/${go}/goroutine.debug2.txt`)).filter(
      ({ rule }) => rule === 'waitgroup-never-done',
    );
    expect(found.map(({ tier, count }) => `${tier} ${count}`)).toEqual(['suspect 20']);
    expect(found[0]?.title).toContain('calls of Done are missing');
  });

  it('timeoutleak: senders whose starter has gone', async () => {
    const found = verdicts(await judgeFiles(`timeoutleak/${go}/goroutine.debug2.txt`));
    expect(found.some((line) => line.startsWith('suspect abandoned-sender 120 '))).toBe(true);
  });

  it.each(['heap.pb.gz', 'heap.debug1.txt'])('lostcancel %s: with and without a timer', async (file) => {
    const found = (await judgeFiles(`lostcancel/${go}/${file}`)).filter(({ rule }) => rule === 'lost-cancel');
    expect(found.length).toBe(2);
    expect(found.map(({ title }) => title).join('\n')).toMatch(/contexts with a timer made at session\.go:\d+/);
    expect(found.map(({ title }) => title).join('\n')).toMatch(/cancellable contexts made at session\.go:\d+/);
    for (const { count } of found) expect(count).toBeGreaterThan(2000);
  });

  it('series of dumps: the leak is strong, the pool and the sessions are not', async () => {
    const found = await judgeFiles(...[1, 2, 3].map((n) => `series/${go}/goroutine.${n}.debug2.txt`));
    expect(verdicts(found, ['strong']).map((line) => line.replace(/ \S+$/, ''))).toEqual([
      'strong abandoned-sender 240',
    ]);
    expect(found[0]?.series.map(({ count }) => count)).toEqual([80, 160, 240]);
  });

  it('series of profiles: rising, but without ids never strong', async () => {
    const found = await judgeFiles(...[1, 2, 3].map((n) => `series/${go}/goroutine.${n}.pb.gz`));
    expect(verdicts(found, ['strong', 'proven'])).toEqual([]);
    expect(found[0]?.series.map(({ count }) => count)).toEqual([80, 160, 240]);
    expect(found[0]?.growthPerMinute).toBeGreaterThan(500);
  });
});

describe.each(['go1.26', 'go1.27'])('%s leak mark', (go) => {
  it.each(['goroutine.debug2.txt', 'goroutineleak.pb.gz', 'goroutineleak.debug1.txt'])(
    '%s: 75 proven',
    async (file) => {
      const found = (await judgeFiles(`leakedmark/${go}/${file}`)).filter(({ tier }) => tier === 'proven');
      expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(75);
      const rules = [...new Set(found.map(({ rule }) => rule))].sort();
      // The mark proves; the pattern explains. Dumps and profiles also tell what cannot wake by itself.
      expect(rules).toEqual(
        expect.arrayContaining(['abandoned-receiver', 'abandoned-sender', 'waitgroup-never-done', 'missed-signal']),
      );
      expect(rules.includes('empty-select')).toBe(!file.endsWith('debug1.txt'));
    },
  );
});

it('ids are the same in every capture of a program and in both text forms', async () => {
  const ids = async (file: string): Promise<string[]> =>
    (await judgeFiles(file)).filter(({ tier }) => tier !== 'info').map(({ id }) => id);
  const first = await ids('series/go1.26/goroutine.1.debug2.txt');
  expect(first.length).toBeGreaterThan(0);
  expect(await ids('series/go1.26/goroutine.3.debug2.txt')).toEqual(first);
  expect(await ids('series/go1.26/goroutine.3.debug1.txt')).toEqual(first);
  expect(await ids('series/go1.26/goroutine.3.pb.gz')).toEqual(first);
});
