import { GrowableColumn } from '@core/base/columns';
import type { TraceLogTable, TraceRegionTable, TraceTaskTable } from '@core/model/trace';
import type { GenerationOutput } from './generation';
import { IdTable } from './id-table';
import type { TraceGoroutines } from './stitch-goroutines';
import type { Maps } from './stitch-rows';
import { GO_LABEL, NO_TASK, USER_LOG, USER_REGION_BEGIN, USER_TASK_BEGIN, USER_TASK_END } from './wire';

/**
 * Tasks, regions, logs and labels of all generations. A task that is named before (or without) its begin began before the trace; so
 * did a region that ends without having begun. A region ends with its goroutine (summary.go).
 */
export class AnnotationStitcher {
  readonly #goroutines: TraceGoroutines;
  /** Ids of tasks, and the row of the last task that bore each. */
  readonly #taskIds = new IdTable();
  readonly #taskRow = new GrowableColumn(Uint32Array, 64);
  readonly #tasks = {
    id: new GrowableColumn(Float64Array, 64),
    parent: new GrowableColumn(Uint32Array, 64),
    name: new GrowableColumn(Uint32Array, 64),
    startNs: new GrowableColumn(Float64Array, 64),
    endNs: new GrowableColumn(Float64Array, 64),
    goroutine: new GrowableColumn(Uint32Array, 64),
    stack: new GrowableColumn(Uint32Array, 64),
  };
  readonly #regions = {
    goroutine: new GrowableColumn(Uint32Array, 64),
    task: new GrowableColumn(Uint32Array, 64),
    name: new GrowableColumn(Uint32Array, 64),
    startNs: new GrowableColumn(Float64Array, 64),
    endNs: new GrowableColumn(Float64Array, 64),
    stack: new GrowableColumn(Uint32Array, 64),
    /** Row + 1 of the open region around it. */
    around: new GrowableColumn(Uint32Array, 64),
    /** Id of the task: regions end by id. */
    taskId: new GrowableColumn(Float64Array, 64),
  };
  /** Innermost open region of a goroutine, row + 1. */
  readonly #open = new Map<number, number>();
  readonly #logs = {
    atNs: new GrowableColumn(Float64Array, 64),
    goroutine: new GrowableColumn(Uint32Array, 64),
    task: new GrowableColumn(Uint32Array, 64),
    category: new GrowableColumn(Uint32Array, 64),
    message: new GrowableColumn(Uint32Array, 64),
    stack: new GrowableColumn(Uint32Array, 64),
  };
  /** Tasks that began twice, regions that end in another order than they began in. */
  odd = 0;

  constructor(goroutines: TraceGoroutines) {
    this.#goroutines = goroutines;
  }

  add(output: GenerationOutput, maps: Maps): void {
    const { type, atNs, goroutine, task, parent, name, message, stack } = output.annotations;
    for (let i = 0; i < type.length; i++) {
      const g = maps.goroutine[goroutine[i]];
      const text = maps.string[name[i]];
      const at = maps.stack[stack[i]];
      switch (type[i]) {
        case GO_LABEL:
          this.#goroutines.label.data[g] = text;
          break;
        case USER_TASK_BEGIN:
          this.#beginTask(atNs[i], g, task[i], parent[i], text, at);
          break;
        case USER_TASK_END:
          this.#endTask(atNs[i], task[i]);
          break;
        case USER_LOG:
          this.#logs.atNs.push(atNs[i]);
          this.#logs.goroutine.push(g);
          this.#logs.task.push(this.#taskOf(task[i]));
          this.#logs.category.push(text);
          this.#logs.message.push(maps.string[message[i]]);
          this.#logs.stack.push(at);
          break;
        case USER_REGION_BEGIN:
          this.#beginRegion(atNs[i], g, task[i], text, at);
          break;
        default:
          this.#endRegion(atNs[i], g, task[i], text);
      }
    }
    // Goroutines that ended took their regions along.
    if (this.#open.size === 0) return;
    const { endedNs } = output.goroutines;
    for (let i = 0; i < endedNs.length; i++) {
      if (Number.isNaN(endedNs[i])) continue;
      const g = maps.goroutine[i];
      for (let row = this.#open.get(g) ?? 0; row !== 0; row = this.#regions.around.data[row - 1])
        this.#regions.endNs.data[row - 1] = endedNs[i];
      this.#open.delete(g);
    }
  }

  #beginTask(atNs: number, g: number, id: number, parent: number, name: number, stack: number): void {
    const around = parent === id ? 0 : this.#taskOf(parent);
    const slot = this.#taskIds.find(id);
    if (slot >= 0) {
      const before = this.#taskRow.data[slot] - 1;
      if (Number.isNaN(this.#tasks.endNs.data[before])) this.odd++;
    }
    const row = this.#addTask(id, around, name, atNs, g + 1, stack);
    if (slot >= 0) this.#taskRow.data[slot] = row;
    else {
      this.#taskIds.add(id);
      this.#taskRow.push(row);
    }
  }

  /** Task.End may be called again and again; the first one ends it. */
  #endTask(atNs: number, id: number): void {
    const row = this.#taskOf(id);
    if (row !== 0 && Number.isNaN(this.#tasks.endNs.data[row - 1])) this.#tasks.endNs.data[row - 1] = atNs;
  }

  /** Row + 1. */
  #addTask(id: number, parent: number, name: number, startNs: number, goroutine: number, stack: number): number {
    this.#tasks.parent.push(parent);
    this.#tasks.name.push(name);
    this.#tasks.startNs.push(startNs);
    this.#tasks.endNs.push(NaN);
    this.#tasks.goroutine.push(goroutine);
    this.#tasks.stack.push(stack);
    return this.#tasks.id.push(id) + 1;
  }

  /** Row + 1 of the task with an id, which began before the trace if it is not known; 0 for none and the background. */
  #taskOf(id: number): number {
    if (id === 0 || id === NO_TASK) return 0;
    const slot = this.#taskIds.find(id);
    if (slot >= 0) return this.#taskRow.data[slot];
    const row = this.#addTask(id, 0, 0, NaN, 0, 0);
    this.#taskIds.add(id);
    this.#taskRow.push(row);
    return row;
  }

  #beginRegion(atNs: number, g: number, task: number, name: number, stack: number): void {
    const row = this.#addRegion(g, task, name, atNs, NaN, stack, this.#open.get(g) ?? 0);
    this.#open.set(g, row + 1);
  }

  #addRegion(
    g: number,
    task: number,
    name: number,
    startNs: number,
    endNs: number,
    stack: number,
    around: number,
  ): number {
    this.#regions.goroutine.push(g);
    this.#regions.task.push(this.#taskOf(task));
    this.#regions.name.push(name);
    this.#regions.startNs.push(startNs);
    this.#regions.endNs.push(endNs);
    this.#regions.stack.push(stack);
    this.#regions.around.push(around);
    return this.#regions.taskId.push(task);
  }

  #endRegion(atNs: number, g: number, task: number, name: number): void {
    const { around, name: names, taskId, endNs } = this.#regions;
    const innermost = this.#open.get(g) ?? 0;
    let inside = 0;
    let row = innermost;
    while (row !== 0 && (names.data[row - 1] !== name || taskId.data[row - 1] !== task)) {
      inside = row;
      row = around.data[row - 1];
    }
    if (row === 0) {
      if (innermost !== 0) this.odd++;
      this.#addRegion(g, task, name, NaN, atNs, 0, 0);
      return;
    }
    endNs.data[row - 1] = atNs;
    if (inside !== 0) {
      this.odd++;
      around.data[inside - 1] = around.data[row - 1];
    } else if (around.data[row - 1] === 0) {
      this.#open.delete(g);
    } else {
      this.#open.set(g, around.data[row - 1]);
    }
  }

  tasks(): TraceTaskTable {
    const { id, parent, name, startNs, endNs, goroutine, stack } = this.#tasks;
    return {
      count: id.length,
      id: id.finish(),
      parent: parent.finish(),
      name: name.finish(),
      startNs: startNs.finish(),
      endNs: endNs.finish(),
      goroutine: goroutine.finish(),
      stack: stack.finish(),
    };
  }

  regions(): TraceRegionTable {
    const { goroutine, task, name, startNs, endNs, stack } = this.#regions;
    return {
      count: goroutine.length,
      goroutine: goroutine.finish(),
      task: task.finish(),
      name: name.finish(),
      startNs: startNs.finish(),
      endNs: endNs.finish(),
      stack: stack.finish(),
    };
  }

  logs(): TraceLogTable {
    const { atNs, goroutine, task, category, message, stack } = this.#logs;
    return {
      count: atNs.length,
      atNs: atNs.finish(),
      goroutine: goroutine.finish(),
      task: task.finish(),
      category: category.finish(),
      message: message.finish(),
      stack: stack.finish(),
    };
  }
}
