import { TraceWriter } from './trace-writer';

/** Batches of this many wake-ups, about 40 KB. */
const TURNS = 2500;

/**
 * A whole trace that is large enough for threads: in each generation goroutine 1 wakes goroutine 2, which runs and waits again, over and
 * over; four megabytes for about 20 of `batches` in each of five generations.
 */
export function largeTrace(generations: number, batches: number): Uint8Array {
  const head = new TraceWriter().bytes();
  const parts: Uint8Array[] = [head];
  for (let generation = 1; generation <= generations; generation++) {
    // A writer a batch: it holds its bytes as numbers.
    const add = (fill: (writer: TraceWriter) => void): void => {
      const writer = new TraceWriter();
      writer.generation = generation;
      fill(writer);
      parts.push(writer.bytes().subarray(head.length));
    };
    const start = generation * 1e9;
    add((writer) =>
      writer
        .clock()
        .strings({ 1: 'chan receive' })
        .events(1, start, [0, 'ProcStatus', 0, 1], [0, 'GoStatus', 1, 1, 2])
        .events(2, start, [0, 'ProcStatus', 1, 1], [0, 'GoStatus', 2, 2, 4]),
    );
    for (let n = 0; n < batches; n++) {
      const at = start + (n + 1) * 1e6;
      const turn = (i: number): number => n * TURNS * 2 + i * 2 + 1;
      const turns = Array.from({ length: TURNS }, (_, i) => i);
      add((writer) =>
        writer
          .events(1, at, ...turns.map((i) => [300, 'GoUnblock', 2, turn(i), 0] as const))
          .events(
            2,
            at + 100,
            ...turns.flatMap((i) => [[150, 'GoStart', 2, turn(i) + 1] as const, [150, 'GoBlock', 1, 0] as const]),
          ),
      );
    }
  }
  return Uint8Array.from(Buffer.concat(parts));
}
