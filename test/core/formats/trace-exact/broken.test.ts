import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { mustAnswer, openBytes, openFile } from '../../../support/check-import';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { oracleMissing, oracleReport } from '../../../support/oracle';
import { ourFacts, theirFacts } from './facts';

const missing = oracleMissing();
if (missing !== null) console.warn(`skipped: broken traces against golang.org/x/exp/trace: ${missing}`);

describe.skipIf(missing !== null)('traces that end early', { timeout: 60_000 }, () => {
  const late = captureFiles(/\.(cut90|die)\.out$/).filter((file) => !file.includes('go1.22/trace.die'));
  test.each(late)('%s: all that x/exp/trace reads before it stops, and a note', async (file) => {
    const capture = await openFile(capturePath(file));
    const theirs = theirFacts(oracleReport(capturePath(file)));
    const ours = ourFacts(capture);
    for (const section of ['changes', 'procs', 'heap', 'logs', 'samples']) {
      const have = new Set(ours[section]);
      expect(
        theirs[section].filter((line) => !have.has(line)),
        section,
      ).toEqual([]);
    }
    expect(theirs['changes'].length).toBeGreaterThan(1000);
    expect(capture.notes.map((note) => note.kind)).toContain('truncated');
  });

  test.each(captureFiles(/\.cut40\.out$/))('%s: the goroutines of the first generation, and a note', async (file) => {
    const capture = await openFile(capturePath(file));
    expect(capture.notes.map((note) => note.kind)).toContain('truncated');
    expect(capture.trace?.goroutines.count).toBeGreaterThan(100);
  });
});

test('a trace in gzip is the trace', async () => {
  const bytes = readFileSync(capturePath('stages/go1.27/trace.http.out'));
  const [plain, zipped] = [await openBytes(bytes), await openBytes(gzipSync(bytes))];
  if (!plain.ok || !zipped.ok) throw new Error('not opened');
  expect(zipped.value.compression).toBe('gzip');
  expect(ourFacts(zipped.value)).toEqual(ourFacts(plain.value));
});

describe.skipIf(missing !== null)('damaged traces', { timeout: 600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'parkscope-damaged-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'damaged');
  const files = [
    ...['stages/go1.22/trace.restart.out', 'stages/go1.26/trace.restart.out', 'service/go1.26/flight.out'],
    ...['gcheavy/go1.25/trace.out', 'cgocalls/go1.27/trace.out'],
  ];

  /** Changes a byte or removes some, the same ones on every run. */
  function damaged(bytes: Uint8Array, seed: number): Uint8Array {
    const random = (salt: number, below: number): number => {
      let x = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
      x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
      x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
      return ((x ^ (x >>> 15)) >>> 0) % below;
    };
    const at = 16 + random(1, bytes.length - 16);
    if (random(2, 4) === 0) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(3, 200))]);
    const copy = bytes.slice();
    copy[at] = random(4, 256);
    return copy;
  }

  test.each(files)('%s: never fine where x/exp/trace finds a fault, and equal where both find none', async (file) => {
    const bytes = new Uint8Array(readFileSync(capturePath(file)));
    let refused = 0;
    for (let seed = 0; seed < (Number(process.env['DAMAGED'] ?? 0) || 8); seed++) {
      const copy = damaged(bytes, seed);
      writeFileSync(path, copy);
      const report = oracleReport(path);
      const answer = await mustAnswer(copy, `seed ${seed}`);
      const said = !answer.ok || answer.value.notes.length > 0;
      if (report.error !== '') {
        refused++;
        expect(said, `seed ${seed}: ${report.error}`).toBe(true);
      } else if (answer.ok && !said) {
        const [ours, theirs] = [ourFacts(answer.value), theirFacts(report)];
        for (const section of Object.keys(theirs))
          expect(ours[section], `seed ${seed} ${section}`).toEqual(theirs[section]);
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});
