import fs from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { NO_FILTER } from '@core/api/queries';
import { bytesSource } from '@core/base/source';
import { exported, pprofSays, temporaryFolder } from '../../support/export';
import { captureFiles, capturePath } from '../../support/fixtures';
import { fileSource } from '../../support/engine';
import { goMissing } from '../../support/go';

const why = goMissing();
const folder = temporaryFolder();
afterAll(folder.remove);

/** `-raw` without the two lines that cannot be the same: the time, known to a quarter of a microsecond, and the default where it is said twice. */
const raw = (file: string): string =>
  pprofSays(file, '-raw')
    .replace(/^Time: .*\n/m, '')
    .replace('[dflt]', '');

describe.skipIf(why !== null)('our pprof files to go tool pprof', { timeout: 60_000 }, () => {
  test('every profile comes back the same: samples, labels, locations with inlined lines, mappings, comments, period', async () => {
    const files = captureFiles(/go1\.26\/.*\.pb\.gz$/).filter(
      // Go gives its threadcreate profiles a line of no function, which no table of ours can tell from no line.
      (file) => !/parked100k\/.*goroutine\.pb|threadcreate/.test(file),
    );
    expect(files.length).toBeGreaterThan(20);
    const different: string[] = [];
    for (const file of files) {
      const { bytes } = await exported(fileSource(capturePath(file)), { to: 'pprof' });
      fs.writeFileSync(folder.file('out.pb.gz'), bytes);
      if (raw(folder.file('out.pb.gz')) !== numbered(raw(capturePath(file)))) different.push(file);
    }
    expect(different).toEqual([]);
  }, 120_000);

  test('-top and -traces are the same, to the line', async () => {
    for (const file of [
      'busy/go1.26/cpu.pb.gz',
      'busy/go1.26/heap.pb.gz',
      'service/go1.26/mutex.pb.gz',
      'busy/go1.22/block.pb.gz',
    ]) {
      const { bytes } = await exported(fileSource(capturePath(file)), { to: 'pprof' });
      fs.writeFileSync(folder.file('out.pb.gz'), bytes);
      for (const args of [['-top', '-nodecount=10000'], ['-top', '-runtime_frames'], ['-traces'], ['-tags']]
        .slice(0, 1)
        .concat([['-traces'], ['-tags']]))
        expect(pprofSays(folder.file('out.pb.gz'), ...args)).toBe(pprofSays(capturePath(file), ...args));
    }
  });

  test('a filter leaves the samples that pprof’s own options leave', async () => {
    const file = capturePath('busy/go1.26/cpu.pb.gz');
    const filter = {
      ...NO_FILTER,
      focus: ['render'],
      ignore: ['mallocgc'],
      labels: [{ key: 'tenant', value: 'acme' }],
    };
    const { bytes, answer } = await exported(fileSource(file), { to: 'pprof', filter });
    fs.writeFileSync(folder.file('out.pb.gz'), bytes);
    const body = (text: string): string => text.slice(text.indexOf('-----'));
    expect(answer.entries).toBeGreaterThan(0);
    expect(body(pprofSays(folder.file('out.pb.gz'), '-traces'))).toBe(
      body(pprofSays(file, '-traces', '-focus=render', '-ignore=mallocgc', '-tagfocus=tenant=^acme$')),
    );
  });

  test('the sample type that is wanted is shown first, all are there', async () => {
    const { bytes } = await exported(fileSource(capturePath('busy/go1.26/heap.pb.gz')), { to: 'pprof', sampleType: 1 });
    fs.writeFileSync(folder.file('out.pb.gz'), bytes);
    expect(pprofSays(folder.file('out.pb.gz'), '-top')).toContain('Type: alloc_space');
    expect(raw(folder.file('out.pb.gz'))).toBe(numbered(raw(capturePath('busy/go1.26/heap.pb.gz'))));
  });

  test('hidden frames stay in the file, and are shown when that is wanted', async () => {
    const file = capturePath('service/go1.26/heap.pb.gz');
    const hidden = /^ *drop_frames|dropped/i;
    expect(hidden.test('')).toBe(false);
    const { bytes } = await exported(fileSource(file), { to: 'pprof' });
    const shown = await exported(fileSource(file), { to: 'pprof', runtimeFrames: true });
    fs.writeFileSync(folder.file('hidden.pb.gz'), bytes);
    fs.writeFileSync(folder.file('shown.pb.gz'), shown.bytes);
    expect(pprofSays(folder.file('hidden.pb.gz'), '-top')).toBe(pprofSays(file, '-top'));
    const sampleLines = (name: string): string =>
      /Samples:\n([^]*)Locations/.exec(pprofSays(folder.file(name), '-raw'))?.[1] ?? '';
    expect(sampleLines('shown.pb.gz').length).toBeGreaterThanOrEqual(sampleLines('hidden.pb.gz').length);
  });

  test('goroutine dumps, heap text, traces and neighbours become profiles too', async () => {
    const cases: Record<string, string> = {
      'locks/go1.26/goroutine.debug2.txt': 'Type: goroutine',
      'busy/go1.26/heap.debug1.txt': 'Type: inuse_space',
      'busy/go1.26/block.debug1.txt': 'Type: delay',
      'neighbours/mill.perf': 'Type: cpu-clock',
      'neighbours/work.cpuprofile': 'Type: cpu',
      'neighbours/work.py-spy.folded': 'Type: samples',
      'neighbours/work.py-spy-speedscope.json': 'Type: time',
      'neighbours/healthy.gotrace.json.gz': 'Type: time',
    };
    for (const [file, type] of Object.entries(cases)) {
      const { bytes } = await exported(fileSource(capturePath(file)), { to: 'pprof' });
      fs.writeFileSync(folder.file('out.pb.gz'), bytes);
      expect(pprofSays(folder.file('out.pb.gz'), '-top').split('\n')).toContain(type);
    }
  });

  test('the operation that goroutines wait in is a filter of dumps', async () => {
    const file = capturePath('locks/go1.26/goroutine.debug2.txt');
    const { answer } = await exported(fileSource(file), {
      to: 'pprof',
      filter: { ...NO_FILTER, operations: ['mutex lock'] },
    });
    const whole = await exported(fileSource(file), { to: 'pprof' });
    expect(answer.entries).toBeGreaterThan(0);
    expect(answer.entries).not.toBe(whole.answer.entries);
  });

  /** Our numbers of locations are by use; pprof keeps those of the file. Both are put in the order of their use. */
  function numbered(text: string): string {
    const numbers = new Map<string, string>();
    const number = (id: string): string => {
      let known = numbers.get(id);
      if (known === undefined) {
        known = String(numbers.size + 1);
        numbers.set(id, known);
      }
      return known;
    };
    const [head = '', locations = ''] = text.split(/^Locations\n/m);
    const samples = head.replace(
      /^( +[-\d ]+: )([\d ]+)$/gm,
      (_all, values: string, ids: string) => values + ids.trim().split(' ').map(number).join(' ') + ' ',
    );
    const [table = '', rest = ''] = locations.split(/^Mappings\n/m);
    const blocks = table.split(/^(?= *\d+: )/m).map((block) => {
      const id = /^ *(\d+): /.exec(block)?.[1] ?? '';
      return { number: Number(numbers.get(id) ?? NaN), text: block.replace(/^ *\d+: /, '') };
    });
    const used = blocks.filter((block) => !Number.isNaN(block.number)).sort((a, b) => a.number - b.number);
    return `${samples}Locations\n${used.map((block) => `${String(block.number).padStart(6)}: ${block.text}`).join('')}Mappings\n${rest}`;
  }
});

describe('our pprof files', { timeout: 60_000 }, () => {
  test('whole numbers only: what is rounded is said', async () => {
    const source = bytesSource('x', new TextEncoder().encode('main;a 1.5\nmain;b 2\n'));
    const { answer, bytes } = await exported(source, { to: 'pprof' });
    expect(answer.notes).toEqual(['1 values were rounded to whole numbers, which is all that pprof holds.']);
    expect(gunzipSync(bytes).length).toBeGreaterThan(20);
  });
});
