import { expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { judge } from '@core/rules/run';

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
  const opened = await openSource(bytesSource('dump', new TextEncoder().encode(dump(230))), {
    signal: null,
    progress: () => undefined,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const { findings, folded, unmatched } = judge(analyse([opened.value]), null);
  expect(findings.length).toBe(200);
  expect(folded).toEqual({ proven: 30, strong: 0, suspect: 0, info: 0 });
  expect(findings[0]?.count).toBe(230);
  expect(Math.min(...findings.map(({ count }) => count))).toBe(31);
  expect(unmatched).toBe(0);
});
