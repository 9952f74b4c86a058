import fc from 'fast-check';
import { writeProfile, type ProfileSpec } from '../../../support/pprof-writer';

const id = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map((n) => n),
);
const text = fc.string({ maxLength: 6 });
/** Bytes of a profile of any ids, packing, order, inlining and labels, and its samples as `sampleTexts` has them. */
export const anyProfile = fc
  .record({
    ids: fc.uniqueArray(id, { minLength: 1, maxLength: 12, selector: (value) => BigInt(value) }),
    lines: fc.array(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 3 }), { minLength: 12, maxLength: 12 }),
    addressed: fc.boolean(),
    samples: fc.array(
      fc.record({
        path: fc.array(fc.nat(), { maxLength: 8 }),
        value: fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n }),
        label: fc.option(fc.record({ key: text, str: text.filter((s) => s !== '') }), { nil: null }),
      }),
      { maxLength: 20 },
    ),
    packed: fc.constantFrom('go' as const, 'always' as const, 'never' as const),
    tablesFirst: fc.boolean(),
  })
  .map(({ ids, lines, addressed, samples, packed, tablesFirst }) => {
    const chosen = samples.map((s) => s.path.map((n) => n % ids.length));
    const spec: ProfileSpec = {
      sampleTypes: [['n', 'count']],
      functions: Array.from({ length: 6 }, (_, i) => ({ id: i + 1, name: `f${i}` })),
      locations: ids.map((value, i) => ({
        id: value,
        address: addressed ? i + 1 : 0,
        lines: lines[i].map((f) => ({ function: f + 1, line: f })),
      })),
      samples: samples.map((s, i) => ({
        locations: chosen[i].map((n) => ids[n]),
        values: [s.value],
        ...(s.label ? { labels: [s.label] } : {}),
      })),
    };
    const expected = samples.map((s, i) => {
      const frames = chosen[i].flatMap((n) =>
        lines[n].map((f, k) => `f${f}:${f}${k < lines[n].length - 1 ? ' (inline)' : ''}`),
      );
      return `${s.value} | ${frames.join(' < ')} | ${s.label ? `${s.label.key}=${s.label.str}` : ''}`;
    });
    return { bytes: writeProfile(spec, { packed, tablesFirst }), expected };
  });
