import { gzipSync } from 'node:zlib';

export interface Nasty {
  readonly name: string;
  readonly make: () => Uint8Array;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const nasty = (name: string, make: () => Uint8Array | string): Nasty => ({
  name,
  make: () => {
    const made = make();
    return typeof made === 'string' ? text(made) : made;
  },
});

/** Field `number` of a protobuf message with a length before it. */
function field(number: number, content: Uint8Array | string, length?: bigint): Uint8Array {
  const bytes = typeof content === 'string' ? text(content) : content;
  return join(varint(BigInt((number << 3) | 2)), varint(length ?? BigInt(bytes.length)), bytes);
}

function int(number: number, value: bigint): Uint8Array {
  return join(varint(BigInt(number << 3)), varint(value));
}

function varint(value: bigint): Uint8Array {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return Uint8Array.from(out);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function repeat(part: Uint8Array, times: number): Uint8Array {
  const out = new Uint8Array(part.length * times);
  for (let i = 0; i < times; i++) out.set(part, i * part.length);
  return out;
}

const STRINGS = join(...['', 'cpu', 'nanoseconds', 'main.f', 'f.go'].map((value) => field(6, value)));
const TYPE = field(1, join(int(1, 1n), int(2, 2n)));
const LOCATION = field(4, join(int(1, 1n), field(4, join(int(1, 1n), int(2, 7n)))));
const FUNCTION = field(5, join(int(1, 1n), int(2, 3n), int(4, 4n)));
const profile = (...samples: readonly Uint8Array[]): Uint8Array => join(TYPE, ...samples, LOCATION, FUNCTION, STRINGS);
const sample = (locations: Uint8Array, value: bigint, ...more: readonly Uint8Array[]): Uint8Array =>
  field(2, join(field(1, locations), int(2, value), ...more));

const PPROF: readonly Nasty[] = [
  nasty('a good profile, so that the others are known to be near one', () => profile(sample(Uint8Array.of(1), 5n))),
  nasty('a stack of a million frames', () => profile(sample(new Uint8Array(1_000_000).fill(1), 5n))),
  nasty('a hundred thousand labels on a sample', () =>
    profile(sample(Uint8Array.of(1), 5n, repeat(field(3, join(int(1, 1n), int(2, 2n))), 100_000))),
  ),
  nasty('a length beyond 2^63', () => join(TYPE, field(2, '', 2n ** 63n), STRINGS)),
  nasty('a length beyond 2^32 inside a sample', () => profile(field(2, field(1, 'x', 2n ** 32n + 5n)))),
  nasty('values at both ends of int64', () =>
    profile(sample(Uint8Array.of(1), 2n ** 63n), sample(Uint8Array.of(1), 2n ** 63n - 1n)),
  ),
  nasty('half a million empty samples', () => profile(repeat(field(2, ''), 500_000))),
  nasty('a hundred thousand sample types', () => join(repeat(TYPE, 100_000), sample(Uint8Array.of(1), 5n), STRINGS)),
  nasty('two million empty strings', () => join(TYPE, repeat(field(6, ''), 2_000_000))),
  nasty('a location of a hundred thousand inlined lines, met a hundred times', () =>
    join(
      TYPE,
      repeat(sample(new Uint8Array(1).fill(1), 5n), 100),
      field(4, join(int(1, 1n), repeat(field(4, int(1, 1n)), 100_000))),
      FUNCTION,
      STRINGS,
    ),
  ),
  nasty('location id 2^64 − 1', () => profile(sample(varint(2n ** 64n - 1n), 5n))),
  nasty('string index 2^64 − 1', () => join(field(1, int(1, 2n ** 64n - 1n)), STRINGS)),
  nasty('drop_frames that backtrack', () =>
    join(profile(sample(Uint8Array.of(1), 5n)), field(6, '(a+)+$'), int(7, 5n), field(6, `${'a'.repeat(40)}!`)),
  ),
  nasty('a group field, which no profile has', () => join(profile(), Uint8Array.of(0x0b, 0x0c))),
  nasty(
    'gzip in gzip in gzip',
    () => new Uint8Array(gzipSync(gzipSync(gzipSync(profile(sample(Uint8Array.of(1), 5n)))))),
  ),
  nasty('sixteen megabytes of nothing in sixteen kilobytes', () => new Uint8Array(gzipSync(new Uint8Array(16 << 20)))),
];

const GOROUTINES: readonly Nasty[] = [
  nasty('a hundred thousand empty goroutines', () => 'goroutine 1 [running]:\n\n'.repeat(100_000)),
  nasty(
    'a frame of five megabytes',
    () =>
      `goroutine 1 [running]:\n${'a'.repeat(5 << 20)}(...)\n\t/a.go:1\n\ngoroutine 2 [select]:\nmain.b()\n\t/b.go:2\n`,
  ),
  nasty(
    'a stack of two hundred thousand frames',
    () => `goroutine 1 [running]:\n${'main.f()\n\t/f.go:1 +0x1\n'.repeat(200_000)}`,
  ),
  nasty('ids and minutes beyond 2^64', () =>
    `goroutine ${'9'.repeat(60)} [chan receive, ${'9'.repeat(60)} minutes]:\nmain.f()\n\t/f.go:${'9'.repeat(40)}\n`.repeat(
      3,
    ),
  ),
  nasty(
    'fifty thousand labels',
    () =>
      `goroutine 1 [select] {${Array.from({ length: 50_000 }, (_, i) => `k${i}: v`).join(', ')}}:\nmain.f()\n\t/f.go:1\n`,
  ),
  nasty('labels that do not end', () => `goroutine 1 [select] {"${'\\"'.repeat(200_000)}:\nmain.f()\n\t/f.go:1\n`),
  nasty('brackets that do not end', () => 'goroutine 1 [[[[[[[[\n'.repeat(50_000)),
  nasty('half a million addresses', () => `goroutine profile: total 1\n1 @${' 0x1'.repeat(500_000)}\n`),
  nasty(
    'a count beyond 2^64',
    () => `goroutine profile: total ${'9'.repeat(50)}\n${'9'.repeat(50)} @ 0x1\n#\t0x1\tmain.f+0x1\t/f.go:1\n`,
  ),
  nasty(
    'creators all the way',
    () => `goroutine 1 [select]:\n${'created by main.f in goroutine 1\n\t/f.go:1 +0x1\n'.repeat(50_000)}`,
  ),
  nasty('JSON lines, each a dump', () =>
    `${JSON.stringify({ log: 'goroutine 1 [running]:\nmain.f()\n\t/f.go:1\n' })}\n`.repeat(20_000),
  ),
  nasty('a JSON line whose escapes do not end', () => `{"log":"goroutine 1 [running]:\\u12`.repeat(30_000)),
  nasty('a heap of nothing', () => `heap profile: 0: 0 [0: 0] @ heap/0\n${'0: 0 [0: 0] @ 0x1\n'.repeat(50_000)}`),
  nasty('a heap whose rate is 2^64', () => `heap profile: 1: 1 [1: 1] @ heap/${2n ** 64n}\n1: 1 [1: 1] @ 0x1\n`),
  nasty('contention at no cycles a second', () => `--- contention:\ncycles/second=0\n5 1 @ 0x1\n`),
  nasty(
    'contention at a million digits a second',
    () => `--- mutex:\ncycles/second=${'9'.repeat(1 << 20)}\nsampling period=0\n5 1 @ 0x1\n`,
  ),
];

const header = (version: number): Uint8Array => text(`go 1.${version} trace\0\0\0`);
const batch = (generation: bigint, thread: bigint, time: bigint, content: Uint8Array, size?: bigint): Uint8Array =>
  join(Uint8Array.of(1), ...[generation, thread, time, size ?? BigInt(content.length)].map(varint), content);
const FREQUENCY = (hz: bigint): Uint8Array => batch(1n, 2n ** 64n - 1n, 1n, join(Uint8Array.of(8), varint(hz)));

const TRACES: readonly Nasty[] = [
  nasty('a batch of 2^63 bytes', () => join(header(22), batch(1n, 0n, 1n, Uint8Array.of(2), 2n ** 63n))),
  nasty('generation 0', () => join(header(23), batch(0n, 0n, 1n, Uint8Array.of(2)))),
  nasty('a clock of 0 Hz', () => join(header(22), FREQUENCY(0n), batch(1n, 1n, 2n, Uint8Array.of(17, 1)))),
  nasty('a clock of 2^64 − 1 Hz', () =>
    join(header(22), FREQUENCY(2n ** 64n - 1n), batch(1n, 1n, 2n ** 63n, Uint8Array.of(37, 1, 5))),
  ),
  nasty('no clock', () => join(header(22), batch(1n, 1n, 2n, Uint8Array.of(37, 1, 5)))),
  nasty('a hundred thousand empty batches', () =>
    join(header(22), repeat(batch(1n, 1n, 1n, new Uint8Array(0)), 100_000)),
  ),
  nasty('fifty thousand generations', () =>
    join(
      header(22),
      ...Array.from({ length: 50_000 }, (_, i) => batch(BigInt(i + 1), 1n, 1n, Uint8Array.of(37, 1, 5))),
    ),
  ),
  nasty('fifty thousand threads', () =>
    join(
      header(22),
      FREQUENCY(1000n),
      ...Array.from({ length: 50_000 }, (_, i) => batch(1n, BigInt(i), 1n, Uint8Array.of(37, 1, 5))),
    ),
  ),
  nasty('a string of 2^40 bytes', () =>
    join(header(22), batch(1n, 0n, 1n, join(Uint8Array.of(4, 5), varint(1n), varint(2n ** 40n)))),
  ),
  nasty('a stack of 2^40 frames', () =>
    join(header(22), batch(1n, 0n, 1n, join(Uint8Array.of(2, 3), varint(1n), varint(2n ** 40n)))),
  ),
  nasty('times that run over', () =>
    join(
      header(22),
      FREQUENCY(1n),
      batch(1n, 1n, 2n ** 64n - 1n, repeat(join(Uint8Array.of(37), varint(2n ** 63n), Uint8Array.of(5)), 1000)),
    ),
  ),
  nasty('goroutines of every id', () =>
    join(
      header(22),
      FREQUENCY(1000n),
      batch(
        1n,
        1n,
        1n,
        join(
          ...Array.from({ length: 4000 }, (_, i) =>
            join(Uint8Array.of(25, 1), varint(2n ** 64n - 1n - BigInt(i)), varint(2n ** 64n - 1n), Uint8Array.of(4)),
          ),
        ),
      ),
    ),
  ),
  nasty('tasks that are each other’s parents', () =>
    join(
      header(22),
      FREQUENCY(1000n),
      batch(1n, 1n, 1n, repeat(Uint8Array.of(40, 1, 1, 2, 0, 0, 40, 1, 2, 1, 0, 0), 2000)),
    ),
  ),
];

const OTHERS: readonly Nasty[] = [
  ...[
    '[',
    '{"a":',
    '{"nodes":[',
    '{"traceEvents":[',
    '{"$schema":"https://www.speedscope.app/file-format-schema.json","profiles":[',
  ].map((open) => nasty(`${open} a hundred thousand deep`, () => open.repeat(100_000))),
  nasty('a JSON number of a megabyte', () => `{"memstats":{"HeapAlloc":${'9'.repeat(1 << 20)}}}`),
  nasty('speedscope frames that are not there', () =>
    JSON.stringify({
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      shared: { frames: [{ name: 'a' }] },
      profiles: [
        {
          type: 'sampled',
          name: 'p',
          unit: 'none',
          startValue: 0,
          endValue: 1,
          samples: [[0, 1, -1, 1e9, 0.5]],
          weights: [1],
        },
        {
          type: 'evented',
          name: 'q',
          unit: 'bytes',
          startValue: 0,
          endValue: -1,
          events: [
            { type: 'C', frame: 0, at: 5 },
            { type: 'O', frame: 7, at: -1e308 },
          ],
        },
      ],
    }),
  ),
  nasty(
    'speedscope with weights for other samples',
    () =>
      `{"$schema":"https://www.speedscope.app/file-format-schema.json","shared":{"frames":[]},"profiles":[{"type":"sampled","name":"","unit":"none","startValue":0,"endValue":0,"samples":[[],[],[]],"weights":[1e999,null]}]}`,
  ),
  nasty('a CPU profile whose nodes are their own children', () =>
    JSON.stringify({
      nodes: [1, 2].map((id) => ({
        id,
        callFrame: { functionName: 'f', scriptId: '1', url: '', lineNumber: 1, columnNumber: 1 },
        hitCount: 1,
        children: [1, 2],
      })),
      startTime: 0,
      endTime: 10,
      samples: [1, 2, 3],
      timeDeltas: [1, -5, 1e300],
    }),
  ),
  nasty('a CPU profile fifty thousand deep', () =>
    JSON.stringify({
      nodes: Array.from({ length: 50_000 }, (_, i) => ({
        id: i,
        callFrame: { functionName: 'f', scriptId: '1', url: '', lineNumber: 1, columnNumber: 1 },
        children: [i + 1],
      })),
      startTime: 0,
      endTime: 10,
      samples: [49_999],
      timeDeltas: [1],
    }),
  ),
  nasty('Chrome events that end before they begin', () =>
    JSON.stringify(
      Array.from({ length: 20_000 }, (_, i) => ({
        name: 'a',
        ph: 'EBX'[i % 3],
        ts: 1e300 - i,
        dur: -5,
        pid: i,
        tid: -i,
      })),
    ),
  ),
  nasty(
    'Chrome events fifty thousand deep',
    () => `[${'{"name":"a","ph":"B","ts":1,"pid":1,"tid":1},'.repeat(50_000)}`,
  ),
  nasty('a collapsed stack fifty thousand deep', () => `${'a;'.repeat(50_000)}b 5\n`.repeat(3)),
  nasty('collapsed stacks with counts that are none', () =>
    `a;b 1e400\na;b -5\na;b 99999999999999999999999\na;b 0x5\n;;;; 5\n`.repeat(100),
  ),
  nasty('a metric name of a megabyte', () => `# TYPE x gauge\n${'x'.repeat(1 << 20)} 5\n`),
  nasty(
    'a metric with fifty thousand labels',
    () => `# TYPE x gauge\nx{${Array.from({ length: 50_000 }, (_, i) => `l${i}="v"`).join(',')}} 5\n`,
  ),
  nasty('a label value that does not end', () => `# TYPE x gauge\nx{a="${'\\"'.repeat(300_000)}\n`),
  nasty(
    'a hundred thousand series of one point',
    () => `# TYPE x counter\n${Array.from({ length: 100_000 }, (_, i) => `x{i="${i}"} ${i}`).join('\n')}\n`,
  ),
  nasty(
    'values that are none',
    () => `# TYPE x gauge\nx NaN\nx +Inf 99999999999999999999999\nx -Inf -1\nx 1e999 1e999\n`,
  ),
  nasty('perf events without a stack', () =>
    'prog 1/2 [000] 99999999999999.9: 18446744073709551615 cycles:\n\n'.repeat(20_000),
  ),
  ...[' ', '\t', '\n', ' \n', '\r\n', '-', '#', '#\n', '"', '\\', ';', '0'].flatMap((pad) =>
    [
      '',
      'goroutine 1 [select]:\n',
      'heap profile: 1: 1 [1: 1] @ heap/1\n',
      '--- mutex:\n',
      '# TYPE a gauge\n',
      '{"memstats":{',
      'a;b 1\n',
    ].map((start) => nasty(JSON.stringify(`${start}${pad} …`), () => `${start}${pad.repeat(300_000)}x`)),
  ),
  nasty('one line of five megabytes', () => 'a'.repeat(5 << 20)),
  nasty('five million line ends', () => '\n'.repeat(5 << 20)),
  nasty('a zstd header and nothing', () => Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)),
  nasty('a zstd frame of 2^60 bytes', () =>
    Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x10, 1, 0, 0),
  ),
  nasty('a zstd block that repeats one byte two million times', () =>
    join(
      Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0x20, 0),
      repeat(Uint8Array.of(0x02, 0, 0x10, 0x41), 16),
      Uint8Array.of(3, 0, 0x10, 0x41),
    ),
  ),
];

/** Inputs made to hurt: large counts, deep nesting, cycles, numbers that are none. Each must be answered, none may be fine by accident. */
export const NASTY: readonly Nasty[] = [...PPROF, ...GOROUTINES, ...TRACES, ...OTHERS];
