import * as event from '../event-types';
import { List, newList } from './lists';
import { now } from './rows';
import { NOBODY, Thread } from './state';
import { contradict, Stream } from './stream';
import { Stacks, stringOf } from './tables';

/* What annotations do (advanceAnnotation, advanceUser… of order.go); see goroutines.ts. */

/** Tasks, regions, logs and labels: time, task, parent (doubles), goroutine, name, message, stack (32 bits), type (8). */
const ROW: u32 = 41;
let annotations: List = changetype<List>(0);

export function beginAnnotations(): void {
  annotations = newList(ROW);
}

export function annotationList(): List {
  return annotations;
}

/** Only the last label of a goroutine is ever asked for. */
function addLabel(t: Thread, name: u32): void {
  const last = annotations.count - 1;
  const again =
    annotations.count > 0 &&
    load<u8>(annotations.at(last, 40, 1)) === event.GO_LABEL &&
    load<u32>(annotations.at(last, 24, 4)) === <u32>t.g.index;
  if (again) store<u32>(annotations.at(last, 28, 4), name);
  else add(t, 0, 0, name, 0, 0);
}

function add(t: Thread, task: u64, parent: u64, name: u32, message: u32, stack: u32): void {
  const row = annotations.add();
  store<f64>(annotations.at(row, 0, 8), now);
  store<f64>(annotations.at(row, 8, 8), <f64>task);
  store<f64>(annotations.at(row, 16, 8), <f64>parent);
  store<u32>(annotations.at(row, 24, 4), t.g.index);
  store<u32>(annotations.at(row, 28, 4), name);
  store<u32>(annotations.at(row, 32, 4), message);
  store<u32>(annotations.at(row, 36, 4), stack);
  store<u8>(annotations.at(row, 40, 1), <u8>t.type);
}

/** Tasks, regions, logs, labels and GOMAXPROCS: all of them happen on a goroutine. */
export function annotation(t: Thread): bool {
  Stream.stamp(t);
  if (t.g === NOBODY) {
    contradict(t);
    return true;
  }
  switch (t.type) {
    case event.PROCS_CHANGE:
      Stacks.of(t.a1); // nothing shows it, but one that is not there is a sign of damage
      return true;
    case event.GO_LABEL:
      addLabel(t, stringOf(t.a0));
      return true;
    case event.USER_TASK_BEGIN:
      add(t, t.a0, t.a1, stringOf(t.a2), 0, Stacks.of(t.a3));
      return true;
    case event.USER_TASK_END:
      add(t, t.a0, 0, 0, 0, Stacks.of(t.a1));
      return true;
    case event.USER_LOG:
      add(t, t.a0, 0, stringOf(t.a1), stringOf(t.a2), Stacks.of(t.a3));
      return true;
    default:
      add(t, t.a0, 0, stringOf(t.a1), 0, Stacks.of(t.a2));
      return true;
  }
}
