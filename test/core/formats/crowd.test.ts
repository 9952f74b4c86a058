import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Capture } from '@core/model/tables';
import { TRACE_STATES } from '@core/model/trace';
import { openFile, stackText } from '../../support/check-import';
import { captureFiles, capturePath } from '../../support/fixtures';

/** Ten thousand goroutines: what we read of them against what the program made and runtime.NumGoroutine said. */
interface Counts {
  readonly goroutines: number;
  readonly made: Readonly<Record<string, number>>;
}

const folders = captureFiles(/^crowd\/.*counts\.json$/).map((file) => file.slice(0, file.lastIndexOf('/')));

test('there are captures of the oldest and the newest Go', () => {
  expect(folders).toEqual(['crowd/go1.22', 'crowd/go1.26', 'crowd/go1.27']);
});

function counted(capture: Capture, key: (row: number) => string): Record<string, number> {
  const counts = new Map<string, number>();
  const table = capture.goroutines;
  for (let row = 0; row < (table?.count ?? 0); row++)
    counts.set(key(row), (counts.get(key(row)) ?? 0) + table!.weight[row]);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Stacks without the runtime's frames (dumps leave them out), inlining marks and the goroutine that writes. */
function stacks(capture: Capture): Record<string, number> {
  const text = (row: number): string =>
    stackText(capture, capture.goroutines!.stack[row])
      .map((frame) => frame.replace('+ ', ' '))
      .filter((frame) => !/^(?:internal\/)?runtime[./]/.test(frame))
      .join('\n');
  const all = counted(capture, text);
  return Object.fromEntries(
    Object.entries(all).filter(([stack]) => !stack.includes('capture.(*Plan)') && !stack.includes('main.save')),
  );
}

function labels(capture: Capture): Record<string, number> {
  const { strings, labelSets } = capture;
  const text = (row: number): string => {
    const set = capture.goroutines!.labels[row];
    const pairs: string[] = [];
    for (let i = labelSets.start[set]; i < labelSets.start[set + 1]; i++)
      pairs.push(`${strings.get(labelSets.key[i])}=${strings.get(labelSets.value[i])}`);
    return pairs.sort().join();
  };
  return counted(capture, text);
}

describe.each(folders)('%s', { timeout: 30_000 }, (folder) => {
  const { goroutines, made } = JSON.parse(readFileSync(capturePath(`${folder}/counts.json`), 'utf8')) as Counts;
  const open = (form: string): Promise<Capture> => openFile(capturePath(`${folder}/goroutine.${form}`));

  test.each(['pb.gz', 'debug1.txt', 'debug2.txt.gz'])('%s has as many as runtime.NumGoroutine', async (form) => {
    const capture = await open(form);
    expect(capture.goroutines?.total).toBe(goroutines);
    expect(Object.values(made).reduce((a, b) => a + b)).toBe(goroutines - 1); // and main
    expect(capture.notes).toEqual([]);
  });

  test('debug=2 has the states that the program made', async () => {
    const capture = await open('debug2.txt.gz');
    const states = counted(capture, (row) => capture.strings.get(capture.goroutines!.state[row]));
    const { labelled = 0, deep = 0, runnable = 0, ...others } = made;
    const spinning = (states['running'] ?? 0) + (states['runnable'] ?? 0);
    expect(spinning).toBe(runnable + 1);
    delete states['running'];
    delete states['runnable'];
    const old = folder.endsWith('1.22');
    const wanted: Record<string, number> = {
      ...others,
      'chan receive': others['chan receive'] + labelled + deep,
      ...(old && { semacquire: others['sync.WaitGroup.Wait'] }),
    };
    if (old) delete wanted['sync.WaitGroup.Wait'];
    expect(states).toEqual(wanted);
  });

  test('the same stacks as often in all three', async () => {
    const [proto, text, dump] = [await open('pb.gz'), await open('debug1.txt'), await open('debug2.txt.gz')];
    expect(stacks(text)).toEqual(stacks(proto));
    expect(stacks(dump)).toEqual(stacks(proto));
    expect(Object.keys(stacks(proto)).length).toBeGreaterThan(20);
  });

  test('the same labels as often', async () => {
    const [proto, text, dump] = [await open('pb.gz'), await open('debug1.txt'), await open('debug2.txt.gz')];
    expect(Object.keys(labels(proto)).length).toBe(61); // 20 tenants times 3 jobs, and none
    expect(labels(text)).toEqual(labels(proto));
    if (folder.endsWith('1.27')) expect(labels(dump)).toEqual(labels(proto)); // older ones print none
  });

  test('the trace has them all alive at its end, with a few of the runtime', async () => {
    const { trace } = await openFile(capturePath(`${folder}/trace.out`));
    const last = new Map<number, string>();
    for (const chunk of trace?.chunks ?? [])
      chunk.goroutine.forEach((row, k) =>
        last.set(row, TRACE_STATES[chunk.changes.state[chunk.change[chunk.first[k + 1] - 1]]]),
      );
    const alive = [...last.keys()].filter((row) => Number.isNaN(trace!.goroutines.endedNs[row]));
    expect(alive.length - goroutines).toBeGreaterThanOrEqual(3);
    expect(alive.length - goroutines).toBeLessThan(12);
    expect([...last.values()].filter((state) => state === 'syscall').length).toBe(made['syscall']);
  });
});
