import { expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import type { Finding } from '@core/api/findings';
import type { Capture } from '@core/model/tables';
import { judge } from '@core/rules/run';
import { openFile } from '../../support/check-import';
import { capturePath } from '../../support/fixtures';

const captured = (moment: number): Promise<Capture> =>
  openFile(capturePath(`series/go1.26/goroutine.${moment}.debug2.txt`));

const judged = (captures: readonly Capture[]): readonly Finding[] => judge(analyse(captures), null).findings;
const lengths = (findings: readonly Finding[]): number[] => [
  ...new Set(findings.filter(({ rule }) => rule !== 'stack-memory').map(({ series }) => series.length)),
];

it('a capture of another process begins a series anew; the leak profile, which is no part of one, does not', async () => {
  const [one, two, three] = await Promise.all([1, 2, 3].map(captured));
  if (one === undefined || two === undefined || three === undefined) throw new Error('three captures');
  expect(lengths(judged([one, two, three]))).toEqual([3]);
  expect(lengths(judged([one, { ...two, otherProcess: true }, three]))).toEqual([2]);
  const leaks: Capture = { ...three, kind: 'goroutineleak', otherProcess: true };
  const findings = judged([one, two, three, leaks]);
  expect(findings.length).toBeGreaterThan(0);
  expect(lengths(findings)).toEqual([3]);
});

it('what makes a finding strong is in its evidence', async () => {
  const findings = judged(await Promise.all([1, 2, 3].map(captured)));
  const strong = findings.filter(({ tier }) => tier === 'strong');
  expect(strong.length).toBeGreaterThan(0);
  for (const { evidence } of strong)
    expect(evidence.map(({ text }) => text).join(' ')).toMatch(/are in all 3 captures|stands? there in all 3 captures/);
});
