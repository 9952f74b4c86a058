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

/** A clock by which every pause is due, and how often judging paused. */
async function judgedPage(sites: number) {
  const clock = { ms: 0, asked: 0, giveUp: Infinity, controller: new AbortController() };
  const engine = new Engine({
    now: () => {
      clock.asked++;
      if (clock.asked >= clock.giveUp) clock.controller.abort();
      return (clock.ms += 1000);
    },
  });
  let text = '';
  for (let site = 1; site <= sites; site++)
    text += `goroutine ${site} [sync.Mutex.Lock, 20 minutes]:\nmain.work${site}(0x0)\n\t/src/main.go:${site} +0x1d\ncreated by main.main in goroutine 1\n\t/src/main.go:9 +0x2f\n\n`;
  await engine.open({ doc: 'd-1', inputs: [bytesSource('dump', new TextEncoder().encode(text))] });
  return { engine, clock };
}

it('gives up in the middle of judging, and judges anew when it is asked again', async () => {
  const { engine, clock } = await judgedPage(250);
  clock.asked = 0;
  const whole = await engine.query('findings', { doc: 'd-1' });
  // The clock is asked twice a pause: so many pauses there are between two groups, at the least.
  expect(clock.asked).toBeGreaterThan(100);
  const middle = Math.floor(clock.asked / 2);

  const again = await judgedPage(250);
  again.clock.asked = 0;
  again.clock.giveUp = middle;
  const { signal } = again.clock.controller;
  const cancelled = await again.engine.query('findings', { doc: 'd-1' }, signal);
  expect(cancelled).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  // It ended at that pause, not at the end.
  expect(again.clock.asked).toBeLessThan(middle + 20);
  again.clock.giveUp = Infinity;
  const second = await again.engine.query('findings', { doc: 'd-1' });
  if (!whole.ok || !second.ok) throw new Error('no answer');
  expect(second.value.findings).toEqual(whole.value.findings);
});

it('judges once for two who ask at once, and for the second when the first gives up', async () => {
  const { engine, clock } = await judgedPage(250);
  const alone = await judgedPage(250);
  alone.clock.asked = 0;
  await alone.engine.query('findings', { doc: 'd-1' });

  clock.asked = 0;
  const [one, two] = await Promise.all([
    engine.query('findings', { doc: 'd-1' }),
    engine.query('ruleResults', { doc: 'd-1' }),
  ]);
  expect([one.ok, two.ok]).toEqual([true, true]);
  expect(clock.asked).toBeLessThan(1.5 * alone.clock.asked);

  const left = await judgedPage(250);
  left.clock.asked = 0;
  left.clock.giveUp = Math.floor(alone.clock.asked / 2);
  const [gone, stays] = await Promise.all([
    left.engine.query('findings', { doc: 'd-1' }, left.clock.controller.signal),
    left.engine.query('findings', { doc: 'd-1' }),
  ]);
  expect(gone).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  expect(stays.ok).toBe(true);
});
