import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cli } from '../../support/cli';
import { temporaryFolder } from '../../support/export';
import { ROOT } from '../../support/fixtures';
import { neighbour } from '../../support/neighbours';

const folder = temporaryFolder();
afterAll(folder.remove);

const FILES = [
  'work.py-spy.folded',
  'work.py-spy-speedscope.json',
  'healthy.gotrace.json.gz',
  'work.node-trace.json',
  'mill.perf',
  'mill.events.perf',
  'work.cpuprofile',
  'work.heapprofile',
];

describe('the command line prints neighbours', { timeout: 60_000 }, () => {
  for (const file of FILES) {
    test(file, async () => {
      // They have no time of their own: the file's must not be that of a checkout.
      const copy = folder.file(file);
      fs.copyFileSync(neighbour(file), copy);
      const time = new Date(Date.UTC(2026, 0, 1, 12));
      fs.utimesSync(copy, time, time);
      const info = await cli(['info', copy]);
      const top = await cli(['top', copy, '-n', '8']);
      expect([info.stderr, top.stderr]).toEqual(['', '']);
      await expect(`${info.stdout}\n${top.stdout}`).toMatchFileSnapshot(
        path.join(ROOT, 'test/golden/neighbours', `${file.replace(/\.gz$/, '')}.txt`),
      );
      const goroutines = await cli(['goroutines', copy]);
      expect([goroutines.code, goroutines.stderr]).toEqual([3, expect.stringContaining('shows no goroutines')]);
    });
  }
});
