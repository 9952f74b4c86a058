import { describe, expect, it } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { bytesSource } from '@core/base/source';
import { openSource } from '@core/formats/open';
import { judge } from '@core/rules/run';

/** A goroutine of a dump (goroutine?debug=2); functions leaf first, of main.go. */
function goroutine(id: number, state: string, functions: readonly string[], maker = ''): string {
  const frames = functions.map((name, i) => `${name}()\n\t/app/main.go:${10 * id + i} +0x1d\n`);
  const created = maker === '' ? '' : `created by ${maker} in goroutine 1\n\t/app/main.go:${10 * id + 9} +0x25\n`;
  return `goroutine ${id} [${state}]:\n${frames.join('')}${created}\n`;
}

const MAIN_ASLEEP = goroutine(1, 'sleep', ['time.Sleep', 'main.main']);
const LEFT = goroutine(7, 'chan receive', ['main.lookup'], 'main.main');

async function tiers(...goroutines: readonly string[]): Promise<readonly string[]> {
  const text = new TextEncoder().encode(goroutines.join(''));
  const opened = await openSource(bytesSource('goroutine.txt', text, null));
  if (!opened.ok) throw new Error(opened.error.message);
  return judge(analyse([...opened.value]), null).findings.map(({ tier, site }) => `${tier} ${site?.function ?? ''}`);
}

describe('one goroutine that receives, beside main', () => {
  it('is suspect where nothing can begin anything', async () => {
    expect(await tiers(MAIN_ASLEEP, LEFT)).toContain('suspect main.lookup');
  });

  it.each([
    ['a signal may come', goroutine(8, 'syscall', ['os/signal.signal_recv', 'os/signal.loop'], 'os/signal.Notify')],
    ['somebody sleeps', goroutine(8, 'sleep', ['time.Sleep', 'main.(*poller).run'], 'main.main')],
    ['a select may have a timer', goroutine(8, 'select', ['main.(*poller).run'], 'main.main')],
    ['a connection may come', goroutine(8, 'IO wait', ['net.(*TCPListener).Accept', 'main.listen'], 'main.main')],
  ])('is info where %s', async (_, other) => {
    const found = await tiers(MAIN_ASLEEP, LEFT, other);
    expect(found).toContain('info main.lookup');
    expect(found).not.toContain('suspect main.lookup');
  });
});

describe('main itself', () => {
  it('is suspect where it waits in a function that it called and nobody is left', async () => {
    expect(await tiers(goroutine(1, 'sync.Cond.Wait', ['sync.(*Cond).Wait', 'main.drain', 'main.main']))).toContain(
      'suspect main.drain',
    );
  });

  it.each(['chan receive', 'sync.WaitGroup.Wait'])('may wait for ever in main.main (%s)', async (state) => {
    expect(await tiers(goroutine(1, state, ['main.main']))).toEqual(['info main.main']);
  });
});

it('a WaitGroup whose workers a function started that has returned is no missing Done', async () => {
  const waiter = goroutine(1, 'sync.WaitGroup.Wait', ['sync.(*WaitGroup).Wait', 'main.run', 'main.main']);
  const worker = goroutine(9, 'select', ['main.(*cron).loop'], 'main.(*cron).start');
  expect(await tiers(waiter, worker)).not.toContain('suspect main.run');
});
