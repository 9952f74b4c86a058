import path from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../../support/cli';
import { capturePath, ROOT } from '../../support/fixtures';

const FILE = capturePath('tracebacks/go1.27/ancestors.all.txt');

test('ancestors stand below the stack that they led to', async () => {
  const { stdout } = await cli(['goroutines', FILE]);
  await expect(stdout).toMatchFileSnapshot(path.join(ROOT, 'test/golden/ancestors/goroutines.txt'));
});

test('and in the JSON', async () => {
  const { stdout } = await cli(['goroutines', '--format=json', '--focus', 'ancestors.func1.1.1', FILE]);
  const { groups } = JSON.parse(stdout) as { groups: { ancestors: { goid: number; creator: unknown }[] }[] };
  expect(groups[0]?.ancestors.map(({ goid }) => goid)).toEqual([8, 7, 1]);
  expect(groups[0]?.ancestors[2]?.creator).toBeNull();
});
