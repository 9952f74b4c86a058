import { objectKind, WAIT_KINDS } from '@core/api/wait-objects';
import type { WaitObjectKind } from '@core/api/waiters';
import { shortName } from '@core/base/go-name';
import type { Capture } from '@core/model/tables';
import type { WaitTables } from '@core/model/wait-tables';
import type { Locks } from './lock-types';
import { frameAt } from './argument-lookup';
import type { WaiterBuilder } from './waiter-builder';

const HOLDS_NOTHING: readonly WaitObjectKind[] = ['nil channel', 'timer', 'fd'];

/** Nodes of a live process: what the runtime's queues say, and whose stacks have the addresses. */
export function addFacts(builder: WaiterBuilder, capture: Capture, waits: WaitTables, locks: () => Locks): void {
  const { objects } = waits;
  const nodes = new Int32Array(objects.count).fill(-1);
  for (let i = 0; i < waits.waits.count; i++) {
    const object = waits.waits.object[i];
    if (nodes[object] < 0) {
      const kind = objectKind(WAIT_KINDS[objects.kind[object]], objects.flags[object], objects.value[object]);
      const looked = waits.holdsRead && !HOLDS_NOTHING.includes(kind);
      nodes[object] = builder.add(kind, true, looked || kind === 'nil channel', object, objects.address[object]);
    }
    builder.wait(nodes[object], waits.waits.goroutine[i]);
  }
  if (waits.holdsRead) addHolds(builder, capture, waits, nodes);
  else addLockHolders(builder, waits, nodes, locks);
}

function addHolds(builder: WaiterBuilder, capture: Capture, { holds }: WaitTables, nodes: Int32Array): void {
  const { goroutines, functions, frames, stacks, strings } = capture;
  const stack = goroutines?.stack;
  const whys = new Map<number, number>();
  for (let i = 0; i < holds.count; i++) {
    const node = nodes[holds.object[i]];
    if (node < 0) continue;
    const row = holds.goroutine[i];
    const frame = holds.frame[i] < 0 || stack === undefined ? -1 : frameAt(stacks, stack[row], holds.frame[i]);
    let why = whys.get(frame);
    if (why === undefined) {
      const where = frame < 0 ? '' : `, in ${shortName(strings.get(functions.name[frames.func[frame]]))}`;
      whys.set(frame, (why = builder.why(`its stack holds the address${where}`)));
    }
    builder.release(node, row, why);
  }
}

/** Without a search of stacks, frames tell who may hold a lock. */
function addLockHolders(
  builder: WaiterBuilder,
  { waits, objects }: WaitTables,
  nodes: Int32Array,
  locks: () => Locks,
): void {
  const seen = new Set<number>();
  for (let i = 0; i < waits.count; i++) {
    const object = waits.object[i];
    const kind = WAIT_KINDS[objects.kind[object]];
    if ((kind !== 'mutex' && kind !== 'rwmutex') || seen.has(object)) continue;
    seen.add(object);
    const { lockOfRow, locks: all } = locks();
    const lock = lockOfRow[waits.goroutine[i]];
    if (lock >= 0) for (const { row, why } of all[lock].holders) builder.release(nodes[object], row, builder.why(why));
  }
}
