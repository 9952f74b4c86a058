import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkFlips, checkTruncations, mustAnswer, openAll } from '../../../support/check-import';
import { capturePath } from '../../../support/fixtures';
import { goDumpText } from '../../../support/go-dump';
import { lineWraps, recordWraps } from '../../../support/log-wraps';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const small = goDumpText(
  '1 running\n main.dump /m.go:9\n main.main /m.go:3\n 7 chan send | {a: "b ]: c"}\n main.work /w.go:12\n < main.main /m.go:5 @1',
);
const profile = readFileSync(capturePath('nilchan/go1.27/goroutine.debug1.txt'), 'utf8').slice(0, 1500);
const wraps = { ...lineWraps, ...recordWraps };

describe.each([
  'journalctl -o json',
  'docker json-file',
  'kubernetes CRI',
  'docker compose',
  'slog text',
  'nested: zap in docker',
])('%s', (name) => {
  const log = bytes(wraps[name]!(small) + wraps[name]!(profile));

  test('cut anywhere', async () => {
    await checkTruncations(log, 7);
  }, 60_000);

  test('bytes changed anywhere', async () => {
    await checkFlips(log, 250);
  }, 60_000);
});

describe('what is read of a log is what is read of its lines', () => {
  /** Goroutines of both, whatever stands around and between. */
  const dumps = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 });
  const text = (count: number): string =>
    goDumpText(
      `1 running\n main.dump /m.go:9\n main.main /m.go:3\n` +
        Array.from(
          { length: count },
          (_, i) => `${10 + i} select\n main.w${i % 3} /w.go:${i}\n < main.main /m.go:5 @1`,
        ).join('\n'),
    );
  const totals = async (log: string): Promise<(number | undefined)[]> => {
    const opened = await openAll(bytes(log));
    return opened.ok ? opened.value.map(({ goroutines }) => goroutines?.total) : [];
  };

  test('any number of dumps in any wrapping', async () => {
    await fc.assert(
      fc.asyncProperty(
        dumps,
        fc.constantFrom(...Object.keys(wraps).filter((key) => key !== 'klog')),
        async (counts, name) => {
          const log = counts.map((count, i) => wraps[name]!(text(count), Date.UTC(2026, 10, 21, 11, i))).join('');
          expect(await totals(log)).toEqual(counts.map((count) => count + 1));
        },
      ),
      { numRuns: 80, seed: 3 },
    );
  });

  test('any other lines before, between and behind', async () => {
    const line = fc.constantFrom(
      'served /',
      'GET /a (200)',
      '{"level":"info"}',
      '\tindented',
      'x @ 0x12',
      'goroutine pool of 7',
      '',
    );
    await fc.assert(
      fc.asyncProperty(dumps, fc.array(line, { minLength: 3, maxLength: 9 }), async (counts, lines) => {
        const between = lines.join('\n');
        const log = `${between}\n${counts.map((count) => `${text(count)}\n${between}\nsay\n`).join('')}`;
        expect(await totals(log)).toEqual(counts.map((count) => count + 1));
      }),
      { numRuns: 80, seed: 4 },
    );
  });

  test('any words of logs and dumps: an answer', async () => {
    const words = fc.constantFrom(
      ...[
        'goroutine 7 [chan send]:',
        'main.f(0x1)',
        '\t/a.go:3 +0x1',
        'created by main.main in goroutine 1',
        'panic: x',
      ],
      ...[
        '{"log":"',
        '\\n"',
        '","stream":"stderr"}',
        '"',
        '\\\\n',
        '\\u00',
        'web-1  | ',
        '2026-11-21T11:00:00Z stderr P ',
      ],
      ...[
        '2026-11-21T11:00:00Z stderr F ',
        'goroutine profile: total 3',
        '3 @ 0x1 0x2',
        '--- mutex:',
        '{"MESSAGE":[103,',
        '\n',
        '\n',
        '\n',
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 20 }), async (parts) => {
        await mustAnswer(bytes(parts.join('')), parts.join(''));
      }),
      { numRuns: 800, seed: 12 },
    );
  });
});
