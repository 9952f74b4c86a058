import { describe, expect, it } from 'vitest';
import type { Capture } from '@core/model/tables';
import { BLOCK_HEADER } from '@core/base/wire/blocks';
import { checkFlips, checkTruncations, mustAnswer, openAll } from '../../../support/check-import';
import { block, recordingOf, WatchWriter, type MadeGoroutine } from '../../../support/live-writer';

const stuck = (count: number): MadeGoroutine[] =>
  Array.from({ length: count }, (_, i) => ({ id: i + 2, state: 'chan send', stack: ['main.ask.func1'] }));
const MAIN: MadeGoroutine = { id: 1, state: 'chan receive', stack: ['main.main', 'runtime.main'], labels: { a: 'b' } };

const START = { type: 'start', atMs: 0, pid: 4711, startMs: 1, name: 'ingestd' };
const BEGIN = { type: 'begin', atMs: 0 };
const END = { type: 'end', atMs: 0, status: 'ended', reason: 'the process has ended' };

/** A block a moment, the first with everything. */
function blocksOf(moments: number, writer = new WatchWriter()): Uint8Array[] {
  return Array.from({ length: moments }, (_, i) => {
    const payloads = writer.moment([MAIN, ...stuck(3 + i)]);
    const counters = writer.counters({ rssBytes: [1e6, 2e6], heapInUseBytes: [5e5, 6e5] });
    return block(i === 0 ? [START, BEGIN, writer.facts(), ...payloads, counters] : [...payloads, counters]);
  });
}
const goroutines = (captures: readonly Capture[]) => captures.flatMap((one) => one.goroutines?.total ?? []);
const notes = (captures: readonly Capture[]) => captures.flatMap((one) => one.notes.map(({ kind }) => kind));

async function open(bytes: Uint8Array): Promise<readonly Capture[]> {
  const opened = await openAll(bytes);
  if (!opened.ok) throw new Error(`${opened.error.message}: ${opened.error.reason}`);
  return opened.value;
}

describe('a recording', () => {
  it('is known by its content: moments, and what was counted', async () => {
    const captures = await open(recordingOf(...blocksOf(4), block([END])));
    expect(captures.map(({ kind, format, goVersion }) => ({ kind, format, goVersion }))).toEqual([
      ...Array.from({ length: 4 }, () => ({ kind: 'goroutine', format: 'recording', goVersion: 'go1.26.8' })),
      { kind: 'metrics', format: 'recording', goVersion: 'go1.26.8' },
    ]);
    expect(goroutines(captures)).toEqual([4, 5, 6, 7]);
    expect(captures[0]?.timeMs).toBe(1_763_750_000_000);
    expect(notes(captures)).toEqual(['info']);
    expect(captures.at(-1)?.live?.moments.count).toBe(4);
    expect(captures.at(-1)?.live?.counters.column('rssBytes')?.[1]).toBe(2e6);
  });

  it('that was cut is read up to there, and says so', async () => {
    const blocks = blocksOf(4);
    const bytes = recordingOf(...blocks);
    const last = bytes.length - blocks[3]!.length;
    for (const cut of [last + 1, last + BLOCK_HEADER, bytes.length - 1]) {
      const captures = await open(bytes.slice(0, cut));
      expect(goroutines(captures)).toEqual([4, 5, 6]);
      expect(notes(captures)).toEqual(['truncated']);
      expect(captures[0]?.notes[0]?.offset).toBe(last);
    }
    expect(notes(await open(bytes.slice(0, last)))).toEqual([]);
  });

  it('of which a block is damaged goes on at the next key', async () => {
    const writer = new WatchWriter();
    const blocks = blocksOf(3, writer);
    const damaged = blocks[1]!.slice();
    damaged[BLOCK_HEADER + 5]! ^= 0xff;
    // A key has everything anew, as the first moment of a watch does.
    const later = new WatchWriter(writer.atMs);
    const key = block([{ type: 'key' }, ...later.moment([MAIN, ...stuck(20)]), { type: 'key-end' }], { key: true });
    const after = block(later.moment([MAIN, ...stuck(21)]));
    const captures = await open(recordingOf(blocks[0]!, damaged, blocks[2]!, key, after));
    expect(goroutines(captures)).toEqual([4, 21, 22]);
    expect(notes(captures)).toEqual(['skipped', 'skipped']);
    expect(captures[0]?.notes[0]).toMatchObject({ count: damaged.length, offset: 8 + blocks[0]!.length });
  });

  it('that is whole passes over its keys', async () => {
    const writer = new WatchWriter();
    const first = block([START, BEGIN, ...writer.moment([MAIN, ...stuck(3)])]);
    const again = new WatchWriter(writer.atMs - 1_000).moment([MAIN, ...stuck(3)]);
    const key = block([{ type: 'key' }, ...again, { type: 'key-end' }], { key: true });
    const captures = await open(recordingOf(first, key, block(writer.moment([MAIN, ...stuck(4)]), { packed: false })));
    expect(goroutines(captures)).toEqual([4, 5]);
    expect(notes(captures)).toEqual([]);
  });

  it('of two runs is one series', async () => {
    const writer = new WatchWriter();
    const first = blocksOf(2, writer);
    const captures = await open(recordingOf(...first, ...blocksOf(2, new WatchWriter(writer.atMs + 60_000))));
    expect(goroutines(captures)).toEqual([4, 5, 4, 5]);
    expect(captures.at(-1)?.live?.segments).toHaveLength(2);
    expect(captures.some(({ otherProcess }) => otherProcess === true)).toBe(false);
  });

  it('without a moment, of another version, and damaged from the start are three answers', async () => {
    const error = async (bytes: Uint8Array) => {
      const opened = await openAll(bytes);
      return opened.ok ? null : [opened.error.code, opened.error.offset];
    };
    expect(await error(recordingOf(block([START, BEGIN])))).toEqual(['truncated', expect.any(Number)]);
    expect(await error(recordingOf())).toEqual(['truncated', 8]);
    expect(await error(new TextEncoder().encode('PARKREC2 and more'))).toEqual(['unsupported-version', 0]);
    const [first] = blocksOf(1);
    const damaged = first!.slice();
    damaged[BLOCK_HEADER + 1]! ^= 0xff;
    expect(await error(recordingOf(damaged, block([END])))).toEqual(['malformed', 8]);
  });

  it('survives every cut and any byte', async () => {
    const bytes = recordingOf(...blocksOf(5), block([END]));
    await checkTruncations(bytes, 17);
    await checkFlips(bytes, 60);
  }, 60_000);

  it('whose blocks are whole but make no sense is an answer, too', async () => {
    const writer = new WatchWriter();
    const payloads = writer.moment([MAIN, ...stuck(3)]);
    for (let left = 0; left < payloads.length - 1; left++) {
      const without = payloads.filter((_, i) => i !== left);
      await mustAnswer(recordingOf(block([START, BEGIN, ...without])), `without table ${left}`);
    }
    // Every byte of a batch that is changed in a block with a right checksum.
    for (let at = 0; at < 700; at += 7) {
      const copy = payloads.map((payload) => payload.slice());
      const one = copy[at % copy.length]!;
      one[(at * 31) % one.length]! ^= 1 << (at % 8);
      await mustAnswer(recordingOf(block([START, BEGIN, ...copy])), `byte ${at}`);
    }
  }, 60_000);

  it('that packs too well to be true is not unpacked', async () => {
    const zeros = new Uint8Array(8 << 20);
    const opened = await openAll(recordingOf(block([zeros]), block([END])));
    expect(opened).toMatchObject({ ok: false, error: { code: 'malformed' } });
  });
});
