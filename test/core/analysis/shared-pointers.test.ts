import { describe, expect, test } from 'vitest';
import { analyse } from '@core/analysis/analyses';
import { pointerPeers, POINTER_KINDS, type PointerPeers, type SharedPointers } from '@core/analysis/shared-pointers';
import type { Capture } from '@core/model/tables';
import { openBytes, openFile } from '../../support/check-import';
import { captureFiles, capturePath } from '../../support/fixtures';

async function open(text: string): Promise<[Capture, SharedPointers]> {
  const opened = await openBytes(new TextEncoder().encode(text));
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return [opened.value, analyse([opened.value])[0].sharedPointers];
}

/** A goroutine whose frames are calls as printed, leaf first. */
function goroutine(goid: number, ...frames: readonly string[]): string {
  const lines = frames.map((call, i) => `${call}\n\t/src/main.go:${i + 1} +0x1\n`).join('');
  return `goroutine ${goid} [select]:\n${lines}created by main.main in goroutine 1\n\t/src/main.go:5 +0x2\n\n`;
}

/** `kind value: rows` of every object. */
function objects(shared: SharedPointers): string[] {
  return Array.from({ length: shared.count }, (_, i) => {
    const rows = shared.row.subarray(shared.start[i], shared.start[i + 1]);
    return `${POINTER_KINDS[shared.kind[i]]} ${shared.value[i].toString(16)}: ${rows.join(' ')}${shared.common[i] ? ' common' : ''}`;
  });
}

const frameName = (capture: Capture, frame: number): string =>
  capture.strings.get(capture.functions.name[capture.frames.func[frame]]);

const rowsWith = (capture: Capture, name: string): number[] => {
  const { goroutines, stacks } = capture;
  const rows: number[] = [];
  for (let row = 0; row < (goroutines?.count ?? 0); row++)
    for (let at = goroutines?.stack[row] ?? 0; at !== 0; at = stacks.prefix[at])
      if (frameName(capture, stacks.frame[at]).endsWith(name)) {
        rows.push(row);
        break;
      }
  return rows;
};

describe('objects', () => {
  test('mentioned by two goroutines, once for sure', async () => {
    const [, shared] = await open(
      goroutine(2, 'main.(*T).a(0xc000000100, 0xc000000200, 0xc000000300?)') +
        goroutine(3, 'main.b(0xc000000200?, 0xc000000300?)', 'main.(*T).c(0xc000000100)') +
        goroutine(4, 'main.d(0xc000000400)', 'main.d(0xc000000400)'),
    );
    expect(objects(shared)).toEqual(['receiver c000000100: 0 1', 'argument c000000200: 0 1']);
    expect([...shared.rowStart]).toEqual([0, 2, 4, 4]);
    expect([...shared.rowObject]).toEqual([0, 1, 1, 0]);
  });

  test('are what the surest mention says', async () => {
    const [, shared] = await open(
      goroutine(2, 'internal/sync.(*Mutex).lockSlow(0xc000000100)', 'sync.(*WaitGroup).Wait(0xc000000200)') +
        goroutine(3, 'main.(*T).a(0xc000000100, 0xc000000200, {0x55eee8, 0xc000000300})') +
        goroutine(4, 'main.b(0xc000000300)', 'sync.(*Cond).Wait(0xc000000400)', 'main.c(0xc000000500)') +
        goroutine(5, 'main.c(0xc000000400, 0xc000000500)'),
    );
    expect(
      objects(shared)
        .map((line) => line.replace(/:.*/, ''))
        .sort(),
    ).toEqual([
      'argument c000000500',
      'cond c000000400',
      'interface c000000300',
      'lock c000000100',
      'waitgroup c000000200',
    ]);
  });

  test('the dictionary of a generic type is no receiver', async () => {
    const [, shared] = await open(
      goroutine(2, 'main.(*Cache[...]).Get(0x55fc60)') + goroutine(3, 'main.(*Cache[...]).Get(0x55fc60)'),
    );
    expect(objects(shared)).toEqual(['argument 55fc60: 0 1']);
  });

  test('of a mention without a question mark and one with, the first is kept', async () => {
    const [capture, shared] = await open(
      goroutine(2, 'main.a(0xc000000100?)', 'main.b(0xc000000100)') + goroutine(3, 'main.c(0xc000000100)'),
    );
    const peers = pointerPeers(capture, shared, [1]);
    expect(peers[0].outside).toEqual([expect.objectContaining({ row: 0, depth: 1, exact: true })]);
  });
});

test('what a quarter of all goroutines mention at several sites is common, a pool at one site is not', async () => {
  const sites = Array.from({ length: 12 }, (_, i) => goroutine(i + 2, `main.f${i % 6}(0xc000000100)`)).join('');
  const pool = Array.from({ length: 12 }, (_, i) => goroutine(i + 20, 'main.(*Pool).work(0xc000000200)')).join('');
  const others = Array.from({ length: 6 }, (_, i) => goroutine(i + 40, 'main.idle(0x1)')).join('');
  const [capture, shared] = await open(sites + pool + others);
  expect(objects(shared).map((line) => line.replace(/:[ \d]*/, ' '))).toEqual([
    'argument c000000100 common',
    'receiver c000000200 ',
  ]);
  expect(pointerPeers(capture, shared, [0, 1])).toEqual([]);
});

describe('who else holds what a group of goroutines waits with', () => {
  const find = (peers: readonly PointerPeers[], kind: string): PointerPeers => {
    const found = peers.find((peer) => peer.kind === kind);
    if (found === undefined) throw new Error(`no ${kind} among ${peers.map((peer) => peer.kind).join(', ')}`);
    return found;
  };

  test.each(captureFiles(/^contention\/.*debug2\.txt$/))('%s', async (file) => {
    const capture = await openFile(capturePath(file));
    const shared = analyse([capture])[0].sharedPointers;
    // Two registries: the writers of the first share it with its readers and with the one that reads from the network.
    const writers = rowsWith(capture, '(*Registry).Store').slice(0, 3);
    const [registry] = pointerPeers(capture, shared, writers);
    expect(registry).toMatchObject({ kind: 'lock', inside: 3, outsideCount: 5 });
    const names = registry.outside.map(({ frame }) => frameName(capture, frame).replace(/.*\./, ''));
    expect(names.sort()).toEqual(['Len', 'Len', 'Len', 'Len', 'Load']);
    // Feeds wait for one channel, which is not printed, but all have the feed; up to Go 1.20 their followers print it too.
    const feeds = rowsWith(capture, '(*Feed).Next');
    expect(feeds).toHaveLength(3);
    const feed = find(pointerPeers(capture, shared, feeds.slice(0, 1)), 'receiver');
    const others = feed.outside.filter(({ row }) => feeds.includes(row));
    expect(others.map(({ row }) => row)).toEqual(feeds.slice(1));
    expect(feed.outsideCount).toBe(/go1\.(18|20)\//.test(file) ? 5 : 2);
  });

  test('at most so many of an object, all counted', async () => {
    const text = Array.from({ length: 50 }, (_, i) => goroutine(i + 2, 'main.(*Pool).work(0xc000000200)')).join('');
    const [capture, shared] = await open(text);
    const peers = pointerPeers(capture, shared, [0]);
    expect(peers[0].outside).toHaveLength(32);
    expect(peers[0].outsideCount).toBe(49);
  });
});

test('without arguments there is nothing', async () => {
  const capture = await openFile(capturePath('locks/go1.26/goroutine.debug1.txt'));
  const shared = analyse([capture])[0].sharedPointers;
  expect(shared.count).toBe(0);
  expect(shared.rowStart).toHaveLength((capture.goroutines?.count ?? 0) + 1);
  expect(pointerPeers(capture, shared, [0])).toEqual([]);
});
