import { writeProfile, type ProfileSpec } from '../support/pprof-writer';
import type { Seed } from './mutate';

/** Half a kilobyte with everything that profile.proto has: damage there hits something that matters. */
const SPEC: ProfileSpec = {
  sampleTypes: [
    ['samples', 'count'],
    ['cpu', 'nanoseconds'],
  ],
  samples: Array.from({ length: 12 }, (_, i) => ({
    locations: [1 + (i % 3), 2, 3, 1 + (i % 4)].slice(0, 1 + (i % 4)),
    values: [i, i * 10_000_000],
    labels: [
      { key: 'tenant', str: `t${i % 2}` },
      { key: 'bytes', num: i * 300, unit: 'bytes' },
    ].slice(0, i % 3),
  })),
  mappings: [{ id: 1, file: '/bin/server', start: 0x400000, limit: 0x900000, buildId: 'abc', has: [true, true] }],
  locations: [1, 2, 3, 4].map((id) => ({
    ...{ id, mapping: 1, address: 0x401000 + id },
    lines: id === 4 ? [] : [{ function: id, line: id * 10 }, ...(id === 2 ? [{ function: 1, line: 7 }] : [])],
  })),
  functions: [1, 2, 3].map((id) => ({ id, name: `main.f${id}`, file: 'main.go', startLine: id })),
  timeNanos: 1_700_000_000_000_000_000n,
  durationNanos: 1_000_000_000,
  periodType: ['cpu', 'nanoseconds'],
  period: 10_000_000,
  comments: ['made by hand'],
  defaultSampleType: 'cpu',
  dropFrames: 'runtime\\..*',
};

/** Whole profiles in every order and packing that writers use: those of programs are cut at a size that few of them are within. */
export function madeProfiles(): Seed[] {
  return [true, false].flatMap((tablesFirst) =>
    (['go', 'always', 'never'] as const).map((packed) => ({
      name: `made/${packed}${tablesFirst ? '-tables-first' : ''}.pb`,
      bytes: writeProfile(SPEC, { tablesFirst, packed }),
    })),
  );
}
