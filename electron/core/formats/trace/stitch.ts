import type { TraceCpuSampleTable, TraceHeapTable, TraceTables } from '@core/model/trace';
import type { GenerationOutput } from './generation';
import { IdTable } from './id-table';
import { Pieces } from './pieces';
import { Problems } from './problems';
import { AnnotationStitcher } from './stitch-annotations';
import { ProfileSums, TraceGoroutines } from './stitch-goroutines';
import { Names } from './stitch-names';
import { ProcStitcher } from './stitch-procs';
import { RangeStitcher } from './stitch-ranges';
import { type Maps, RowStitcher } from './stitch-rows';
import { moveBehind } from './stitch-times';
import { EVENT_KINDS } from './wire';

/** Puts decoded generations together, in their order; each may be decoded anywhere, but only here is known what came before. */
export class Stitcher {
  readonly names = new Names();
  readonly goroutines = new TraceGoroutines();
  readonly profiles = new ProfileSums(this.goroutines);
  readonly rows = new RowStitcher(this.goroutines, this.profiles);
  readonly annotations = new AnnotationStitcher(this.goroutines);
  readonly problems = new Problems();
  /** Goroutines that ended in a generation which is not there. */
  lost = 0;
  events = 0;
  generations = 0;
  readonly #ranges = new RangeStitcher();
  readonly #procs = new ProcStitcher();
  readonly #heap = {
    kind: new Pieces<Uint8Array>(Uint8Array),
    atNs: new Pieces<Float64Array>(Float64Array),
    bytes: new Pieces<Float64Array>(Float64Array),
  };
  readonly #samples = {
    atNs: new Pieces<Float64Array>(Float64Array),
    goroutine: new Pieces<Uint32Array>(Uint32Array),
    proc: new Pieces<Uint16Array>(Uint16Array),
    thread: new Pieces<Float64Array>(Float64Array),
    stack: new Pieces<Uint32Array>(Uint32Array),
  };
  readonly #threads = new IdTable();
  readonly #kinds = new Float64Array(EVENT_KINDS.length);
  #endNs = -1;

  /** `gap` = generations are missing before this one, `cut` = its own end is. */
  add(output: GenerationOutput, gap: boolean, cut: boolean): void {
    const moved = moveBehind(output, this.#endNs);
    const startNs = moved === null ? output.startNs : moved.of(output.startNs);
    this.#endNs = moved === null ? output.endNs : Math.max(output.endNs, this.#endNs + output.emitted);
    this.events += output.events;
    this.generations++;
    output.kinds.forEach((count, kind) => (this.#kinds[kind] += count));
    for (const thread of output.threads) this.#threads.of(thread);
    for (const { kind, offset, count } of output.problems) this.problems.add(kind, offset, count);
    const names = this.names.add(output.strings, output.stacks);
    const { string, stack, root } = names;
    const maps: Maps = { string, stack, root, goroutine: this.goroutines.add(output, names) };
    if (gap && !cut) this.#endTheLost(startNs);
    this.rows.add(output, maps, (string) => this.names.strings.get(string), moved);
    this.#ranges.add(output.ranges, maps, startNs);
    this.#procs.add(output.procs);
    this.#heap.kind.add(output.heap.kind);
    this.#heap.atNs.add(output.heap.atNs);
    this.#heap.bytes.add(output.heap.bytes);
    this.annotations.add(output, maps);
    this.#addSamples(output, maps);
  }

  /** A generation names all goroutines that live: who is not named ended in the gap. */
  #endTheLost(startNs: number): void {
    const { endedNs } = this.goroutines;
    for (let g = 0; g < this.goroutines.count; g++) {
      if (!this.goroutines.isAbsent(g) || !Number.isNaN(endedNs.data[g])) continue;
      endedNs.data[g] = startNs;
      this.lost++;
    }
  }

  #addSamples({ samples }: GenerationOutput, maps: Maps): void {
    const { goroutine, stack } = samples;
    for (let i = 0; i < goroutine.length; i++) {
      if (goroutine[i] !== 0) goroutine[i] = maps.goroutine[goroutine[i] - 1] + 1;
      stack[i] = maps.stack[stack[i]];
    }
    this.#samples.atNs.add(samples.atNs);
    this.#samples.goroutine.add(goroutine);
    this.#samples.proc.add(samples.proc);
    this.#samples.thread.add(samples.thread);
    this.#samples.stack.add(stack);
  }

  /** The tables; x/exp/trace's reader ends every trace with one more Sync. */
  finish(wireVersion: number, wall: TraceTables['wall']): TraceTables {
    this.#kinds[0]++;
    const counts = EVENT_KINDS.map((kind, i) => [kind, this.#kinds[i]] as const).filter(([, count]) => count > 0);
    return {
      wireVersion,
      endNs: this.#endNs + 1,
      wall,
      eventCounts: Object.fromEntries(counts),
      reasons: this.rows.reasons,
      goroutines: this.goroutines.finish(),
      generations: this.generations,
      events: this.events,
      chunks: this.rows.finish(),
      procs: this.#procs.finish(),
      ranges: this.#ranges.finish(),
      heap: this.#heapTable(),
      tasks: this.annotations.tasks(),
      regions: this.annotations.regions(),
      logs: this.annotations.logs(),
      cpuSamples: this.#sampleTable(),
      threadCount: this.#threads.count,
      procCount: this.#procs.count,
    };
  }

  #heapTable(): TraceHeapTable {
    const { kind, atNs, bytes } = this.#heap;
    return { count: kind.length, atNs: atNs.finish(), kind: kind.finish(), bytes: bytes.finish() };
  }

  #sampleTable(): TraceCpuSampleTable {
    const { atNs, goroutine, proc, thread, stack } = this.#samples;
    return {
      count: atNs.length,
      atNs: atNs.finish(),
      goroutine: goroutine.finish(),
      proc: proc.finish(),
      thread: thread.finish(),
      stack: stack.finish(),
    };
  }
}
