import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCorpus } from './corpus';
import { judge } from './judge';
import { caseOf } from './mutate';
import { NASTY } from './nasty';

/** The machine that runs the tests may be busy: what is told here is a hang, not a slow day. `npm run fuzz` takes the limit itself. */
const PATIENCE = 20;
const SEED = 20_261_121;
const CASES = 3000;
const PARTS = 6;

describe('hand-made', () => {
  it.each(NASTY)('$name', { timeout: 60_000 }, async ({ make }) => {
    expect(await judge(make(), { cutOnly: false, patience: PATIENCE })).toBeNull();
  });
});

describe('damaged', () => {
  const corpus = readCorpus(join(import.meta.dirname, '..', 'fixtures'));

  it('the corpus holds every fixture', () => expect(corpus.length).toBeGreaterThan(250));

  it('a case is the same bytes wherever it runs', () =>
    expect(caseOf(corpus, 7, 41).bytes).toEqual(caseOf(corpus, 7, 41).bytes));

  it.each(Array.from({ length: PARTS }, (_, part) => part))('part %i', { timeout: 120_000 }, async (part) => {
    const wrong: string[] = [];
    for (let index = part; index < CASES; index += PARTS) {
      const { name, bytes, cutOnly } = caseOf(corpus, SEED, index);
      const found = await judge(bytes, { cutOnly, patience: PATIENCE });
      if (found !== null) wrong.push(`npm run fuzz -- --seed ${SEED} --only ${index} (${name}): ${found}`);
    }
    expect(wrong).toEqual([]);
  });
});
