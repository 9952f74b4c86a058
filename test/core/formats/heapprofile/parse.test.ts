import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkImport } from '../../../support/check-import';
import { neighbour, openText, rowsText, sums, typesText } from '../../../support/neighbours';

interface Node {
  readonly selfSize: number;
  readonly children: readonly Node[];
}

const total = (node: Node): number => node.children.reduce((sum, child) => sum + total(child), node.selfSize);

test('a heap profile of Node: the bytes of every node', { timeout: 60_000 }, async () => {
  const { head } = JSON.parse(readFileSync(neighbour('work.heapprofile'), 'utf8')) as { head: Node };
  const capture = await checkImport(neighbour('work.heapprofile'), { flips: 200, cuts: 100 });
  expect([capture.kind, ...typesText(capture)]).toEqual(['heap', 'inuse_space/bytes']);
  expect(sums(capture)).toEqual([total(head)]);
  expect(rowsText(capture).some((row) => row.includes('loadBuiltinModule node:internal/modules/helpers:99;'))).toBe(
    true,
  );
});

test('a cut one shows the nodes that are there', { timeout: 60_000 }, async () => {
  const text = readFileSync(neighbour('work.heapprofile'), 'utf8');
  const capture = await openText(text.slice(0, 3000));
  expect(capture.notes[0]).toMatchObject({ kind: 'truncated', offset: 3000 });
  expect(capture.stacks.count).toBeGreaterThan(5);
});
