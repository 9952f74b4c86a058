/** The decoder of events, compiled from assembly/index.ts to WebAssembly by electron/setup/assembly.mjs. */
declare module '*/assembly/index?assembly' {
  /** What the module asks of its host (assembly/host.ts). */
  export interface DecoderHost {
    fetch(batch: number, to: number): void;
    problem(kind: number, batch: number, byte: number): void;
    findString(id: number): number;
    findStack(id: number): number;
    reasonOf(id: number): number;
    /** `sound` 1 = the rows were walked (`assertRows`). */
    chunk(startNs: number, endNs: number, sound: number): void;
  }

  /** What it exports (assembly/index.ts). Addresses are bytes in its memory, which stay until the next generation. */
  export interface DecoderExports {
    readonly memory: { readonly buffer: ArrayBuffer };
    timedAt(): number;
    begin(
      batches: number,
      bytes: number,
      tickNs: number,
      baseNs: number,
      syncNs: number,
      initial: number,
      strings: number,
      stacks: number,
      samples: number,
    ): void;
    batchThreadAt(): number;
    batchTicksAt(): number;
    batchSizeAt(): number;
    stringRowsAt(): number;
    stackRowsAt(): number;
    sampleTimeAt(): number;
    sampleGoroutineAt(): number;
    start(batches: number): void;
    /** 1 = there are more. */
    run(most: number): number;
    finish(): number;
    chunkRows(): number;
    chunkGoroutines(): number;
    chunkChangeWidth(): number;
    chunkActorWidth(): number;
    chunkGoroutineAt(): number;
    chunkFirstAt(): number;
    chunkOffsetAt(): number;
    chunkChangeAt(): number;
    chunkActorAt(): number;
    changeCount(): number;
    changeKeysAt(): number;
    profileAt(): number;
    eventCount(): number;
    emittedCount(): number;
    impliedCount(): number;
    typeCountsAt(): number;
    listCount(list: number): number;
    listBlocksAt(list: number): number;
    goroutineCount(): number;
    goroutineBlock(from: number): number;
    threadCount(): number;
    threadColumn(): number;
  }

  /** A new instance with memory of its own. The engine compiles its code once for all threads. */
  export function instantiate(host: DecoderHost): DecoderExports;
}
