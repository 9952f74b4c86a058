import { expect, it } from 'vitest';
import { bytesSource } from '@core/base/source';
import { answerBytes, LARGEST_ANSWER } from '@core/query/answer-size';
import { Engine } from '@core/query/engine';

/** Nil channels at `sites` places, each under `depth` frames with long names. */
function dump(sites: number, depth: number): string {
  const name = `main.${'step'.repeat(20)}`;
  let text = '';
  for (let site = 1; site <= sites; site++) {
    const frames = Array.from({ length: depth }, (_, i) => `${name}${i}(0x0)\n\t/src/main.go:${site} +0x1d\n`).join('');
    text += `goroutine ${site} [chan receive (nil chan)]:\n${frames}created by main.main in goroutine 1\n\t/src/main.go:900 +0x2f\n\n`;
  }
  return text;
}

it('findings with deep stacks stay within an answer; what is left out is counted', async () => {
  const engine = new Engine({ now: () => 0 });
  const opened = await engine.open({
    doc: 'd-1',
    inputs: [bytesSource('dump', new TextEncoder().encode(dump(220, 300)))],
  });
  expect(opened.ok).toBe(true);
  const answer = await engine.query('findings', { doc: 'd-1' });
  if (!answer.ok) throw new Error(answer.error.message);
  const { findings, folded, summary } = answer.value;
  expect(answerBytes(answer.value)).toBeLessThanOrEqual(LARGEST_ANSWER);
  expect(findings.length).toBeGreaterThan(50);
  expect(findings.length).toBeLessThan(200);
  expect(findings.length + folded).toBe(220);
  expect(summary.proven).toBe(220);
});
