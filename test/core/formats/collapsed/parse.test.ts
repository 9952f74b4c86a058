import { describe, expect, test } from 'vitest';
import { detectCollapsed } from '@core/formats/collapsed/detect';
import { checkImport, captureText } from '../../../support/check-import';
import { neighbour, notesText, openText, rowsText, sums, typesText } from '../../../support/neighbours';

describe('collapsed stacks', { timeout: 60_000 }, () => {
  test('what py-spy wrote', async () => {
    const capture = await checkImport(neighbour('work.py-spy.folded'), { flips: 200 });
    expect(typesText(capture)).toEqual(['samples/count']);
    // It says so itself: “Samples: 100”.
    expect(sums(capture)).toEqual([100]);
    expect(captureText(capture)).toMatchInlineSnapshot(`
      "collapsed custom, 10 rows
      43 ×
          sort_names.<locals>.<genexpr> work.py:11
          sort_names work.py:11
          <module> work.py:18
      21 ×
          JSONEncoder.iterencode json/encoder.py:258
          JSONEncoder.encode json/encoder.py:200
          dumps json/__init__.py:231
          <module> work.py:18
      18 ×
          sort_names work.py:11
          <module> work.py:18
      "
    `);
  });

  test('frames hold spaces, equal stacks are one row, marks of stackcollapse-perf are read', async () => {
    const text =
      '# perf script | stackcollapse-perf.pl --all\n' +
      'main;operator new (unsigned long);std::sort<int*> 3\r\n' +
      'main;do_syscall_64_[k];read_[k] 2\nmain;small_[i] 4\nmain;jitted_[j] 1\nmain 7\nmain;small_[i] 6\n\nmain;half 1.5\n';
    const capture = await openText(text);
    expect(rowsText(capture)).toEqual([
      'main 7',
      'main;do_syscall_64 [kernel]:0;read [kernel]:0 2',
      'main;half 1.5',
      'main;jitted [jit]:0 1',
      'main;operator new (unsigned long);std::sort<int*> 3',
      'main;small+ 10',
    ]);
    expect(capture.comments).toEqual(['perf script | stackcollapse-perf.pl --all']);
    expect(capture.notes).toEqual([]);
  });

  test('a line that is cut at the end of the file is left out with a note', async () => {
    const capture = await openText('main;a 1\nmain;b 2\nmain;lon');
    expect(sums(capture)).toEqual([3]);
    expect(notesText(capture)).toEqual([
      'truncated 1: The file ends early, at byte 26, within a line, which is left out.',
    ]);
    expect(capture.notes[0]?.offset).toBe(18);
  });

  test('lines beyond the head that are no stacks are counted', async () => {
    const capture = await openText(`${'main;work 1\n'.repeat(6000)}what is this\nmain;rest 5\n`);
    expect(sums(capture)).toEqual([6005]);
    expect(capture.notes.map(({ kind, count, offset }) => [kind, count, offset])).toEqual([['skipped', 1, 72_000]]);
  });

  test('prose, metrics and lists of numbers are not claimed', () => {
    const claimed = [
      'the answer; of course 42\nand then some\n',
      'requests{path="/a;b"} 12\nrequests{path="/c"} 3\n',
      'main 12\nother 3\n',
      '/gc/heap/allocs:bytes 123\n',
      '12\n13\n',
    ].filter((text) => detectCollapsed({ head: new TextEncoder().encode(text), text, compression: 'none' }));
    expect(claimed).toEqual([]);
  });
});
