import { describe, expect, test } from 'vitest';
import { GOROUTINE_RUNNING } from '@core/model/tables';
import type { Capture } from '@core/model/tables';
import { goDump, goDumpText } from '../../../support/go-dump';
import { captureText, flagText, openBytes, stackText, stateCounts } from '../../../support/check-import';

async function open(input: string | Uint8Array): Promise<Capture> {
  const opened = await openBytes(typeof input === 'string' ? new TextEncoder().encode(input) : input);
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}
const stackOf = (capture: Capture, row: number): string[] => stackText(capture, capture.goroutines?.stack[row] ?? 0);
const notes = (capture: Capture): string[] => capture.notes.map((note) => `${note.kind} ${note.count} @${note.offset}`);

describe('headers of every version', () => {
  const cases: [header: string, state: string, operation: string, flags: string, minutes: number, labels: string][] = [
    ['[chan send]', 'chan send', 'chan send', '', -1, ''],
    [
      '[chan receive (nil chan) (leaked), locked to thread]',
      'chan receive (nil chan)',
      'chan receive',
      'leaked,locked,nil',
      -1,
      '',
    ],
    ['[select (no cases), 1 minutes]', 'select (no cases)', 'select', 'no-cases', 1, ''],
    ['[select (scan), 12 minutes, locked to thread]', 'select', 'select', 'locked,scan', 12, ''],
    ['[sync.WaitGroup.Wait (durable), synctest bubble 3]', 'sync.WaitGroup.Wait', 'waitgroup wait', 'durable', -1, ''],
    ['[chan receive (synctest), synctest group 3]', 'chan receive', 'chan receive', 'durable', -1, ''],
    ['[IO wait, 7 minutes] {req: "a b", svc: x}', 'IO wait', 'io wait', '', 7, 'req=a b svc=x'],
    [
      '[chan receive (leaked) labels:{"req": "a ]b", "svc": "x"}]',
      'chan receive',
      'chan receive',
      'leaked',
      -1,
      'req=a ]b svc=x',
    ],
    ['[running labels:{"foo": "b\\"ar\\n"}]', 'running', 'other', 'running', -1, 'foo=b"ar\n'],
    ['gp=0xc000102380 m=nil [force gc (idle)]', 'force gc (idle)', 'other', '', -1, ''],
    ['gp=0xc000102380 m=0 mp=0x59d0a0 [syscall, locked to thread]', 'syscall', 'syscall', 'locked', -1, ''],
    ['[a state of the future, 3 minutes]', 'a state of the future', 'other', '', 3, ''],
    ['[leaked]', '', 'other', 'leaked', -1, ''],
  ];
  for (const [header, state, operation, flags, minutes, labels] of cases) {
    test(header, async () => {
      const capture = await open(
        `goroutine 7 ${header}:\nmain.work(0x1)\n\t/src/main.go:3 +0x1\ncreated by main.main in goroutine 1\n\t/src/main.go:9 +0x2\n`,
      );
      const table = capture.goroutines;
      if (table === null) throw new Error('no table');
      expect(capture.strings.get(table.state[0])).toBe(state);
      expect(stateCounts(capture)[0]).toContain(`1 ${operation} `);
      expect(flagText(table.flags[0])).toBe(flags);
      expect(table.waitMinutes[0]).toBe(minutes);
      expect(table.creatorGoid[0]).toBe(1);
      const { labelSets: sets, strings } = capture;
      const entries = [];
      for (let i = sets.start[table.labels[0]]; i < sets.start[table.labels[0] + 1]; i++)
        entries.push(`${strings.get(sets.key[i])}=${strings.get(sets.value[i])}`);
      expect(entries.join(' ')).toBe(labels);
      expect(notes(capture)).toEqual([]);
    });
  }
});

describe('stacks', () => {
  test('leaf first, inlined frames marked, the creator apart', async () => {
    const capture = await open(
      goDump(`
      7 chan send
        main.(*T).work+ /src/main.go:12
        main.Map[...] C:\\Program Files\\src\\main.go:20
        < main.main /src/main.go:5 @1`),
    );
    expect(stackOf(capture, 0)).toEqual([
      'main.(*T).work+ /src/main.go:12',
      'main.Map[...] C:\\Program Files\\src\\main.go:20',
    ]);
    expect(capture.goroutines?.creator[0]).toBeGreaterThan(0);
  });

  test('arguments do not make stacks different, lines and inlining do', async () => {
    const capture = await open(
      goDump(`
      1 chan send
        main.work /src/main.go:12
        < main.main /src/main.go:5 @1
      2 chan send
        main.work /src/main.go:12
        < main.main /src/main.go:5 @1
      3 chan send
        main.work+ /src/main.go:12
        < main.main /src/main.go:5 @1
      4 chan send
        main.work /src/main.go:13
        < main.main /src/main.go:5 @1
      5 chan send
        main.workers /src/main.go:12
        < main.main /src/main.go:5 @1`),
    );
    const stacks = [...(capture.goroutines?.stack ?? [])];
    expect(stacks[0]).toBe(stacks[1]);
    expect(new Set(stacks).size).toBe(4);
  });

  test('creators of Go 1.20 name no goroutine', async () => {
    const capture = await open(goDump('7 select\n main.a /a.go:1\n < main.main /a.go:2'));
    expect(capture.goroutines?.creatorGoid[0]).toBe(-1);
    expect(capture.goroutines?.creator[0]).toBeGreaterThan(0);
  });

  test('elided frames stay visible and are counted', async () => {
    const art = (n: number): string =>
      `7 select\n main.a /a.go:1\n !...${n} frames elided...\n main.b /a.go:9\n < main.main /a.go:2 @1`;
    const capture = await open(goDump(`${art(23)}\n 8 ${art(40).slice(2)}`));
    expect(stackOf(capture, 0)).toEqual(['main.a /a.go:1', '...frames elided... :0', 'main.b /a.go:9']);
    expect(capture.goroutines?.stack[0]).toBe(capture.goroutines?.stack[1]);
    expect(notes(capture)).toEqual([`info 63 @${goDumpText(art(23)).indexOf('...23')}`]);
  });

  test('C frames with and without a file', async () => {
    const capture = await open(
      'goroutine 1 [syscall]:\nnon-Go function\n\tpc=0x7f1234\nc_sleep\n\t/src/c.c:12 pc=0x7f1235\nmain._Cfunc_sleep(0x1)\n\t_cgo_gotypes.go:40 +0x1\nmain.main()\n\t/m.go:3 +0x1\n',
    );
    expect(stackOf(capture, 0).slice(0, 2)).toEqual(['non-Go function :0', 'c_sleep /src/c.c:12']);
  });

  test('ancestors stay with their goroutine, scheduler stacks are left out; both with a note', async () => {
    const capture = await open(
      goDump(`
      0 idle
        runtime.schedule /r.go:1
      7 select
        main.a /a.go:1
        < main.main /a.go:2 @1
        ![originating from goroutine 1]:
        main.parent+ /a.go:3
        < main.main /a.go:4 @1
      8 select
        main.a /a.go:1
        < main.main /a.go:2 @1`),
    );
    expect(capture.goroutines?.total).toBe(2);
    expect(capture.notes.map((note) => note.message.slice(0, 30))).toEqual([
      '1 stack of ancestors, kept wit',
      '1 scheduler stack (goroutine 0',
    ]);
    const ancestry = capture.goroutines?.ancestry;
    expect([...(ancestry?.start ?? [])]).toEqual([0, 1, 1]);
    expect(ancestry?.goid[0]).toBe(1);
    expect(stackText(capture, ancestry?.stack[0] ?? 0)).toEqual(['main.parent+ /a.go:3']);
    expect(ancestry?.creator[0]).toBeGreaterThan(0);
  });

  test('a goroutine on another thread has no stack until its thread prints it', async () => {
    const unavailable = '7 running\n !\tgoroutine running on other thread; stack unavailable\n < main.main /a.go:2 @1';
    const alone = await open(goDump(unavailable));
    expect(stackOf(alone, 0)).toEqual([]);
    expect((alone.goroutines?.flags[0] ?? 0) & GOROUTINE_RUNNING).toBe(GOROUTINE_RUNNING);
    const later = await open(
      `${goDumpText(unavailable)}\n-----\n\n${goDumpText('7 running\n main.spin /a.go:8\n < main.main /a.go:2 @1')}`,
    );
    expect(later.goroutines?.total).toBe(1);
    expect(stackOf(later, 0)).toEqual(['main.spin /a.go:8']);
  });
});

describe('what is around a dump', () => {
  const dump = goDumpText(
    '7 chan send\n main.work /src/main.go:12\n < main.main /src/main.go:5 @1\n 8 select\n main.w /src/main.go:30\n < main.main /src/main.go:6 @1',
  );
  const plain = async (): Promise<string> => captureText(await open(dump));

  test('a panic becomes the comments, registers and the exit status nothing', async () => {
    const capture = await open(
      `starting\npanic: boom\n\tdetail\n\n${dump}\nrax    0x0\nrip    0x4712\nexit status 2\n`,
    );
    expect(capture.comments).toEqual(['panic: boom', '  detail']);
    expect(notes(capture)).toEqual(['info 1 @0']);
  });

  for (const [name, prefix] of [
    ['docker', (i: number) => `web-1  | 2026-11-21T11:00:${10 + i}.${i}Z `],
    ['journald', (i: number) => `Nov 21 11:00:${10 + i} host svc[123]: `],
    ['kubernetes', (i: number) => `2026-11-21T11:00:00.12345${i}Z stderr F `],
  ] as const) {
    test(`lines of ${name}`, async () => {
      const capture = await open(
        dump
          .trimEnd()
          .split('\n')
          .map((line, i) => prefix(i) + line)
          .join('\n') + '\n',
      );
      expect(
        captureText(capture)
          .split('\n')
          .filter((line) => !line.startsWith('!')),
      ).toEqual((await plain()).split('\n'));
      expect(capture.notes.map((note) => note.kind)).toEqual(['info']);
    });
  }

  test('Windows line ends, a byte order mark, UTF-16', async () => {
    expect(captureText(await open(dump.replaceAll('\n', '\r\n')))).toBe(await plain());
    expect(captureText(await open('\ufeff' + dump))).toBe(await plain());
    const wide = new Uint8Array(2 + dump.length * 2);
    wide.set([0xff, 0xfe]);
    for (let i = 0; i < dump.length; i++) wide[2 + 2 * i] = dump.charCodeAt(i);
    expect(captureText(await open(wide))).toContain(await plain());
  });

  test('a log that speaks of goroutines is no dump until one begins; all its lines are counted', async () => {
    const lines = ['goroutine 7 is slow', 'goroutine 8 [', 'goroutine 9 []: nothing', 'goroutine x [running]:', 'gor'];
    const log = Array.from({ length: 4000 }, (_, i) => `request ${i}: ${lines[i % lines.length]}`).join('\n');
    const capture = await open(`${log}\n${dump}`);
    expect(capture.goroutines?.count).toBeGreaterThan(0);
    expect(capture.notes.map(({ message }) => message)).toEqual(['4,000 lines outside of goroutines.']);
  });

  test('a crash at the end of a long log is found', async () => {
    const log = Array.from({ length: 5000 }, (_, i) => `2026/11/21 11:00:00 request ${i} served`).join('\n');
    const capture = await open(`${log}\npanic: boom\n\n${dump}`);
    expect(capture.goroutines?.total).toBe(2);
    expect(capture.comments).toEqual(['panic: boom']);
  });

  test('a header that cannot be read is left out and counted', async () => {
    const capture = await open(dump.replace('[chan send]:', 'chan send]:'));
    expect(capture.goroutines?.total).toBe(1);
    expect(notes(capture)).toEqual(['skipped 1 @0']);
  });

  test('a line that is no frame is counted, and the stack goes on', async () => {
    const capture = await open(dump.replace('main.work(', 'oops\nmain.work('));
    expect(stackOf(capture, 0)).toEqual(['main.work /src/main.go:12']);
    expect(notes(capture)).toEqual([`skipped 1 @${dump.indexOf('main.work')}`]);
  });
});

describe('ends early', () => {
  const dump = goDumpText(
    '7 chan send\n main.work /src/main.go:12\n < main.main /src/main.go:5 @1\n 4711 select\n main.w /src/main.go:30\n < main.main /src/main.go:6 @1',
  );
  const second = dump.indexOf('goroutine 4711');

  test('inside a goroutine: the ones before are whole, the note names it and the byte', async () => {
    for (let end = second + 'goroutine 4711 '.length; end < dump.length - 2; end++) {
      const capture = await open(dump.slice(0, end));
      const cut = capture.notes.find((note) => note.kind === 'truncated');
      if (cut === undefined) {
        // Only the last digits of the last offset may be missing unnoticed.
        expect(dump.slice(end)).toMatch(/^[\da-f]*\n$/);
        continue;
      }
      expect(cut.message).toContain('inside goroutine 4711');
      expect(cut.offset).toBe(end);
      expect(cut.hint).toContain('How to capture all');
      expect(stackOf(capture, 0)).toEqual(['main.work /src/main.go:12']);
    }
  });

  test('inside the word or the id of a header: between two goroutines', async () => {
    for (let end = second + 1; end <= second + 'goroutine 4711'.length; end++) {
      const capture = await open(dump.slice(0, end));
      expect(capture.notes.map((note) => [note.kind, note.message, note.offset])).toEqual([
        ['truncated', `Ends at byte ${end}, between two goroutines.`, end],
      ]);
    }
  });

  test('exactly at the limit of Go: truncated even between two goroutines', async () => {
    const bytes = new Uint8Array(64 * 1024 * 1024).fill(10);
    bytes.set(new TextEncoder().encode(dump));
    const capture = await open(bytes);
    expect(capture.notes.map((note) => note.message)).toEqual([
      'Ends at byte 67,108,864, between two goroutines. Go stops a text dump at 64 MiB.',
    ]);
  }, 30_000);

  test('before the first goroutine is complete', async () => {
    const opened = await openBytes(new TextEncoder().encode('goroutine 7 [chan send]:\n'));
    expect(!opened.ok && opened.error.code).toBe('truncated');
  });
});

test('a crash that is cut is not fetched again: the hint speaks of standard error', async () => {
  const capture = await open(
    'panic: boom\n\ngoroutine 1 [running]:\nmain.a()\n\t/src/a.go:1 +0x1\n\ngoroutine 2 [chan rec',
  );
  const cut = capture.notes.find(({ kind }) => kind === 'truncated');
  expect(cut?.hint).toContain('standard error');
  expect(cut?.hint).not.toContain('/debug/pprof');
});
