import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ValidateFunction } from 'ajv';
import { cli, type CliRun } from '../../support/cli';
import { capturePath, ROOT } from '../../support/fixtures';
import { compileSchema } from '../../support/schema';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-check-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

const check = (...args: string[]): Promise<CliRun> => cli(['check', ...args], '', {}, folder);

/** A dump in which `count` goroutines wait to send, built in `root`. */
function dump(count: number, { line = 88, root = '/home/ci/src/shop/', creatorLine = 40 } = {}): string {
  const blocked = Array.from(
    { length: count },
    (_, i) => `goroutine ${100 + i} [chan send, 31 minutes]:
example.com/shop/ingest.(*Batcher).Add(0xc000010000, {0xc00001, 0x2})
	${root}ingest/ingest.go:${line} +0x65
github.com/lib/pq.(*conn).watch(0xc0000)
	/home/dev/go/pkg/mod/github.com/lib/pq@v1.10.9/conn.go:12 +0x65
created by example.com/shop/ingest.startWorker in goroutine 7
	${root}ingest/worker.go:${creatorLine} +0x1a
`,
  );
  return `goroutine 1 [running]:\nmain.main()\n\t${root}cmd/shop/main.go:10 +0x1d\n\n${blocked.join('\n')}`;
}

const RULE = `name: ingest-backlog
table: goroutines
when: operation == "chan send" && count >= 10 && site.function.startsWith("example.com/shop/")
severity: error
message: "{count} goroutines wait for the queue at {site.file}:{site.line}"
advice: Raise INGEST_WORKERS.
`;

describe('rules', () => {
  test('of the project, of a named folder, and none', async () => {
    const file = write('d.txt', dump(20));
    const without = await check(file, '--format', 'json');
    expect(JSON.parse(without.stdout)).not.toHaveProperty('findings.0.rule', 'user/ingest-backlog');
    write('.parkscope/rules/queue.rule.yaml', RULE);
    const withRule = await check(file);
    expect(withRule.stderr).toBe('');
    expect(withRule.stdout).toContain('20 goroutines wait for the queue at /home/ci/src/shop/ingest/ingest.go:88.');
    expect(withRule.stdout).toContain('The rule “ingest-backlog” (.parkscope/rules/queue.rule.yaml:1) says so');
    expect(withRule.code).toBe(1);
    write('more/x.rule.yaml', RULE.replace('ingest-backlog', 'other').replace('suspect', 'info'));
    const named = await check(file, '--rules', 'more', '--format', 'json');
    const rules = (JSON.parse(named.stdout) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);
    expect(rules).toContain('user/other');
    expect(rules).toContain('user/ingest-backlog');
  });

  test('a gate with broken rules does not pass: each mistake with file, line and column', async () => {
    const file = write('d.txt', dump(1));
    write('.parkscope/rules/queue.rule.yaml', RULE.replace('count >=', 'cuont >='));
    const run = await check(file);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    const rule = path.join('.parkscope', 'rules', 'queue.rule.yaml');
    expect(run.stderr.split('\n')).toEqual([
      `parkscope: ${rule}:3:35: There is no field “cuont” in the table goroutines. Did you mean count?`,
      `parkscope: ${rule} cannot be used; correct the mistakes above`,
      '',
    ]);
  });
});

describe('suppressions', () => {
  test('silence, are counted, and come back when they have expired', async () => {
    const file = write('d.txt', dump(1200));
    const before = JSON.parse((await check(file, '--format', 'json')).stdout) as {
      findings: { id: string; tier: string }[];
    };
    const [finding] = before.findings;
    expect(finding?.tier).toBe('suspect');
    write(
      '.parkscope/suppressions.yaml',
      `- id: ${finding?.id}\n  reason: known, see \\#12\n  expires: 2999-12-31\n  by: ana\n`,
    );
    const quiet = await check(file);
    expect(quiet.code).toBe(0);
    expect(quiet.stdout).toContain('Suppressed, not listed: 1 suspect.');
    expect(quiet.stdout).toContain('known, see \\#12 (ana), until 2999-12-31');
    write(
      '.parkscope/suppressions.yaml',
      `- key: "* chan send example.com/shop/*"\n  reason: known\n  expires: 2020-01-31\n`,
    );
    const back = await check(file);
    expect(back.code).toBe(1);
    expect(back.stdout).toContain('ended on 2020-01-31: 1 finding is back');
    expect(back.stdout).toContain('It was suppressed until 2020-01-31: known');
  });
});

describe('baseline', () => {
  test('leaves out what was there, also where lines moved, and reports what is new', async () => {
    const old = write('old.txt', dump(1200));
    const json = write('old.json', (await check(old, '--format', 'json')).stdout);
    const moved = write('moved.txt', dump(1300, { line: 95, creatorLine: 47 }));
    for (const baseline of [json, old]) {
      const same = await check(moved, '--baseline', baseline);
      expect(same.stderr).toBe('');
      expect(same.stdout).toContain('No new finding.');
      expect(same.stdout).toContain('In the baseline too, not listed: 1 suspect.');
      expect(same.code).toBe(0);
    }
    const more = write(
      'more.txt',
      `${dump(1200)}\n${dump(1200)
        .replaceAll('Add(', 'Flush(')
        .replace(/goroutine (\d+) /g, 'goroutine 9$1 ')}`,
    );
    const fresh = await check(more, '--baseline', json, '--format', 'json');
    const answer = JSON.parse(fresh.stdout) as { findings: { site: { function: string } }[]; baseline: object };
    expect(answer.findings.map(({ site }) => site.function)).toEqual(['example.com/shop/ingest.(*Batcher).Flush']);
    expect(answer.baseline).toEqual({ known: { proven: 0, strong: 0, suspect: 1, info: 0 }, surer: {} });
    expect(fresh.code).toBe(1);
  });

  test('what grew beyond its tier is reported', async () => {
    const old = write('old.txt', dump(1200));
    const json = (await check(old, '--format', 'json')).stdout;
    const weaker = write('weaker.json', json.replace('"tier": "suspect"', '"tier": "info"'));
    const { stdout, code } = await check(old, '--baseline', weaker, '--format', 'sarif');
    const [result] = sarifResults(stdout);
    expect(result).toMatchObject({ baselineState: 'updated', properties: { tier: 'suspect', tierBefore: 'info' } });
    expect(code).toBe(1);
  });

  test.each([
    ['cut', '{"schema": "parkscope.findings/1", "findings": [', 'cannot be used'],
    ['another version', '{"schema": "parkscope.findings/9", "findings": []}', 'its schema is'],
    ['without findings', '{"schema": "parkscope.findings/1"}', 'it has no list of findings'],
    ['with something else in it', '{"schema": "parkscope.findings/1", "findings": [{"id": 3}]}', 'finding 1 has no id'],
    ['no capture', 'hello', 'is not a capture'],
  ])('a baseline that is %s is refused', async (_what, text, words) => {
    const run = await check(write('d.txt', dump(1)), '--baseline', write('b.json', text));
    expect(run).toMatchObject({ code: 3, stdout: '' });
    if (words !== 'is not a capture') expect(run.stderr).toContain(words);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('one that is not there', async () => {
    const run = await check(write('d.txt', dump(1)), '--baseline', path.join(folder, 'none.json'));
    expect(run.code).toBe(3);
    expect(run.stderr).toContain('none.json');
  });
});

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly locations: readonly {
    readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string }; readonly region?: object };
  }[];
}

function sarifResults(text: string): readonly SarifResult[] {
  return (JSON.parse(text) as { runs: { results: SarifResult[] }[] }).runs[0]?.results ?? [];
}

describe('SARIF', () => {
  const schema = JSON.parse(
    fs.readFileSync(path.join(ROOT, 'test/fixtures/sarif/sarif-schema-2.1.0.json'), 'utf8'),
  ) as Record<string, unknown>;
  // Draft 4 calls it `id`; nothing else in it differs from draft 7.
  delete schema['id'];
  delete schema['$schema'];
  const validate: ValidateFunction = compileSchema(schema);

  const valid = (text: string): void => {
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  };

  test.each([
    'locks/go1.26/goroutine.debug2.txt',
    'nilchan/go1.26/goroutine.debug2.txt',
    'lostcancel/go1.26/heap.pb.gz',
    'healthy/go1.26/goroutine.pb.gz',
    'parked100k/go1.26/goroutine.pb.gz',
  ])('of %s is as the schema says', async (capture) => {
    const file = capturePath(capture);
    if (!fs.existsSync(file)) throw new Error(`${capture} is no fixture`);
    valid((await check(file, '--format', 'sarif')).stdout);
  });

  test('normal long waits are counted and no alerts; every rule says what it reports', async () => {
    const file = capturePath('series/go1.26/goroutine.1.debug2.txt');
    const json = JSON.parse((await check(file, '--format', 'json')).stdout) as { summary: { info: number } };
    const { stdout } = await check(file, '--format', 'sarif');
    const [run] = (
      JSON.parse(stdout) as {
        runs: {
          results: { properties: { tier: string } }[];
          properties: { summary: { info: number } };
          tool: { driver: { rules: { id: string; shortDescription: { text: string } }[] } };
        }[];
      }
    ).runs;
    expect(json.summary.info).toBeGreaterThan(0);
    expect(run?.properties.summary.info).toBe(json.summary.info);
    expect(run?.results.map(({ properties }) => properties.tier)).not.toContain('info');
    for (const { id, shortDescription } of run?.tool.driver.rules ?? []) expect(shortDescription.text).not.toBe(id);
  });

  test('the schema refuses what is wrong', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  test('names files of the repository and no others', async () => {
    write('go.mod', 'module example.com/shop\n');
    write('ingest/ingest.go', '');
    write('ingest/worker.go', '');
    write('cmd/shop/main.go', '');
    write('.parkscope/rules/queue.rule.yaml', RULE);
    for (const root of ['/home/ci/src/shop/', 'example.com/shop/', 'C:\\build\\shop\\']) {
      const { stdout } = await check(write('d.txt', dump(1200, { root })), '--format', 'sarif');
      valid(stdout);
      const uris = [...stdout.matchAll(/"uri": "([^"]*)"/g)].map(([, uri]) => uri);
      expect(new Set(uris)).toEqual(new Set(['ingest/ingest.go', 'ingest/worker.go']));
      const results = sarifResults(stdout);
      expect(results.length).toBeGreaterThanOrEqual(2);
      for (const result of results) {
        expect(result.locations[0]?.physicalLocation).toEqual({
          artifactLocation: { uri: 'ingest/ingest.go', uriBaseId: 'SRCROOT' },
          region: { startLine: 88 },
        });
        const rules = (JSON.parse(stdout) as { runs: { tool: { driver: { rules: { id: string }[] } } }[] }).runs[0]
          ?.tool.driver.rules;
        expect(rules?.[result.ruleIndex]?.id).toBe(result.ruleId);
      }
      expect(results.find(({ ruleId }) => ruleId === 'user/ingest-backlog')).toMatchObject({
        level: 'error',
        codeFlows: [{ threadFlows: [{ locations: [{}, {}] }] }],
        stacks: [{ frames: [{ module: 'example.com/shop/ingest' }, { module: 'github.com/lib/pq' }, {}] }],
      });
    }
  });

  test('what lies in a dependency is told where the repository leads there, else at go.mod', async () => {
    write('go.mod', 'module example.com/shop\n');
    write('ingest/worker.go', '');
    // ingest.go is not in this checkout.
    const [at] = sarifResults((await check(write('d.txt', dump(1200)), '--format', 'sarif')).stdout);
    expect(at?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe('ingest/worker.go');
    const foreign = dump(1200)
      .replaceAll('example.com/shop/ingest', 'example.org/other/ingest')
      .replaceAll('/src/shop/ingest/', '/go/pkg/mod/example.org/other@v1.0.0/');
    const [none] = sarifResults((await check(write('d.txt', foreign), '--format', 'sarif')).stdout);
    expect(none?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe('go.mod');
  });

  test('without a project the module of the program tells, and suppressed findings say why', async () => {
    const file = write('d.txt', dump(1200));
    write('.parkscope/suppressions.yaml', '- key: "* chan send example.com/shop/*"\n  reason: known\n');
    const { stdout, code } = await check(file, '--format', 'sarif');
    valid(stdout);
    const [result] = sarifResults(stdout);
    expect(result).toMatchObject({ suppressions: [{ kind: 'external', status: 'accepted', justification: 'known' }] });
    expect(result?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe('ingest/ingest.go');
    expect(code).toBe(0);
  });
});

describe('Markdown', () => {
  test('verdict first, evidence folded away, nothing of a capture is markup', async () => {
    const file = write('d.txt', dump(1200).replaceAll('(*Batcher).Add', '(*Ba_t*c`her).Add'));
    const { stdout, code } = await check(file, '--format', 'markdown');
    expect(code).toBe(1);
    expect(stdout.split('\n')[0]).toBe('## Parkscope: 1 suspect in d.txt');
    expect(stdout).toContain('### SUSPECT: 1,200 goroutines blocked in chan send at ingest.go:88');
    expect(stdout).toContain('**Fix:** ');
    expect(stdout).toMatch(/<details>[\s\S]*```\n[\s\S]*ingest\.go:88[\s\S]*```[\s\S]*<\/details>/);
    expect(stdout.split('```').length % 2).toBe(1);
  });

  test('nothing found', async () => {
    const { stdout, code } = await check(write('d.txt', dump(0)), '--format', 'markdown');
    expect(stdout).toContain('## Parkscope: no findings');
    expect(code).toBe(0);
  });
});
