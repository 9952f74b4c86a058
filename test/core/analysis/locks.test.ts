import { describe, expect, test } from 'vitest';
import { computeLocks } from '@core/analysis/locks';
import type { Lock, LockHolder, Locks } from '@core/analysis/lock-types';
import type { Capture } from '@core/model/tables';
import { openBytes, openFile } from '../../support/check-import';
import { captureFiles, capturePath } from '../../support/fixtures';

async function open(text: string): Promise<Capture> {
  const opened = await openBytes(new TextEncoder().encode(text));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

const nameOf = (capture: Capture, frame: number): string =>
  capture.strings.get(capture.functions.name[capture.frames.func[frame]]);

function only<T>(all: readonly T[], what: string): T {
  if (all.length !== 1) throw new Error(`${all.length} ${what}`);
  return all[0];
}

const lockOf = (locks: Locks, owner: string, more: (lock: Lock) => boolean = () => true): Lock =>
  only(
    locks.locks.filter((lock) => lock.owner.endsWith(owner) && more(lock)),
    `locks of ${owner}`,
  );

/** What matters of a holder: its function, how it is known, whether it has passed the line, what it does. */
const said = (capture: Capture, holder: LockHolder | undefined): string =>
  holder === undefined
    ? 'nobody'
    : [
        nameOf(capture, holder.frame).replace(/^.*\./, ''),
        holder.certainty,
        holder.passed ? 'passed' : 'near',
        holder.doing.operation,
        holder.doing.live ? 'live' : 'blocked',
      ].join(', ');

describe('a dump with addresses', () => {
  describe.each(captureFiles(/^contention\/.*debug2\.txt$/))('%s', (file) => {
    const read = async (): Promise<[Capture, Locks]> => {
      const capture = await openFile(capturePath(file));
      return [capture, computeLocks(capture)];
    };
    // Up to Go 1.20 argument words that are not needed any more have a question mark, and creators no id.
    const old = /go1\.(18|20)\//.test(file);

    test('three shards in a round', async () => {
      const [, locks] = await read();
      const shards = locks.locks.map((lock, i) => (lock.owner === 'main.Shard' ? i : -1)).filter((i) => i >= 0);
      expect(shards).toHaveLength(3);
      const round = only(
        locks.cycles.filter((cycle) => cycle.locks.some((lock) => shards.includes(lock))),
        'rounds of shards',
      );
      expect(round.via).toBe('locks');
      expect([...round.locks].sort((a, b) => a - b)).toEqual(shards);
      // rows[i] holds locks[i] and waits for locks[i + 1].
      round.rows.forEach((row, i) => expect(locks.lockOfRow[row]).toBe(round.locks[(i + 1) % 3]));
      expect(round.proven).toBe(false);
      expect(round.probability).toBeCloseTo(0.85);
      for (const lock of shards) {
        const { object, address } = locks.locks[lock];
        expect((address ?? 0) - (object ?? 0)).toBe(16);
      }
    });

    test('an RWMutex: readers behind writers, writers behind the one that waits for a reader in I/O', async () => {
      const [capture, locks] = await read();
      const lock = lockOf(locks, 'main.Registry', ({ waiting }) => waiting === 7);
      expect(lock.kind).toBe('rwmutex');
      expect(lock.readers).toHaveLength(4);
      expect(lock.waiters).toContain(lock.pendingWriter);
      expect(lock.readers).not.toContain(lock.pendingWriter);
      expect(lock.object).not.toBeNull();
      // Writers behind a writer wait for the mutex in front of the RWMutex, whose address is printed.
      expect(lock.address).toBe(lock.object);
      const known = file.includes('1.18') ? 'same receiver' : 'same address';
      expect(said(capture, lock.holders[0])).toBe(`Load, ${known}, near, io wait, live`);
    });

    test('a reader that reads again with a writer between', async () => {
      const [capture, locks] = await read();
      const lock = lockOf(locks, 'main.Registry', ({ waiting }) => waiting === 2);
      const self = only(
        locks.selfDeadlocks.filter((one) => locks.locks[one.lock] === lock),
        'goroutines that stop themselves',
      );
      expect(nameOf(capture, self.frame)).toBe('main.(*Registry).Both');
      expect(lock.readers).toEqual([self.row]);
      expect(self.proven).toBe(false);
      expect(self.probability).toBeCloseTo(0.6);
    });

    test('a global lock, held by who is past the line at which the others wait', async () => {
      const [capture, locks] = await read();
      const lock = lockOf(locks, 'main.publish');
      expect(lock.waiting).toBe(3);
      expect(lock.address).toBeLessThan(2 ** 32);
      expect(said(capture, lock.holders[0])).toBe('publish, same type, passed, chan send, blocked');
    });

    test('a WaitGroup that is waited for under the lock its goroutines need', async () => {
      const [capture, locks] = await read();
      const lock = lockOf(locks, 'main.Batch');
      expect(lock.waiting).toBe(5);
      expect(said(capture, lock.holders[0])).toBe('Run, same address, near, waitgroup wait, blocked');
      const round = only(
        locks.cycles.filter(({ via }) => via !== 'locks'),
        'rounds through goroutines',
      );
      expect(round.via).toBe('waitgroup');
      expect(round.locks).toEqual([locks.locks.indexOf(lock)]);
      expect(round.rows[0]).toBe(lock.holders[0].row);
      expect(lock.waiters).toContain(round.rows[1]);
      expect(round.probability).toBeGreaterThan(old ? 0.5 : 0.7);
    });

    test('sync.Once in a round and within itself is proven, who waits for them is not', async () => {
      const [, locks] = await read();
      const onces = locks.locks.filter(({ kind }) => kind === 'once');
      expect(onces.map(({ waiting }) => waiting).sort()).toEqual([1, 1, 2]);
      const round = only(
        locks.cycles.filter((cycle) => cycle.locks.some((lock) => locks.locks[lock].kind === 'once')),
        'rounds of Once',
      );
      expect(round.rows).toHaveLength(2);
      expect(round.proven).toBe(true);
      const self = only(
        locks.selfDeadlocks.filter(({ lock }) => locks.locks[lock].kind === 'once'),
        'Onces within themselves',
      );
      expect(self.proven).toBe(true);
      expect(round.rows).not.toContain(self.row);
    });

    test('held over I/O, sleep and work', async () => {
      const [capture, locks] = await read();
      const cache = lockOf(locks, 'main.Cache');
      expect(cache.one).toBe(false);
      expect(said(capture, cache.holders[0])).toBe('GetOrLoad, same type, near, io wait, live');
      const queue = lockOf(locks, 'main.Queue');
      expect(queue.waiting).toBe(3);
      expect(said(capture, queue.holders[0])).toBe('PushSlowly, same type, near, sleep, live');
      const counter = lockOf(locks, 'main.Counter');
      expect(said(capture, counter.holders[0])).toBe('Spin, same type, near, other, live');
      expect(['running', 'runnable']).toContain(counter.holders[0].doing.state);
    });

    test('one connection read by three', async () => {
      const [capture, locks] = await read();
      const lock = lockOf(locks, 'internal/poll.FD');
      expect(lock.waiting).toBe(2);
      expect(lock.candidates).toBe(1);
      expect(said(capture, lock.holders[0])).toBe('Read, certain, passed, io wait, live');
      expect(lock.holders[0].probability).toBe(1);
    });

    test('who waits without a lock is in none of it', async () => {
      const [capture, locks] = await read();
      expect(locks.locks.filter(({ owner }) => owner === 'main.Feed' || owner === 'main.follow')).toEqual([]);
      const feeds = new Set<number>();
      for (let row = 0; row < locks.lockOfRow.length; row++)
        if (nameOf(capture, capture.stacks.frame[capture.goroutines?.stack[row] ?? 0]).includes('Feed')) feeds.add(row);
      expect(feeds.size).toBe(3);
      for (const { holders } of locks.locks) for (const { row } of holders) expect(feeds).not.toContain(row);
    });
  });
});

describe('frames alone', () => {
  test.each(captureFiles(/^contention\/.*debug1\.txt$/))('%s', async (file) => {
    const capture = await openFile(capturePath(file));
    const locks = computeLocks(capture);
    expect(locks.locks.every(({ address, object, one }) => address === null && object === null && !one)).toBe(true);
    const holders = Object.fromEntries(locks.locks.map((lock) => [lock.owner, said(capture, lock.holders[0])]));
    expect(holders).toMatchObject({
      'main.Registry': 'Load, same type, near, io wait, live',
      'main.Batch': 'Run, same type, near, waitgroup wait, blocked',
      'main.Cache': 'GetOrLoad, same type, near, io wait, live',
      'main.Queue': 'PushSlowly, same type, near, sleep, live',
      'main.Counter': 'Spin, same type, near, other, live',
      'main.publish': 'publish, same type, passed, chan send, blocked',
    });
    expect(lockOf(locks, 'main.Registry').waiting).toBe(9);
    // All that run the function of a Once wait for one: nothing else is possible, whichever it is.
    expect(locks.selfDeadlocks.filter(({ proven }) => proven).map(({ lock }) => locks.locks[lock].kind)).toEqual([
      'once',
    ]);
    expect(only(locks.cycles, 'rounds').via).toBe('waitgroup');
  });
});

describe('the same mistakes from every format', () => {
  const cases = ['1.22', '1.26', '1.27'].flatMap((go) =>
    ['goroutine.debug2.txt', 'goroutine.debug1.txt', 'goroutine.pb.gz'].map((file) => `locks/go${go}/${file}`),
  );
  test.each(cases)('%s', async (file) => {
    const capture = await openFile(capturePath(file));
    const locks = computeLocks(capture);
    // Forgotten unlock: nobody is there.
    expect(lockOf(locks, 'ledger.Account')).toMatchObject({ waiting: 40, holders: [], candidates: 0 });
    // Held over I/O.
    const audit = lockOf(locks, 'ledger.Audit');
    expect(said(capture, audit.holders[0])).toMatch(/^Log, same (address|type), passed, io wait, live$/);
    // Append locks, and calls Compact, which locks.
    const journal = only(
      locks.selfDeadlocks.filter(({ lock }) => locks.locks[lock].owner.endsWith('ledger.Journal')),
      'journals',
    );
    expect(nameOf(capture, journal.frame)).toContain('(*Journal).Append');
    expect(journal.proven).toBe(false);
    const rates = only(
      locks.selfDeadlocks.filter(({ lock }) => locks.locks[lock].owner.endsWith('ledger.Rates')),
      'rates',
    );
    expect(nameOf(capture, rates.frame)).toContain('(*Rates).Convert');
    const config = only(
      locks.selfDeadlocks.filter(({ lock }) => locks.locks[lock].kind === 'once'),
      'onces',
    );
    expect(config).toMatchObject({ proven: true, probability: 1 });
    if (file.includes('debug2')) {
      expect(journal.probability).toBeCloseTo(0.9);
      const round = only(locks.cycles, 'rounds');
      expect(round.locks.map((lock) => locks.locks[lock].owner.replace(/.*\./, ''))).toEqual(['Wallet', 'Wallet']);
    } else expect(journal.probability).toBeCloseTo(0.5);
  });
});

/** A goroutine of a dump; `@` lines are frames as printed, with their place. */
function goroutine(goid: number, state: string, ...frames: readonly string[]): string {
  const lines = frames.map((frame, i) => {
    const [call, line = `${i + 1}`] = frame.split(' :');
    return `${call}\n\t/src/main.go:${line} +0x1\n`;
  });
  return `goroutine ${goid} [${state}]:\n${lines.join('')}${goid === 1 ? '' : 'created by main.main in goroutine 1\n\t/src/main.go:5 +0x2\n'}\n`;
}
const MAIN = goroutine(1, 'sleep', 'time.Sleep(0x1)', 'main.main()');
const waits = (goid: number, address: string, ...frames: readonly string[]): string =>
  goroutine(
    goid,
    'sync.Mutex.Lock',
    'internal/sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)',
    `internal/sync.(*Mutex).lockSlow(${address})`,
    'internal/sync.(*Mutex).Lock(...)',
    'sync.(*Mutex).Lock(...)',
    ...frames,
  );
const waitsOnce = (goid: number, address: string, ...frames: readonly string[]): string =>
  waits(goid, address, 'sync.(*Once).doSlow(0x0?, 0x0?)', 'sync.(*Once).Do(...)', ...frames);

describe('what is not certain is not said to be', () => {
  const self = waitsOnce(
    7,
    '0xc000000104',
    'main.(*Lazy).Get(0xc000000100) :20',
    'main.(*Lazy).Get.func1() :21',
    'sync.(*Once).doSlow(0x0?, 0x0?)',
    'sync.(*Once).Do(...)',
    'main.(*Lazy).Get(0xc000000100) :20',
  );
  const runs = goroutine(
    8,
    'runnable',
    'main.load()',
    'main.other.func1()',
    'sync.(*Once).doSlow(0x0?, 0x0?)',
    'sync.(*Once).Do(...)',
    'main.other() :40',
  );
  const cases: [what: string, text: string, proven: boolean][] = [
    ['alone', MAIN + self, true],
    ['another Once is being made and goes on', MAIN + self + runs, false],
    ['the first goroutine is missing, so others may be', self, false],
    ['the dump is cut', MAIN + self + 'goroutine 9 [select]:\nmain.x(0x', false],
    [
      'a stack that cannot be seen',
      MAIN +
        self +
        'goroutine 9 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by main.main\n\t/src/main.go:1 +0x1\n',
      false,
    ],
    [
      'a stack without its middle',
      MAIN +
        self +
        'goroutine 9 [select]:\nmain.x(0x1)\n\t/m.go:1 +0x1\n...12 frames elided...\nmain.y(0x1)\n\t/m.go:2 +0x1\ncreated by main.main\n\t/src/main.go:1 +0x1\n',
      false,
    ],
  ];
  for (const [what, text, proven] of cases) {
    test(what, async () => {
      const locks = computeLocks(await open(text));
      const found = only(locks.selfDeadlocks, 'self-deadlocks');
      expect(found.proven).toBe(proven);
      expect(found.probability).toBeGreaterThan(0.8);
      expect(found.probability === 1).toBe(proven);
    });
  }

  test('who waits for a Once whose function goes on is not stuck', async () => {
    const locks = computeLocks(await open(MAIN + runs + waitsOnce(9, '0x604', 'main.other() :40')));
    expect(locks.selfDeadlocks).toEqual([]);
    expect(locks.cycles).toEqual([]);
  });

  test('two that have passed the line share the probability', async () => {
    const holder = (goid: number): string => goroutine(goid, 'chan receive', 'main.(*Feed).Next(0xc000000100) :30');
    const capture = await open(
      MAIN + waits(7, '0xc000000100', 'main.(*Feed).Next(0xc000000100) :20') + holder(8) + holder(9),
    );
    const lock = only(computeLocks(capture).locks, 'locks');
    expect(lock.holders.map(({ probability, passed }) => [probability, passed])).toEqual([
      [0.45, true],
      [0.45, true],
    ]);
  });

  test('waiters that all come through a method of the object stop nobody by themselves', async () => {
    const worker = (goid: number): string =>
      waits(goid, '0xc000000110', 'main.(*Pool).next(0xc000000100) :20', 'main.(*Pool).work(0xc000000100) :50');
    const locks = computeLocks(await open(MAIN + worker(7) + worker(8) + worker(9)));
    expect(lockOf(locks, 'main.Pool')).toMatchObject({ waiting: 3, candidates: 0 });
    expect(locks.selfDeadlocks).toEqual([]);
  });

  test('an idle loop of the same type is no likely holder beside one that has passed the line', async () => {
    const text =
      MAIN +
      waits(7, '0xc000000110', 'main.(*Server).get(0xc000000100) :20') +
      goroutine(8, 'select', 'main.(*Server).loop(0xc000000100) :90') +
      goroutine(9, 'IO wait', 'net.read(0x1)', 'main.(*Server).get(0xc000000100) :25');
    const capture = await open(text);
    const lock = only(computeLocks(capture).locks, 'locks');
    expect(lock.holders.map((holder) => said(capture, holder))).toEqual([
      'get, same address, passed, io wait, live',
      'loop, same address, near, select, blocked',
    ]);
    expect(lock.holders[0].probability).toBeCloseTo(0.9);
    expect(lock.holders[1].probability).toBeLessThan(0.3);
  });
});

describe('looking under the lock, unlocking, and locking again to write is healthy', () => {
  // Others show that getOrSet takes the lock at line 20; this one is at line 25, in Set.
  const again =
    waits(7, '0xc000000100', 'main.(*Cache).Set(0xc000000100) :60', 'main.(*Cache).GetOrSet(0xc000000100) :25') +
    waits(8, '0xc000000100', 'main.(*Cache).GetOrSet(0xc000000100) :20');
  const selfOf = async (text: string): Promise<readonly number[]> =>
    computeLocks(await open(MAIN + again + text)).selfDeadlocks.map(({ probability }) => probability);

  test('nobody else is there: it has not unlocked', async () => {
    expect(await selfOf('')).toEqual([0.9]);
  });

  test('somebody writes at this moment', async () => {
    expect(await selfOf(goroutine(9, 'runnable', 'main.(*Cache).Set(0xc000000100) :62'))).toEqual([]);
  });

  test('somebody gets the lock at this moment', async () => {
    const entering = waits(9, '0xc000000100', 'main.(*Cache).Set(0xc000000100) :60').replace(
      'sync.Mutex.Lock]',
      'runnable]',
    );
    const locks = computeLocks(await open(MAIN + again + entering));
    expect(only(locks.locks, 'locks')).toMatchObject({ waiting: 2, moving: 1 });
    expect(locks.selfDeadlocks).toEqual([]);
  });

  test('so is a goroutine on its way into a lock whose address is not printed', async () => {
    const wants = (goid: number, state: string): string =>
      goroutine(
        goid,
        state,
        'sync.runtime_SemacquireRWMutex(0x0?, 0x0?, 0x0?)',
        'sync.(*RWMutex).Lock(0x0?)',
        'main.(*Table).Set(0x0?) :9',
      );
    const locks = computeLocks(await open(MAIN + wants(7, 'sync.RWMutex.Lock') + wants(8, 'runnable')));
    expect(only(locks.locks, 'locks')).toMatchObject({ owner: 'main.Table', one: false, waiting: 1, moving: 1 });
  });
});

describe('objects', () => {
  test('two locks taken in one method: the second belongs to the other argument', async () => {
    const move = (goid: number, from: string, to: string, address: string): string =>
      waits(goid, address, `main.(*Account).Move(${from}, ${to}, 0x1) :12`);
    const locks = computeLocks(
      await open(
        MAIN +
          move(7, '0xc000000100', '0xc000000140', '0xc000000148') +
          move(8, '0xc000000140', '0xc000000100', '0xc000000108'),
      ),
    );
    expect(locks.locks.map(({ object }) => object?.toString(16)).sort()).toEqual(['c000000100', 'c000000140']);
    expect(locks.selfDeadlocks).toEqual([]);
    for (const { candidates } of locks.locks) expect(candidates).toBe(1);
    expect(only(locks.cycles, 'rounds')).toMatchObject({ via: 'locks', proven: false });
  });

  test('an object of another type just below the lock is not taken for its own', async () => {
    const text =
      MAIN +
      waits(7, '0xc000000110', 'main.(*Counter).Value(0x0?) :20') +
      goroutine(8, 'sync.WaitGroup.Wait', 'sync.(*WaitGroup).Wait(0xc000000100)', 'main.run()');
    const lock = only(computeLocks(await open(text)).locks, 'locks');
    expect(lock).toMatchObject({ object: null, candidates: 0 });
  });

  test('neighbours of one type are told apart by where the lock lies in others', async () => {
    const text =
      MAIN +
      waits(7, '0xc000000110', 'main.(*Shard).Take(0xc000000100) :20') +
      waits(8, '0xc000000150', 'main.(*Shard).Take(0x0?) :20') +
      goroutine(9, 'IO wait', 'net.read(0x1)', 'main.(*Shard).Flush(0xc000000140) :30') +
      goroutine(10, 'IO wait', 'net.read(0x1)', 'main.(*Shard).Flush(0xc000000180) :30');
    const locks = computeLocks(await open(text));
    const second = only(
      locks.locks.filter(({ address }) => address === 0xc000000150),
      'second locks',
    );
    expect(second.object).toBe(0xc000000140);
    expect(second.holders.map(({ row }) => row)).toEqual([3]);
  });

  test('a lock that is taken in methods and in functions, held in either', async () => {
    const text =
      MAIN +
      waits(7, '0xc000000110', 'main.(*Account).Add(0x0?) :20') +
      waits(8, '0xc000000110', 'main.transfer(0x0?, 0x0?) :30') +
      goroutine(9, 'sleep', 'time.Sleep(0x1)', 'main.transfer(0x0?, 0x0?) :31');
    const capture = await open(text);
    const lock = only(computeLocks(capture).locks, 'locks');
    expect(lock.holders.map((holder) => said(capture, holder))).toEqual(['transfer, same type, passed, sleep, live']);
    expect(lock.holders[0].why).toContain('in the same function');
  });

  test('the lock itself, passed on as an argument', async () => {
    const text =
      MAIN +
      waits(7, '0xc000000110', 'main.use(...)') +
      goroutine(8, 'chan send', 'main.withLock(0xc000000110, 0x1) :60');
    const lock = only(computeLocks(await open(text)).locks, 'locks');
    expect(lock.holders.map(({ row, certainty }) => [row, certainty])).toEqual([[2, 'same address']]);
  });
});

test('a round of five thousand locks', async () => {
  const count = 5000;
  const object = (i: number): string => `0x${(0xc000100000 + 64 * (i % count)).toString(16)}`;
  const text = Array.from({ length: count }, (_, i) =>
    waits(
      i + 2,
      `0x${(0xc000100010 + 64 * ((i + 1) % count)).toString(16)}`,
      'main.(*Node).take(0x0?, 0x0) :20',
      `main.(*Node).give(${object(i)}, ${object(i + 1)}) :30`,
    ),
  );
  const locks = computeLocks(await open(MAIN + text.join('')));
  expect(locks.locks).toHaveLength(count);
  // A few addresses look like durations and are left out, so the round may be in pieces; none may be wrong.
  for (const { rows, locks: ring } of locks.cycles)
    rows.forEach((row, i) => expect(locks.lockOfRow[row]).toBe(ring[(i + 1) % ring.length]));
  for (const { holders } of locks.locks) for (const { row } of holders.slice(0, 1)) expect(row).toBeGreaterThan(0);
});

test('no goroutines, no locks', async () => {
  const heap = await openFile(capturePath('busy/go1.26/heap.pb.gz'));
  expect(computeLocks(heap)).toMatchObject({ locks: [], cycles: [], selfDeadlocks: [] });
});
