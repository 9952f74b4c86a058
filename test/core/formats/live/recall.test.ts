import { describe, expect, it } from 'vitest';
import { bytesSource, type ByteSource } from '@core/base/source';
import { BLOCK_HEADER } from '@core/base/wire/blocks';
import { keyBatches } from '@core/formats/live/key';
import { LiveSeries } from '@core/formats/live/series';
import { openSource } from '@core/formats/open';
import type { LiveTables } from '@core/model/live';
import type { Capture } from '@core/model/tables';
import { batchOf, block, recordingOf, WatchWriter, type MadeGoroutine } from '../../../support/live-writer';

const MOMENTS = 100;
const START = { type: 'start', atMs: 0, pid: 4711, startMs: 1, name: 'ingestd' };
const BEGIN = { type: 'begin', atMs: 0 };

/** Somebody joins at each moment, and one who was there goes. */
const there = (moment: number): MadeGoroutine[] => [
  { id: 1, state: 'chan receive', stack: ['main.accept', 'main.main'], labels: { shard: String(moment % 3) } },
  ...Array.from({ length: moment + 3 }, (_, i) => ({
    ...{ id: 100 + moment - (moment % 2) + i, state: i % 4 === 0 ? 'select' : 'chan send' },
    stack: [`main.ask.func${i % 5}`, 'main.serve'],
  })),
];

/** A block a moment; at `keys` everything is said anew, at `begins` another watch begins. */
function blocks({
  keys = [],
  begins = [0],
}: {
  readonly keys?: readonly number[];
  readonly begins?: readonly number[];
}) {
  let writer = new WatchWriter();
  const said = new LiveSeries({ format: 'live', name: 'ingestd', captureBytes: 0 });
  return Array.from({ length: MOMENTS }, (_, moment) => {
    const anew = begins.includes(moment);
    if (anew) {
      writer = new WatchWriter(writer.atMs);
      said.begin();
    }
    const payloads = [...(anew ? [writer.facts()] : []), ...writer.moment(there(moment))];
    for (const payload of payloads) expect(said.take(batchOf(payload))).toBeTypeOf('boolean');
    const changes = block([...(moment === 0 ? [START] : []), ...(anew ? [BEGIN] : []), ...payloads]);
    if (!keys.includes(moment)) return [changes];
    return [changes, block([{ type: 'key' }, ...keyBatches(said), { type: 'key-end' }], { key: true })];
  }).flat();
}

async function open(bytes: Uint8Array, source: ByteSource = bytesSource('a.parkrec', bytes)) {
  const opened = await openSource(source);
  if (!opened.ok) throw new Error(opened.error.message);
  const series = opened.value.at(-1)?.live;
  if (series === undefined) throw new Error('no series');
  return { captures: opened.value, series };
}
const kept = (series: LiveTables) => series.kept.map(({ number }) => number);

/** What people see of a moment, without numbers of tables. */
function seen({ goroutines, stacks, strings, frames, functions, name, timeMs }: Capture) {
  if (goroutines === undefined || goroutines === null) throw new Error('no goroutines');
  const text = (id: number): string => strings.get(id);
  return {
    ...{ name, timeMs },
    rows: Array.from(goroutines.goid, (id, i) => {
      const names: string[] = [];
      for (let at = goroutines.stack[i] ?? 0; at !== 0; at = stacks.prefix[at] ?? 0)
        names.push(text(functions.name[frames.func[stacks.frame[at] ?? 0] ?? 0] ?? 0));
      return `${id} ${text(goroutines.state[i] ?? 0)} ${names.join(';')}`;
    }),
  };
}
async function recalled(series: LiveTables, number: number): Promise<Capture> {
  expect(await series.recall(number, null)).toBe(true);
  const moment = series.kept.find((one) => one.number === number);
  if (moment === undefined || !('capture' in moment)) throw new Error(`moment ${number} is not there`);
  return moment.capture as Capture;
}

describe('a moment that is not kept', () => {
  it.each([
    ['without a key', {}],
    ['behind keys', { keys: [10, 40, 70, 71] }],
    ['of other watches', { begins: [0, 33, 34, 80], keys: [50] }],
  ])('is read again as it was, %s', async (_, shape) => {
    const { series } = await open(recordingOf(...blocks(shape)));
    expect(kept(series).length).toBeLessThan(40);
    for (let number = 0; number < MOMENTS; number++) {
      expect(series.isWritten(number)).toBe(true);
      const capture = seen(await recalled(series, number));
      expect(capture.name).toBe(`a.parkrec #${number + 1}`);
      expect(capture.timeMs).toBe(1_763_750_000_000 + number * 1_000);
      const expected = there(number).map(({ id, state, stack }) => `${id} ${state} ${stack.join(';')}`);
      expect([...capture.rows].sort()).toEqual([...expected].sort());
    }
    expect(series.isWritten(MOMENTS)).toBe(false);
    expect(await series.recall(MOMENTS, null)).toBe(false);
  });

  it('stays until some others were asked for, and its number is never given to another', async () => {
    const { series } = await open(recordingOf(...blocks({})));
    const before = kept(series);
    const gone = Array.from({ length: MOMENTS }, (_, i) => i).filter((number) => !before.includes(number));
    for (const number of gone.slice(0, 6)) await recalled(series, number);
    expect(kept(series)).toEqual([...before, ...gone.slice(2, 6)].sort((a, b) => a - b));
    expect(series.kept.filter((one) => one.recalled).map(({ number }) => number)).toEqual(gone.slice(2, 6));
  });

  it('is read from where all was said anew, not from the beginning', async () => {
    const bytes = recordingOf(...blocks({ keys: [10, 40, 70] }));
    let read = 0;
    const source = {
      ...bytesSource('a.parkrec', bytes),
      read: (at: number, length: number) => {
        read += length;
        return Promise.resolve(bytes.slice(at, at + length));
      },
    };
    const { series } = await open(bytes, source);
    read = 0;
    await recalled(series, 75);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(bytes.length * 0.15);
  });

  it('is gone when what was written has changed since', async () => {
    const all = blocks({ keys: [50] });
    const bytes = recordingOf(...all);
    const { series } = await open(bytes);
    const at = 8 + all.slice(0, 20).reduce((sum, { length }) => sum + length, 0);
    bytes[at + BLOCK_HEADER + 3] = 255 - (bytes[at + BLOCK_HEADER + 3] ?? 0);
    expect(await series.recall(21, null)).toBe(false);
    expect(await series.recall(19, null)).toBe(true);
    expect(await series.recall(61, null)).toBe(true);
  });

  it('of a recording that was cut is there as far as the recording is', async () => {
    const bytes = recordingOf(...blocks({}));
    const { series } = await open(bytes.slice(0, bytes.length - 3));
    expect(series.isWritten(MOMENTS - 2)).toBe(true);
    expect(series.isWritten(MOMENTS - 1)).toBe(false);
  });
});

describe('damage that looks like blocks', () => {
  it('costs no more than a few readings of the file', async () => {
    // Marks side by side, each of which promises a block of nearly all that follows.
    const bytes = recordingOf(...blocks({}), new Uint8Array(4 << 20));
    const view = new DataView(bytes.buffer);
    for (let at = bytes.length - (4 << 20); at + BLOCK_HEADER < bytes.length; at += BLOCK_HEADER) {
      view.setUint32(at, 0x4b4c4250, true);
      view.setUint32(at + 8, bytes.length - at - BLOCK_HEADER, true);
      view.setUint32(at + 12, 1_000, true);
    }
    const started = performance.now();
    const { captures } = await open(bytes);
    // Without a bound it is 200,000 times 2 MiB: an hour.
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(captures[0]?.notes.map(({ kind }) => kind)).toEqual(['truncated']);
  }, 60_000);
});
