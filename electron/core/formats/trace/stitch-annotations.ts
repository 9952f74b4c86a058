import { GrowableColumn } from '@core/base/columns';
import type { TraceLogTable, TraceRegionTable, TraceTaskTable } from '@core/model/trace';
import { counted, filled, widen } from './columns';
import type { AnnotationColumns, GenerationOutput } from './generation';
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
  /** Innermost open region of a goroutine, row + 1; 0 = none. */
  #open = new Uint32Array(1024);
  #openCount = 0;
  readonly #logs = {
    atNs: new GrowableColumn(Float64Array, 64),
    goroutine: new GrowableColumn(Uint32Array, 64),
    task: new GrowableColumn(Uint32Array, 64),
    category: new GrowableColumn(Uint32Array, 64),
    message: new GrowableColumn(Uint32Array, 64),
    stack: new GrowableColumn(Uint32Array, 64),
  };
  #taskCount = 0;
  #regionCount = 0;
  #logCount = 0;
  /** Tasks that began twice, regions that end in another order than they began in. */
  odd = 0;

  constructor(goroutines: TraceGoroutines) {
    this.#goroutines = goroutines;
  }

  add(output: GenerationOutput, maps: Maps): void {
    if (this.#open.length < this.#goroutines.count) {
      const wider = new Uint32Array(this.#goroutines.count * 2);
      wider.set(this.#open);
      this.#open = wider;
    }
    for (let i = 0; i < output.annotations.type.length; i++) this.#addOne(output.annotations, i, maps);
    // Goroutines that ended took their regions along.
    if (this.#openCount > 0) this.#endRegions(output.goroutines.endedNs, maps.goroutine);
  }

  #addOne(columns: AnnotationColumns, i: number, maps: Maps): void {
    const g = maps.goroutine[columns.goroutine[i]];
    const atNs = columns.atNs[i];
    const task = columns.task[i];
    const text = maps.string[columns.name[i]];
    const at = maps.stack[columns.stack[i]];
    switch (columns.type[i]) {
      case GO_LABEL:
        this.#goroutines.label.data[g] = text;
        break;
      case USER_TASK_BEGIN:
        this.#beginTask(atNs, g, task, columns.parent[i], text, at);
        break;
      case USER_TASK_END:
        this.#endTask(atNs, task);
        break;
      case USER_LOG:
        this.#addLog(atNs, g, task, text, maps.string[columns.message[i]], at);
        break;
      case USER_REGION_BEGIN:
        this.#beginRegion(atNs, g, task, text, at);
        break;
      default:
        this.#endRegion(atNs, g, task, text);
    }
  }

  #endRegions(endedNs: Float64Array, map: Uint32Array): void {
    for (let i = 0; i < endedNs.length; i++) {
      const g = map[i];
      if (this.#open[g] === 0 || Number.isNaN(endedNs[i])) continue;
      for (let row = this.#open[g]; row !== 0; row = this.#regions.around.data[row - 1]) {
        this.#regions.endNs.data[row - 1] = endedNs[i];
        this.#openCount--;
      }
      this.#open[g] = 0;
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
    const tasks = this.#tasks;
    const row = this.#taskCount++;
    if (row === tasks.id.data.length) widen(tasks, row);
    tasks.id.data[row] = id;
    tasks.parent.data[row] = parent;
    tasks.name.data[row] = name;
    tasks.startNs.data[row] = startNs;
    tasks.endNs.data[row] = NaN;
    tasks.goroutine.data[row] = goroutine;
    tasks.stack.data[row] = stack;
    return row + 1;
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
    const row = this.#addRegion(g, task, name, atNs, NaN, stack, this.#open[g]);
    this.#open[g] = row + 1;
    this.#openCount++;
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
    const regions = this.#regions;
    const row = this.#regionCount++;
    if (row === regions.goroutine.data.length) widen(regions, row);
    regions.goroutine.data[row] = g;
    regions.task.data[row] = this.#taskOf(task);
    regions.name.data[row] = name;
    regions.startNs.data[row] = startNs;
    regions.endNs.data[row] = endNs;
    regions.stack.data[row] = stack;
    regions.around.data[row] = around;
    regions.taskId.data[row] = task;
    return row;
  }

  #endRegion(atNs: number, g: number, task: number, name: number): void {
    const { around, name: names, taskId, endNs } = this.#regions;
    const innermost = this.#open[g];
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
    this.#openCount--;
    if (inside !== 0) {
      this.odd++;
      around.data[inside - 1] = around.data[row - 1];
    } else {
      this.#open[g] = around.data[row - 1];
    }
  }

  #addLog(atNs: number, g: number, task: number, category: number, message: number, stack: number): void {
    const logs = this.#logs;
    const row = this.#logCount++;
    if (row === logs.atNs.data.length) widen(logs, row);
    logs.atNs.data[row] = atNs;
    logs.goroutine.data[row] = g;
    logs.task.data[row] = this.#taskOf(task);
    logs.category.data[row] = category;
    logs.message.data[row] = message;
    logs.stack.data[row] = stack;
  }

  tasks(): TraceTaskTable {
    const { id, parent, name, startNs, endNs, goroutine, stack } = counted(this.#tasks, this.#taskCount);
    return {
      count: id.length,
      id: filled(id),
      parent: filled(parent),
      name: filled(name),
      startNs: filled(startNs),
      endNs: filled(endNs),
      goroutine: filled(goroutine),
      stack: filled(stack),
    };
  }

  regions(): TraceRegionTable {
    const { goroutine, task, name, startNs, endNs, stack } = counted(this.#regions, this.#regionCount);
    return {
      count: goroutine.length,
      goroutine: filled(goroutine),
      task: filled(task),
      name: filled(name),
      startNs: filled(startNs),
      endNs: filled(endNs),
      stack: filled(stack),
    };
  }

  logs(): TraceLogTable {
    const { atNs, goroutine, task, category, message, stack } = counted(this.#logs, this.#logCount);
    return {
      count: atNs.length,
      atNs: filled(atNs),
      goroutine: filled(goroutine),
      task: filled(task),
      category: filled(category),
      message: filled(message),
      stack: filled(stack),
    };
  }
}
