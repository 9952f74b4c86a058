import {
  EVENT_BATCH,
  FREQUENCY,
  STACK,
  STACKS,
  STRING,
  STRINGS,
  CPU_SAMPLE,
  CPU_SAMPLES,
  END_OF_GENERATION,
} from '@core/formats/trace/wire';
import * as wire from '@core/formats/trace/wire';

/** Numbers of events, by the names of wire.ts in Go's spelling: `GoStart`, `ProcSteal`, … */
const EVENTS = new Map(
  Object.entries(wire)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number' && /^[A-Z]+(_[A-Z]+)+$/.test(entry[0]))
    .map(([name, value]) => [name.toLowerCase().replaceAll('_', ''), value]),
);

function uvarint(value: number | bigint): number[] {
  let rest = BigInt(value);
  const bytes: number[] = [];
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
}

/** An event of a thread: its ticks since the last one, its name in Go's spelling, its arguments. */
export type WrittenEvent = readonly [dt: number, name: string, ...args: (number | bigint)[]];

const batch = (
  generation: number,
  thread: number | bigint,
  ticks: number | bigint,
  data: readonly number[],
): number[] =>
  [EVENT_BATCH, generation, thread, ticks, data.length]
    .flatMap((value, i) => (i === 0 ? [Number(value)] : uvarint(value)))
    .concat(data);

export const NO_M = 2n ** 64n - 1n;

/**
 * Writes a trace of wire version 22 (or another), batch by batch: a tick is 1 ns. For tests of what no program writes on demand:
 * contradictions, gaps, huge numbers.
 */
export class TraceWriter {
  readonly #bytes: number[] = [];
  readonly #version: number;
  generation = 1;

  constructor(version = 22) {
    this.#version = version;
    this.#bytes.push(...new TextEncoder().encode(`go 1.${version} trace`), 0, 0, 0);
  }

  raw(...bytes: readonly number[]): this {
    this.#bytes.push(...bytes);
    return this;
  }

  batch(thread: number | bigint, ticks: number | bigint, data: readonly number[]): this {
    return this.raw(...batch(this.generation, thread, ticks, data));
  }

  events(thread: number | bigint, ticks: number, ...events: readonly WrittenEvent[]): this {
    const data = events.flatMap(([dt, name, ...args]) => {
      const type = EVENTS.get(name.toLowerCase());
      if (type === undefined) throw new Error(`${name} is no event`);
      return [type, ...uvarint(dt), ...args.flatMap(uvarint)];
    });
    return this.batch(thread, ticks, data);
  }

  /** What every generation needs: its frequency (and, from 25 on, its clock). */
  clock(): this {
    const frequency = [FREQUENCY, ...uvarint(1e9)];
    return this.batch(NO_M, 1, this.#version < 25 ? frequency : [wire.SYNC, ...frequency]);
  }

  strings(table: Readonly<Record<number, string>>): this {
    const data = Object.entries(table).flatMap(([id, text]) => {
      const bytes = [...new TextEncoder().encode(text)];
      return [STRING, ...uvarint(Number(id)), ...uvarint(bytes.length), ...bytes];
    });
    return this.batch(NO_M, 1, [STRINGS, ...data]);
  }

  /** Frames as [address, function, file, line], leaf first. */
  stacks(table: Readonly<Record<number, readonly (readonly [number | bigint, number, number, number])[]>>): this {
    const data = Object.entries(table).flatMap(([id, frames]) => [
      STACK,
      ...uvarint(Number(id)),
      ...uvarint(frames.length),
      ...frames.flatMap((frame) => frame.flatMap(uvarint)),
    ]);
    return this.batch(NO_M, 1, [STACKS, ...data]);
  }

  sample(time: number, m: number, p: number, g: number, stack: number): this {
    return this.batch(NO_M, 1, [CPU_SAMPLES, CPU_SAMPLE, ...[time, m, p, g, stack].flatMap(uvarint)]);
  }

  next(step = 1): this {
    if (this.#version >= 26) this.raw(END_OF_GENERATION);
    this.generation += step;
    return this;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
