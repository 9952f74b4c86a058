import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cli } from '../../support/cli';
import { capturePath, ROOT } from '../../support/fixtures';
import { lineWraps, recordWraps } from '../../support/log-wraps';

/** Three dumps of one process, four minutes apart, in one log: as the three files would be, with the times of the log. */
const GOLDEN = path.join(ROOT, 'test/golden/log-series');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parkscope-log-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const START = Date.UTC(2026, 10, 21, 11, 0, 0);
const dumps = [1, 2, 3].map((i) => fs.readFileSync(capturePath(`series/go1.26/goroutine.${i}.debug2.txt`), 'utf8'));
const at = (i: number): number => START + i * 240_000;

const LOGS: Readonly<Record<string, string>> = {
  'docker.log': dumps.map((text, i) => lineWraps['docker json-file']!(`served request ${i}\n${text}`, at(i))).join(''),
  'cri.log': dumps.map((text, i) => lineWraps['kubernetes CRI']!(text, at(i))).join(''),
  'slog.log': dumps.map((text, i) => recordWraps['slog JSON']!(text, at(i))).join('{"level":"INFO","msg":"served"}\n'),
  'app.log': dumps
    .map((text, i) => `${new Date(at(i)).toISOString()} SIGUSR1: dumping goroutines\n${text}\n`)
    .join('2026-11-21T11:01:00Z served\n'),
};
for (const [name, text] of Object.entries(LOGS)) fs.writeFileSync(path.join(folder, name), text);

describe('a log with three dumps is a series', () => {
  test.each(Object.keys(LOGS))('check %s', async (name) => {
    const { code, stdout, stderr } = await cli(['check', path.join(folder, name)]);
    expect(stderr).toBe('');
    expect(code).toBe(1);
    await expect(stdout.replaceAll(folder, '')).toMatchFileSnapshot(path.join(GOLDEN, `check.${name}.txt`));
  });

  test('info names each of them', async () => {
    const { stdout } = await cli(['info', path.join(folder, 'docker.log')]);
    await expect(stdout.replaceAll(folder, '')).toMatchFileSnapshot(path.join(GOLDEN, 'info.docker.log.txt'));
  });

  test('the findings are those of the three files', async () => {
    const files = [1, 2, 3].map((i) => capturePath(`series/go1.26/goroutine.${i}.debug2.txt`));
    const alone = JSON.parse((await cli(['check', '--format=json', ...files])).stdout) as Findings;
    for (const name of Object.keys(LOGS)) {
      const log = JSON.parse((await cli(['check', '--format=json', path.join(folder, name)])).stdout) as Findings;
      expect(log.findings.map(({ rule, tier, count, series }) => ({ rule, tier, count, series }))).toEqual(
        alone.findings.map(({ rule, tier, count, series }) => ({ rule, tier, count, series })),
      );
      // 80 more in 4 minutes.
      expect(log.findings[0]?.growthPerMinute).toBeCloseTo(20, 0);
    }
  });
});

interface Findings {
  readonly findings: readonly {
    readonly rule: string;
    readonly tier: string;
    readonly count: number;
    readonly growthPerMinute: number | null;
    readonly series: readonly unknown[];
  }[];
}
