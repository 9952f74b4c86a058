import { Analyses } from '@core/analysis/analyses';
import { assertIntegrity } from '@core/model/integrity';
import { FRAME_FOLDED, FRAME_INLINED } from '@core/model/tables';
import type { Capture } from '@core/model/tables';
import { captureInfo } from '@core/query/document';
import { Profile } from 'pprof-format';
import { describe, expect, it } from 'vitest';
import { captureFiles, capturePath } from '../../../support/fixtures';
import { writeProfile } from '../../../support/pprof-writer';
import type { ProfileSpec } from '../../../support/pprof-writer';
import { parsed, unpackedFile } from './read';

const wide = (low: Uint32Array, high: Uint32Array, row: number): bigint =>
  (BigInt(high[row]) << 32n) | BigInt(low[row]);

/** Every mapping in words: all numbers in hexadecimal. */
function mappings({ mappings: table, strings }: Capture): string[] {
  if (table === null) throw new Error('no mappings');
  return Array.from({ length: table.count }, (_, row) => {
    const numbers = [
      wide(table.idLow, table.idHigh, row),
      wide(table.startLow, table.startHigh, row),
      wide(table.limitLow, table.limitHigh, row),
      wide(table.offsetLow, table.offsetHigh, row),
    ].map((n) => n.toString(16));
    return [...numbers, strings.get(table.file[row]), strings.get(table.buildId[row]), table.flags[row]].join(' ');
  });
}

const KERNEL = 0xffff_ffff_8100_0000n;
const SPEC = {
  sampleTypes: [['samples', 'count']],
  mappings: [
    { id: 1, file: '/bin/server', start: 0x400000, limit: 0x900000, offset: 0x1000, buildId: 'abc', has: [true, true] },
    {
      id: KERNEL,
      file: '[kernel]',
      start: KERNEL,
      limit: KERNEL + 0xfff_fff0n,
      offset: KERNEL,
      has: [false, true, true, true],
    },
  ],
  locations: [
    {
      id: 1,
      mapping: 1,
      address: 0x401000,
      lines: [
        { function: 2, line: 20, column: 7 },
        { function: 1, line: 10, column: 3 },
      ],
    },
    { id: 2, mapping: KERNEL, address: KERNEL + 1n, lines: [{ function: 3, line: 5 }], folded: true },
    { id: 3, address: 0x402000, lines: [{ function: 1, line: 10 }] },
  ],
  functions: [
    { id: 1, name: 'outer', system: '_Z5outerv', file: 'a.cc', startLine: 8 },
    { id: 2, name: 'inner', system: 'inner', file: 'a.cc', startLine: 2 },
    { id: 3, name: 'kernel', system: '' },
  ],
  samples: [{ locations: [2, 1, 3], values: [1] }],
} as const satisfies ProfileSpec;

describe('the tables of a profile', () => {
  it.each([false, true])(
    'hold mappings, system names, start lines, columns (tables first: %s)',
    async (tablesFirst) => {
      const capture = await parsed(writeProfile(SPEC, { tablesFirst }));
      expect(mappings(capture)).toEqual([
        '1 400000 900000 1000 /bin/server abc 3',
        'ffffffff81000000 ffffffff81000000 ffffffff90fffff0 ffffffff81000000 [kernel]  14',
      ]);
      const { details, strings, functions, frames } = capture;
      if (details === null) throw new Error('no details');
      const funcs = Array.from({ length: functions.count }, (_, i) =>
        [functions.name, details.systemName].map((column) => strings.get(column[i])).concat(`${details.startLine[i]}`),
      );
      expect(funcs).toEqual([
        ['outer', '_Z5outerv', '8'],
        ['inner', 'inner', '2'],
        ['kernel', '', '0'],
      ]);
      expect([...frames.func].map((func) => strings.get(functions.name[func]))).toEqual([
        'outer',
        'inner',
        'kernel',
        'outer',
      ]);
      expect([...details.column]).toEqual([3, 7, 0, 0]);
      expect([...details.mapping]).toEqual([1, 1, 2, 0]);
      expect([...frames.flags]).toEqual([0, FRAME_INLINED, FRAME_FOLDED, 0]);
      expect(wide(frames.addressLow, frames.addressHigh, 2)).toBe(KERNEL + 1n);
      expect(capture.notes).toEqual([]);
    },
  );

  it('tell frames apart that differ in column or mapping only, and no others', async () => {
    const lines = [{ function: 1, line: 10, column: 3 }];
    const capture = await parsed(
      writeProfile({
        ...SPEC,
        locations: [
          { id: 1, mapping: 1, lines },
          { id: 2, mapping: KERNEL, lines },
          { id: 3, mapping: 1, lines: [{ function: 1, line: 10, column: 4 }] },
          { id: 4, mapping: 1, lines },
        ],
        samples: [{ locations: [1, 2, 3, 4], values: [1] }],
      }),
    );
    expect(capture.frames.count).toBe(3);
    expect([...capture.stacks.frame.subarray(1)]).toEqual([0, 2, 1, 0]);
  });

  it('keep the same inlined call twice in a location once', async () => {
    const call = { function: 2, line: 20 };
    const capture = await parsed(
      writeProfile({
        ...SPEC,
        locations: [{ id: 1, address: 1, lines: [call, call, { function: 1, line: 10 }] }],
        samples: [{ locations: [1], values: [1] }],
      }),
    );
    expect(capture.frames.count).toBe(2);
    expect([...capture.stacks.frame.subarray(1)]).toEqual([0, 1, 1]);
  });

  it('say so where two functions of one name and file begin on different lines', async () => {
    const capture = await parsed(
      writeProfile({
        ...SPEC,
        functions: [...SPEC.functions, { id: 4, name: 'outer', system: '_Z5outerv', file: 'a.cc', startLine: 80 }],
      }),
    );
    expect(capture.functions.count).toBe(3);
    expect(capture.notes).toMatchObject([{ kind: 'repaired', count: 1, message: expect.stringContaining('begin on') }]);
  });

  it('hold the frames to drop and to keep and the page that explains the profile', async () => {
    const words = { dropFrames: 'runtime\\..*', keepFrames: 'runtime\\.main', docUrl: 'https://example.com/how' };
    const capture = await parsed(writeProfile({ ...SPEC, ...words }));
    expect(capture).toMatchObject(words);
    expect(captureInfo(new Analyses(capture, ''), 0)).toMatchObject({
      docUrl: words.docUrl,
      counts: { mappings: 2 },
    });
    expect(await parsed(writeProfile(SPEC))).toMatchObject({ dropFrames: '', keepFrames: '', docUrl: '' });
  });

  it('are walked by the integrity check', async () => {
    const capture = await parsed(writeProfile(SPEC));
    const { details, mappings: table } = capture;
    if (details === null || table === null) throw new Error('no tables');
    const mapping = Uint32Array.of(1, 1, 9, 0);
    expect(() => assertIntegrity({ ...capture, details: { ...details, mapping } })).toThrow('details.mapping');
    const file = Uint32Array.of(0, 999);
    expect(() => assertIntegrity({ ...capture, mappings: { ...table, file } })).toThrow('mappings.file');
    const startLine = new Uint32Array(1);
    expect(() => assertIntegrity({ ...capture, details: { ...details, startLine } })).toThrow('details of functions');
  });

  it.each(captureFiles(/\.pb\.gz$/))('of %s are those that pprof-format reads', async (file) => {
    const bytes = unpackedFile(capturePath(file));
    const profile = Profile.decode(bytes);
    const text = (id: number | bigint): string => profile.stringTable.strings[Number(id)];
    const capture = await parsed(bytes);
    expect(mappings(capture)).toEqual(
      profile.mapping.map((m) =>
        [
          ...[m.id, m.memoryStart, m.memoryLimit, m.fileOffset].map((n) => BigInt(n).toString(16)),
          text(m.filename),
          text(m.buildId),
          [m.hasFunctions, m.hasFilenames, m.hasLineNumbers, m.hasInlineFrames].reduce(
            (flags, has, bit) => flags | (has ? 1 << bit : 0),
            0,
          ),
        ].join(' '),
      ),
    );
    const startLines = new Map(profile.function.map((f) => [text(f.name), Number(f.startLine)]));
    const { details, functions, strings } = capture;
    for (let i = 0; i < functions.count; i++) {
      const name = strings.get(functions.name[i]);
      if (startLines.has(name)) expect([name, details?.startLine[i]]).toEqual([name, startLines.get(name)]);
    }
    expect(capture.dropFrames).toBe(text(profile.dropFrames));
    expect(capture.keepFrames).toBe(text(profile.keepFrames));
  });
});
