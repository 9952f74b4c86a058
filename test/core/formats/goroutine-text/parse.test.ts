import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '@core/api/operation';
import { HiddenWaits } from '@core/formats/goroutine-text/hidden-wait';
import type { Capture } from '@core/model/tables';
import { flagText, openBytes, stackText, stateCounts } from '../../../support/check-import';

async function open(text: string): Promise<Capture> {
  const opened = await openBytes(new TextEncoder().encode(text));
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

const ROWS = `goroutine profile: total 5
3 @ 0x43ac0e 0x40626d 0x405ed7 0x4c6c5b 0x4c6c13 0x46b5a1
# labels: {"route":"POST /v1", "a":"\\"b\\""}
#	0x4c6c5a	main.(*B).deliver+0x9a	/src/a b/in.go:88
#	0x4c6c12	main.(*B).flush+0x52		/src/a b/in.go:83

2 @ 0x43ac0e 0x40626d 0x405ed7 0x4c6c5b 0x46b5a1
# labels: {"a":"\\"b\\"", "route":"POST /v1"}
#	0x4c6c5a	main.Map[...]+0x9a	C:\\src\\in.go:88

`;

describe('rows', () => {
  test('counts, labels, stacks, inlining from equal entry addresses', async () => {
    const capture = await open(ROWS);
    expect([...(capture.goroutines?.weight ?? [])]).toEqual([3, 2]);
    expect(stackText(capture, capture.samples.stack[0])).toEqual([
      'main.(*B).deliver+ /src/a b/in.go:88',
      'main.(*B).flush /src/a b/in.go:83',
    ]);
    expect(stackText(capture, capture.samples.stack[1])).toEqual(['main.Map[...] C:\\src\\in.go:88']);
    expect(capture.labelSets.count).toBe(2);
    expect(capture.strings.get(capture.labelSets.value[0])).toBe('"b"');
    expect(capture.frames.addressLow[0]).toBeGreaterThan(0x4c0000);
    expect(capture.notes).toEqual([]);
  });

  test('custom and threadcreate profiles are profiles without goroutines', async () => {
    const custom = await open(ROWS.replace('goroutine profile', 'myapp/open.files profile'));
    expect([custom.kind, custom.goroutines, custom.samples.types[0].type]).toEqual([
      'custom',
      null,
      'myapp/open.files',
    ]);
  });

  test('members of a leak profile are marked', async () => {
    const capture = await open(ROWS.replace('goroutine profile', 'goroutineleak profile'));
    expect(stateCounts(capture)).toEqual(['5 chan send [] leaked']);
  });

  test('rows without symbols get their addresses as names', async () => {
    const capture = await open('goroutine profile: total 1\n1 @ 0xffffffff81000010 0x401001\n');
    expect(stackText(capture, 1 + capture.stacks.count - 2)).toHaveLength(2);
    expect(capture.samples.count).toBe(1);
  });

  test('a cut text says how much of it there is', async () => {
    const capture = await open(ROWS.slice(0, ROWS.indexOf('2 @')));
    expect(capture.notes[0]).toMatchObject({ kind: 'truncated', count: 2 });
    expect(capture.notes[0].message).toContain('showing the first 60 % (3 of 5)');
  });

  test('lines that are none are counted with their place', async () => {
    const capture = await open(ROWS.replace('2 @', 'noise\n2 @'));
    expect(capture.notes).toMatchObject([{ kind: 'skipped', count: 1, offset: ROWS.indexOf('2 @') }]);
  });

  test('only noise is damage', async () => {
    const opened = await openBytes(new TextEncoder().encode('goroutine profile: total 5\nnoise\n'));
    expect(!opened.ok && opened.error).toMatchObject({ code: 'malformed', offset: 27 });
  });
});

describe('what hidden frames tell', () => {
  // (gopark, chansend, chansend1) and so on, as the linker placed them; go tool objdump of one program per version.
  const programs: [string, boolean, Record<string, [number, number, number?]>][] = [
    [
      'go1.18 amd64',
      false,
      {
        'chan send': [0x425, 0x1d],
        'chan send nil': [0xf6, 0x1d],
        'chan receive': [0x56c, 0x18],
        'chan receive nil': [0x19f, 0x18],
      },
    ],
    [
      'go1.20 amd64',
      false,
      {
        'chan send': [0x42e, 0x1d],
        'chan send nil': [0xf6, 0x1d],
        'chan receive': [0x49d, 0x18],
        'chan receive nil': [0x1b0, 0x18],
      },
    ],
    [
      'go1.22 amd64',
      false,
      {
        'chan send': [0x38d, 0x17],
        'chan send nil': [0xda, 0x17],
        'chan receive': [0x3bf, 0x12],
        'chan receive nil': [0x159, 0x12],
      },
    ],
    [
      'go1.25 amd64',
      false,
      {
        'chan send': [0x3ab, 0x17],
        'chan send nil': [0xec, 0x17],
        'chan receive': [0x44e, 0x12],
        'chan receive nil': [0x1a7, 0x12],
      },
    ],
    [
      'go1.27 amd64',
      false,
      {
        'chan send': [0x3fc, 0x17],
        'chan send nil': [0x10c, 0x17],
        'chan receive': [0x4ae, 0x12],
        'chan receive nil': [0x1d9, 0x12],
      },
    ],
    [
      'go1.18 arm64',
      true,
      {
        'chan send': [0x450, 0x18],
        'chan send nil': [0xf8, 0x18],
        'chan receive': [0x590, 0x14],
        'chan receive nil': [0x1a8, 0x14],
      },
    ],
    [
      'go1.27 arm64',
      true,
      {
        'chan send': [0x3d4, 0x18],
        'chan send nil': [0x118, 0x18],
        'chan receive': [0x470, 0x14],
        'chan receive nil': [0x1cc, 0x14],
      },
    ],
  ];
  for (const [name, arm, operations] of programs) {
    for (const [operation, [inner, outer]] of Object.entries(operations)) {
      test(`${name}: ${operation}`, () => {
        const waits = new HiddenWaits(arm, []);
        const step = arm ? 0x30 : 0x20;
        for (const behind of operation.startsWith('chan receive') ? [0, 0x20] : [0]) {
          const small = 0x404720;
          const found = waits.channel({
            count: 3,
            first: arm ? 0x431b88 : 0x431b8e,
            second: small + step + behind + inner,
            third: small + outer,
          });
          expect(found === null ? null : `${OPERATIONS[found.operation]} ${flagText(found.flags)}`.trim()).toBe(
            operation,
          );
        }
      });
    }
  }

  test('anything else is not guessed', () => {
    const waits = new HiddenWaits(false, [0x43ac0e]);
    expect(waits.channel({ count: 3, first: 0x43ac0e, second: 0x40626d, third: 0x405ed3 })).toBeNull();
    expect(waits.channel({ count: 3, first: 0x43ac0e, second: 0x41626d, third: 0x405ed7 })).toBeNull();
    expect(waits.channel({ count: 4, first: 0x43ac0e, second: 0x40626d, third: 0x405ed7 })).toBeNull();
    expect(waits.select({ count: 2, first: 0x43ac1e, second: 0x44b9a6, third: 0 })).toBeNull();
    expect(waits.select({ count: 2, first: 0x43ac0e, second: 0x44b9a6, third: 0 })?.flags).toBe(32);
  });
});
