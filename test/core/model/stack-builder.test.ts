import { StackBuilder } from '@core/model/stack-builder';
import fc from 'fast-check';
import { expect, it } from 'vitest';

/** The same tree by the plainest means. */
function plainTree(paths: readonly (readonly number[])[]): Map<string, number> {
  const nodes = new Map<string, number>([['', 0]]);
  for (const path of paths) {
    for (let depth = 1; depth <= path.length; depth++) {
      const key = path.slice(0, depth).join(' ');
      if (!nodes.has(key)) nodes.set(key, nodes.size);
    }
  }
  return nodes;
}

it('gives every distinct stack one row, parents first, from any guess of its size', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat({ max: 6 }), { maxLength: 12 }), { maxLength: 300 }),
      fc.constantFrom(0, 1, 1000),
      (paths, guess) => {
        const builder = new StackBuilder(guess, guess);
        const expected = plainTree(paths);
        for (const path of paths) {
          const stack = path.reduce((prefix, frame) => builder.child(prefix, frame), 0);
          expect(stack).toBe(expected.get(path.join(' ')));
        }
        const { count, prefix, frame, depth } = builder.finish();
        expect(count).toBe(expected.size);
        for (const [key, row] of expected) {
          if (row === 0) continue;
          const path = key.split(' ');
          expect([prefix[row], frame[row], depth[row]]).toEqual([
            expected.get(path.slice(0, -1).join(' ')),
            Number(path.at(-1)),
            path.length,
          ]);
        }
      },
    ),
    { numRuns: 100, seed: 3 },
  );
});

it('grows past its table of branches', () => {
  const builder = new StackBuilder();
  const rows = Array.from({ length: 50_000 }, (_, frame) => builder.child(0, frame));
  expect(rows.map((_, frame) => builder.child(0, frame))).toEqual(rows);
  expect(builder.count).toBe(50_001);
});

it('counts stacks deeper than a 16-bit depth', () => {
  const builder = new StackBuilder();
  let stack = 0;
  for (let i = 0; i < 70_000; i++) stack = builder.child(stack, 1);
  expect(builder.finish().depth[stack]).toBe(70_000);
});
