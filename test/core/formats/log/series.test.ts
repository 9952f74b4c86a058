import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import type { Capture } from '@core/model/tables';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { ruleContext } from '@core/rules/context';
import { captureText, openAll, openBytes, stateCounts } from '../../../support/check-import';
import { capturePath } from '../../../support/fixtures';
import { goDumpText } from '../../../support/go-dump';
import { lineWraps, recordWraps } from '../../../support/log-wraps';

async function open(text: string | Uint8Array, modifiedMs: number | null = null): Promise<readonly Capture[]> {
  const source = bytesSource('app.log', typeof text === 'string' ? new TextEncoder().encode(text) : text);
  const opened = await openSource({ ...source, read: (at, n) => source.read(at, n), modifiedMs });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}
const totals = (captures: readonly Capture[]): string[] =>
  captures.map(({ name, format, goroutines }) => `${name} ${format} ${goroutines?.total}`);
const notes = (capture: Capture | undefined): string[] => capture?.notes.map(({ message }) => message) ?? [];
const times = (captures: readonly Capture[]): (string | null)[] =>
  captures.map(({ timeMs, timeSource }) =>
    timeMs === null ? null : `${timeSource} ${new Date(timeMs).toISOString()}`,
  );

/** `count` goroutines stuck since before, of ids from 10, behind the one that makes the dump. */
const dump = (count: number, creator = 'main.main'): string =>
  goDumpText(
    `1 running\n main.dump /m.go:9\n main.main /m.go:3\n` +
      Array.from(
        { length: count },
        (_, i) => `${10 + i} chan send\n main.work /w.go:12\n < ${creator} /m.go:5 @1`,
      ).join('\n'),
  );

describe('several dumps in one file', () => {
  test('one after the other: a capture each, numbered', async () => {
    expect(totals(await open(`${dump(2)}\n${dump(3)}\n${dump(4)}`))).toEqual([
      'app.log #1 goroutine-dump 3',
      'app.log #2 goroutine-dump 4',
      'app.log #3 goroutine-dump 5',
    ]);
  });

  test('without a blank line between them', async () => {
    expect(totals(await open(`${dump(2)}${dump(3)}`)).map((line) => line.slice(-1))).toEqual(['3', '4']);
  });

  test('the time of each from the line of the log before it', async () => {
    const log = [3, 4, 5].map((n) => `2026-11-21T11:0${n}:00Z received SIGUSR1\n${dump(n)}\n`).join('');
    const captures = await open(log, Date.UTC(2026, 10, 22));
    expect(times(captures)).toEqual([3, 4, 5].map((n) => `capture 2026-11-21T11:0${n}:00.000Z`));
    expect(captures.map(({ goroutines }) => goroutines?.total)).toEqual([4, 5, 6]);
  });

  test('without a time in the log, the time of the file', async () => {
    const captures = await open(`${dump(2)}\n${dump(3)}`, 1000);
    expect(captures.map(({ timeSource }) => timeSource)).toEqual(['file', 'file']);
  });

  test.each(Object.keys(lineWraps).filter((name) => !/cat|compose$|colour|prefix$/.test(name)))(
    'in lines of %s: the times of its lines',
    async (name) => {
      const start = Date.UTC(2026, 10, 21, 11, 0, 0);
      const log = [0, 1, 2].map((n) => lineWraps[name]!(dump(2 + n), start + n * 60_000)).join('');
      const captures = await open(log, Date.UTC(2026, 10, 22));
      expect(captures.map(({ goroutines }) => goroutines?.total)).toEqual([3, 4, 5]);
      expect(captures.map(({ timeMs }) => Math.floor(((timeMs ?? 0) - start) / 60_000))).toEqual([0, 1, 2]);
    },
  );

  test.each(Object.keys(recordWraps).filter((name) => name !== 'klog'))('a record of %s each', async (name) => {
    const start = Date.UTC(2026, 10, 21, 11, 0, 0);
    const log = [0, 1, 2].map((n) => recordWraps[name]!(dump(2 + n), start + n * 60_000)).join('');
    const captures = await open(log);
    expect(captures.map(({ goroutines }) => goroutines?.total)).toEqual([3, 4, 5]);
    expect(captures.map(({ timeMs }) => timeMs)).toEqual([0, 1, 2].map((n) => start + n * 60_000));
  });

  test('crashes of a program that was started again: each with its message', async () => {
    const crash = (what: string, id: number): string =>
      `panic: ${what}\n\n${goDumpText(`${id} running\n main.f /m.go:9\n < main.main /m.go:3 @1`)}exit status 2\n`;
    const captures = await open(`starting\n${crash('one', 7)}starting\n${crash('two', 8)}`);
    expect(captures.map(({ comments }) => comments)).toEqual([['panic: one'], ['panic: two']]);
    expect(notes(captures[0])).toEqual(['2 lines outside of goroutines.']);
    expect(captures.map(({ otherProcess }) => otherProcess)).toEqual([undefined, true]);
    expect(notes(captures[1])[0]).toContain('Another process than in the capture before');
  });

  test('a program that dies again and again is no series, though its ids are the same every time', async () => {
    const captures = await open([1, 2, 3].map(() => `panic: boom\n\n${dump(200)}exit status 2\n`).join(''));
    expect(captures.map(({ goroutines }) => goroutines?.total)).toEqual([201, 201, 201]);
    const { series } = ruleContext(analyse(captures));
    expect(series.map(({ index }) => index)).toEqual([2]);
    const alive = await open([1, 2, 3].map(() => `dumping\n${dump(200)}`).join(''));
    expect(ruleContext(analyse(alive)).series.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  test('stacks that a server logs of recovered panics are one capture', async () => {
    const text = readFileSync(capturePath('tracebacks/go1.27/recovered.txt'), 'utf8');
    const captures = await open(text);
    expect(captures.map(({ goroutines }) => goroutines?.total)).toEqual([3]);
    expect(captures[0]?.comments[1]).toContain('http: panic serving 10.0.0.7:51001: assignment to entry in nil map');
    expect(notes(captures[0])[0]).toContain('3 stacks that the program logged one at a time');
  });

  test('a dump behind logged stacks is its own', async () => {
    const stack = (id: number): string =>
      `http: panic\n${goDumpText(`${id} running\n main.f /m.go:9\n < main.g /m.go:3 @1`)}`;
    const captures = await open(`${stack(7)}${stack(8)}${stack(7)}dumping\n${dump(3)}`);
    expect(captures.map(({ goroutines }) => goroutines?.total)).toEqual([3, 4]);
  });

  test('ids that contradict each other are of two processes, and the note says so', async () => {
    const [, same] = await open(`${dump(2)}\n${dump(3)}`);
    expect(notes(same)).toEqual([]);
    const [, other] = await open(`${dump(2)}\n${dump(3, 'main.serve')}`);
    expect(notes(other)).toEqual([
      'Another process than in the capture before: goroutine 10 was created by main.main there, by main.serve here.',
    ]);
  });

  test('a dump that stops inside a line, where the next begins', async () => {
    const whole = dump(3);
    const second = dump(4);
    // Anywhere in the last goroutine, also inside its header.
    for (let cut = whole.indexOf('goroutine 12'); cut < whole.length; cut++) {
      const captures = await open(whole.slice(0, cut) + second);
      expect(captures.map(({ goroutines }) => goroutines?.total).at(-1), whole.slice(cut)).toBe(5);
      expect(captures[0]?.goroutines?.total).toBeGreaterThanOrEqual(3);
      expect(captures.length).toBe(2);
    }
  });
});

describe('profiles and dumps mixed', () => {
  const profile = readFileSync(capturePath('nilchan/go1.27/goroutine.debug1.txt'), 'utf8');
  const text = readFileSync(capturePath('nilchan/go1.27/goroutine.debug2.txt'), 'utf8');
  const contention = readFileSync(capturePath('busy/go1.27/mutex.debug1.txt'), 'utf8');
  const heap = readFileSync(capturePath('lostcancel/go1.27/heap.debug1.txt'), 'utf8');

  test.each([
    ['profiles', [profile, profile, profile]],
    ['a dump and a profile', [text, profile]],
    ['a profile and a dump', [profile, text]],
    ['a heap between', [profile, heap, text, profile]],
    ['a heap first', [heap, profile, text]],
    ['contention first', [contention, `=== second ===\n${profile}`]],
    ['contention between', [profile, contention, text, contention]],
  ])('%s', async (_, parts) => {
    const captures = await open(parts.join('\n'));
    const plain = parts.map((part) => part.replace(/^===.*\n/, ''));
    const alone = await Promise.all(plain.map(async (part) => captureText((await open(part))[0]!)));
    const told = captures.map((capture) => captureText(capture).replace(/^! info 1 @-: .*rocess.*\n/gm, ''));
    expect(told).toEqual(alone);
  });

  test('with lines of a script between them: the times are theirs', async () => {
    const log = ['11:00:00', '11:05:00'].map((at) => `=== 2026-11-21 ${at} ===\n${profile}`).join('\n');
    const captures = await open(log);
    expect(times(captures)).toEqual(['capture 2026-11-21T11:00:00.000Z', 'capture 2026-11-21T11:05:00.000Z']);
    expect(captures.map((capture) => stateCounts(capture, false).join())).toEqual([
      ...new Array<string>(2).fill(stateCounts((await open(profile))[0]!, false).join()),
    ]);
  });
});

describe('lines of other programs between', () => {
  const stderr = dump(40).trimEnd().split('\n');

  test.each([
    [
      'docker compose',
      (line: string) => `web-1  | ${line}`,
      (i: number) => `db-1   | LOG: checkpoint ${i} (goroutine 3 [x])`,
    ],
    [
      'journald',
      (line: string) => `Nov 21 11:00:10 host ingestd[77]: ${line}`,
      (i: number) => `Nov 21 11:00:10 host sshd[${100 + (i % 3)}]: main.f(0x1)`,
    ],
    [
      'CRI',
      (line: string) => `2026-11-21T11:00:00.5Z stderr F ${line}`,
      (i: number) => `2026-11-21T11:00:00Z stdout F {"level":"info","i":${i}}`,
    ],
    [
      'JSON',
      (line: string) => JSON.stringify({ MESSAGE: line, _PID: '77', __REALTIME_TIMESTAMP: '1795258800000000' }),
      (i: number) =>
        JSON.stringify({ MESSAGE: `\tfile.go:${i} +0x1`, _PID: '78', __REALTIME_TIMESTAMP: '1795258800000000' }),
    ],
  ])('%s', async (_, own, other) => {
    const lines = stderr
      .filter((line) => line !== '')
      .flatMap((line, i) => (i % 2 === 0 ? [own(line)] : [other(i), own(line), other(i)]));
    const captures = await open(lines.join('\n') + '\n');
    expect(captures.map(({ goroutines }) => goroutines?.total)).toEqual([41]);
    expect(stateCounts(captures[0]!)).toEqual(stateCounts((await open(stderr.join('\n')))[0]!));
    expect(notes(captures[0]).filter((message) => /not understood|outside/.test(message))).toEqual([]);
    const left = lines.length - stderr.filter((line) => line !== '').length;
    expect(captures[0]?.notes.find(({ message }) => message.includes('other writer'))?.count).toBe(left);
  });

  test('two programs that die at once are two captures', async () => {
    const [a, b] = [dump(5), dump(6, 'main.serve')].map((text) => text.trimEnd().split('\n'));
    const lines = b!.flatMap((line, i) => [...(a![i] === undefined ? [] : [`a-1  | ${a![i]}`]), `b-1  | ${line}`]);
    const captures = await open(lines.join('\n'));
    expect(captures.map(({ goroutines }) => goroutines?.total).sort()).toEqual([6, 7]);
  });
});

test('journalctl shows the further lines of a message behind blanks', async () => {
  const prefix = 'Nov 21 11:00:10 host ingestd[77]: ';
  const message = `panic: boom\n\n${dump(4)}`.trimEnd().split('\n');
  const log = message.map((line, i) => (i === 0 ? prefix : ' '.repeat(prefix.length)) + line).join('\n');
  const [capture] = await open(`${prefix}started\n${log}\n${prefix}stopped\n`);
  expect(capture?.goroutines?.total).toBe(5);
  expect(capture?.comments).toEqual(['panic: boom']);
  expect(capture && stateCounts(capture)).toEqual(stateCounts((await open(dump(4)))[0]!));
});

describe('offsets of notes lead to the file', () => {
  test.each(['docker json-file', 'kubernetes CRI', 'docker compose', 'zap', 'nested: zap in docker'])(
    '%s',
    async (name) => {
      const broken = dump(30).replace(/(goroutine 25 \[chan send\]:\n)/, '$1oddly()\n');
      const wrapped = (lineWraps[name] ?? recordWraps[name])!(broken);
      const [capture] = await open(wrapped);
      const odd = capture?.notes.find(({ message }) => message.includes('not understood'));
      expect(odd?.count).toBe(1);
      expect(wrapped.slice(odd?.offset ?? 0, (odd?.offset ?? 0) + 7)).toBe('oddly()');
    },
  );
});

describe('hostile', () => {
  test('a million tiny dumps: a thousand captures at most, the rest counted', async () => {
    const one = 'panic: x\n\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n\n';
    const captures = await open(one.repeat(20_000));
    expect(captures.length).toBe(1000);
    expect(captures[0]?.notes.find(({ kind }) => kind === 'skipped')?.count).toBe(19_000);
  }, 20_000);

  test('lines of megabytes and garbage between goroutines', async () => {
    const long = 'x'.repeat(3_000_000);
    const [capture] = await open(
      `${dump(2)}\n${long}(\n\0\x01\x02\n${dump(2).replaceAll('goroutine 1', 'goroutine 4')}`,
    );
    expect(capture?.goroutines?.total).toBeGreaterThan(2);
  });

  test('JSON of other kinds is not claimed, however it speaks of goroutines', async () => {
    for (const text of [
      '{"msg":"goroutine 7 is slow"}\n{"msg":"goroutine 8 [running] now"}\n',
      '{"traceEvents":[{"name":"goroutine 1 [running]: x"}]}',
      '{"level":"info","msg":"started"}\n'.repeat(3000),
    ]) {
      const opened = await openBytes(new TextEncoder().encode(text));
      expect(opened.ok ? opened.value.format : opened.error.code).not.toBe('goroutine-dump');
    }
  });

  test('a dump deep in a log of records', async () => {
    const log = '{"level":"info","msg":"started"}\n'.repeat(5000) + recordWraps['zap']!(dump(7));
    expect((await open(log)).map(({ goroutines }) => goroutines?.total)).toEqual([8]);
  });

  test('only the message of a crash: what to do', async () => {
    const opened = await openAll(new TextEncoder().encode('panic: boom\n\nexit status 2\n'));
    expect(!opened.ok && opened.error.message).toContain('crash without its goroutines');
  });
});
