import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkImport } from '../../../support/check-import';
import { neighbour, notesText, openText, refusalOf, rowsText, sums, typesText } from '../../../support/neighbours';

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe('perf script', { timeout: 60_000 }, () => {
  test('samples of one event: as many as header lines, all with kernel and Go frames', async () => {
    const text = readFileSync(neighbour('mill.perf'), 'utf8');
    const capture = await checkImport(neighbour('mill.perf'), { flips: 60, cuts: 40 });
    expect(capture.kind).toBe('cpu');
    expect(typesText(capture)).toEqual(['samples/count', 'cpu-clock/nanoseconds']);
    const samples = count(text, /^\S.*cpu-clock:/gm);
    const periods = [...text.matchAll(/(\d+) cpu-clock:/g)].reduce((sum, [, period]) => sum + Number(period), 0);
    expect(sums(capture)).toEqual([samples, periods]);
    expect(capture.samples.stack.reduce((sum, stack) => sum + capture.stacks.depth[stack], 0)).toBe(
      count(text, /^\t/gm),
    );
    const row = rowsText(capture).find((line) => line.includes('do_syscall_64'));
    expect(row).toMatch(
      /^runtime\.goexit\.abi0 \/srv\/mill\/mill:0;main\.main\.func1 .*do_syscall_64 \[kernel\.kallsyms\]:0;.* 1 6666666 \{comm=mill,pid=\d+,tid=\d+\}$/,
    );
    expect(capture.notes).toEqual([]);
  });

  test('several events are several sample types; pid and tid, processor, periods', async () => {
    const text = readFileSync(neighbour('mill.events.perf'), 'utf8');
    const capture = await checkImport(neighbour('mill.events.perf'), { flips: 60, cuts: 40 });
    expect(typesText(capture)).toEqual(['samples/count', 'page-faults/count', 'cpu-clock/nanoseconds']);
    expect(capture.samples.defaultType).toBe(2);
    const periods = (event: string): number =>
      [...text.matchAll(new RegExp(`(\\d+) +${event}:`, 'g'))].reduce((sum, [, period]) => sum + Number(period), 0);
    expect(sums(capture)).toEqual([count(text, /^\S/gm), periods('page-faults'), periods('cpu-clock')]);
    expect(rowsText(capture).some((row) => row.startsWith('[unknown];entry_SYSCALL_64_after_hwframe '))).toBe(true);
  });

  test('without stacks each sample is one line; without periods it counts as one', async () => {
    const flat = await checkImport(neighbour('mill.flat.perf'));
    expect([flat.samples.count, sums(flat)[0]]).toEqual([40, 40]);
    const bare = await checkImport(neighbour('mill.srcline.perf'));
    expect(typesText(bare)).toEqual(['samples/count', 'page-faults/count', 'cpu-clock/count']);
  });

  test('lines of source, inlined frames, symbols with spaces, deleted files, comms with spaces', async () => {
    const capture = await openText(
      'my tool 12/13 [001] 5.000001: 7 cycles:u: \n' +
        '\t  401000 std::map<int, char>::at(int const&)+0x10 (/opt/x (deleted))\n' +
        '  map.h:120\n' +
        '\t  401000 helper (inlined)\n' +
        '\tffffffff81000130 [unknown] ([unknown])\n\n' +
        'my tool 12/14 [001] 5.5: 1 sched:sched_switch: prev_comm=a ==> next_comm=b\n' +
        '\t  402000 main.run (/opt/x)\n\n',
    );
    expect(typesText(capture)).toEqual(['samples/count', 'cycles/count', 'sched:sched_switch/count']);
    expect(rowsText(capture)).toEqual([
      '[unknown];helper+;std::map<int, char>::at(int const&) map.h:120 1 7 0 {comm=my tool,pid=12,tid=13}',
      'main.run /opt/x:0 1 0 1 {comm=my tool,pid=12,tid=14}',
    ]);
    expect(capture.durationNs).toBe(499_999_000);
    const unknown = capture.frames.addressHigh.findIndex((high) => high === 0xffffffff);
    expect(capture.frames.addressLow[unknown]).toBe(0x81000130);
  });

  test('cut within a sample, cut between lines, and lines that fit nowhere', async () => {
    const whole = readFileSync(neighbour('mill.perf'), 'utf8');
    const cut = await openText(whole.slice(0, 5000));
    expect(notesText(cut)).toEqual([
      'truncated 1: The file ends early, at byte 5,000, within a sample, which is left out.',
    ]);
    expect(sums(cut)[0]).toBe(count(whole.slice(0, 5000), /^\S/gm) - 1);
    const stripped = await openText(whole.trimEnd() + '\n');
    expect(stripped.notes.map(({ kind }) => kind)).toEqual(['truncated']);
    expect(sums(stripped)).toEqual(sums(await openText(whole)));
    const odd = await openText(whole + 'not a sample at all\n');
    expect(odd.notes.map(({ kind, count: n, offset }) => [kind, n, offset])).toEqual([['skipped', 1, whole.length]]);
  });

  test('logs with addresses are not claimed', async () => {
    const log = 'server 12: starting\n\tat 0x1234 (main)\n';
    expect((await refusalOf(log)).code).toBe('unrecognised');
  });
});
