import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  captureText,
  checkFlips,
  checkImport,
  checkTruncations,
  mustAnswer,
  openFile,
  stackText,
  stateCounts,
} from '../../support/check-import';
import { captureFiles, capturePath, ROOT } from '../../support/fixtures';

const TEXTS = /\.txt$/;

describe('pictures of captures', () => {
  const files = captureFiles(TEXTS).filter(
    (file) =>
      /^(crash|sigquit)\/go1\.2[67]\//.test(file) ||
      (/^tracebacks\/(?!.*states)/.test(file) && !/go1\.2[026]/.test(file)) ||
      /^(leakedmark|locks|nilchan|lostcancel|aged)\/go1\.2[27]\/.*debug[12]\.txt$/.test(file) ||
      file === 'busy/go1.26/threadcreate.debug1.txt',
  );
  for (const file of files) {
    test(file, async () => {
      const golden = `${ROOT}/test/golden/formats/${file.replaceAll('/', '.')}`;
      await expect(captureText(await openFile(capturePath(file)))).toMatchFileSnapshot(golden);
    });
  }
});

describe('one process in three formats', () => {
  const processes = captureFiles(/goroutine\.debug1\.txt$/)
    .map((file) => file.slice(0, file.lastIndexOf('/')))
    .filter((folder) =>
      captureFiles(/goroutine\.(n250\.)?debug2\.txt$|goroutine\.pb\.gz$/).includes(`${folder}/goroutine.pb.gz`),
    )
    // A service at work changes between two captures.
    .filter((folder) => !folder.startsWith('healthy'));

  for (const folder of processes) {
    test(`${folder}: the same operations`, async () => {
      const [proto, text] = await Promise.all(
        ['goroutine.pb.gz', 'goroutine.debug1.txt'].map((file) => openFile(capturePath(`${folder}/${file}`))),
      );
      expect(stateCounts(text, false)).toEqual(stateCounts(proto, false));
      expect(stateCounts(text, false).length).toBeGreaterThan(1);
      if (!captureFiles(/goroutine\.debug2\.txt$/).includes(`${folder}/goroutine.debug2.txt`)) return;
      const dump = await openFile(capturePath(`${folder}/goroutine.debug2.txt`));
      expect(stateCounts(dump, false)).toEqual(stateCounts(proto, false));
      // And the same stacks, but for the runtime's own frames, the dump's own goroutine and what each writes about inlining.
      const stacks = (capture: typeof dump): string[] =>
        Array.from(new Set(capture.goroutines?.stack ?? []), (stack) => withoutRuntime(stackText(capture, stack)))
          .filter((stack) => !stack.includes('runtime/pprof.'))
          .sort();
      expect(new Set(stacks(dump))).toEqual(new Set(stacks(text)));
    });
  }
});

function withoutRuntime(stack: readonly string[]): string {
  return (
    stack
      .map((frame) => frame.replace('+ ', ' '))
      // Dumps also leave out what cgo puts between C and an exported function.
      .filter((frame) => !/^(?:(?:runtime|internal\/runtime\/\w+)\.|_cgoexp_)/.test(frame))
      .join('\n')
  );
}

describe('damage', () => {
  for (const file of ['nilchan/go1.27/goroutine.debug1.txt', 'crash/go1.26/panic.all.txt']) {
    test(`${file}: cut at every byte`, async () => {
      await checkTruncations(readFileSync(capturePath(file)), 1);
    }, 60_000);
    test(`${file}: 1,500 mutations`, async () => {
      await checkFlips(readFileSync(capturePath(file)), 1500);
    }, 60_000);
  }

  for (const file of [
    'leakedmark/go1.26/goroutineleak.labels.debug2.txt',
    'leakedmark/go1.27/goroutine.debug2.txt',
    'sigquit/go1.26/sigquit.txt',
    'lostcancel/go1.26/heap.debug1.txt',
    'leakedmark/go1.26/goroutineleak.debug1.txt',
  ])
    test(`${file}: opens, cuts, flips`, async () => {
      await checkImport(capturePath(file));
    }, 60_000);

  test('any words that look like a dump', async () => {
    const words = [
      'goroutine 7 [chan send]:',
      'goroutine ',
      '7 [',
      ']:',
      'main.f(0x1)',
      '\t/a.go:3 +0x1',
      'created by main.main in goroutine ',
      '...3 frames elided...',
    ];
    const more = [
      '[originating from goroutine 1]:',
      'goroutine profile: total 3',
      '3 @ 0x1 0x2',
      '#\t0x1\tmain.f+0x1\t/a.go:1',
      '# labels: {"a":"b"}',
      'heap profile: 1: 2 [3: 4] @ heap/1048576',
      '1: 2 [3: 4] @ 0x1',
      '\r',
      '',
      ' ',
      '99999999999999999999',
      '\u00e9',
      '\0',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...words, ...more), { maxLength: 14 }),
        fc.constantFrom('\n', '\n', ''),
        async (parts, glue) => {
          await mustAnswer(new TextEncoder().encode(parts.join(glue)), parts.join(glue));
        },
      ),
      { numRuns: 600, seed: 11 },
    );
  });
});
