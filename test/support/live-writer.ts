import { deflateRawSync } from 'node:zlib';
import { decodeBatch, encodeBatch, type Batch, type ColumnValues } from '@core/base/wire/batches';
import { BLOCK_DEFLATED, BLOCK_KEY, blockHeader, RECORDING_MAGIC } from '@core/base/wire/blocks';
import { encodeFrame } from '@core/base/wire/frames';

/** One goroutine of a made-up program. */
export interface MadeGoroutine {
  readonly id: number;
  readonly state: string;
  /** Functions, innermost first. */
  readonly stack: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly system?: boolean;
  /** Number of the channel that it waits for. */
  readonly waits?: number;
}
/** What a channel is at a moment, by its number. */
export interface MadeChannel {
  readonly length: number;
  readonly capacity: number;
}

/**
 * Writes what the sampler would of a made-up program: dictionaries that grow, and of goroutines what changed since the moment before.
 * Moments are a second apart.
 */
export class WatchWriter {
  readonly #texts = new Map<string, number>();
  readonly #frames = new Map<string, number>();
  readonly #stacks = new Map<string, number>();
  readonly #labels = new Map<string, number>();
  #fresh: Record<string, unknown[][]> = {};
  #before = new Map<number, string>();
  #moment = 0;
  #objects = 0;
  atMs: number;

  constructor(startMs = 1_763_750_000_000) {
    this.atMs = startMs;
  }

  facts(more: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
    const all = { pid: '4711', startMs: '1763740000000', name: 'ingestd', goVersion: 'go1.26.8', ...more };
    return encodeBatch(1, 'facts', Object.keys(all).length, { key: Object.keys(all), value: Object.values(all) });
  }

  /** Payloads of one moment. */
  moment(
    goroutines: readonly MadeGoroutine[],
    channels: readonly MadeChannel[] = [],
    more: Readonly<Record<string, number>> = {},
  ): Uint8Array<ArrayBuffer>[] {
    this.#fresh = {};
    const gone = [...this.#before.keys()].filter((id) => !goroutines.some((one) => one.id === id));
    const changed = goroutines.filter((one) => this.#before.get(one.id) !== JSON.stringify(one));
    this.#before = new Map(goroutines.map((one) => [one.id, JSON.stringify(one)]));
    const rows = changed.map((one) => ({
      ...one,
      stackNumber: this.#stack(one.stack),
      stateNumber: this.#text(one.state),
      set: this.#labelSet(one.labels ?? {}),
    }));
    const column = <T>(of: (one: (typeof rows)[number]) => T): T[] => rows.map(of);
    const waiting = rows.filter((one) => one.waits !== undefined);
    const f64 = (values: readonly number[]) => Float64Array.from(values);
    const u32 = (values: readonly number[]) => Uint32Array.from(values);
    const tables: (readonly [string, number, Record<string, ColumnValues>])[] = [
      this.#table('texts', (all) => ({ text: all.map(([text]) => String(text)) })),
      this.#table('frames', (all) => ({
        ...{ function: u32(all.map(([at]) => Number(at))), file: u32(all.map(([, at]) => Number(at))) },
        ...{ line: Int32Array.from(all, () => 7), offset: u32(all.map(() => 1)), inlined: new Uint8Array(all.length) },
      })),
      this.#table('stacks', (all) => ({
        ...{ frames: u32(all.map(([depth]) => Number(depth))), before: u32(all.map(([depth]) => Number(depth))) },
        elided: new Float64Array(all.length),
      })),
      this.#table('calls', (all) => ({ frame: u32(all.map(([frame]) => Number(frame))) })),
      this.#table('labels', (all) => ({
        ...{ set: u32(all.map(([set]) => Number(set))), key: u32(all.map(([, key]) => Number(key))) },
        value: u32(all.map(([, , value]) => Number(value))),
      })),
      [
        'goroutines',
        rows.length,
        {
          ...{
            id: f64(column((one) => one.id)),
            parent: f64(column(() => 1)),
            state: u32(column((one) => one.stateNumber)),
          },
          ...{ flags: Uint8Array.from(column((one) => (one.system ? 4 : 0))), missing: new Uint8Array(rows.length) },
          ...{ waitNs: f64(column(() => -1)), stack: Int32Array.from(column((one) => one.stackNumber)) },
          ...{ creator: Int32Array.from(column(() => -1)), start: u32(column(() => 0)) },
          ...{ labels: Int32Array.from(column((one) => one.set)), sinceMs: f64(column(() => this.atMs - 120_000)) },
        },
      ],
      ['gone', gone.length, { id: f64(gone) }],
      [
        'objects',
        channels.length,
        {
          ...{
            object: u32(channels.map((_, i) => i)),
            address: BigUint64Array.from(channels, (_, i) => 0xc000_1000n + BigInt(i)),
          },
          ...{ kind: new Uint8Array(channels.length), flags: new Uint8Array(channels.length) },
          ...{
            value: f64(channels.map(({ length }) => length)),
            capacity: f64(channels.map(({ capacity }) => capacity)),
          },
          ...{ elementBytes: u32(channels.map(() => 8)), type: u32(channels.map(() => 0xffffffff)) },
        },
      ],
      [
        'waits',
        waiting.length,
        {
          ...{ goroutine: f64(waiting.map((one) => one.id)), object: u32(waiting.map((one) => one.waits ?? 0)) },
          ...{ direction: new Uint8Array(waiting.length).fill(1), select: new Uint8Array(waiting.length) },
        },
      ],
    ];
    this.#objects = Math.max(this.#objects, channels.length);
    const payloads = tables
      .filter(([, count]) => count > 0)
      .map(([table, count, columns]) => encodeBatch(1, table, count, columns));
    payloads.push(this.#close(goroutines.length, more));
    this.atMs += 1_000;
    return payloads;
  }

  /** Rows of counters, ten a second up to the moment that comes next. */
  counters(values: Readonly<Record<string, readonly number[]>>): Uint8Array<ArrayBuffer> {
    const count = Math.max(...Object.values(values).map(({ length }) => length));
    const at = Float64Array.from({ length: count }, (_, i) => this.atMs - 1_000 + i * 100);
    return encodeBatch(1, 'counters', count, {
      ...{ atMs: at, dropped: new Float64Array(count) },
      ...Object.fromEntries(Object.entries(values).map(([name, column]) => [name, Float64Array.from(column)])),
    });
  }

  #close(goroutines: number, more: Readonly<Record<string, number>>): Uint8Array<ArrayBuffer> {
    const row: Record<string, number> = {
      ...{ moment: this.#moment++, atMs: this.atMs, spanNs: 1e6, goroutines, dead: 0, running: 0, read: 0, kept: 0 },
      ...{ retried: 0, moved: 0, torn: 0, disagree: 0, labelsUnread: 0, waitsLost: 0, bytes: 0, costNs: 0, lateNs: 0 },
      ...{ dropped: 0, everyMs: 1_000, limited: 0, holdsRead: 0, pauseNs: 0, ...more },
    };
    return encodeBatch(
      1,
      'moments',
      1,
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Float64Array.of(value)])),
    );
  }

  #table(name: string, columns: (rows: unknown[][]) => Record<string, ColumnValues>) {
    const rows = this.#fresh[name] ?? [];
    return [name, rows.length, columns(rows)] as const;
  }
  #number(of: Map<string, number>, table: string, key: string, row: unknown[]): number {
    let known = of.get(key);
    if (known === undefined) {
      of.set(key, (known = of.size));
      (this.#fresh[table] ??= []).push(row);
    }
    return known;
  }
  #text(text: string): number {
    return this.#number(this.#texts, 'texts', text, [text]);
  }
  #frame(name: string): number {
    return this.#number(this.#frames, 'frames', name, [this.#text(name), this.#text('/src/main.go')]);
  }
  #stack(frames: readonly string[]): number {
    const numbers = frames.map((name) => this.#frame(name));
    const before = this.#stacks.size;
    const stack = this.#number(this.#stacks, 'stacks', frames.join(';'), [frames.length]);
    if (this.#stacks.size > before) for (const frame of numbers) (this.#fresh['calls'] ??= []).push([frame]);
    return stack;
  }
  #labelSet(labels: Readonly<Record<string, string>>): number {
    const entries = Object.entries(labels);
    if (entries.length === 0) return -1;
    const key = JSON.stringify(entries);
    let known = this.#labels.get(key);
    if (known === undefined) {
      this.#labels.set(key, (known = this.#labels.size));
      for (const [name, value] of entries)
        (this.#fresh['labels'] ??= []).push([known, this.#text(name), this.#text(value)]);
    }
    return known;
  }
}

export function batchOf(payload: Uint8Array<ArrayBuffer>): Batch {
  const batch = decodeBatch(payload);
  if (!batch.ok) throw new Error(batch.error);
  return batch.value;
}

/** A block of a recording: control messages as objects, payloads of batches as bytes. */
export function block(frames: readonly (object | Uint8Array)[], { key = false, packed = true } = {}): Uint8Array {
  const plain = Buffer.concat(
    frames.map((frame) => {
      const bytes = frame instanceof Uint8Array ? frame : new TextEncoder().encode(JSON.stringify(frame));
      const encoded = encodeFrame(frame instanceof Uint8Array ? 1 : 0, bytes);
      if (!encoded.ok) throw new Error(encoded.error.detail);
      return encoded.value;
    }),
  );
  const stored = packed ? deflateRawSync(plain) : plain;
  const flags = (packed ? BLOCK_DEFLATED : 0) | (key ? BLOCK_KEY : 0);
  return Buffer.concat([blockHeader(flags, plain.length, stored), stored]);
}

export function recordingOf(...blocks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.from(RECORDING_MAGIC), ...blocks]));
}
