import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { mustAnswer, openFile } from '../../../support/check-import';
import { oracleEncode, oracleMissing, oracleReport, oracleTestdata } from '../../../support/oracle';
import { ourFacts, theirFacts } from './facts';

/** Corner cases that the authors of x/exp/trace wrote: stolen Ps, coming and going threads, generations that confuse. */
const missing = oracleMissing();
if (missing !== null) console.warn(`skipped: the textual traces of golang.org/x/exp/trace: ${missing}`);

describe.skipIf(missing !== null)('test data of golang.org/x/exp/trace', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-traces-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const tests = missing === null ? oracleTestdata('tests') : [];
  const corpus = missing === null ? oracleTestdata('fuzz/FuzzReader') : [];

  test('is there', () => {
    expect(tests.length).toBeGreaterThan(15);
    expect(corpus.length).toBeGreaterThan(5);
  });

  test.each(tests.map((path) => [basename(path), path]))('%s', async (name, path) => {
    const encoded = join(folder, name);
    const expectation = oracleEncode(path, encoded);
    const report = oracleReport(encoded);
    const capture = await openFile(encoded);
    if (expectation.startsWith('FAILURE')) {
      expect(report.error).toMatch(new RegExp(/"(.*)"/.exec(expectation)?.[1] ?? 'a pattern'));
      expect(capture.notes.map((note) => note.kind)).toContain('repaired'); // where they give up we go on, and say so
      return;
    }
    expect(report.error).toBe('');
    const [ours, theirs] = [ourFacts(capture), theirFacts(report)];
    for (const section of Object.keys(theirs)) expect(ours[section], section).toEqual(theirs[section]);
    expect(capture.notes).toEqual([]);
  });

  test('inputs that their fuzzer found get an answer', async () => {
    for (const path of corpus) {
      const encoded = join(folder, 'fuzz');
      oracleEncode(path, encoded);
      const { error } = oracleReport(encoded);
      const answer = await mustAnswer(readFileSync(encoded), basename(path));
      if (error !== '') expect(answer.ok ? answer.value.notes.length : 1, basename(path)).toBeGreaterThan(0);
    }
  });
});
