import { expect, test } from 'vitest';
import type { Finding } from '@core/api/findings';
import { shownFindings } from '../../../../renderer/views/findings/shown';
import { aFinding } from './a-finding';

const info = (n: number): Finding => ({ ...aFinding, id: `info-${n}`, tier: 'info' });
const all: readonly Finding[] = [aFinding, ...[1, 2, 3, 4, 5].map(info)];
const ids = (findings: readonly Finding[]): readonly string[] => findings.map(({ id }) => id);

test('the first of what waits without a sign of a leak is listed, the rest counted', () => {
  const shown = shownFindings(all, false, null);
  expect(ids(shown.findings)).toEqual([aFinding.id, 'info-1', 'info-2', 'info-3']);
  expect(shown).toMatchObject({ hidden: 2, open: false });
});

test('they open when asked for, and when one of them is selected', () => {
  expect(shownFindings(all, true, null)).toEqual({ findings: all, hidden: 0, open: true });
  expect(shownFindings(all, false, 'info-5')).toEqual({ findings: all, hidden: 0, open: true });
  expect(shownFindings(all, false, 'info-2').hidden).toBe(2);
});

test('a few are not worth folding', () => {
  const few = all.slice(0, 4);
  expect(shownFindings(few, true, null)).toEqual({ findings: few, hidden: 0, open: false });
});
