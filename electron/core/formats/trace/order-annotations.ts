import type { OrderState } from './order-state';
import { GO_LABEL, PROCS_CHANGE, USER_LOG, USER_TASK_BEGIN, USER_TASK_END } from './wire';

/* What annotations do (advanceAnnotation, advanceUser… of order.go); see order-goroutines.ts. */

/** Tasks, regions, logs, labels and GOMAXPROCS: all of them happen on a goroutine. */
export function annotation(s: OrderState, c: number): boolean {
  const g = s.threadG[c];
  const type = s.type[c];
  s.stamp(c);
  if (g < 0) {
    s.contradict(c);
    return true;
  }
  const { tables } = s;
  const a = c * 4;
  switch (type) {
    case PROCS_CHANGE:
      tables.stack(s.arg(a + 1)); // nothing shows it, but one that is not there is a sign of damage
      return true;
    case GO_LABEL:
      s.annotations.add(type, s.now[0], g, 0, 0, tables.string(s.arg(a)), 0, 0);
      return true;
    case USER_TASK_BEGIN:
      s.annotations.add(
        type,
        s.now[0],
        g,
        s.arg(a),
        s.arg(a + 1),
        tables.string(s.arg(a + 2)),
        0,
        tables.stack(s.arg(a + 3)),
      );
      return true;
    case USER_TASK_END:
      s.annotations.add(type, s.now[0], g, s.arg(a), 0, 0, 0, tables.stack(s.arg(a + 1)));
      return true;
    case USER_LOG: {
      const [category, message] = [tables.string(s.arg(a + 1)), tables.string(s.arg(a + 2))];
      s.annotations.add(type, s.now[0], g, s.arg(a), 0, category, message, tables.stack(s.arg(a + 3)));
      return true;
    }
    default:
      s.annotations.add(type, s.now[0], g, s.arg(a), 0, tables.string(s.arg(a + 1)), 0, tables.stack(s.arg(a + 2)));
      return true;
  }
}

/** Events of experiments: counted, but not shown. */
export function experiment(s: OrderState, c: number): boolean {
  s.stamp(c);
  return true;
}
