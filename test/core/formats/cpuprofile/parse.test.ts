import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkImport, checkTruncations } from '../../../support/check-import';
import { neighbour, notesText, openText, refusalOf, rowsText, sums, typesText } from '../../../support/neighbours';

interface Cpuprofile {
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
  readonly startTime: number;
  readonly endTime: number;
}

const frame = (functionName: string, lineNumber = -1): object => ({
  functionName,
  scriptId: '1',
  url: 'file:///srv/a.js',
  lineNumber,
  columnNumber: 0,
});

describe('CPU profiles of V8', { timeout: 60_000 }, () => {
  test('what Node wrote: every sample, and the time from the first of them to the end', async () => {
    const capture = await checkImport(neighbour('work.cpuprofile'), { flips: 200, cuts: 100 });
    const profile = JSON.parse(readFileSync(neighbour('work.cpuprofile'), 'utf8')) as Cpuprofile;
    expect([capture.kind, ...typesText(capture)]).toEqual(['cpu', 'samples/count', 'cpu/nanoseconds']);
    const first = profile.startTime + (profile.timeDeltas[0] ?? 0);
    expect(sums(capture)).toEqual([profile.samples.length, (profile.endTime - first) * 1000]);
    expect(capture.durationNs).toBe((profile.endTime - profile.startTime) * 1000);
    expect(
      rowsText(capture).some((row) => row.includes('recurse /srv/mill/work.js:7;checksum /srv/mill/work.js:4')),
    ).toBe(true);
  });

  test('parents instead of children, out of order, and samples that go back in time', async () => {
    const capture = await openText(
      JSON.stringify({
        nodes: [
          { id: 3, callFrame: frame('leaf', 4), parent: 2 },
          { id: 1, callFrame: frame('(root)') },
          { id: 2, callFrame: frame(''), parent: 1 },
        ],
        startTime: 100,
        endTime: 150,
        samples: [3, 2, 3, 9],
        timeDeltas: [0, 10, -3, 20],
      }),
    );
    expect(rowsText(capture)).toEqual([
      '(anonymous) /srv/a.js:0 1 0',
      '(anonymous) /srv/a.js:0;leaf /srv/a.js:5 2 27000',
    ]);
    expect(notesText(capture)).toEqual([
      'skipped 1: 1 samples name a node that is not there and are left out.',
      'repaired 1: 1 samples go back in time and count as at the same moment.',
    ]);
  });

  test('the older form: a tree, seconds and timestamps', async () => {
    const node = (functionName: string, id: number, children: object[] = []): object => ({
      functionName,
      scriptId: '1',
      url: 'a.js',
      lineNumber: 1,
      hitCount: 1,
      callUID: 5,
      children,
      id,
    });
    const capture = await openText(
      JSON.stringify({
        head: node('(root)', 1, [node('f', 2, [node('g', 3)]), node('h', 4)]),
        startTime: 2,
        endTime: 2.00002,
        samples: [3, 4],
        timestamps: [2_000_000, 2_000_005],
      }),
    );
    expect(rowsText(capture)).toEqual(['f a.js:2;g a.js:2 1 5000', 'h a.js:2 1 15000']);
    const hits = await openText(JSON.stringify({ head: node('(root)', 1, [node('f', 2, [node('g', 3)])]) }));
    expect([typesText(hits), rowsText(hits)]).toEqual([['samples/count'], [' 1', 'f a.js:2 1', 'f a.js:2;g a.js:2 1']]);
  });

  test('nodes in a circle are left out; a hundred thousand levels are only slow to draw', async () => {
    const circle = await openText(
      JSON.stringify({
        nodes: [
          { id: 1, callFrame: frame('a'), children: [2] },
          { id: 2, callFrame: frame('b'), children: [1] },
          { id: 3, callFrame: frame('c') },
        ],
        samples: [1, 3],
        timeDeltas: [1, 1],
      }),
    );
    expect(rowsText(circle).map((row) => row.split(' ')[0])).toEqual(['c']);
    expect(notesText(circle)[0]).toBe('skipped 2: 2 nodes hang on themselves and are left out.');
    const levels = 60_000;
    const deep =
      '{"functionName":"f","url":"","lineNumber":0,"hitCount":1,"children":['.repeat(levels) + ']}'.repeat(levels);
    const capture = await openText(`{"head":${deep}}`);
    expect([capture.stacks.count, sums(capture)]).toEqual([levels + 1, [levels]]);
  });

  test('cut: nodes without samples are shown by their hits', async () => {
    const text = readFileSync(neighbour('work.cpuprofile'), 'utf8');
    const capture = await openText(text.slice(0, text.indexOf('"samples"')));
    expect(capture.notes[0]?.kind).toBe('truncated');
    expect(typesText(capture)).toEqual(['samples/count']);
    expect((await refusalOf('{"nodes":[{"id":1,"callFrame":{"functionName":"a"}}}')).code).toBe('malformed');
    await checkTruncations(new TextEncoder().encode(text.slice(0, 1500)));
  });
});
