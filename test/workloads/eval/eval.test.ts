import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { renamed } from './anonymous';
import { worse, type Bars } from './bars';
import { marksOf, settingsOf, withCounts } from './marks';
import { packRuns, unpackRuns } from './pack';
import { standsAt } from './place';
import type { RunInfo } from './runs';
import { plainGoroutines, plainSite } from './stacks';

const DUMP = `goroutine 1 [sleep]:
main.main()
	/home/dev/workloads/leaks/01-x/main.go:50 +0x1c

goroutine 7 [chan send (leaked)]:
example.com/lib.(*Queue[...]).put(0xc000012120, {0x1, 0x2})
	/home/dev/lib/queue.go:12 +0x2a
main.(*shop).price.func1()
	/home/dev/workloads/leaks/01-x/main.go:33 +0x25
created by main.(*shop).price in goroutine 6
	/home/dev/workloads/leaks/01-x/main.go:31 +0x6f
`;

describe('truth', () => {
  it('reads what a dump says, leaf first, without the creator', () => {
    const [, stuck] = plainGoroutines(DUMP);
    expect(stuck).toMatchObject({ id: 7, state: 'chan send', leaked: true });
    expect(stuck.frames.map((frame) => `${frame.function} ${frame.file}:${frame.line}`)).toEqual([
      'example.com/lib.(*Queue).put lib/queue.go:12',
      'main.(*shop).price.func1 01-x/main.go:33',
    ]);
    expect(plainSite(stuck)?.function).toBe('example.com/lib.(*Queue).put');
  });

  it('reads every kind of mark and counts who stands there', () => {
    const source = [
      'x <- 1 // leak 1, 14',
      '// leak-site 41 net/http.(*conn).serve',
      'make() // leak-heap 61',
      '// leak-process 59',
    ];
    const marks = marksOf('/any/leaks/01-x/main.go', source.join('\n'));
    expect(marks.map(({ kind, patterns, line, function: name }) => [kind, ...patterns, line, name])).toEqual([
      ['goroutine', 1, 14, 1, ''],
      ['library', 41, 0, 'net/http.(*conn).serve'],
      ['heap', 61, 3, ''],
      ['process', 59, 0, ''],
    ]);
    expect(withCounts({ ...marks[0], line: 33 }, [plainGoroutines(DUMP), []]).counts).toEqual([1, 0]);
  });

  it('reads how a program wants to be run', () => {
    expect(settingsOf('// moments 6\n// env GOGC=a=b\n// every 2s\n')).toEqual({
      moments: 6,
      flags: ['-every', '2s'],
      env: { GOGC: 'a=b' },
    });
  });

  it('knows a place by its folder and name, and a generic function without its type arguments', () => {
    const site = { kind: 'goroutine', file: '01-x/main.go', line: 3, function: '', patterns: [], counts: [] } as const;
    const frame = { function: 'lib.(*Queue[go.shape.int]).put', file: 'example.com/leaks/01-x/main.go', line: 3 };
    expect(standsAt(site, [frame])).toBe(true);
    expect(standsAt({ ...site, line: 4 }, [frame])).toBe(false);
    expect(standsAt({ ...site, kind: 'library', function: 'lib.(*Queue[...]).put' }, [frame])).toBe(true);
  });
});

describe('packs', () => {
  const info: RunInfo = {
    ...{ corpus: 'leaks', program: '01-x', variant: 'leak', style: 'once', go: '1.26', moments: 1, hash: '0' },
    ...{ truth: [], absent: [] },
  };
  // A profile with a varint (field 12, period) and two strings.
  const profile = Uint8Array.of(0x60, 0x80, 0x08, 0x32, 0, 0x32, 6, ...new TextEncoder().encode('/a/b.c'));

  it('hold the bytes of captures, profiles unpacked, with folders exchanged', () => {
    const files = [
      { name: '1.debug0.pb.gz', bytes: new Uint8Array(gzipSync(profile)), modifiedMs: 5.4 },
      { name: '1.debug2.txt', bytes: new TextEncoder().encode('\t/a/main.go:1'), modifiedMs: 6 },
    ];
    const [run] = unpackRuns(packRuns([{ info, files }], [['/a/', '/home/dev/']]));
    expect(run.info).toEqual(info);
    expect(run.files.map(({ name, modifiedMs }) => [name, modifiedMs])).toEqual([
      ['1.debug0.pb', 5],
      ['1.debug2.txt', 6],
    ]);
    expect([...run.files[0].bytes]).toEqual([
      ...[0x60, 0x80, 0x08, 0x32, 0, 0x32, 13],
      ...new TextEncoder().encode('/home/dev/b.c'),
    ]);
    expect(new TextDecoder().decode(run.files[1].bytes)).toBe('\t/home/dev/main.go:1');
  });

  it('are refused when a folder of this machine is left', () => {
    expect(() => renamed('1.debug2.txt', new TextEncoder().encode('/a/x'), [['/a/', '/b/a/']])).toThrow(
      'still names /a/',
    );
  });
});

describe('bars', () => {
  const bars: Bars = {
    ...{ sites: 10, listed: 9, rightPattern: 8, healthy: 4, proven: 0, strong: 0, suspect: 1, disagree: 2 },
  };

  it('may get better, not worse, and only on the same packs', () => {
    const with_ = (change: Partial<Bars>) =>
      worse({ single: bars, series: bars }, { single: bars, series: { ...bars, ...change } });
    expect(with_({ listed: 10, suspect: 0 })).toEqual([]);
    expect(with_({ listed: 8, strong: 1 })).toEqual(['series: listed 9 → 8', 'series: strong 0 → 1']);
    expect(with_({ sites: 11, listed: 10 })).toEqual(['series: sites 10 → 11']);
  });
});
