import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import type { DocumentInfo } from '@core/api/document';
import type { Operation } from '@core/api/operation';
import { NO_FILTER } from '@core/api/queries';
import type { WaitersAnswer, WaitersParams } from '@core/api/waiters';
import {
  OBJECT_CLOSED,
  OBJECT_LOCKED,
  OBJECT_NIL,
  OBJECT_TIMER,
  OBJECT_WRITER,
  WAIT_KINDS,
  type WaitKind,
} from '@core/api/wait-objects';
import type { WaitTables } from '@core/model/wait-tables';
import type { Capture } from '@core/model/tables';
import { Memo } from '@core/query/memo';
import { goroutineGroup } from '@core/query/questions/goroutine-group';
import { goroutineGroups } from '@core/query/questions/goroutine-groups';
import type { Run } from '@core/query/questions/question';
import { waiters } from '@core/query/questions/waiters';
import type { OpenDocument } from '@core/query/document';
import { openFiles } from '../../support/engine';
import { captureFiles, capturePath } from '../../support/fixtures';
import { goroutineCapture } from '../../support/stacks';

interface Thing {
  readonly kind: WaitKind;
  readonly address?: number;
  readonly flags?: number;
  readonly value?: number;
  readonly capacity?: number;
}
interface Somebody {
  readonly goid: number;
  readonly at: string;
  readonly operation?: Operation;
  /** Indices of things: several of a select. */
  readonly waits?: readonly number[];
  readonly holds?: readonly number[];
}

/** A capture of a live process. */
function live(
  things: readonly Thing[],
  people: readonly Somebody[],
  options: { readonly holdsRead?: boolean; readonly timeMs?: number } = {},
): Capture {
  const capture = goroutineCapture(
    people.map(({ goid, at, operation = 'chan receive' }) => ({
      ...{ goid, operation, state: operation },
      // Captures of live processes have no frames of the runtime, as dumps.
      stack: `main.main:1;${at}`,
    })),
  );
  const waits = people.flatMap((one, goroutine) => (one.waits ?? []).map((object) => ({ goroutine, object, one })));
  const holds = people
    .flatMap((one, goroutine) => (one.holds ?? []).map((object) => ({ goroutine, object })))
    .sort((a, b) => a.object - b.object || a.goroutine - b.goroutine);
  const tables: WaitTables = {
    objects: {
      count: things.length,
      address: Float64Array.from(things, ({ address }, i) => address ?? 0xc000000000 + 64 * i),
      kind: Uint8Array.from(things, ({ kind }) => WAIT_KINDS.indexOf(kind)),
      flags: Uint8Array.from(things, ({ flags = 0 }) => flags),
      value: Float64Array.from(things, ({ value = -1 }) => value),
      capacity: Float64Array.from(things, ({ capacity = -1 }) => capacity),
      elementBytes: new Uint32Array(things.length),
      type: new Uint32Array(things.length),
    },
    waits: {
      count: waits.length,
      goroutine: Uint32Array.from(waits, ({ goroutine }) => goroutine),
      object: Uint32Array.from(waits, ({ object }) => object),
      direction: new Uint8Array(waits.length),
      select: Uint8Array.from(waits, ({ one }) => ((one.waits ?? []).length > 1 ? 1 : 0)),
    },
    holds: {
      count: holds.length,
      object: Uint32Array.from(holds, ({ object }) => object),
      goroutine: Uint32Array.from(holds, ({ goroutine }) => goroutine),
      frame: new Int32Array(holds.length),
    },
    holdsRead: options.holdsRead ?? true,
  };
  return { ...capture, timeMs: options.timeMs ?? 1_000_000, waits: tables };
}

const run: Run = {
  now: () => 0,
  signal: null,
  dateMs: null,
  breathe: () => Promise.resolve(),
} as Partial<Run> as Run;

function documentOf(capture: Capture): OpenDocument {
  const info = { title: 'a process', captures: [] } as Partial<DocumentInfo> as DocumentInfo;
  return { info, analyses: analyse([capture]), memo: new Memo(1 << 24), builtIn: null, judged: null };
}

const PARAMS = { doc: 'd', capture: 0, filter: NO_FILTER, show: 'stuck', offset: 0, limit: 100 } as const;

function ask(capture: Capture, params: Partial<WaitersParams> = {}): Promise<WaitersAnswer> {
  return waiters(documentOf(capture), { ...PARAMS, ...params }, run);
}

describe('a live process', () => {
  test('a lock: who waits, its state, who seems to hold it and what that one waits for', async () => {
    const answer = await ask(
      live(
        [
          { kind: 'mutex', flags: OBJECT_LOCKED, value: 2 },
          { kind: 'channel', value: 0, capacity: 4 },
        ],
        [
          { goid: 7, at: 'main.get:10', operation: 'mutex lock', waits: [0] },
          { goid: 8, at: 'main.get:10', operation: 'mutex lock', waits: [0] },
          { goid: 9, at: 'main.fill:20', waits: [1], holds: [0] },
          { goid: 1, at: 'main.serve:30', operation: 'other' },
        ],
      ),
    );
    expect(answer.waiting).toBe(3);
    expect(answer.total).toBe(2);
    expect(answer.folded).toEqual({ objects: 0, goroutines: 0 });
    const [chan, lock] = answer.rows;
    expect(chan).toMatchObject({ kind: 'channel', state: 'len 0, cap 4', nobody: true, fact: true, waiting: 1 });
    expect(lock).toMatchObject({
      ...{ kind: 'mutex', title: 'Mutex 0xc000000000', address: '0xc000000000', state: 'locked, 2 wait' },
      ...{ fact: true, nobody: false, cycle: 0, waiting: 2, objects: 1 },
    });
    expect(lock.groups).toHaveLength(1);
    expect(lock.groups[0]).toMatchObject({ count: 2, goroutines: [7, 8], operation: 'mutex lock' });
    expect(lock.groups[0].site?.function).toBe('main.get');
    expect(lock.releasers).toMatchObject([
      { count: 1, goroutines: [9], why: 'its stack holds the address, in main.fill', waitsFor: chan.object },
    ]);
  });

  test('objects of one kind, each waited for at one place, are one row', async () => {
    const things = Array.from({ length: 1_000 }, (): Thing => ({ kind: 'channel', value: 0, capacity: 0 }));
    const people = things.map((_, i): Somebody => ({ goid: i + 1, at: 'main.worker:5', waits: [i] }));
    const crowd = Array.from({ length: 20 }, (_, i): Somebody => ({
      goid: 2_000 + i,
      at: 'main.worker:5',
      waits: [1_000],
    }));
    const answer = await ask(live([...things, { kind: 'channel', value: 0, capacity: 0 }], [...people, ...crowd]));
    expect(answer.rows.map(({ title, waiting, objects, address }) => [title, waiting, objects, address])).toEqual([
      ['1,000 × chan', 1_000, 1_000, ''],
      // What many wait for stays one.
      ['chan 0xc00000fa00', 20, 1, '0xc00000fa00'],
    ]);
    expect(answer.rows[0].state).toBe('len 0, cap 0');
    expect(answer.rows[0].groups[0].goroutines).toHaveLength(100);
    const page = await ask(live(things, people), { offset: 1 });
    expect(page.rows).toEqual([]);
    expect(page.folded).toEqual({ objects: 1_000, goroutines: 1_000 });
  });

  test('one that selects is at each of its channels, and is one goroutine', async () => {
    const answer = await ask(
      live(
        [{ kind: 'channel' }, { kind: 'channel' }],
        [
          { goid: 1, at: 'main.a:1', operation: 'select', waits: [0, 1, 1] },
          { goid: 2, at: 'main.b:1', waits: [1] },
        ],
      ),
    );
    expect(answer.waiting).toBe(2);
    expect(answer.rows.map(({ waiting }) => waiting)).toEqual([2, 1]);
  });

  test('states, and what wakes by itself comes last', async () => {
    const things: Thing[] = [
      { kind: 'timer', value: 1_000_000 + 90_000 },
      { kind: 'channel', flags: OBJECT_TIMER, value: 1_000_000 + 1_000, capacity: 1 },
      { kind: 'fd', value: 7 },
      { kind: 'channel', flags: OBJECT_TIMER, value: -1, capacity: 1 },
      { kind: 'channel', address: 0, flags: OBJECT_NIL },
      { kind: 'channel', flags: OBJECT_CLOSED, value: 3, capacity: 3 },
      { kind: 'rwmutex', flags: OBJECT_LOCKED | OBJECT_WRITER, value: 2 },
      { kind: 'rwmutex', flags: OBJECT_LOCKED | OBJECT_WRITER, value: 0 },
      { kind: 'waitgroup', value: 5 },
      { kind: 'cond', value: 1 },
    ];
    const answer = await ask(
      live(
        things,
        things.map((_, i) => ({ goid: i + 1, at: `main.f${i}:1`, waits: [i] })),
      ),
    );
    const said = answer.rows.map(
      ({ title, state, nobody }) =>
        `${title.replace(/ 0x.*/, '')}: ${state.replaceAll(/\s/g, ' ')}${nobody ? '!' : ''}`,
    );
    expect(said).toEqual([
      'timer chan: stopped!',
      'nil channel: never wakes!',
      'chan: len 3, cap 3, closed!',
      'RWMutex: held by 2 readers, a writer waits!',
      'RWMutex: held by a writer!',
      'WaitGroup: counter 5!',
      'Cond: 1 waits!',
      'timer: fires in 90.0 s',
      'timer chan: fires in 1.00 s',
      'fd 7: ',
    ]);
    expect(answer.rows[8].certain).toBe('');
  });

  test('without a search for holders nobody is said to be nobody', async () => {
    const capture = live([{ kind: 'channel' }], [{ goid: 1, at: 'main.a:1', waits: [0] }], { holdsRead: false });
    const [row] = (await ask(capture)).rows;
    expect(row.nobody).toBe(false);
    expect(row.certain).toContain('stacks');
  });

  test('a round of two locks', async () => {
    const answer = await ask(
      live(
        [{ kind: 'mutex' }, { kind: 'mutex' }, { kind: 'mutex' }],
        [
          { goid: 1, at: 'main.ab:1', operation: 'mutex lock', waits: [1], holds: [0] },
          { goid: 2, at: 'main.ba:1', operation: 'mutex lock', waits: [0], holds: [1] },
          { goid: 3, at: 'main.c:1', operation: 'mutex lock', waits: [0] },
          { goid: 4, at: 'main.d:1', operation: 'mutex lock', waits: [2] },
          { goid: 5, at: 'main.e:1', operation: 'sleep', holds: [2] },
        ],
      ),
      { show: 'cycles' },
    );
    expect(answer.cycles).toHaveLength(1);
    const [{ objects, goroutines, proven, text }] = answer.cycles;
    expect(proven).toBe(false);
    expect(goroutines).toEqual([1, 2]);
    expect(objects).toEqual(['o-0', 'o-1']);
    expect(text).toBe(
      'goroutine 1 waits for Mutex 0xc000000040, which goroutine 2 seems to hold; goroutine 2 waits for Mutex 0xc000000000, which goroutine 1 seems to hold.',
    );
    expect(answer.rows.map(({ object, cycle }) => [object, cycle])).toEqual([
      ['o-1', 1],
      ['o-0', 1],
    ]);
    expect(answer.total).toBe(2);
  });

  test('a goroutine that takes its lock twice', async () => {
    const answer = await ask(
      live(
        [{ kind: 'mutex', flags: OBJECT_LOCKED, value: 1 }],
        [
          {
            ...{ goid: 7, operation: 'mutex lock', waits: [0] },
            at: 'main.load:9;sync.(*Once).Do:70;sync.(*Once).doSlow:76;main.load.func1:10;main.load:9;sync.(*Once).Do:70;sync.(*Once).doSlow:74;sync.(*Mutex).Lock:81;sync.(*Mutex).lockSlow:171;sync.runtime_SemacquireMutex:77',
          },
        ],
      ),
    );
    expect(answer.cycles).toMatchObject([{ proven: true, objects: ['o-0'], goroutines: [7] }]);
    expect(answer.cycles[0]?.text).toContain(
      'goroutine 7 waits for Mutex 0xc000000000, which it seems to hold: its own stack',
    );
    expect(answer.rows[0]).toMatchObject({ cycle: 1, nobody: false });
  });

  test('channels are in a round only when nobody else could go on', async () => {
    const people: Somebody[] = [
      { goid: 1, at: 'main.a:1', waits: [0], holds: [1] },
      { goid: 2, at: 'main.b:1', waits: [1], holds: [0] },
    ];
    const things: Thing[] = [{ kind: 'channel' }, { kind: 'channel' }];
    expect((await ask(live(things, people))).cycles).toHaveLength(1);
    const free: Somebody[] = [...people, { goid: 3, at: 'main.c:1', operation: 'other', holds: [0] }];
    expect((await ask(live(things, free))).cycles).toEqual([]);
  });

  test('a filter counts only those that pass', async () => {
    const capture = live(
      [{ kind: 'mutex' }],
      [
        { goid: 1, at: 'main.a:1', operation: 'mutex lock', waits: [0] },
        { goid: 2, at: 'main.b:1', operation: 'mutex lock', waits: [0] },
      ],
    );
    const answer = await ask(capture, { filter: { ...NO_FILTER, text: 'main.b' } });
    expect(answer.waiting).toBe(1);
    expect(answer.rows).toHaveLength(1);
    expect(answer.rows[0].groups.map(({ goroutines }) => goroutines)).toEqual([[2]]);
  });

  test('what a group waits for', async () => {
    const capture = live(
      [{ kind: 'mutex', value: 3, flags: OBJECT_LOCKED }, { kind: 'channel' }, { kind: 'channel' }],
      [
        { goid: 1, at: 'main.a:1', operation: 'mutex lock', waits: [0] },
        { goid: 2, at: 'main.b:1', operation: 'mutex lock', waits: [0] },
        { goid: 3, at: 'main.c:1', waits: [1] },
        { goid: 4, at: 'main.c:1', waits: [2] },
        { goid: 5, at: 'main.d:1', operation: 'other' },
      ],
    );
    const doc = documentOf(capture);
    const groups = await goroutineGroups(doc, { ...PARAMS, groupBy: 'stack', sort: 'site', descending: false }, run);
    const said = [];
    for (const { group } of groups.rows)
      said.push((await goroutineGroup(doc, { doc: 'd', capture: 0, group }, run)).waitsOn);
    expect(said).toEqual([
      {
        ...{ kind: 'mutex', title: 'Mutex 0xc000000000', state: 'locked, 3 wait', address: '0xc000000000', type: '' },
        ...{ fact: true, objects: 1, waiting: 2 },
      },
      expect.objectContaining({ title: 'Mutex 0xc000000000' }),
      expect.objectContaining({ title: '2 × chan', objects: 2, waiting: 2, address: '' }),
      null,
    ]);
  });
});

test('no goroutine is lost: every one that waits is in a row, once where it waits for one thing', async () => {
  const kinds = fc.constantFrom<WaitKind>('channel', 'mutex', 'rwmutex', 'waitgroup', 'timer', 'semaphore');
  await fc.assert(
    fc.asyncProperty(
      fc.array(kinds, { minLength: 1, maxLength: 12 }),
      fc.array(
        fc.record({
          at: fc.nat(3),
          wait: fc.integer({ min: -2, max: 11 }),
          holds: fc.array(fc.nat(11), { maxLength: 3 }),
        }),
        {
          minLength: 1,
          maxLength: 60,
        },
      ),
      fc.integer({ min: 1, max: 5 }),
      async (of, people, limit) => {
        const capture = live(
          of.map((kind) => ({ kind })),
          people.map(({ at, wait, holds }, i) => ({
            goid: i + 1,
            at: `main.f${at}:1`,
            operation: wait === -2 ? 'other' : 'chan receive',
            // −1: it waits, and the runtime was not seen to say for what.
            waits: wait >= 0 && wait < of.length ? [wait] : [],
            holds: holds.filter((object) => object < of.length && object !== wait),
          })),
        );
        const waiting = people.filter(({ wait }) => wait !== -2).length;
        const seen: number[] = [];
        for (let offset = 0; ; offset += limit) {
          const page = await ask(capture, { offset, limit });
          const sum = page.rows.reduce((total, row) => total + row.waiting, 0);
          expect(sum + page.folded.goroutines).toBe(waiting);
          expect(page.waiting).toBe(waiting);
          seen.push(...page.rows.flatMap(({ groups }) => groups.flatMap(({ goroutines }) => goroutines)));
          if (page.rows.length === 0) break;
        }
        const ids = people.flatMap(({ wait }, i) => (wait === -2 ? [] : [i + 1]));
        expect(seen.sort((a, b) => a - b)).toEqual(ids);
        for (const { objects, goroutines } of (await ask(capture)).cycles)
          expect(new Set(objects).size === objects.length && goroutines.length === objects.length).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

describe('text dumps and profiles', () => {
  test.each(captureFiles(/^contention\/.*debug2\.txt$/))(
    '%s: guesses, rounds and all waiting goroutines',
    async (file) => {
      const bench = await openFiles(capturePath(file));
      const answer = await bench.ask('waiters', { ...PARAMS });
      expect(answer.rows.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(answer.waiting);
      expect(answer.rows.some(({ fact }) => fact)).toBe(false);
      const shards = answer.rows.filter(({ type }) => type === 'main.Shard');
      expect(shards).toHaveLength(3);
      expect(new Set(shards.map(({ cycle }) => cycle)).size).toBe(1);
      // Each is held by one that waits for another of them.
      expect(new Set(shards.map(({ releasers }) => releasers[0].waitsFor))).toEqual(
        new Set(shards.map(({ object }) => object)),
      );
      const once = answer.cycles.filter(({ proven }) => proven);
      expect(once.length).toBeGreaterThan(0);
      for (const { objects } of once)
        for (const object of objects)
          expect(answer.rows.find((row) => row.object === object)?.type).toContain('sync.Once');
    },
  );

  test.each(captureFiles(/^condwait\/.*\.pb\.gz$/))('%s: one row a site, of which nothing is known', async (file) => {
    const bench = await openFiles(capturePath(file));
    const answer = await bench.ask('waiters', { ...PARAMS });
    expect(answer.rows).toHaveLength(1);
    expect(answer.rows[0]).toMatchObject({ kind: 'unknown', fact: false, waiting: 23, nobody: false, releasers: [] });
    expect(answer.rows[0].title).toContain('cond wait at');
    expect(answer.rows[0].certain).toContain('parkscope snapshot');
  });

  test.each(captureFiles(/^condwait\/.*debug2\.txt$/))('%s: Conds by the address of their list', async (file) => {
    const bench = await openFiles(capturePath(file));
    const answer = await bench.ask('waiters', { ...PARAMS });
    expect(answer.rows).toHaveLength(1);
    expect(answer.rows[0]).toMatchObject({ kind: 'cond', fact: false, waiting: 23, nobody: false });
    // The list is 16 bytes behind.
    const [, list = ''] =
      /runtime_notifyListWait\((0x[0-9a-f]+)/.exec(fs.readFileSync(capturePath(file), 'utf8')) ?? [];
    expect(Number(answer.rows[0]?.address)).toBe(Number(list) - 16);
  });

  test.each(captureFiles(/^(nilchan|emptyselect)\/.*(debug2\.txt|pb\.gz)$/))(
    '%s: what never wakes is known',
    async (file) => {
      const bench = await openFiles(capturePath(file));
      const [row] = (await bench.ask('waiters', { ...PARAMS })).rows;
      expect(row).toMatchObject({ fact: true, nobody: true });
      expect(row.title).toBe(file.startsWith('nilchan') ? 'nil channel' : 'select with no cases');
    },
  );
});
