import { Cancelled } from '@core/base/cancel';
import { kindOfTypes } from '@core/formats/pprof/kind';
import { inlinePool } from '@core/formats/pool';
import { pprofFormat } from '@core/formats/pprof/parse';
import { beforeAll, describe, expect, it } from 'vitest';
import { Message, writeProfile } from '../../../support/pprof-writer';
import type { ProfileSpec } from '../../../support/pprof-writer';
import { detects, labelText, parsed, sampleTexts } from './read';

/** Three functions in three locations; the first location has `leaf` inlined into `work`. */
const BASE = {
  sampleTypes: [['samples', 'count']],
  locations: [
    {
      id: 1,
      address: 0x401000,
      lines: [
        { function: 3, line: 30 },
        { function: 2, line: 20 },
      ],
    },
    { id: 2, address: 0x402000, lines: [{ function: 1, line: 10 }] },
    { id: 3, address: 0x403000, lines: [{ function: 2, line: 21 }] },
  ],
  functions: [
    { id: 1, name: 'main.main', file: 'main.go' },
    { id: 2, name: 'main.work', file: 'main.go' },
    { id: 3, name: 'main.leaf', file: 'leaf.go' },
  ],
} as const satisfies ProfileSpec;
const samplesOf = async (spec: ProfileSpec, options = {}): Promise<string[]> =>
  sampleTexts(await parsed(writeProfile({ ...BASE, ...spec }, options)));

describe('stacks', () => {
  it('unfold inlined lines, innermost first, marked but for the outermost', async () => {
    expect(await samplesOf({ samples: [{ locations: [1, 2], values: [5] }] })).toEqual([
      '5 | main.leaf:30 (inline) < main.work:20 < main.main:10 | ',
    ]);
  });

  it('share what they share, parents first', async () => {
    const capture = await parsed(
      writeProfile({
        ...BASE,
        samples: [
          { locations: [1, 2], values: [1] },
          { locations: [3, 2], values: [2] },
          { locations: [2], values: [3] },
          { locations: [1, 2], values: [4] },
          { locations: [], values: [5] },
        ],
      }),
    );
    expect(capture.stacks.count).toBe(5);
    expect(capture.samples.stack[0]).toBe(capture.samples.stack[3]);
    expect(capture.samples.stack[4]).toBe(0);
    expect(sampleTexts(capture)[2]).toBe('3 | main.main:10 | ');
  });

  it.each(['always', 'never', 'go'] as const)('are read with packing: %s', async (packed) => {
    const samples = [
      { locations: [1, 3, 3, 2], values: [7], labels: [{ key: 'a', str: 'b' }] },
      { locations: [3, 2], values: [-3] },
    ];
    for (const tablesFirst of [false, true]) {
      expect(await samplesOf({ samples }, { packed, tablesFirst })).toEqual([
        '7 | main.leaf:30 (inline) < main.work:20 < main.work:21 < main.work:21 < main.main:10 | a=b',
        '-3 | main.work:21 < main.main:10 | ',
      ]);
    }
  });

  it('follow sparse ids, those that differ above bit 53 among them', async () => {
    const ids = [0xffff_ffff_8100_0000n, 0xffff_ffff_8100_0001n, 7n];
    const spec: ProfileSpec = {
      ...BASE,
      functions: ids.map((id, i) => ({ id, name: `f${i}` })),
      locations: ids.map((id, i) => ({ id, address: id, lines: [{ function: id, line: i }] })),
      samples: [{ locations: [ids[0], ids[1], ids[2]], values: [1] }],
    };
    expect(sampleTexts(await parsed(writeProfile(spec)), true)).toEqual([
      '1 | f0:0@ffffffff81000000 < f1:1@ffffffff81000001 < f2:2@7 | ',
    ]);
  });

  it('are one where locations differ in their ids only', async () => {
    const lines = [{ function: 1, line: 10, column: 1 }];
    const capture = await parsed(
      writeProfile({
        ...BASE,
        locations: [
          { id: 1, lines },
          { id: 2, lines },
        ],
        samples: [
          { locations: [1], values: [1] },
          { locations: [2], values: [1] },
        ],
      }),
    );
    expect(capture.frames.count).toBe(1);
    expect(capture.stacks.count).toBe(2);
  });

  it('share frames where locations without addresses share their outer lines', async () => {
    const capture = await parsed(
      writeProfile({
        ...BASE,
        locations: [
          {
            id: 1,
            lines: [
              { function: 3, line: 1 },
              { function: 1, line: 9 },
            ],
          },
          {
            id: 2,
            lines: [
              { function: 2, line: 2 },
              { function: 1, line: 9 },
            ],
          },
          { id: 3, lines: [{ function: 1, line: 9 }] },
        ],
        samples: [1, 2, 3].map((id) => ({ locations: [id], values: [id] })),
      }),
    );
    expect(sampleTexts(capture)).toEqual([
      '1 | main.leaf:1 (inline) < main.main:9 | ',
      '2 | main.work:2 (inline) < main.main:9 | ',
      '3 | main.main:9 | ',
    ]);
    expect(capture.stacks.count).toBe(4);
  });

  it('name code without symbols after its binary', async () => {
    const spec: ProfileSpec = {
      ...BASE,
      mappings: [{ id: 9, file: '/usr/lib/libc.so.6' }],
      locations: [
        { id: 1, mapping: 9, address: 0x1000 },
        { id: 2, address: 0xffff_ffff_ffff_ffffn },
      ],
      samples: [{ locations: [1, 2], values: [1] }],
    };
    expect(sampleTexts(await parsed(writeProfile(spec)), true)).toEqual([
      '1 | [libc.so.6]:0@1000 < <unknown>:0@ffffffffffffffff | ',
    ]);
  });

  it('deeper than 65,535 keep their depth', async () => {
    const deep = 70_000;
    const { stacks, samples } = await parsed(
      writeProfile({ ...BASE, samples: [{ locations: Array.from({ length: deep }, () => 3), values: [1] }] }),
    );
    expect(stacks.depth[samples.stack[0]]).toBe(deep);
  });

  it('grow past what the shared top can hold', async () => {
    // 30,000 leaves below 300 callers: more than the top tree takes, wider than its first guess of groups.
    const locations = Array.from({ length: 1000 }, (_, i) => ({
      id: i + 1,
      address: i + 1,
      lines: [{ function: 1, line: i }],
    }));
    const samples = Array.from({ length: 30_000 }, (_, i) => ({
      locations: [1 + (i % 997), 1 + ((i * 7) % 991), 1 + (i % 300)],
      values: [i],
    }));
    const texts = await samplesOf({ locations, samples });
    expect(texts).toEqual(
      samples.map(
        ({ locations: ids, values }) => `${values[0]} | ${ids.map((id) => `main.main:${id - 1}`).join(' < ')} | `,
      ),
    );
  });

  it('are told apart by location ids of one to four bytes', async () => {
    // Ids beside each length's limits; the rest only makes the table dense enough to be read the fast way.
    const used = [1, 127, 128, 129, 16_383, 16_384, 16_385, 2_097_151, 2_097_152, 2_097_153];
    const filler = Array.from({ length: 524_100 }, (_, i) => ({ id: i * 4 + 6 })).filter(
      ({ id }) => !used.includes(id),
    );
    const locations = [...used.map((id) => ({ id, lines: [{ function: 1, line: id }] })), ...filler];
    const stacks = used.flatMap((a) => used.map((b) => [a, b, a]));
    // Again backwards: then the first of them are known and the others are not.
    const samples = [...stacks, ...stacks.toReversed()].map((ids, i) => ({ locations: ids, values: [i] }));
    expect(await samplesOf({ locations, samples })).toEqual(
      samples.map(
        ({ locations: ids, values }) => `${values[0]} | ${ids.map((id) => `main.main:${id}`).join(' < ')} | `,
      ),
    );
  });
});

describe('numbers', () => {
  it('are signed and exact up to 2^53', async () => {
    const values = [-1, -5, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 28, 2 ** 35 + 1, 2 ** 49 + 1, 127, 128, 0];
    const sampleTypes = values.map((_, i) => [`t${i}`, 'count'] as const);
    expect(await samplesOf({ sampleTypes, samples: [{ locations: [2], values }] })).toEqual([
      `${values.join(' ')} | main.main:10 | `,
    ]);
  });

  it('beyond 2^53 are rounded with a note', async () => {
    const capture = await parsed(writeProfile({ ...BASE, samples: [{ locations: [2], values: [2n ** 62n + 1n] }] }));
    expect(capture.samples.values[0][0]).toBe(2 ** 62);
    expect(capture.notes.map(({ kind, count }) => [kind, count])).toEqual([['repaired', 1]]);
  });
});

describe('labels', () => {
  it('are strings or numbers with units, sorted, each set once', async () => {
    const labels = [
      { key: 'tenant', str: 'acme' },
      { key: 'bytes', num: 512, unit: 'bytes' },
      { key: 'delta', num: -7 },
    ];
    const capture = await parsed(
      writeProfile({
        ...BASE,
        samples: [
          { locations: [2], values: [1], labels },
          { locations: [2], values: [2], labels: labels.toReversed() },
          { locations: [2], values: [3], labels: [{ key: 'tenant', str: 'acme' }] },
          { locations: [2], values: [4] },
        ],
      }),
    );
    expect(capture.labelSets.count).toBe(3);
    expect([...capture.samples.labels].map((set) => labelText(capture, set))).toEqual([
      ['bytes=512 bytes', 'delta=-7', 'tenant=acme'],
      ['bytes=512 bytes', 'delta=-7', 'tenant=acme'],
      ['tenant=acme'],
      [],
    ]);
  });

  it('keep several values of one key in order', async () => {
    const labels = ['b', 'a'].map((str) => ({ key: 'k', str }));
    expect(await samplesOf({ samples: [{ locations: [2], values: [1], labels }] })).toEqual([
      '1 | main.main:10 | k=b, k=a',
    ]);
  });

  it('stay apart in tens of thousands', async () => {
    const samples = Array.from({ length: 20_000 }, (_, i) => ({
      locations: [2],
      values: [i],
      labels: [{ key: 'id', str: `r${i % 9000}` }],
    }));
    const capture = await parsed(writeProfile({ ...BASE, samples }));
    expect(capture.labelSets.count).toBe(9001);
    expect(labelText(capture, capture.samples.labels[12_345])).toEqual(['id=r3345']);
  });
});

describe('the profile as a whole', () => {
  it('has its types, default type, period, time and comments', async () => {
    const capture = await parsed(
      writeProfile({
        ...BASE,
        sampleTypes: [
          ['alloc_space', 'bytes'],
          ['inuse_space', 'bytes'],
        ],
        defaultSampleType: 'alloc_space',
        periodType: ['space', 'bytes'],
        period: 524288,
        timeNanos: 1_700_000_000_123_456_789n,
        durationNanos: 3_000_000_000,
        comments: ['one', 'two'],
        dropFrames: 'runtime.*',
        keepFrames: 'main.*',
        docUrl: 'https://example.com',
      }),
    );
    expect(capture).toMatchObject({
      kind: 'allocs',
      format: 'pprof',
      comments: ['one', 'two'],
      durationNs: 3e9,
      timeSource: 'capture',
      goVersion: null,
      goroutines: null,
    });
    expect(Math.round(capture.timeMs ?? 0)).toBe(1_700_000_000_123);
    expect(capture.samples).toMatchObject({
      defaultType: 0,
      period: 524288,
      periodType: { type: 'space', unit: 'bytes' },
    });
  });

  it('shows its last type first where it does not say, and the time of the file', async () => {
    const capture = await parsed(
      writeProfile({
        sampleTypes: [
          ['a', 'count'],
          ['b', 'count'],
        ],
      }),
    );
    expect(capture.samples.defaultType).toBe(1);
    expect([capture.timeMs, capture.timeSource]).toEqual([5, 'file']);
    expect(capture.samples.count).toBe(0);
  });

  it('takes the Go version from paths of the runtime', async () => {
    for (const [file, version] of [
      ['/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.22.12.linux-amd64/src/runtime/proc.go', 'go1.22.12'],
      ['/home/me/sdk/go1.26rc1/src/runtime/proc.go', 'go1.26rc1'],
      ['/usr/local/go/src/runtime/proc.go', null],
    ] as const) {
      const capture = await parsed(
        writeProfile({ ...BASE, functions: [{ id: 1, name: 'runtime.main', file }, ...BASE.functions.slice(1)] }),
      );
      expect(capture.goVersion).toBe(version);
    }
  });

  it('counts goroutines by stack and labels, and not below zero', async () => {
    const { goroutines, notes } = await parsed(
      writeProfile({
        ...BASE,
        sampleTypes: [['goroutine', 'count']],
        samples: [
          { locations: [2], values: [3] },
          { locations: [2], values: [4] },
          { locations: [2], values: [1], labels: [{ key: 'a', str: 'b' }] },
          { locations: [1], values: [-2] },
        ],
      }),
    );
    expect(goroutines).toMatchObject({ count: 2, total: 8, weight: Uint32Array.of(7, 1) });
    expect(notes.map(({ kind, count }) => [kind, count])).toEqual([['skipped', 1]]);
  });

  it('is what its sample types say', () => {
    const types = (...names: string[]) =>
      names.map((name) => ({
        type: name,
        unit: name === 'delay' || name === 'cpu' ? 'nanoseconds' : /space/.test(name) ? 'bytes' : 'count',
      }));
    expect(kindOfTypes(types('goroutine'), '')).toBe('goroutine');
    expect(kindOfTypes(types('samples', 'cpu'), '')).toBe('cpu');
    expect(kindOfTypes(types('alloc_space', 'inuse_space'), 'alloc_space')).toBe('allocs');
    expect(kindOfTypes(types('alloc_space', 'inuse_space'), '')).toBe('heap');
    expect(kindOfTypes(types('contentions', 'delay'), '')).toBe('contention');
    expect(kindOfTypes(types('open_files'), '')).toBe('custom');
  });

  it('tells mutex from block by who ends the stack', async () => {
    const kind = async (leaf: string): Promise<string> =>
      (
        await parsed(
          writeProfile({
            ...BASE,
            sampleTypes: [
              ['contentions', 'count'],
              ['delay', 'nanoseconds'],
            ],
            functions: [{ id: 1, name: leaf }, ...BASE.functions.slice(1)],
            samples: [{ locations: [2, 3], values: [1, 5] }],
          }),
        )
      ).kind;
    for (const leaf of [
      'sync.(*Mutex).Unlock',
      'sync.(*RWMutex).RUnlock',
      'runtime.unlock',
      'runtime._LostContendedRuntimeLock',
    ]) {
      expect([leaf, await kind(leaf)]).toEqual([leaf, 'mutex']);
    }
    for (const leaf of ['sync.(*Mutex).Lock', 'runtime.chanrecv1', 'sync.(*WaitGroup).Wait']) {
      expect([leaf, await kind(leaf)]).toEqual([leaf, 'block']);
    }
  });

  it('reads names that are not UTF-8, and names twice in the table as one', async () => {
    const twice = writeProfile(
      { ...BASE, samples: [{ locations: [2], values: [1] }] },
      {
        // main.work is called main.main, too.
        strings: ['', 'samples', 'count', 'main.main', 'main.go', 'main.main', 'main.leaf', 'leaf.go'],
      },
    );
    const capture = await parsed(twice);
    expect(capture.functions.count).toBe(2);
    const raw = new Message()
      .message(1, (m) => m.number(1, 1))
      .bytes(6, [])
      .bytes(6, [0xff, 0x41])
      .finish();
    expect((await parsed(raw)).samples.types[0].type).toBe('\ufffdA');
  });
});

describe('long work', () => {
  // 9 MB of samples: two steps.
  const samples = Array.from({ length: 400 }, () => ({
    locations: Array.from({ length: 24_000 }, () => 3),
    values: [1],
  }));
  const input = (signal: AbortSignal | null, progress: (step: { done: number }) => void) => ({
    name: 'x',
    bytes: big,
    size: 10,
    compression: 'none' as const,
    modifiedMs: null,
    cut: false,
    signal,
    pool: inlinePool(),
    progress,
  });
  let big = new Uint8Array(0);
  beforeAll(() => {
    big = writeProfile({ ...BASE, samples });
  }, 30_000);

  it('stops when told', async () => {
    const controller = new AbortController();
    await expect(pprofFormat.parse(input(controller.signal, () => controller.abort()))).rejects.toBeInstanceOf(
      Cancelled,
    );
  });

  it('notices a cancel that comes in while what was read is put together', async () => {
    const samples = Array.from({ length: 70_000 }, (_, i) => ({ locations: [1 + (i % 2)], values: [1] }));
    const bytes = writeProfile({ ...BASE, sampleTypes: [['goroutine', 'count']], samples });
    const controller = new AbortController();
    const asked = {
      ...input(controller.signal, () => void setTimeout(() => controller.abort(), 0)),
      bytes,
      size: bytes.length,
    };
    await expect(pprofFormat.parse(asked)).rejects.toBeInstanceOf(Cancelled);
  });

  it('reports bytes that never go backwards', async () => {
    const done: number[] = [];
    await pprofFormat.parse(input(null, (step) => done.push(step.done)));
    expect(done.length).toBeGreaterThan(1);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBeLessThanOrEqual(big.length);
  });
});

describe('detection', () => {
  it('claims profiles in any order of fields, empty ones too', () => {
    const samples = [{ locations: [1, 2], values: [1] }];
    for (const tablesFirst of [false, true]) {
      for (const packed of ['always', 'never'] as const) {
        expect(detects(writeProfile({ ...BASE, samples }, { tablesFirst, packed }))).toBe(true);
      }
    }
    expect(detects(writeProfile({ sampleTypes: [['goroutine', 'count']] }))).toBe(true);
  });

  it('claims nothing else', () => {
    const text = (value: string): Uint8Array => new TextEncoder().encode(value);
    for (const other of [
      '',
      '\n',
      '\n\n\n\nplain text\n',
      '{"a": 1}',
      '<!DOCTYPE html>\n<html></html>',
      'goroutine 1 [running]:\nmain.main()\n',
      'goroutine profile: total 5\n5 @ 0x1 0x2\n',
      'heap profile: 1: 2 [3: 4] @ heap/1048576\n',
      'go 1.26 trace\0\0\0',
      '\u007fELF\u0002\u0001\u0001',
      '\u0000\u0000\u0000\u0000',
      'main;a;b 12\n',
    ]) {
      expect([other, detects(text(other))]).toEqual([other, false]);
    }
    // Another protobuf: a message with a string in field 1, as most have.
    expect(
      detects(
        new Message()
          .message(1, (m) => m.text(1, 'name'))
          .number(2, 5)
          .finish(),
      ),
    ).toBe(false);
    expect(detects(new Message().text(1, 'job').text(2, 'instance').finish())).toBe(false);
  });
});
