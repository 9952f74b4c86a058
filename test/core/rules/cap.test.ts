import { expect, it } from 'vitest';
import { judgeTexts } from '../../support/judge';

/** A dump of `sites` places with one goroutine more at each than at the one before. */
function dump(sites: number): string {
  let goid = 1;
  let text = '';
  for (let site = 1; site <= sites; site++) {
    for (let i = 0; i < site; i++) {
      text += `goroutine ${goid++} [chan receive (nil chan)]:\nmain.wait(0x0)\n\t/src/main.go:${site} +0x1d\ncreated by main.main in goroutine 1\n\t/src/main.go:900 +0x2f\n\n`;
    }
  }
  return text;
}

it('makes findings of the largest groups, counts the rest, and leaves none of them unmatched', async () => {
  const { findings, folded, unmatched } = await judgeTexts(dump(230));
  expect(findings.length).toBe(200);
  expect(folded).toEqual({ proven: 30, strong: 0, suspect: 0, info: 0 });
  expect(findings[0]?.count).toBe(230);
  expect(Math.min(...findings.map(({ count }) => count))).toBe(31);
  expect(unmatched).toBe(0);
});
