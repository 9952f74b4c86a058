import { describe, expect, test } from 'vitest';
import type { Finding } from '@core/api/findings';
import type { RuleResult } from '@core/api/rules';
import { bytesSource } from '@core/base/source';
import { Engine } from '@core/query/engine';
import type { RuleFileText } from '@core/query/rule-files';
import { capturePath } from '../../../support/fixtures';
import { fileSource } from '../../../support/engine';

interface Judged {
  readonly findings: readonly Finding[];
  readonly result: RuleResult;
}

function folders(...texts: readonly string[]) {
  const files = texts.map((text, i): RuleFileText => ({
    ...{ path: `r${i}.yaml`, scope: 'project', content: { text } },
    kind: text.startsWith('-') ? 'suppressions' : 'rules',
  }));
  return { folders: [], files, writable: [] };
}

type Input = string | { readonly name: string; readonly text: string; readonly modifiedMs?: number };

async function open(inputs: readonly Input[], today = '2026-11-21'): Promise<Engine> {
  const engine = new Engine({ now: () => performance.now(), date: () => Date.parse(today) });
  const sources = inputs.map((input) => {
    if (typeof input === 'string') return fileSource(capturePath(input));
    const source = bytesSource(input.name, new TextEncoder().encode(input.text));
    return { ...source, ...(input.modifiedMs === undefined ? {} : { modifiedMs: input.modifiedMs }) };
  });
  const opened = await engine.open({ doc: 'd-1', inputs: sources });
  if (!opened.ok) throw new Error(opened.error.message);
  return engine;
}

async function judged(engine: Engine, rule: string): Promise<Judged> {
  const book = engine.loadRules(folders(rule));
  expect(book.files.flatMap(({ problems }) => problems)).toEqual([]);
  const findings = await engine.query('findings', { doc: 'd-1' });
  const results = await engine.query('ruleResults', { doc: 'd-1' });
  if (!findings.ok || !results.ok) throw new Error('no answer');
  const [result] = results.value.results;
  if (result === undefined) throw new Error('no result');
  return { findings: findings.value.findings.filter(({ rule: id }) => id.startsWith('user/')), result };
}

const SERIES = [1, 2, 3].map((i) => `series/go1.26/goroutine.${i}.debug2.txt`);
const rule = (table: string, when: string, message: string, more = ''): string =>
  `name: r\ntable: ${table}\nwhen: ${JSON.stringify(when)}\nmessage: ${JSON.stringify(message)}\n${more}`;

describe('goroutines', () => {
  test('a finding has the facts of its group and the words of the rule', async () => {
    const engine = await open(['locks/go1.26/goroutine.debug2.txt']);
    const { findings, result } = await judged(
      engine,
      rule(
        'goroutines',
        'operation == "mutex lock" && count >= 40',
        '{count} wait at {site.function} ({packages})',
        'severity: error\nadvice: a\n',
      ),
    );
    expect(result).toEqual({ rule: 'r', rows: expect.any(Number), findings: findings.length, note: '', failed: false });
    const [finding] = findings;
    expect(finding).toMatchObject({
      ...{ rule: 'user/r', tier: 'suspect', severity: 'error', operation: 'mutex lock', advice: ['a'] },
      count: expect.any(Number),
      evidence: [
        { text: expect.stringContaining('The rule “r” (r0.yaml:1) says so') },
        { target: { view: 'goroutines' } },
      ],
    });
    expect(finding?.id).toMatch(/^user-r-[0-9a-f]{12}$/);
    expect(finding?.goroutines.length).toBeGreaterThan(0);
    expect(finding?.title).toContain(`${finding?.count} wait at ${finding?.site?.function ?? ''}`);
  });

  test.each([
    ['size(ids) == 40 && ids.all(i, i > 0)', 1],
    ['"sync" in packages && functions.exists(f, f.matches("(?i)mutex"))', 1],
    ['minutes > 0.0 || true', 1],
    ['site.line > 0 && site.file.endsWith(".go") && site.package != ""', 1],
    ['has(labels.tenant)', 0],
    ['labels.tenant == ["x"] || count == 40', 1],
    ['share > 0.4 && share < 0.5', 1],
    ['growthPerMinute > 0.0', 0],
    ['growthPerMinute < 0.0', 0],
    ['double(count) / 2.0 == 20.0 && count / 3 == 13 && count % 7 == 5', 1],
    ['string(count) == "40" && int("40") == count && -count == -40', 1],
    ['state.lowerAscii().contains("mutex") ? count == 40 : false', 1],
    ['functions.filter(f, f.startsWith("sync.")).size() > 0 && functions[0] != ""', 1],
    ['packages.exists_one(p, p == "sync")', 1],
    ['!(operation in ["select", "sleep"]) && leaked == 0', 1],
  ])('%s', async (when, found) => {
    const engine = await open(['locks/go1.26/goroutine.debug2.txt']);
    const { findings, result } = await judged(engine, rule('goroutines', `count == 40 && (${when})`, 'm'));
    expect([result.note, findings.length]).toEqual(['', found]);
  });

  test.each([
    ['labels.tenant == ["x"]', 'it has no "tenant"'],
    ['functions[1000] == ""', 'there is no item 1000 in a list of'],
    ['count / 0 > 1', 'it divides by zero'],
    ['int("x" + operation) > 1', 'is no whole number'],
    ['count * 4611686018427387904 > 1', 'beyond 64 bits'],
  ])('what a row does not allow is told with the row: %s', async (when, words) => {
    const engine = await open(['locks/go1.26/goroutine.debug2.txt']);
    const { findings, result } = await judged(engine, rule('goroutines', when, 'm'));
    expect(findings).toEqual([]);
    expect(result.failed).toBe(true);
    expect(result.note).toMatch(/^The rule could not judge: row \d+ \(g-s[0-9a-f]{16}\): /);
    expect(result.note).toContain(words);
  });

  test('a hostile condition ends, and takes no other rule with it', async () => {
    const engine = await open(['locks/go1.26/goroutine.debug2.txt']);
    const digits = `[${'1,'.repeat(199)}1]`;
    const nested = `${digits}.all(a, ${digits}.all(b, ${digits}.all(c, ${digits}.all(d, a + b + c + d > 0))))`;
    const grown = Array.from(
      { length: 30 },
      () => '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"',
    ).join(' + ');
    engine.loadRules(
      folders(
        rule('goroutines', nested, 'm').replace('name: r', 'name: slow'),
        rule(
          'goroutines',
          `[${grown}].exists(x, (x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x) == "")`,
          'm',
        ).replace('name: r', 'name: large'),
        rule('goroutines', 'count == 40', 'm').replace('name: r', 'name: fine'),
      ),
    );
    const results = await engine.query('ruleResults', { doc: 'd-1' });
    expect(
      results.ok && results.value.results.map(({ rule: name, failed, findings }) => [name, failed, findings]),
    ).toEqual([
      ['slow', true, 0],
      ['large', true, 0],
      ['fine', false, 1],
    ]);
    const findings = await engine.query('findings', { doc: 'd-1' });
    expect(findings.ok && findings.value.ruleNotes[0]).toContain('slow: The rule could not judge');
  });
});

describe('for', () => {
  const when = 'operation == "chan send" && count >= 80';
  const minute = 60_000;
  const series = SERIES.map((name) => name);

  async function seriesOf(spanMs: number, files = series): Promise<Engine> {
    const fs = await import('node:fs');
    return open(
      files.map((name, i) => ({
        name,
        text: fs.readFileSync(capturePath(name), 'utf8'),
        modifiedMs: Date.parse('2026-01-01') + i * spanMs,
      })),
    );
  }

  test('holds when the condition has held that long', async () => {
    const { findings } = await judged(
      await seriesOf(minute),
      rule('goroutines', when, '{growthPerMinute}', 'for: 2m\n'),
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]?.evidence[0]?.text).toContain('It has held for 2m.');
    expect(findings[0]?.title).toBe('+80/min');
    expect(findings[0]?.series.map(({ count }) => count)).toEqual([80, 160, 240]);
  });

  test('does not when it began to hold later', async () => {
    const { findings, result } = await judged(
      await seriesOf(minute),
      rule('goroutines', when.replace('80', '160'), 'm', 'for: 2m\n'),
    );
    expect([findings.length, result.note]).toEqual([0, '']);
  });

  test('cannot be told from a series that is too short, or from one capture', async () => {
    const short = await judged(await seriesOf(minute), rule('goroutines', when, 'm', 'for: 5m\n'));
    expect(short.findings).toEqual([]);
    expect(short.result.note).toContain('whether for 5m cannot be told: the captures span 2m.');
    const one = await judged(await seriesOf(minute, series.slice(0, 1)), rule('goroutines', when, 'm', 'for: 5m\n'));
    expect(one.result.note).toContain('there is one capture, or the captures have no times');
  });

  const scrape = (i: number, slow: number): Input => ({
    name: `m${i}.prom`,
    modifiedMs: Date.parse('2026-01-01') + i * minute,
    text: `# TYPE go_goroutines gauge
go_goroutines ${10 + i}
# TYPE req_seconds histogram
req_seconds_bucket{path="/",le="1"} ${100 * i}
req_seconds_bucket{path="/",le="5"} ${100 * i + slow}
req_seconds_bucket{path="/",le="+Inf"} ${100 * i + slow}
req_seconds_sum{path="/"} ${i}
req_seconds_count{path="/"} ${100 * i + slow}
# TYPE jobs_total counter
jobs_total{queue="a"} ${60 * i}
jobs_total{queue="b"} ${600 * i}
`,
  });

  test('over scrapes: a golden signal', async () => {
    const slow = [0, 50, 100, 150, 200, 250, 300];
    const engine = await open(slow.map((count, i) => scrape(i, count)));
    const p99 = await judged(engine, rule('metrics', 'name == "req_seconds" && p99 > 2.0', 'p99 {p99} s', 'for: 5m\n'));
    expect(p99.findings.map(({ title }) => title)).toEqual([expect.stringMatching(/^p99 4\.\d+ s$/)]);
    const fast = await judged(
      await open([0, 50, 50, 50, 100, 150, 200].map((count, i) => scrape(i, count))),
      rule('metrics', 'name == "req_seconds" && p99 > 2.0', 'm', 'for: 5m\n'),
    );
    expect(fast.findings).toEqual([]);
    const rate = await judged(
      engine,
      rule(
        'metrics',
        'name == "jobs_total" && labels.queue == "b" && perSecond > 5.0',
        '{labels.queue}: {perSecond}/s',
        'for: 3m\n',
      ),
    );
    expect(rate.findings.map(({ title }) => title)).toEqual(['b: 10/s']);
    const known = await judged(
      engine,
      rule('metrics', 'name == "go:goroutines" && value > 10.0', '{value}', 'for: 5m\n'),
    );
    expect(known.findings.map(({ title }) => title)).toEqual(['16']);
  });
});

describe('other tables', () => {
  test('heap: sites with what they hold', async () => {
    const engine = await open(['lostcancel/go1.26/heap.pb.gz']);
    const { findings } = await judged(
      engine,
      rule('heap', 'share > 0.2 && inuseObjects > 0', '{inuseBytes} in {inuseObjects} objects, {share}'),
    );
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0]).toMatchObject({
      bytes: expect.any(Number),
      site: { function: expect.any(String) },
      evidence: [{}, { target: { view: 'flame' } }],
    });
    expect(findings[0]?.title).toMatch(/^[\d.]+\s.iB in [\d,]+ objects, \d+\.\d %$/);
  });

  test('process: one row from captures of different kinds', async () => {
    const engine = await open(['parked100k/go1.26/goroutine.pb.gz', 'parked100k/go1.26/heap.debug1.txt']);
    const { findings, result } = await judged(
      engine,
      rule('process', 'goroutines > 100000.0 && stackInuse > heapInuse / 2.0', '{goroutines} {stackInuse} {goVersion}'),
    );
    expect([result.rows, findings.length, result.note]).toEqual([1, 1, '']);
  });

  test('a document without the table is no mistake', async () => {
    const engine = await open(['locks/go1.26/goroutine.debug2.txt']);
    const { findings, result } = await judged(engine, rule('heap', 'inuseBytes > 1', 'm'));
    expect(findings).toEqual([]);
    expect(result).toEqual({
      rule: 'r',
      rows: 0,
      findings: 0,
      note: 'This document has no heap profile.',
      failed: false,
    });
  });

  test('findings: severity is raised, tiers stay, and the evidence says who did it', async () => {
    const engine = await open(['locks/go1.26/goroutine.debug2.txt']);
    const before = await engine.query('findings', { doc: 'd-1' });
    const info = before.ok ? before.value.findings.find(({ severity }) => severity !== 'error') : undefined;
    if (info === undefined) throw new Error('nothing to raise');
    engine.loadRules(
      folders(`name: r\ntable: findings\nwhen: id == "${info.id}"\nseverity: error\nmessage: "Ours: {count}."\n`),
    );
    const after = await engine.query('findings', { doc: 'd-1' });
    const raised = after.ok ? after.value.findings.find(({ id }) => id === info.id) : undefined;
    expect(raised).toMatchObject({ severity: 'error', tier: info.tier });
    expect(raised?.evidence.at(-1)?.text).toBe(`The rule “r” (r0.yaml:1) makes this an error. Ours: ${info.count}.`);
  });
});

describe('suppressions', () => {
  test('findings leave the list and the summary, and stay to be looked at', async () => {
    const engine = await open(['nilchan/go1.26/goroutine.debug2.txt']);
    const before = await engine.query('findings', { doc: 'd-1' });
    if (!before.ok) throw new Error('no answer');
    const [finding] = before.value.findings;
    if (finding === undefined) throw new Error('no finding');
    const seen: number[] = [];
    engine.onRulesChanged((revision) => seen.push(revision));
    engine.loadRules(
      folders(`- id: ${finding.id.slice(0, -4)}*\n  reason: known\n- id: other\n  reason: x\n  expires: 2026-11-20\n`),
    );
    engine.loadRules(
      folders(`- id: ${finding.id.slice(0, -4)}*\n  reason: known\n- id: other\n  reason: x\n  expires: 2026-11-20\n`),
    );
    expect(seen).toEqual([1]);
    const after = await engine.query('findings', { doc: 'd-1' });
    const results = await engine.query('ruleResults', { doc: 'd-1' });
    if (!after.ok || !results.ok) throw new Error('no answer');
    expect(after.value.suppressed[finding.tier]).toBe(1);
    expect(after.value.summary[finding.tier]).toBe(before.value.summary[finding.tier] - 1);
    expect(after.value.findings.map(({ id }) => id)).not.toContain(finding.id);
    expect(results.value.suppressed).toEqual([
      {
        finding,
        key: expect.stringContaining(finding.rule),
        suppression: expect.objectContaining({ reason: 'known', line: 1, expired: false }),
      },
    ]);
    expect(results.value.unused).toEqual([engine.ruleBook().suppressions[1]?.suppression]);
    expect(engine.ruleBook().suppressions[1]).toMatchObject({ expired: true });
  });

  test('the last day counts, the day after does not', async () => {
    for (const [today, quiet] of [
      ['2026-11-20T23:59:00Z', true],
      ['2026-11-21T00:00:00Z', false],
    ] as const) {
      const engine = await open(['nilchan/go1.26/goroutine.debug2.txt'], today);
      engine.loadRules(folders('- key: "* *"\n  reason: x\n  expires: 2026-11-20\n'));
      const answer = await engine.query('findings', { doc: 'd-1' });
      expect(answer.ok && answer.value.findings.length === 0).toBe(quiet);
    }
  });
});
