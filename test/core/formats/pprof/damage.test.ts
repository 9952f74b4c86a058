import fc from 'fast-check';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { badPath, capturePath } from '../../../support/fixtures';
import { Message, writeProfile } from '../../../support/pprof-writer';
import type { ProfileSpec } from '../../../support/pprof-writer';
import { anyProfile } from './arbitrary';
import { parseBytes, parsed, refused, sampleTexts, unpackedFile } from './read';

const SMALL: ProfileSpec = {
  sampleTypes: [
    ['samples', 'count'],
    ['cpu', 'nanoseconds'],
  ],
  samples: [
    { locations: [1, 2, 3], values: [1, 10_000_000], labels: [{ key: 'k', str: 'v' }] },
    { locations: [3], values: [2, 20_000_000], labels: [{ key: 'n', num: 300, unit: 'bytes' }] },
  ],
  mappings: [{ id: 1, file: '/bin/server' }],
  locations: [1, 2, 3].map((id) => ({
    id,
    mapping: 1,
    address: 0x401000 + id,
    lines: [{ function: id, line: id * 10 }],
  })),
  functions: [1, 2, 3].map((id) => ({ id, name: `main.f${id}`, file: 'main.go' })),
  timeNanos: 1_700_000_000_000_000_000n,
  periodType: ['cpu', 'nanoseconds'],
  period: 10_000_000,
  comments: ['made by hand'],
};
const small = writeProfile(SMALL);

describe('rules of the format', () => {
  const broken: [what: string, spec: ProfileSpec, field: string, reason: string][] = [
    [
      'location that is not there',
      { samples: [{ locations: [1, 2, 90_113], values: [1, 2] }] },
      'sample 1, location_id',
      'a sample refers to location 90,113 and the profile has 3',
    ],
    [
      'location 0',
      { samples: [{ locations: [0, 2, 3], values: [1, 2] }] },
      'sample 1, location_id',
      'a sample refers to location 0 and',
    ],
    [
      'huge location',
      { samples: [{ locations: [2n ** 63n, 2, 3], values: [1, 2] }] },
      'sample 1, location_id',
      'refers to location 0x8000000000000000 and',
    ],
    [
      'too few values',
      { samples: [{ locations: [1], values: [1] }] },
      'sample 1, value',
      'a sample has 1 value and the profile has 2 sample types',
    ],
    [
      'too many values',
      { samples: [{ locations: [1], values: [1, 2, 3] }] },
      'sample 1, value',
      'a sample has 3 values and',
    ],
    [
      'no sample type, before anything else of a sample',
      { sampleTypes: [], samples: [{ locations: [7], values: [1] }] },
      'sample 1, value',
      'no sample type',
    ],
    ['no sample type', { sampleTypes: [] }, 'sample 1, value', 'no sample type'],
    ['location id 0', { locations: [{ id: 0 }] }, 'location 1, id', 'a location has the id 0'],
    ['location twice', { locations: [{ id: 4 }, { id: 4 }] }, 'location 2, id', 'two locations have the id 4'],
    [
      'sparse location twice',
      { locations: [{ id: 2n ** 60n }, { id: 2n ** 60n }] },
      'location 2, id',
      'two locations have the id 0x1000000000000000',
    ],
    ['function id 0', { functions: [{ id: 0 }] }, 'function 1, id', 'a function has the id 0'],
    ['function twice', { functions: [{ id: 1 }, { id: 1 }] }, 'function 2, id', 'two functions have the id 1'],
    ['mapping id 0', { mappings: [{ id: 0 }] }, 'mapping 1, id', 'a mapping has the id 0'],
    ['mapping twice', { mappings: [{ id: 5 }, { id: 5 }] }, 'mapping 2, id', 'two mappings have the id 5'],
    [
      'function that is not there',
      { functions: [] },
      'line of location 1, function_id',
      'a location refers to function 1 and the profile has 0',
    ],
  ];
  it.each(broken)('%s is refused with its place', async (_what, spec, field, reason) => {
    const bytes = writeProfile({ ...SMALL, ...spec });
    const error = await refused(bytes);
    expect(error.code).toBe('malformed');
    expect(error.field).toBe(field);
    expect(error.reason).toContain(reason);
    expect(error.reason).toMatch(/^It is a gzipped pprof profile, but .* None of its numbers can be trusted\.$/);
    expect(error.message).toMatch(/^x\.pb\.gz is damaged at byte [\d,]+$/);
    const at = error.offset ?? -1;
    expect(at).toBeGreaterThan(0);
    expect(error.excerpt).toBe(
      Buffer.from(bytes.subarray(at, at + 32))
        .toString('hex')
        .replace(/..(?=.)/g, '$& '),
    );
  });

  it('the offset is that of the offending number', async () => {
    const bytes = writeProfile({ ...SMALL, samples: [{ locations: [1, 2, 90_113], values: [1, 2] }] });
    const { offset } = await refused(bytes);
    expect([...bytes.subarray(offset ?? 0, (offset ?? 0) + 3)]).toEqual([0x81, 0xc0, 0x05]);
  });

  it('a sample among others that share its stack is the one named', async () => {
    const locations = [
      [1, 2, 3],
      [1, 2, 3],
      [1, 90_113, 3],
      [2, 2, 3],
      [1, 2, 3],
    ];
    const bytes = writeProfile({ ...SMALL, samples: locations.map((path) => ({ locations: path, values: [1, 2] })) });
    const { offset, field } = await refused(bytes);
    expect(field).toBe('sample 3, location_id');
    expect([...bytes.subarray(offset ?? 0, (offset ?? 0) + 3)]).toEqual([0x81, 0xc0, 0x05]);
    const hole = await refused(
      writeProfile({
        ...SMALL,
        locations: [1, 2, 3, 9].map((id) => ({ id })),
        samples: [
          [3, 3],
          [3, 7],
        ].map((path) => ({ locations: path, values: [1, 2] })),
      }),
    );
    expect([hole.field, hole.reason]).toEqual(['sample 2, location_id', expect.stringContaining('location 7 and')]);
  });

  it.each([
    ['type 2, unit', ['', 'samples', 'count', 'cpu']],
    ['string 0', ['x', 'samples', 'count', 'cpu']],
  ])('a broken string table is refused: %s', async (what, strings) => {
    expect((await refused(writeProfile(SMALL, { strings }))).field).toContain(what);
  });

  it('a missing mapping is a note, as go tool pprof reads it', async () => {
    const capture = await parsed(writeProfile({ ...SMALL, mappings: [] }));
    expect(capture.notes.map(({ kind, count }) => [kind, count])).toEqual([['repaired', 3]]);
  });

  it('wire types are checked', async () => {
    for (const bytes of [
      new Message().number(1, 5).finish(),
      new Message().text(9, 'x').finish(),
      new Message().raw([0x0b]).finish(),
      new Message().message(1, (m) => m.text(1, 'x')).finish(),
      new Message().raw([0x08, ...new Array<number>(11).fill(0x80)]).finish(),
    ]) {
      expect((await refused(bytes)).code).toBe('malformed');
    }
  });

  it('two profiles in one file are told', async () => {
    const noTime = writeProfile({ ...SMALL, timeNanos: 0 });
    for (const bytes of [
      Buffer.concat([small, small]),
      Buffer.concat([noTime, noTime]),
      Buffer.concat([writeProfile(SMALL, { tablesFirst: true }), writeProfile(SMALL, { tablesFirst: true })]),
      unpackedFile(badPath('two-gzip-members.pb.gz')),
      fs.readFileSync(badPath('two-raw-profiles.pb')),
    ]) {
      const error = await refused(new Uint8Array(bytes));
      expect(error.message).toBe('x.pb.gz holds two profiles');
      expect(error.code).toBe('malformed');
    }
  });

  it.each([
    'missing-location.pb',
    'missing-function.pb',
    'missing-string.pb',
    'first-string-not-empty.pb',
    'duplicate-location.pb',
    'zero-location-id.pb',
    'too-many-values.pb',
  ])('%s is malformed', async (file) => {
    expect((await refused(new Uint8Array(fs.readFileSync(badPath(file))))).code).toBe('malformed');
  });
});

describe('an early end', () => {
  it('at any byte is an answer, never an exception, and says so when read', async () => {
    const answers = new Map<string, number>();
    for (let length = 1; length < small.length; length++) {
      for (const cut of [false, true]) {
        const result = await parseBytes(small.subarray(0, length), cut);
        const what = result.ok ? (result.value.notes[0]?.kind ?? 'read') : result.error.code;
        answers.set(what, (answers.get(what) ?? 0) + 1);
        if (result.ok && cut) expect(result.value.notes[0]?.kind).toBe('truncated');
        if (!result.ok) expect(result.error.offset).not.toBeNull();
      }
    }
    expect([...answers.keys()].sort()).toEqual(['malformed', 'read', 'truncated']);
  });

  it('before the names is a truncated profile', async () => {
    const bytes = unpackedFile(capturePath('busy/go1.26/cpu.pb.gz'));
    const error = await refused(bytes.subarray(0, bytes.length >> 1), true);
    expect(error.code).toBe('truncated');
    expect(error.reason).toMatch(
      /ends at byte [\d,]+ of the unpacked profile.*: [\d,]+ samples were found, but the table of names/,
    );
  });

  it('within the names keeps the samples, with a count of what is lost', async () => {
    const bytes = unpackedFile(capturePath('busy/go1.26/cpu.pb.gz'));
    const whole = await parsed(bytes);
    const capture = await parsed(bytes.subarray(0, bytes.length - 2000), true);
    expect(capture.samples.count).toBe(whole.samples.count);
    expect(capture.samples.values).toEqual(whole.samples.values);
    const [note] = capture.notes;
    expect(note.kind).toBe('truncated');
    expect(note.count).toBeGreaterThan(10);
    expect(sampleTexts(capture).some((text) => text.includes('<cut off>'))).toBe(true);
  });

  it('within the samples keeps those before, where the tables come first', async () => {
    const bytes = writeProfile(SMALL, { tablesFirst: true });
    const capture = await parsed(bytes.subarray(0, bytes.length - 3));
    expect(sampleTexts(capture)).toEqual(['1 10000000 | main.f1:10 < main.f2:20 < main.f3:30 | k=v']);
    expect(capture.notes.map((note) => note.kind)).toEqual(['truncated']);
  });
});

describe('hostile bytes', () => {
  it('every flipped byte of a small profile is an answer', async () => {
    const codes = new Set<string>();
    for (let at = 0; at < small.length; at++) {
      for (const flip of [0xff, 0x80, 0x01, 0x08]) {
        const bytes = small.slice();
        bytes[at] ^= flip;
        const result = await parseBytes(bytes);
        codes.add(result.ok ? 'ok' : result.error.code);
      }
    }
    expect([...codes].sort()).toEqual(['malformed', 'ok', 'truncated']);
  });

  it('any bytes are an answer', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: small.length }), async (noise, at) => {
        await parseBytes(noise);
        await parseBytes(new Uint8Array(Buffer.concat([small.subarray(0, at), noise, small.subarray(at)])));
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  const columnsOf = (types: number): (readonly [string, string])[] =>
    Array.from({ length: types }, () => ['a', 'count'] as const);
  it('that ask for a huge table are refused before it exists', async () => {
    // 3,000 types × 30,000 samples would be 720 MB of columns.
    const samples = Array.from({ length: 30_000 }, () => ({ locations: [], values: [1] }));
    expect((await refused(writeProfile({ sampleTypes: columnsOf(3000), samples }))).field).toBe('sample 1, value');
  });

  it('that unfold without end are too large', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => ({ function: 1, line: i }));
    // Two million calls from a kilobyte of ids: a location with frames of its own, and one that shares them.
    for (const extra of [[], [{ id: 2, lines: lines.slice(1) }]]) {
      const spec: ProfileSpec = {
        sampleTypes: columnsOf(1),
        functions: [{ id: 1, name: 'f' }],
        locations: [{ id: 1, lines }, ...extra],
        samples: Array.from({ length: 20 }, (_, i) => ({
          locations: Array.from({ length: 600 + i }, () => 1),
          values: [1],
        })),
      };
      expect((await refused(writeProfile(spec))).code).toBe('too-large');
    }
  });

  it('lengths beyond the end, of any size, are told', async () => {
    const longer = (length: number | bigint): Uint8Array => {
      const field = new Message().varint(0x12).varint(length).raw([1, 2, 3]).finish();
      return new Uint8Array(Buffer.concat([small, field]));
    };
    for (const length of [2 ** 40, 2n ** 63n]) expect((await refused(longer(length))).code).toBe('malformed');
    // As long as a file may be: an early end, and what is before it is whole.
    for (const length of [200, 2 ** 31]) {
      const capture = await parsed(longer(length));
      expect(capture.samples.count).toBe(2);
      expect(capture.notes.map((note) => note.kind)).toEqual(['truncated']);
    }
  });
});

it('what is written is read: any ids, packing, order, inlining, labels', async () => {
  await fc.assert(
    fc.asyncProperty(anyProfile, async ({ bytes, expected }) => {
      const capture = await parsed(bytes);
      expect(sampleTexts(capture)).toEqual(expected);
      const { stacks } = capture;
      const calls = new Set(
        Array.from({ length: stacks.count - 1 }, (_, i) => `${stacks.prefix[i + 1]} ${stacks.frame[i + 1]}`),
      );
      expect(calls.size).toBe(stacks.count - 1);
    }),
    { numRuns: 300, seed: 7 },
  );
}, 30_000);
