import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentionText } from '@core/formats/contention-text/parse';
import { unsample } from '@core/formats/contention-text/unsample';
import type { Capture } from '@core/model/tables';
import { checkImport, mustAnswer, openBytes, openFile, stackText } from '../../../support/check-import';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { goMissing, pprofRaw } from '../../../support/go';

const encode = (text: string) => new TextEncoder().encode(text);
const FILES = captureFiles(/(block|mutex)\.debug1\.txt$/);

async function read(text: string): Promise<Capture> {
  const opened = await openBytes(encode(text));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

async function refused(text: string) {
  const opened = await openBytes(encode(text));
  if (opened.ok) throw new Error('was read');
  return opened.error;
}

const rows = ({ samples }: Capture): string[] =>
  Array.from({ length: samples.count }, (_, row) => samples.values.map((column) => column[row]).join(' '));

const ROW = '7976264126 2072 @ 0x52a313 0x52a2b7\n#\t0x52a312\tsync.(*Mutex).Unlock+0x12\tsync/mutex.go:65\n\n';

describe('block and mutex profiles as text', () => {
  test('the arithmetic of pprof', () => {
    expect(unsample(7976264126, 2072, 2, 2596047200)).toEqual({ contentions: 4144, delay: 6144929973 });
    expect(unsample(7, 3, 1, 0)).toEqual({ contentions: 3, delay: 7 });
    expect(unsample(7, 3, 0, 1e9)).toEqual({ contentions: 3, delay: 7 });
  });

  test.each(FILES)('%s: kind, names, and the times of the protobuf form', async (file) => {
    const capture = await openFile(capturePath(file));
    expect(capture.format).toBe('contention-text');
    expect(capture.kind).toBe(file.includes('mutex') ? 'mutex' : 'block');
    expect(capture.samples.types[capture.samples.defaultType]).toEqual({ type: 'delay', unit: 'nanoseconds' });
    expect(capture.notes.filter(({ kind }) => kind !== 'info')).toEqual([]);
    const names = Array.from({ length: capture.functions.count }, (_, i) =>
      capture.strings.get(capture.functions.name[i]),
    );
    expect(names.some((name) => name.startsWith('sync.'))).toBe(true);
  });

  const why = goMissing();
  if (why !== null) console.warn(`skipped: block and mutex text against go tool pprof (${why})`);
  test.skipIf(why !== null).each(FILES)('%s: every row as go tool pprof -raw', async (file) => {
    const theirs = pprofRaw(capturePath(file));
    const capture = await openFile(capturePath(file));
    expect(rows(capture)).toEqual(theirs.samples.map(({ values }) => values.join(' ')));
    expect(capture.samples.period).toBe(theirs.period);
    // The frames are printed for the same calls: their addresses are a part of the row's.
    for (const [row, { addresses }] of theirs.samples.entries()) {
      const known = new Set(addresses);
      const { stacks, frames } = capture;
      for (let at = capture.samples.stack[row] ?? 0; at !== 0; at = stacks.prefix[at] ?? 0) {
        const frame = stacks.frame[at] ?? 0;
        expect(known).toContain((frames.addressHigh[frame] ?? 0) * 2 ** 32 + (frames.addressLow[frame] ?? 0));
      }
    }
  });

  test('what a mutex text says twice is said in a note', async () => {
    const capture = await read(`--- mutex:\ncycles/second=2596047200\nsampling period=2\n${ROW}`);
    expect(capture.notes.map(({ message }) => message)).toEqual([
      "Numbers are those of go tool pprof for this text, which multiplies by the sampling period 2; Go's runtime has done so already, so they are 2 times those of the protobuf form.",
    ]);
    expect(stackText(capture, capture.samples.stack[0] ?? 0)).toEqual(['sync.(*Mutex).Unlock sync/mutex.go:65']);
  });

  test('the other lines of the header', async () => {
    const capture = await read(
      `--- contentionz 1 ---\ncycles/second = 1000000000\nsampling period = 0x10\nms since reset = 5\ndiscarded samples = 3\nspeed = 9\n5 2 @ 0x401001 0x401101\n`,
    );
    expect(rows(capture)).toEqual(['32 80']);
    expect(capture.durationNs).toBe(5e6);
    expect(capture.notes.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
      'skipped: The profiler discarded 3 samples.',
      'skipped: Lines before the rows are not understood: speed.',
    ]);
    expect(stackText(capture, capture.samples.stack[0] ?? 0)).toEqual(['0x401000 :0', '0x401100 :0']);
  });

  test('no row is a profile without contention; no frequency leaves cycles', async () => {
    expect((await read('--- contention:\ncycles/second=1\n')).samples.count).toBe(0);
    const capture = await read('--- contention:\n5 2 @ 0x401001\n');
    expect(rows(capture)).toEqual(['2 5']);
    expect(capture.notes[0]?.message).toContain('delays are in cycles');
  });

  test('cut, damaged, foreign: three answers', async () => {
    const cut = await read(`--- mutex:\ncycles/second=1000000000\nsampling period=1\n${ROW}${ROW.slice(0, 20)}`);
    expect(cut.notes[0]).toMatchObject({
      kind: 'truncated',
      hint: expect.stringContaining('Fetch it again') as string,
    });
    expect(cut.samples.count).toBe(2);
    expect(await refused('--- mutex:\ncycles/second=fast\n')).toMatchObject({ code: 'malformed', offset: 11 });
    expect(await refused('--- mutex:\ncycles/second=1\nnonsense here\n')).toMatchObject({ code: 'malformed' });
    expect(await refused('--- contentionz 1 ---\nformat = java\n')).toMatchObject({ code: 'unsupported-version' });
    const skipped = await read(`--- mutex:\ncycles/second=1000000000\n${ROW}1 @ 0x1\nwhat\n`);
    expect(skipped.notes.map(({ kind }) => kind)).toEqual(['skipped', 'skipped']);
  });

  test('survives cuts and flips', async () => {
    await checkImport(capturePath('busy/go1.26/block.debug1.txt'));
    await checkImport(capturePath('busy/go1.27/mutex.debug1.txt'), { flips: 40, cuts: 20 });
  });

  test('any header and rows', async () => {
    const line = fc.oneof(
      fc.constantFrom(
        'cycles/second=1',
        'sampling period=-3',
        'ms since reset=',
        '---',
        '# 0x1',
        '=',
        '1 2 @',
        '1 2 @ 0x',
      ),
      fc.string({ maxLength: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        await mustAnswer(encode(`--- mutex:\n${lines.join('\n')}`), lines.join('|'));
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  test('is claimed by its first line alone', () => {
    const probe = (text: string) => ({ head: encode(text), text, compression: 'none' as const });
    expect(contentionText.detect(probe(readFileSync(capturePath(FILES[0] ?? ''), 'latin1').slice(0, 65536)))).toBe(
      true,
    );
    expect(contentionText.detect(probe('--- contention\n'))).toBe(false);
    expect(contentionText.detect(probe('log\n--- mutex:\n'))).toBe(false);
  });
});
