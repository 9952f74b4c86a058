import { describe, expect, it } from 'vitest';
import type { Finding } from '@core/api/findings';
import { judgeTexts } from '../../support/judge';

/** A goroutine of a dump: frames leaf first, as `function line`. */
interface Goroutine {
  readonly id: number;
  readonly state: string;
  readonly frames: readonly string[];
  readonly by: string;
  readonly parent: number;
}

function dump(goroutines: readonly Goroutine[]): string {
  const main = 'goroutine 1 [sleep]:\nmain.main()\n\t/src/app/main.go:9 +0x2e\n\n';
  return goroutines.reduce((text, { id, state, frames, by, parent }) => {
    const stack = frames.map(
      (frame) => `${frame.split(' ')[0]}(0x1)\n\t/src/app/app.go:${frame.split(' ')[1]} +0x2e\n`,
    );
    const header = `goroutine ${id} [${state}]:\n`;
    return `${text}${header}${stack.join('')}created by ${by} in goroutine ${parent}\n\t/src/app/app.go:90 +0x2e\n\n`;
  }, main);
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

async function found(...captures: readonly (readonly Goroutine[])[]): Promise<readonly Finding[]> {
  return (await judgeTexts(...captures.map(dump))).findings.filter(({ tier }) => tier !== 'info');
}

const said = (finding: Finding | undefined): string => finding?.evidence.map(({ text }) => text).join(' ') ?? '';

describe('who asked for a goroutine', () => {
  const late = (id: number, helper: string): Goroutine => ({
    id,
    state: 'chan send',
    frames: ['app.offer 30', 'app.(*Desk).best.func1 20', `${helper}.func1 12`],
    by: helper,
    parent: id - 1,
  });

  it.each(['app.guard', 'sync.(*WaitGroup).Go', 'golang.org/x/sync/errgroup.(*Group).Go'])(
    'through %s: the function whose literal runs is what is missing',
    async (helper) => {
      const [finding] = await found([11, 21, 31].map((id) => late(id, helper)));
      expect(finding).toMatchObject({ operation: 'chan send', missing: { function: 'app.(*Desk).best' } });
      expect(said(finding)).toContain('No goroutine is inside (*Desk).best, which started them');
    },
  );

  it('a literal that calls a named function was started by the function around it', async () => {
    const plain = { ...late(11, 'app.fetch'), frames: ['app.offer 30', 'app.fetch.func1 12'] };
    const [finding] = await found([plain, { ...plain, id: 21 }]);
    expect(finding).toMatchObject({ missing: { function: 'app.fetch' } });
  });
});

describe('what is missing', () => {
  const put = (id: number): Goroutine => ({
    id,
    state: 'chan send',
    frames: ['app.(*Queue).Put 40', 'app.request 50'],
    by: 'app.serve',
    parent: 2,
  });
  const serve: Goroutine = { id: 2, state: 'IO wait', frames: ['app.serve 60'], by: 'main.main', parent: 1 };
  const consumer: Goroutine = {
    id: 5,
    state: 'chan receive',
    frames: ['app.(*Queue).drain 44'],
    by: 'app.Open',
    parent: 1,
  };

  it('a consumer that an earlier capture has is named', async () => {
    const queues = await found(
      [serve, consumer, put(10)],
      [serve, put(10), put(11)],
      [serve, put(10), put(11), put(12)],
    );
    const queue = queues.find(({ operation }) => operation === 'chan send');
    expect(queue).toMatchObject({ rule: 'full-channel', missing: { function: 'app.(*Queue).drain', line: 44 } });
    expect(said(queue)).toContain('its consumer is gone');
  });

  it('one that no capture has is absent, and one that is there is not', async () => {
    const [absent] = await found([put(10), put(11)]);
    expect(said(absent)).toContain('its consumer is absent');
    const [present] = await found([consumer, put(10), put(11)]);
    expect(said(present)).not.toContain('consumer');
  });

  it('nobody for a lock: who started its waiters does not hold it', async () => {
    const waits = range(3).map((i) => ({
      ...{ id: 10 + 7 * i, state: 'sync.Mutex.Lock', by: 'app.serve', parent: 9 + 7 * i },
      frames: ['internal/sync.(*Mutex).lockSlow 9', 'sync.(*Mutex).Lock 9', 'app.(*Store).get 33'],
    }));
    const [finding] = await found(waits);
    expect(finding?.operation).toBe('mutex lock');
    expect(finding?.missing).toBeUndefined();
  });
});

describe('tasks that a WaitGroup waits for', () => {
  const waiter: Goroutine = {
    id: 20,
    state: 'sync.WaitGroup.Wait',
    frames: ['sync.(*WaitGroup).Wait 9', 'app.settle 70'],
    by: 'app.month',
    parent: 1,
  };
  const call = (id: number, frames: readonly string[]): Goroutine => ({
    ...{ id, state: 'chan receive', frames, by: 'app.settle', parent: 20 },
  });

  it('who started them waits for them: both are suspect, each says why', async () => {
    const findings = await found([
      waiter,
      ...[21, 22].map((id) => call(id, ['app.(*Client).Call 80', 'app.settle.func1 71'])),
    ]);
    expect(findings.map(({ rule }) => rule).sort()).toEqual(['abandoned-receiver', 'waitgroup-never-done']);
    expect(said(findings.find(({ operation }) => operation === 'waitgroup wait'))).toContain(
      'All 2 tasks that it waits for are stuck: chan receive in (*Client).Call',
    );
    expect(said(findings.find(({ operation }) => operation === 'chan receive'))).toContain(
      'waits in a WaitGroup until they end',
    );
  });

  it('workers that idle in their body are none, and their waiter idles as well', async () => {
    expect(await found([waiter, ...[21, 22, 23].map((id) => call(id, ['app.(*Pool).worker 80']))])).toEqual([]);
  });

  it('main waits for what it gave its WaitGroup to, which has no name in common with it', async () => {
    const supervised = range(4).map((i) => ({
      ...{ id: 30 + i, state: 'select', by: 'app.(*Supervisor).Go', parent: 1 },
      frames: ['app.(*Topic).fanOut 80', 'app.(*Supervisor).Go.func1 60'],
    }));
    const stop = { ...waiter, frames: ['sync.(*WaitGroup).Wait 9', 'main.main.func1 70'], by: 'main.main', parent: 1 };
    expect(await found([stop, ...supervised])).toEqual([]);
  });
});

describe('a leak that goes on', () => {
  const sender = (id: number): Goroutine => ({
    ...{ id, state: 'chan send', frames: ['app.ask.func1 21'], by: 'app.ask', parent: 3 },
  });
  const loop: Goroutine = { id: 3, state: 'sleep', frames: ['app.loop 15'], by: 'main.main', parent: 1 };
  const moments = [4, 8, 12].map((count) => [loop, ...range(count).map((i) => sender(10 + i))]);

  it('is strong while one more of them is on its way to the same place', async () => {
    const young = { ...sender(99), state: 'sleep', frames: ['app.work 30', 'app.ask.func1 21'] };
    const captures = [moments[0] ?? [], moments[1] ?? [], [...(moments[2] ?? []), young]];
    expect((await found(...captures))[0]).toMatchObject({ tier: 'strong', count: 12 });
  });

  it('is not while an old one of them is at work: it may be who takes', async () => {
    const old = { ...sender(5), state: 'sleep', frames: ['app.work 30', 'app.ask.func1 21'] };
    const captures = moments.map((goroutines) => [...goroutines, old]);
    expect((await found(...captures))[0]).toMatchObject({ tier: 'suspect', count: 12 });
  });
});
