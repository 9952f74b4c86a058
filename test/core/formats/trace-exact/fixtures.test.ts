import { describe, expect, test } from 'vitest';
import { openFile } from '../../../support/check-import';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { oracleMissing, oracleReport } from '../../../support/oracle';
import { ourFacts, theirFacts } from './facts';

/** Of the traces that end early x/exp/trace reads less than there is: broken.test.ts. */
const whole = captureFiles(/\.out$/).filter((file) => !/\.cut\d+\.|go1\.26\/trace\.die\./.test(file));

const missing = oracleMissing();
if (missing !== null) console.warn(`skipped: traces against golang.org/x/exp/trace: ${missing}`);

describe.skipIf(missing !== null)('traces as golang.org/x/exp/trace reads them', { timeout: 60_000 }, () => {
  const lines: Record<string, number> = {};

  test.each(whole)('%s', async (file) => {
    const report = oracleReport(capturePath(file));
    expect(report.error).toBe('');
    const capture = await openFile(capturePath(file));
    const [ours, theirs] = [ourFacts(capture), theirFacts(report)];
    for (const section of Object.keys(theirs)) {
      expect(ours[section], section).toEqual(theirs[section]);
      lines[section] = (lines[section] ?? 0) + theirs[section].length;
    }
    expect(capture.notes).toEqual([]);
    if (report.wall.length > 0) {
      const wall = capture.trace?.wall;
      const told = report.wall.find((w) => w.atNs === wall?.atNs);
      expect(wall?.epochMs).toBeCloseTo(Number(told?.epochNs) / 1e6, 2);
    }
  });

  test('every section was compared, with traces of every Go', () => {
    expect(Object.entries(lines).filter(([, count]) => count < 30)).toEqual([]);
    expect(Object.keys(lines).sort()).toEqual(
      [
        ...['changes', 'counts', 'durations', 'end', 'goroutines', 'heap', 'logs'],
        ...['procs', 'ranges', 'regions', 'samples', 'tasks'],
      ].sort(),
    );
    for (const version of ['1.22', '1.23', '1.24', '1.25', '1.26', '1.27'])
      expect(whole.filter((file) => file.includes(`go${version}/`)).length).toBeGreaterThan(2);
  });
});
