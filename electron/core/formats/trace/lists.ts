import { GrowableColumn } from '@core/base/columns';
import { counted, widen, FEW } from './columns';
import type { AnnotationColumns, CpuSampleColumns, HeapColumns } from './generation';

/** HeapAlloc and HeapGoal as they come. */
export class HeapList {
  readonly #columns = {
    kind: new GrowableColumn(Uint8Array, FEW),
    atNs: new GrowableColumn(Float64Array, FEW),
    bytes: new GrowableColumn(Float64Array, FEW),
  };
  #count = 0;

  add(kind: number, atNs: number, bytes: number): void {
    const columns = this.#columns;
    const row = this.#count++;
    if (row === columns.kind.data.length) widen(columns, row);
    columns.kind.data[row] = kind;
    columns.atNs.data[row] = atNs;
    columns.bytes.data[row] = bytes;
  }

  finish(): HeapColumns {
    const { kind, atNs, bytes } = counted(this.#columns, this.#count);
    return { kind: kind.finish(), atNs: atNs.finish(), bytes: bytes.finish() };
  }
}

/** Tasks, regions, logs and labels as they come. Its memory is used again for the next generation. */
export class AnnotationList {
  readonly #columns = {
    type: new GrowableColumn(Uint8Array, FEW),
    atNs: new GrowableColumn(Float64Array, FEW),
    goroutine: new GrowableColumn(Uint32Array, FEW),
    task: new GrowableColumn(Float64Array, FEW),
    parent: new GrowableColumn(Float64Array, FEW),
    name: new GrowableColumn(Uint32Array, FEW),
    message: new GrowableColumn(Uint32Array, FEW),
    stack: new GrowableColumn(Uint32Array, FEW),
  };
  #count = 0;

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
    const columns = this.#columns;
    const row = this.#count++;
    if (row === columns.type.data.length) widen(columns, row);
    columns.type.data[row] = type;
    columns.atNs.data[row] = atNs;
    columns.goroutine.data[row] = goroutine;
    columns.task.data[row] = task;
    columns.parent.data[row] = parent;
    columns.name.data[row] = name;
    columns.message.data[row] = message;
    columns.stack.data[row] = stack;
  }

  /** Copies of the columns; the list is empty then. */
  finish(): AnnotationColumns {
    const columns = counted(this.#columns, this.#count);
    this.#count = 0;
    return {
      type: taken(columns.type),
      atNs: taken(columns.atNs),
      goroutine: taken(columns.goroutine),
      task: taken(columns.task),
      parent: taken(columns.parent),
      name: taken(columns.name),
      message: taken(columns.message),
      stack: taken(columns.stack),
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
  readonly #atNs = new GrowableColumn(Float64Array, FEW);
  readonly #goroutine = new GrowableColumn(Uint32Array, FEW);
  readonly #proc = new GrowableColumn(Uint16Array, FEW);
  readonly #thread = new GrowableColumn(Float64Array, FEW);
  readonly #stack = new GrowableColumn(Uint32Array, FEW);

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
