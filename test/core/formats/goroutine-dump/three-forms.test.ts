import { describe, expect, test } from 'vitest';
import type { Capture } from '@core/model/tables';
import { openFile, stackText, stateCounts } from '../../../support/check-import';
import { captureFiles, capturePath } from '../../../support/fixtures';

/** The same parked goroutines as debug=0, debug=1 and debug=2, wherever a folder has all three. */
const TRIPLES = captureFiles(/\.pb\.gz$/)
  .filter((file) => /(?:goroutine|states)(?:\.\d)?\.pb\.gz$/.test(file))
  .map((file) => file.slice(0, -'.pb.gz'.length))
  .filter((name) => ['debug1', 'debug2'].every((form) => captureFiles(/\.txt$/).includes(`${name}.${form}.txt`)))
  // Services at work change between two captures.
  .filter((name) => /^(?:tracebacks|locks|nilchan|condwait|waitgroup|emptyselect|timeoutleak|leakedmark)\//.test(name));

/** Frames that stacks are compared to: profiles keep 32 up to Go 1.22 and 128 later, dumps the 50 innermost of deep ones. */
const COMPARED = 28;

/** Goroutines by their innermost frames, without the runtime's own and without the one that made the capture. */
function stackCounts(capture: Capture): Map<string, number> {
  const counts = new Map<string, number>();
  const { goroutines } = capture;
  for (let row = 0; row < (goroutines?.count ?? 0); row++) {
    const frames = stackText(capture, goroutines!.stack[row]!)
      // Only debug=0 of newer versions names the type arguments.
      .map((frame) => frame.replace('+ ', ' ').replace(/\[\S*\]/, '[...]'))
      .filter((frame) => !/^(?:runtime|internal\/runtime\/\w+)\./.test(frame))
      .slice(0, COMPARED);
    if (frames.some((frame) => frame.startsWith('runtime/pprof.'))) continue;
    const key = frames.join('\n');
    counts.set(key, (counts.get(key) ?? 0) + goroutines!.weight[row]!);
  }
  return counts;
}

test('there are captures of every version', () => {
  const versions = new Set(TRIPLES.map((name) => /go1\.\d+/.exec(name)?.[0]));
  expect([...versions].sort()).toEqual(['go1.18', 'go1.20', 'go1.22', 'go1.24', 'go1.25', 'go1.26', 'go1.27']);
});

describe.each(TRIPLES)('%s', (name) => {
  const read = (form: string): Promise<Capture> => openFile(capturePath(`${name}.${form}`));

  test('operations, nil channels and empty selects are the same in all three', async () => {
    const [proto, text, dump] = await Promise.all([read('pb.gz'), read('debug1.txt'), read('debug2.txt')]);
    expect(stateCounts(text, false)).toEqual(stateCounts(proto, false));
    expect(stateCounts(dump, false)).toEqual(stateCounts(proto, false));
  });

  test('goroutines a stack are the same in all three', async () => {
    const [proto, text, dump] = await Promise.all([read('pb.gz'), read('debug1.txt'), read('debug2.txt')]);
    const wanted = stackCounts(proto);
    expect(wanted.size).toBeGreaterThan(0);
    expect(stackCounts(text)).toEqual(wanted);
    expect(stackCounts(dump)).toEqual(wanted);
  });
});
