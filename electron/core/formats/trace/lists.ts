import { GrowableColumn } from '@core/base/columns';
import type { AnnotationColumns, CpuSampleColumns, HeapColumns } from './generation';

/** HeapAlloc and HeapGoal as they come. */
export class HeapList {
  readonly #kind = new GrowableColumn(Uint8Array);
  readonly #atNs = new GrowableColumn(Float64Array);
  readonly #bytes = new GrowableColumn(Float64Array);

  add(kind: number, atNs: number, bytes: number): void {
    this.#kind.push(kind);
    this.#atNs.push(atNs);
    this.#bytes.push(bytes);
  }

  finish(): HeapColumns {
    return { kind: this.#kind.finish(), atNs: this.#atNs.finish(), bytes: this.#bytes.finish() };
  }
}

/** Tasks, regions, logs and labels as they come. Its memory is used again for the next generation. */
export class AnnotationList {
  readonly #type = new GrowableColumn(Uint8Array, 64);
  readonly #atNs = new GrowableColumn(Float64Array, 64);
  readonly #goroutine = new GrowableColumn(Uint32Array, 64);
  readonly #task = new GrowableColumn(Float64Array, 64);
  readonly #parent = new GrowableColumn(Float64Array, 64);
  readonly #name = new GrowableColumn(Uint32Array, 64);
  readonly #message = new GrowableColumn(Uint32Array, 64);
  readonly #stack = new GrowableColumn(Uint32Array, 64);

  add(
    type: number,
    atNs: number,
    goroutine: number,
    task: number,
    parent: number,
    name: number,
    message: number,
    stack: number,
  ): void {
    this.#type.push(type);
    this.#atNs.push(atNs);
    this.#goroutine.push(goroutine);
    this.#task.push(task);
    this.#parent.push(parent);
    this.#name.push(name);
    this.#message.push(message);
    this.#stack.push(stack);
  }

  /** Copies of the columns; the list is empty then. */
  finish(): AnnotationColumns {
    return {
      type: taken(this.#type),
      atNs: taken(this.#atNs),
      goroutine: taken(this.#goroutine),
      task: taken(this.#task),
      parent: taken(this.#parent),
      name: taken(this.#name),
      message: taken(this.#message),
      stack: taken(this.#stack),
    };
  }
}

/** A copy of a column, which is empty then but keeps its room. */
export function taken<C extends Uint8Array | Uint32Array | Float64Array>(column: GrowableColumn<C>): C {
  const copy = column.data.slice(0, column.length) as C;
  column.length = 0;
  return copy;
}

/** CPU samples in the order of the stream. */
export class SampleList {
  readonly #atNs = new GrowableColumn(Float64Array, 64);
  readonly #goroutine = new GrowableColumn(Uint32Array, 64);
  readonly #proc = new GrowableColumn(Uint16Array, 64);
  readonly #thread = new GrowableColumn(Float64Array, 64);
  readonly #stack = new GrowableColumn(Uint32Array, 64);

  add(atNs: number, goroutine: number, proc: number, thread: number, stack: number): void {
    this.#atNs.push(atNs);
    this.#goroutine.push(goroutine);
    this.#proc.push(proc);
    this.#thread.push(thread);
    this.#stack.push(stack);
  }

  finish(): CpuSampleColumns {
    return {
      atNs: this.#atNs.finish(),
      goroutine: this.#goroutine.finish(),
      proc: this.#proc.finish(),
      thread: this.#thread.finish(),
      stack: this.#stack.finish(),
    };
  }
}
